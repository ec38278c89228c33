"""`result.json` of a Classroom 50 autograder, schema classroom50/result/v1.

Its runner takes an exit code other than 0 for an error of the infrastructure, and then reads no file. So there
is none where the grader failed: the contract has no word for it but a number.
"""

import json
from collections.abc import Sequence
from typing import Any

from grader.errors import GraderFault, UsageProblem
from grader.i18n import _
from grader.report.clean import clean_line
from grader.report.data import cleaned, diagnosis_data, entry_data
from grader.report.entries import Entry, NotGraded, Setting, total
from grader.scorecard import Outcome

SCHEMA = "classroom50/result/v1"
_NEEDED = ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL")


def require_runner(setting: Setting) -> None:
    """Raise UsageProblem where a variable is missing that the runner sets."""
    absent = [name for name in _NEEDED if not setting.environment.get(name)]
    if absent:
        raise UsageProblem(
            _(
                "The format classroom50 is for Classroom 50's runner; {names} not set.",
                names=", ".join(absent),
            ),
            next_step=_("Call grade from autograder.py there; elsewhere another format says more: -o json"),
        )


def render(entries: Sequence[Entry], setting: Setting) -> str:
    """Return the document; assignment_type and owner are the runner's to add. GraderFault without a total."""
    require_runner(setting)
    earned, points = total(entries), sum(entry.points for entry in entries)
    if earned is None or points == 0:
        raise GraderFault(
            _("There is no total, so there is no result for Classroom 50."),
            next_step=_("See whether the installation is sound: grade doctor"),
        )
    environment = setting.environment
    document = {
        "schema": SCHEMA,
        "classroom": environment["CLASSROOM"],
        "assignment": environment["ASSIGNMENT"],
        "submission": environment["SUBMISSION_TAG"],
        "commit": environment["COMMIT_URL"],
        "release": environment["RELEASE_URL"],
        "review": environment.get("REVIEW_URL") or environment["COMMIT_URL"],
        "datetime": setting.committed or setting.now,
        "graded_at": setting.now,
        "score": earned,
        "max-score": points,
        "tests": [test for entry in entries for test in _tests(entry)],
        "files": [entry_data(entry) for entry in entries],
    }
    return f"{json.dumps(cleaned(document), indent=1, allow_nan=False)}\n"


def _tests(entry: Entry) -> list[dict[str, Any]]:
    if isinstance(entry, NotGraded):
        told = {"outcome": str(entry.reason), "message": entry.message}
        return [{**_test(entry.exercise, 0, entry.points, passed=False), **told}]
    return [
        {
            **_test(
                f"{result.task}: {result.title}",
                result.earned,
                result.points,
                passed=result.outcome is Outcome.PASSED,
            ),
            "exercise": entry.scorecard.exercise,
            "check": result.name,
            "outcome": str(result.outcome),
            "message": result.evidence.message if result.evidence else "",
            "diagnosis": diagnosis_data(result),
        }
        for result in entry.scorecard.results
    ]


def _test(name: str, earned: int, points: int, *, passed: bool) -> dict[str, Any]:
    return {
        "test-name": clean_line(name),
        "passed": passed,
        "score": earned,
        "max-score": points,
    }
