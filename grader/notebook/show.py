"""A scorecard below a cell: as a part of the notebook's page, and as text where pages are not shown."""

import re
from importlib.resources import files

from grader.i18n import _
from grader.report.entries import Graded
from grader.report.html_report import section
from grader.report.terminal import DEFAULT_WIDTH, render
from grader.scorecard import Scorecard

_CLASS = "dojo-scorecard"
# In a part of somebody else's page, the part itself is the root and the body.
_WHOLE = re.compile(r":root\b|\bbody\b")


def as_text(scorecard: Scorecard) -> str:
    """Return a scorecard as plain text."""
    return render(scorecard, width=DEFAULT_WIDTH, again=_again()).plain.strip("\n")


def as_html(scorecard: Scorecard) -> str:
    """Return a scorecard as HTML whose style, nested in a class of its own, reaches nothing else of a notebook."""
    style = files("grader.report").joinpath("scorecard.css").read_text(encoding="utf-8")
    scored = section(Graded(scorecard=scorecard), again=_again())
    room = "max-height: 42rem; overflow-y: auto"
    return (
        f"<style>.{_CLASS} {{ {_WHOLE.sub('&', style)} }}</style>"
        f'<div class="{_CLASS}" style="{room}">{scored}</div>'
    )


def _again() -> str:
    return _("run the cell again")
