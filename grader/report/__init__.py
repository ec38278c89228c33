"""What a person reads: pure functions from a scorecard to text, one module per format.

Text that a student controls goes through `clean` and nowhere else.
"""
