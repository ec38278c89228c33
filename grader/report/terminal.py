"""The scorecard as a person reads it in a terminal: one line per task, then the first check worth a look."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from grader.i18n import _
from grader.report.advice import next_steps
from grader.report.cells import padded
from grader.report.clean import clean, clean_line, quoted
from grader.report.details import add_check, add_evidence
from grader.report.marks import STYLES, UNICODE, Marks, marks_for
from grader.report.page import MARGIN, Page
from grader.report.remarks import remarks
from grader.scorecard import Outcome, Scorecard, TaskResult, first_unpassed

if TYPE_CHECKING:
    from rich.console import Console

MIN_WIDTH, DEFAULT_WIDTH, MAX_WIDTH = 40, 80, 120


def render(
    scorecard: Scorecard,
    *,
    width: int = DEFAULT_WIDTH,
    verbose: bool = False,
    marks: Marks = UNICODE,
    again: str = "",
    script: str = "",
) -> Text:
    """Return the scorecard as lines of at most `width` cells.

    `again` is the command that repeats the check, `script` the file that repeats the call that failed.
    """
    page = Page(min(max(width, MIN_WIDTH), MAX_WIDTH))
    _add_heading(page, scorecard, marks)
    _add_notices(page, scorecard)
    _add_tasks(page, scorecard.tasks, marks, verbose=verbose)
    _add_explanation(page, scorecard, marks, verbose=verbose)
    if scorecard.printed:
        page.blank()
        page.verbatim(_("At import"), quoted(scorecard.printed))
    _add_next_steps(page, scorecard, again, script)
    return page.text


def summary(scorecard: Scorecard) -> str:
    """Return the scorecard in one line of plain text."""
    states = [task.outcome for task in scorecard.tasks]
    passed = sum(state is Outcome.PASSED for state in states)
    return _(
        "{exercise}: {total}, {passed} of {count} tasks passed",
        exercise=scorecard.exercise,
        total=_total(scorecard),
        passed=passed,
        count=len(states),
    )


def console_for(*, color: bool) -> "Console":
    """Return a console on standard output: no control codes without a terminal or where they are refused."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    return Console(
        force_terminal=terminal,
        color_system="auto" if color and terminal else None,
        width=None if terminal else DEFAULT_WIDTH,
        highlight=False,
        markup=False,
        emoji=False,
    )


def show(scorecard: Scorecard, *, verbose: bool, color: bool, again: str = "", script: str = "") -> None:
    """Print the scorecard on standard output."""
    console = console_for(color=color)
    marks = marks_for(console.encoding)
    text = render(scorecard, width=console.width, verbose=verbose, marks=marks, again=again, script=script)
    text.rstrip()
    console.print(text, soft_wrap=True)


def _total(scorecard: Scorecard) -> str:
    if scorecard.earned is None:
        return _("no total (of {points} points)", points=scorecard.points)
    return _("{earned} of {points} points", earned=scorecard.earned, points=scorecard.points)


def _add_heading(page: Page, scorecard: Scorecard, marks: Marks) -> None:
    total = _total(scorecard)
    title = clean_line(f"{scorecard.exercise}  {scorecard.title}")
    room = page.width - len(MARGIN) - cell_len(title) - cell_len(total)
    page.blank()
    if room >= 2:
        page.line(MARGIN, (title, "bold"), " " * room, (total, "bold"))
    else:
        page.paragraph(title, "bold")
        page.paragraph(total, "bold")
    page.paragraph(clean_line(scorecard.file), "dim")
    page.line(MARGIN, (marks.rule * (page.width - len(MARGIN)), "dim"))


def _add_notices(page: Page, scorecard: Scorecard) -> None:
    for remark in remarks(scorecard):
        page.paragraph(remark, first=_("Note: "))


def _add_tasks(page: Page, tasks: Sequence[TaskResult], marks: Marks, *, verbose: bool) -> None:
    """Add one line per task: its sign, name, points and state; without -v, remarks on what passed below it."""
    names = [clean_line(task.name, limit=60) for task in tasks]
    points = [f"{task.earned}/{task.points}" for task in tasks]
    name_width = max(map(cell_len, names), default=0)
    points_width = max(map(len, points), default=0)
    for task, name, earned in zip(tasks, names, points, strict=True):
        style = STYLES[task.outcome]
        padding = " " * (name_width - cell_len(name))
        opening = f"{marks.of(task.outcome)} {name}{padding}  {earned:>{points_width}}  "
        state = _state(task)
        if cell_len(MARGIN + opening + state) <= page.width:
            page.line(MARGIN, (opening, style if task.outcome is Outcome.PASSED else ""), (state, style))
        else:
            page.line(MARGIN, opening.rstrip())
            page.line(MARGIN, "  ", (state, style))
        for remark in () if verbose else _remarks_on_passed(task):
            page.paragraph(clean(remark), "dim", first="  ")


def _remarks_on_passed(task: TaskResult) -> tuple[str, ...]:
    """Return each remark on a check that passed once; -v, and a check shown in full, have their own line for it."""
    passed = (result for result in task.results if result.outcome is Outcome.PASSED)
    return tuple(dict.fromkeys(remark for result in passed for remark in result.remarks))


def _state(task: TaskResult) -> str:
    """Say how a task stands, in a few words."""
    passed = sum(result.outcome is Outcome.PASSED for result in task.results)
    if task.outcome in (Outcome.PASSED, Outcome.NOT_STARTED, Outcome.SKIPPED):
        first = next((r for r in task.results if r.outcome is task.outcome), None)
        reason = first.evidence.message if first and first.evidence else ""
        told = task.outcome is Outcome.SKIPPED and reason
        return f"{_(task.outcome)}: {clean_line(reason, limit=60)}" if told else _(task.outcome)
    return _(
        "{outcome} ({passed} of {count} checks passed)",
        outcome=_(task.outcome),
        passed=passed,
        count=len(task.results),
    )


def _add_explanation(page: Page, scorecard: Scorecard, marks: Marks, *, verbose: bool) -> None:
    """Add the problem with the file, every check with -v, or else the first check worth a look."""
    if scorecard.problem is not None:
        page.blank()
        page.line(MARGIN, (_("The file as a whole"), "bold"))
        add_evidence(page, scorecard.problem, marks)
    if verbose:
        for task in scorecard.tasks:
            page.blank()
            page.line(MARGIN, (clean_line(task.name), "bold underline"))
            for result in task.results:
                add_check(page, result, marks, verbose=True)
    elif scorecard.problem is None:
        first = first_unpassed(scorecard.results)
        if first is not None and first.outcome is not Outcome.NOT_STARTED:
            page.blank()
            page.line(MARGIN, (_("Look at this first: {task}", task=clean_line(first.task)), "bold"))
            add_check(page, first, marks)


def _add_next_steps(page: Page, scorecard: Scorecard, again: str, script: str) -> None:
    """Add the commands to type next, never broken over two lines."""
    page.blank()
    advice = next_steps(scorecard, clean_line(again), clean_line(script))
    widest = max(cell_len(step.words) for step in advice)
    for step in advice:
        if cell_len(MARGIN + step.command) + widest + 1 <= page.width:
            page.line(MARGIN, f"{padded(step.words, widest)} ", (step.command, "bold cyan"))
        else:
            page.paragraph(step.words)
            page.line(MARGIN, "  ", (step.command, "bold cyan"))
