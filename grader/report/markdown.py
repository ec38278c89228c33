"""Scorecards in Markdown: a table of tasks, then what to look at first, in a fence that no text can end.

Everything that a student controls stands in code, where neither markup nor a mention of anybody has an effect.
"""

import re
from collections.abc import Iterator, Sequence

from grader.i18n import _
from grader.report.advice import next_steps
from grader.report.clean import clean, clean_line
from grader.report.entries import Entry, NotGraded, Setting
from grader.report.marks import UNICODE
from grader.report.plain import check_text, problem_text, total_words
from grader.report.remarks import remarks
from grader.scorecard import CheckResult, Outcome, Scorecard, TaskResult

_SPECIAL = re.compile(r"([\\`*_{}\[\]#!|<>&~$@])")
_RUNS = re.compile(r"`+")
_TOLD = (Outcome.PASSED, Outcome.SKIPPED, Outcome.NOT_STARTED)


def render(entries: Sequence[Entry], _setting: Setting) -> str:
    """Return a section for each file."""
    return "\n".join("\n".join(_section(entry, details=True)) for entry in entries)


def render_short(entries: Sequence[Entry]) -> str:
    """Return the same without what each check found, for where there is little room."""
    return "\n".join("\n".join(_section(entry, details=False)) for entry in entries)


def _section(entry: Entry, *, details: bool) -> Iterator[str]:
    if isinstance(entry, NotGraded):
        yield from _not_graded(entry)
        return
    scorecard = entry.scorecard
    yield f"## {_words(scorecard.exercise)}: {total_words(scorecard.earned, scorecard.points)}\n"
    yield f"{_code(scorecard.file)}: {_words(scorecard.title)}\n"
    if not scorecard.complete:
        yield _("**The grader itself failed.** This is not your mistake, and no points were recorded.\n")
    for remark in remarks(scorecard):
        yield f"> {_code(remark)}\n"
    yield from _tasks(scorecard.tasks)
    if details:
        yield from _details(scorecard)
    for step in next_steps(scorecard):
        yield f"{_words(step.words)} {_code(step.command)}\n"


def _not_graded(entry: NotGraded) -> Iterator[str]:
    yield f"## {_words(entry.exercise)}: {_words(_(entry.reason))}\n"
    yield f"{_code(entry.file)}\n"
    yield _fenced("\n".join(part for part in (clean(entry.message), clean(entry.next_step)) if part))


def _tasks(tasks: Sequence[TaskResult]) -> Iterator[str]:
    head = (_("Task"), _("Points"), _("Outcome"), _("Checks passed"))
    yield f"| | {' | '.join(head)} |"
    yield "|---|---|---:|---|---:|"
    for task in tasks:
        passed = sum(result.outcome is Outcome.PASSED for result in task.results)
        yield (
            f"| {_words(UNICODE.of(task.outcome))} | {_code(task.name)} | {task.earned}/{task.points}"
            f" | {_(task.outcome)} | {passed}/{len(task.results)} |"
        )
    yield ""


def _details(scorecard: Scorecard) -> Iterator[str]:
    """Yield the problem with the file, or the first check of each task that is worth a look."""
    if scorecard.problem is not None:
        yield f"### {_('The file as a whole')}\n"
        yield _fenced(problem_text(scorecard.problem))
        return
    for task in scorecard.tasks:
        first = next((result for result in task.results if result.outcome not in _TOLD), None)
        if first is not None:
            yield from _check(first)


def _check(result: CheckResult) -> Iterator[str]:
    yield f"### {_code(result.task)}: {_words(result.title)}\n"
    yield _fenced(check_text(result))


def _words(text: str) -> str:
    """Return text that is the kit's own on one line, with no character that Markdown would take for its own."""
    return _SPECIAL.sub(r"\\\1", clean_line(text).strip())


def _code(text: str) -> str:
    """Return text of anybody's as inline code, which a table's bar would still end."""
    shown = clean_line(text).replace("|", "¦") or " "
    fence = _fence(shown, 1)
    room = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{room}{shown}{room}{fence}"


def _fenced(text: str) -> str:
    """Return text as a block of code behind a fence longer than any in it."""
    fence = _fence(text, 3)
    return f"{fence}text\n{text}\n{fence}\n"


def _fence(text: str, least: int) -> str:
    longest = max((len(run) for run in _RUNS.findall(text)), default=0)
    return "`" * max(least, longest + 1)
