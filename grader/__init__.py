"""backprop-dojo: learn how neural networks learn, graded by a grader that is fair, instant and kind."""

__version__ = "0.1.0"
