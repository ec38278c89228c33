"""What to do next after a scorecard: short lines, each with a command to type."""

from dataclasses import dataclass

from grader.i18n import _
from grader.report.clean import clean_line
from grader.scorecard import CheckResult, Outcome, Scorecard, first_unpassed


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A few words, and the command that follows from them."""

    words: str
    command: str


def next_steps(scorecard: Scorecard, again: str = "", script: str = "") -> tuple[Advice, ...]:
    """Return what to do next; `again` is the command that repeats this check, `script` one that repeats the call."""
    number = scorecard.exercise.partition("_")[0]
    again = again or f"grade check {number}"
    first = first_unpassed(scorecard.results)
    if not scorecard.complete:
        return (
            Advice(
                words=_("Nothing was recorded. See whether the installation is sound:"),
                command="grade doctor",
            ),
        )
    if scorecard.problem is not None:
        return (Advice(words=_("After the change:"), command=again),)
    if first is None:
        return _after_passing(scorecard)
    steps = _after(first, number, again)
    return (*steps, Advice(words=_("To step through it:"), command=f"python {script}")) if script else steps


def _after_passing(scorecard: Scorecard) -> tuple[Advice, ...]:
    if not scorecard.passed:
        return (
            Advice(words=_("Nothing was checked. All exercises and tasks:"), command="grade list --tasks"),
        )
    return (Advice(words=_("Everything passes: well done. On to what is next:"), command="grade"),)


def _after(result: CheckResult, number: str, again: str) -> tuple[Advice, ...]:
    task = clean_line(result.task, limit=60)
    if result.outcome is Outcome.NOT_STARTED:
        return (Advice(words=_("Next, fill in {task}. Then:", task=task), command=again),)
    if result.outcome is Outcome.FORBIDDEN:
        return (Advice(words=_("Take that out of {task}. Then:", task=task), command=again),)
    return (
        Advice(words=_("After a change:"), command=again),
        Advice(words=_("If you are stuck:"), command=f"grade hint {number} -t {task}"),
    )
