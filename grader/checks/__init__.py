"""What an author of checks imports: declarations, inputs and rulers. See docs/authoring.md."""

from grader import datasets
from grader.checks.compare import (
    assert_close,
    assert_raises,
    assert_same_array,
    assert_that,
    assert_unchanged,
)
from grader.checks.declare import Student, check, convergence_check, misconception
from grader.checks.draw import Draw
from grader.checks.failure import CheckFailed
from grader.checks.gradient import assert_gradient, numerical_gradient
from grader.checks.trajectory import assert_trajectory
from grader.i18n import _, later
from grader.jail.proxy import Spy, TensorValue
from grader.jail.transcript import StudentError

__all__ = [
    "CheckFailed",
    "Draw",
    "Spy",
    "Student",
    "StudentError",
    "TensorValue",
    "_",
    "assert_close",
    "assert_gradient",
    "assert_raises",
    "assert_same_array",
    "assert_that",
    "assert_trajectory",
    "assert_unchanged",
    "check",
    "convergence_check",
    "datasets",
    "later",
    "misconception",
    "numerical_gradient",
]  # fmt: skip
