"""What is said of a whole file beside its points."""

import dataclasses

import samples

from grader.report.remarks import remarks
from grader.scorecard import Confinement


def test_an_attempt_is_told_as_what_it_was():
    """Where the layers hold, the code went on without it; where one is missing, it may have happened."""
    held = samples.ATTEMPTED
    (said,) = remarks(held)
    assert "line 50 tries to, and the code goes on without" in said
    less = dataclasses.replace(held, confinement=Confinement(missing=("landlock", "seccomp")))
    *_, said = remarks(less)
    assert "line 50 tries to, which this system may not hold back" in said
    assert "goes on without" not in said
