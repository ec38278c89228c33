"""Errors that reach a person, each with its exit code and the next step.

The tree:

    DojoError                    anything that ends a command with a message
    ├── UsageProblem             2   the command or a file given to it cannot be used as asked
    │   ├── UnknownExercise      2   no exercise of that name (near misses suggested)
    │   └── MissingLayer         2   strict mode, and a confinement layer does not hold here
    ├── NothingToGrade           5   no such file, or an extra is missing for all that was selected
    └── GraderFault              3   the grader's own fault; nothing was recorded

What a student's process does is never one of these: it is the outcome of a check (see scorecard.py).
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command; `most_serious` orders them where several apply."""

    PASSED = 0
    NOT_PASSED = 1
    USAGE = 2
    GRADER_FAULT = 3
    FORBIDDEN = 4
    NOTHING_TO_GRADE = 5
    INTERRUPTED = 130


_MOST_SERIOUS_FIRST = (
    ExitCode.INTERRUPTED,
    ExitCode.USAGE,
    ExitCode.GRADER_FAULT,
    ExitCode.FORBIDDEN,
    ExitCode.NOT_PASSED,
    ExitCode.NOTHING_TO_GRADE,
    ExitCode.PASSED,
)


def most_serious(*codes: ExitCode) -> ExitCode:
    """Return the code that wins where several apply (130, 2, 3, 4, 1, 5, 0)."""
    return min(codes, key=_MOST_SERIOUS_FIRST.index, default=ExitCode.PASSED)


class DojoError(Exception):
    """A message for a person: what is wrong, then what to do about it."""

    exit_code = ExitCode.GRADER_FAULT

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


class UsageProblem(DojoError):
    """The command, or a file given to it, cannot be used as asked."""

    exit_code = ExitCode.USAGE


class UnknownExercise(UsageProblem):
    """No exercise goes by the given name."""


class MissingLayer(UsageProblem):
    """Strict mode, and a confinement layer that it insists on does not hold on this system."""


class NothingToGrade(DojoError):
    """There is no file to grade, or an extra is missing for all that was selected."""

    exit_code = ExitCode.NOTHING_TO_GRADE


class GraderFault(DojoError):
    """The grader itself failed; no points are recorded."""
