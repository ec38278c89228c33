"""Scorecards as one HTML page that needs no network and runs no script; light and dark, to print, on a phone."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from grader.i18n import _, language
from grader.report.advice import next_steps
from grader.report.clean import clean_line, quoted
from grader.report.details import TOLD, add_check, add_evidence
from grader.report.entries import Entry, NotGraded, Setting
from grader.report.marks import STYLES, UNICODE
from grader.report.page import Page
from grader.report.plain import WIDTH, total_words
from grader.report.remarks import remarks
from grader.scorecard import CheckResult, Outcome, Scorecard, TaskResult, first_unpassed

_CLASSES = {
    Outcome.PASSED: "passed", Outcome.TIMED_OUT: "limit", Outcome.KILLED: "limit",
    Outcome.FORBIDDEN: "forbidden", Outcome.BROKEN: "forbidden", Outcome.SKIPPED: "waiting",
    Outcome.NOT_STARTED: "waiting",
}  # fmt: skip


def render(entries: Sequence[Entry], setting: Setting) -> str:
    """Return the whole page."""
    style = files("grader.report").joinpath("scorecard.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    made = " · ".join(part for part in (f"backprop-dojo {setting.kit}".strip(), setting.now) if part)
    heading = _("Scorecard")
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f"<title>{_text(heading)}</title><style>{style}</style></head><body>"
        f"<header><h1>{_text(heading)}</h1><p>{_text(made)}</p></header>"
        f"<main>{''.join(section(entry) for entry in entries)}</main></body></html>\n"
    )


class HtmlPage(Page):
    """Takes what `details` says of a check, and holds it as HTML; the browser breaks the lines."""

    def __init__(self) -> None:
        super().__init__(WIDTH)
        self._parts: list[str] = []

    @property
    def html(self) -> str:
        """Return what was added."""
        return "".join(self._parts)

    def paragraph(self, text: str, style: str = "", *, first: str = "", first_style: str = "") -> None:
        """Add the title of a check."""
        quiet = ' class="quiet"' if first_style == STYLES[Outcome.PASSED] else ""
        self._parts.append(f"<h4{quiet}>{escape(first)}{escape(text)}</h4>")

    def field(self, heading: str, text: str, style: str = "") -> None:
        """Add text beside its heading."""
        told = " told" if style == TOLD else ""
        self._parts.append(f'<div class="field{told}"><b>{escape(heading)}</b><p>{escape(text)}</p></div>')

    def _beside(self, heading: str, rows: Iterable[Iterable[tuple[str, str]]]) -> None:
        lines = "\n".join("".join(_piece(text, style) for text, style in row) for row in rows)
        self._parts.append(f'<div class="field"><b>{escape(heading)}</b><pre>{lines}</pre></div>')


def _piece(text: str, style: str) -> str:
    return f"<mark>{escape(text)}</mark>" if style else escape(text)


def section(entry: Entry, *, again: str = "") -> str:
    """Return one entry without the page around it; `again` is how its check is repeated."""
    if isinstance(entry, NotGraded):
        page = HtmlPage()
        page.field(_("Why"), clean_line(entry.message))
        if entry.next_step:
            page.field(_("Next"), clean_line(entry.next_step))
        heading = f"{entry.exercise}: {_(entry.reason)}"
        return (
            f'<section><h2>{_text(heading)}</h2><p class="file">{_text(entry.file)}</p>{page.html}</section>'
        )
    scorecard = entry.scorecard
    points = total_words(scorecard.earned, scorecard.points)
    return (
        f'<section><h2>{_text(scorecard.exercise)} <span class="total">{_text(points)}</span></h2>'
        f'<p>{_text(scorecard.title)}</p><p class="file">{_text(scorecard.file)}</p>{_remarks(scorecard)}'
        f"{_tasks(scorecard.tasks)}{_explanation(scorecard)}{_printed(scorecard)}{_steps(scorecard, again)}</section>"
    )


def _remarks(scorecard: Scorecard) -> str:
    return "".join(f'<p class="note">{_text(remark)}</p>' for remark in remarks(scorecard))


def _tasks(tasks: Sequence[TaskResult]) -> str:
    titles = (_("Task"), _("Points"), _("Outcome"), _("Checks passed"))
    head = "".join(f'<th scope="col">{_text(title)}</th>' for title in titles)
    rows = "".join(_task(task) for task in tasks)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _task(task: TaskResult) -> str:
    passed = sum(result.outcome is Outcome.PASSED for result in task.results)
    state = f"{UNICODE.of(task.outcome)} {_(task.outcome)}"
    return (
        f'<tr><td>{_text(task.name)}</td><td class="number">{task.earned}/{task.points}</td>'
        f'<td><span class="task {_CLASSES.get(task.outcome, "failed")}">{_text(state)}</span></td>'
        f'<td class="number">{passed}/{len(task.results)}</td></tr>'
    )


def _explanation(scorecard: Scorecard) -> str:
    """Return the problem with the file, or each check by task: the first worth a look is open."""
    if scorecard.problem is not None:
        page = HtmlPage()
        add_evidence(page, scorecard.problem, UNICODE)
        return f"<h3>{_text(_('The file as a whole'))}</h3>{page.html}"
    first = first_unpassed(scorecard.results)
    return "".join(_checks_of(task, first) for task in scorecard.tasks)


def _checks_of(task: TaskResult, first: CheckResult | None) -> str:
    page = HtmlPage()
    for result in task.results:
        add_check(page, result, UNICODE, verbose=True)
    opened = " open" if first in task.results and task.outcome is not Outcome.NOT_STARTED else ""
    summary = f"{task.name}: {_(task.outcome)}"
    return f"<details{opened}><summary>{_text(summary)}</summary>{page.html}</details>"


def _printed(scorecard: Scorecard) -> str:
    if not scorecard.printed:
        return ""
    page = HtmlPage()
    page.verbatim(_("At import"), quoted(scorecard.printed))
    return page.html


def _steps(scorecard: Scorecard, again: str) -> str:
    steps = "".join(
        f"<li>{_text(step.words)} <code>{_text(step.command)}</code></li>"
        for step in next_steps(scorecard, again)
    )
    return f'<ul class="steps">{steps}</ul>'


def _text(text: str) -> str:
    return escape(clean_line(text))
