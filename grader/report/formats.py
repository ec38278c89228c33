"""The formats that `grade check -o` knows; the module of each is imported when it is asked for."""

import importlib
from collections.abc import Sequence
from enum import StrEnum

from grader.report.entries import Entry, Setting


class Format(StrEnum):
    """How scorecards are written."""

    TEXT = "text"
    LINES = "lines"
    JSON = "json"
    JUNIT = "junit"
    GRADESCOPE = "gradescope"
    CLASSROOM50 = "classroom50"
    GITHUB = "github"
    MARKDOWN = "markdown"
    HTML = "html"


# What these hold becomes somebody's grade, so they never hold a part of what there is to grade.
GRADES = frozenset({Format.GRADESCOPE, Format.CLASSROOM50})

_MODULES = {
    Format.TEXT: "text",
    Format.LINES: "lines",
    Format.JSON: "json_report",
    Format.JUNIT: "junit",
    Format.GRADESCOPE: "gradescope",
    Format.CLASSROOM50: "classroom50",
    Format.GITHUB: "github",
    Format.MARKDOWN: "markdown",
    Format.HTML: "html_report",
}


def render(name: Format, entries: Sequence[Entry], setting: Setting) -> str:
    """Return the entries in a format, its last line ended.

    GraderFault where the format cannot say that the grader failed, UsageProblem where it needs what is not there.
    """
    text: str = importlib.import_module(f"grader.report.{_MODULES[name]}").render(entries, setting)
    return text


def require(name: Format, setting: Setting) -> None:
    """Raise UsageProblem where a format needs what the setting does not have, before anything is graded."""
    if name is Format.CLASSROOM50:
        from grader.report.classroom50 import require_runner

        require_runner(setting)
