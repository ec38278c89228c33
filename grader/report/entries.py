"""What one `grade check` came to, file by file: the input of every report that is not the terminal's.

An entry is a scorecard, or the reason why there is none: a file that is not there is the student's zero, a
fault of the grader's is no number at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from grader.errors import ExitCode, most_serious
from grader.i18n import later
from grader.scorecard import Scorecard


class Reason(StrEnum):
    """Why a file has no scorecard."""

    NO_FILE = later("no file")
    NOT_GRADABLE = later(
        "not gradable"
    )  # a file or a command that cannot be used, a package that is not installed
    GRADER_FAULT = later("grader fault")


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A scorecard, redacted already, and the student's file as text, which says where a task stands."""

    scorecard: Scorecard
    source: str = ""

    @property
    def exit_code(self) -> ExitCode:
        """Return the exit code that this file stands for."""
        return self.scorecard.exit_code

    @property
    def earned(self) -> int | None:
        """Return the points earned; None where the grader failed."""
        return self.scorecard.earned

    @property
    def points(self) -> int:
        """Return the points of all planned checks."""
        return self.scorecard.points


@dataclass(frozen=True, slots=True, kw_only=True)
class NotGraded:
    """A file without a scorecard; `points` are those that its checks would have given."""

    exercise: str
    title: str
    file: str
    reason: Reason
    message: str
    next_step: str
    exit_code: ExitCode
    points: int = 0

    @property
    def earned(self) -> int | None:
        """Return no points where there was no file; None where it is not known what it is worth."""
        return 0 if self.reason is Reason.NO_FILE else None


Entry: TypeAlias = Graded | NotGraded


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where and when a report is made: what a renderer may know of the world, so that it can be a pure function.

    `here` is the folder that the files' paths start from, `committed` and `now` are moments in UTC (ISO 8601).
    """

    kit: str = ""
    here: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    committed: str = ""
    now: str = ""


def exit_code(entries: Sequence[Entry]) -> ExitCode:
    """Return the exit code of all entries together."""
    return most_serious(*(entry.exit_code for entry in entries))


def total(entries: Sequence[Entry]) -> int | None:
    """Return the points earned in all entries; None where one of them has none."""
    earned = [entry.earned for entry in entries]
    return None if None in earned else sum(points or 0 for points in earned)
