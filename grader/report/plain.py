"""Parts of the terminal's scorecard as plain text, for formats that carry text inside something else."""

from grader.i18n import _
from grader.report.details import add_check, add_evidence
from grader.report.marks import UNICODE
from grader.report.page import MARGIN, Page
from grader.scorecard import CheckResult, Evidence

WIDTH = 100


def check_text(result: CheckResult) -> str:
    """Return one check as the terminal shows it, without its margin."""
    page = Page(WIDTH)
    add_check(page, result, UNICODE)
    return _without_margin(page)


def problem_text(evidence: Evidence) -> str:
    """Return why a file as a whole could not be used."""
    page = Page(WIDTH)
    add_evidence(page, evidence, UNICODE)
    return _without_margin(page)


def total_words(earned: int | None, points: int) -> str:
    """Return the points in words, also where there is no total."""
    if earned is None:
        return _("no total (of {points} points)", points=points)
    return _("{earned} of {points} points", earned=earned, points=points)


def _without_margin(page: Page) -> str:
    lines = page.text.plain.splitlines()
    return "\n".join(line.removeprefix(MARGIN) for line in lines).strip("\n")
