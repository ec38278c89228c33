"""`results.json` of a Gradescope autograder: https://gradescope-autograders.readthedocs.io/en/latest/specs/.

Where the grader failed no score stands anywhere, so that Gradescope has no number to record.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from grader.i18n import _
from grader.report.clean import clean, clean_line
from grader.report.data import cleaned, diagnosis_data, entry_data
from grader.report.entries import Entry, Graded, NotGraded, Setting, exit_code, total
from grader.report.plain import check_text, problem_text, total_words
from grader.report.remarks import remarks
from grader.scorecard import CheckResult, Outcome, Scorecard


def render(entries: Sequence[Entry], setting: Setting) -> str:
    """Return the document: one test for each check, numbered by file and check."""
    scored = total(entries) is not None
    tests = [test for number, entry in enumerate(entries, 1) for test in _tests(entry, number, scored=scored)]
    document = {
        "execution_time": round(sum(e.scorecard.seconds for e in entries if isinstance(e, Graded)), 3),
        "output": "\n\n".join(_output(entry) for entry in entries),
        "output_format": "text",
        "test_output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "kit": setting.kit,
            "exit_code": int(exit_code(entries)),
            "files": [entry_data(entry) for entry in entries],
        },
        "tests": tests,
    }
    return f"{json.dumps(cleaned(document), indent=1, allow_nan=False)}\n"


def _tests(entry: Entry, number: int, *, scored: bool) -> Iterator[dict[str, Any]]:
    if isinstance(entry, NotGraded):
        score = _score(0, entry.points) if scored else {}
        yield {**score, **_test(f"{number}.1", entry.exercise, _told(entry), passed=False)}
        return
    for place, result in enumerate(entry.scorecard.results, 1):
        name = f"{entry.scorecard.exercise} {result.task}: {result.title}"
        # A problem of the whole file is told once, in the output, and not again for each check.
        told = check_text(result) if entry.scorecard.problem is None else str(result.outcome)
        told = "" if result.outcome is Outcome.PASSED and not result.remarks else told
        test = _test(f"{number}.{place}", name, told, passed=result.outcome is Outcome.PASSED)
        score = _score(result.earned, result.points) if scored else {}
        yield {
            **score, **test, "tags": [result.task, str(result.outcome)], "extra_data": _extra(result)
        }  # fmt: skip


def _score(earned: int, points: int) -> dict[str, int]:
    return {"score": earned, "max_score": points}


def _test(number: str, name: str, told: str, *, passed: bool) -> dict[str, Any]:
    return {
        "number": number,
        "name": clean_line(name),
        "status": "passed" if passed else "failed",
        "output": told,
        "output_format": "text",
    }


def _extra(result: CheckResult) -> dict[str, Any]:
    return {
        "check": result.name,
        "task": result.task,
        "outcome": str(result.outcome),
        "diagnosis": diagnosis_data(result),
    }


def _output(entry: Entry) -> str:
    if isinstance(entry, NotGraded):
        return f"{entry.exercise}: {_told(entry)}"
    return "\n".join(_summary(entry.scorecard))


def _summary(scorecard: Scorecard) -> Iterator[str]:
    yield f"{clean_line(scorecard.exercise)}: {total_words(scorecard.earned, scorecard.points)}"
    if not scorecard.complete:
        yield _("The grader itself failed. This is not your mistake, and no points were recorded.")
    yield from remarks(scorecard)
    if scorecard.problem is not None:
        yield problem_text(scorecard.problem)


def _told(entry: NotGraded) -> str:
    return "\n".join(part for part in (clean(entry.message), clean(entry.next_step)) if part)
