"""What to do next after a scorecard: one sentence, with the command to type."""

from grader.report.clean import clean_line
from grader.scorecard import CheckResult, Outcome, Scorecard, first_unpassed


def next_step(scorecard: Scorecard) -> str:
    """Return the next step for the student."""
    number = scorecard.exercise.partition("_")[0]
    again = f"grade check {number}"
    first = first_unpassed(scorecard.results)
    if not scorecard.complete:
        return "Nothing was recorded. See what is wrong with the installation: grade doctor"
    if scorecard.problem is not None:
        return f"Then check again: {again}"
    if first is None:
        return _after_passing(scorecard)
    return _after(first, number, again)


def _after_passing(scorecard: Scorecard) -> str:
    if not scorecard.passed:
        return "Nothing was checked. See the tasks of every exercise: grade list"
    return "Everything passes: well done. See how far you are: grade progress"


def _after(result: CheckResult, number: str, again: str) -> str:
    task = clean_line(result.task, limit=60)
    if result.outcome is Outcome.NOT_STARTED:
        return f"Next: fill in {task}, then: {again}"
    if result.outcome is Outcome.FORBIDDEN:
        return f"Take that out of {task}, then check again: {again}"
    return f"If you are stuck: grade hint {number} -t {task}. After a change: {again}"
