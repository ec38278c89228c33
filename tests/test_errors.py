"""The error tree: exit codes, their order, and messages with a next step."""

import itertools

import pytest

from grader import errors
from grader.errors import (
    DojoError,
    ExitCode,
    GraderFault,
    MissingLayer,
    NothingToGrade,
    UnknownExercise,
    most_serious,
)

ORDER = [130, 2, 3, 4, 1, 5, 0]


def test_codes_are_those_of_the_documentation() -> None:
    """Every exit code has its place in the order, and no other exists."""
    assert sorted(ORDER) == sorted(ExitCode)


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(ORDER, 2)))
def test_the_more_serious_wins(first: int, second: int) -> None:
    """Of two codes the one that comes first in the order wins, whichever is named first."""
    assert most_serious(ExitCode(first), ExitCode(second)) == first
    assert most_serious(ExitCode(second), ExitCode(first)) == first


def test_no_code_is_a_pass() -> None:
    """Nothing that went wrong is 0."""
    assert most_serious() is ExitCode.PASSED


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (UnknownExercise, ExitCode.USAGE),
        (MissingLayer, ExitCode.USAGE),
        (NothingToGrade, ExitCode.NOTHING_TO_GRADE),
        (GraderFault, ExitCode.GRADER_FAULT),
        (DojoError, ExitCode.GRADER_FAULT),
    ],
)
def test_every_error_has_its_code(kind: type[DojoError], code: ExitCode) -> None:
    """An error carries message, next step and exit code."""
    error = kind("what", next_step="then")
    assert (error.message, error.next_step, error.exit_code, str(error)) == ("what", "then", code, "what")


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    """Every class is drawn in the docstring with its exit code."""
    classes = [v for v in vars(errors).values() if isinstance(v, type) and issubclass(v, DojoError)]
    for kind in classes:
        line = next(line for line in (errors.__doc__ or "").splitlines() if f"{kind.__name__} " in line)
        if kind is not DojoError:
            assert f" {kind.exit_code.value} " in line
