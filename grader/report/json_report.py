"""All that was found as one JSON document of the schema `docs/schemas/report.v1.json`.

Each file is an entry: what adds up from its results, for readers who want no more, and the scorecard itself as
grader/scorecard_json.py writes it. Text is cleaned as everywhere, so that a terminal or a build log can show it.
"""

import json
from collections.abc import Sequence
from typing import Any

from grader.report.data import cleaned, diagnosis_data
from grader.report.entries import Entry, Graded, NotGraded, Setting, exit_code, total
from grader.report.spots import line_of
from grader.scorecard import CheckResult, TaskResult
from grader.scorecard_json import to_data

SCHEMA = "backprop-dojo/report/v1"


def render(entries: Sequence[Entry], setting: Setting) -> str:
    """Return the document, indented, in ASCII."""
    document = {
        "schema": SCHEMA,
        "kit": setting.kit,
        "exit_code": int(exit_code(entries)),
        "earned": total(entries),
        "points": sum(entry.points for entry in entries),
        "files": [_graded(entry) if isinstance(entry, Graded) else _not_graded(entry) for entry in entries],
    }
    return f"{json.dumps(cleaned(document), indent=1, allow_nan=False)}\n"


def _graded(entry: Graded) -> dict[str, Any]:
    scorecard = entry.scorecard
    return {
        **_common(entry, scorecard.exercise, scorecard.title, scorecard.file),
        "graded": True,
        "passed": scorecard.passed,
        "complete": scorecard.complete,
        "tasks": [_task(task) for task in scorecard.tasks],
        "checks": [_check(result, entry.source) for result in scorecard.results],
        "scorecard": to_data(scorecard),
    }


def _not_graded(entry: NotGraded) -> dict[str, Any]:
    return {
        **_common(entry, entry.exercise, entry.title, entry.file),
        "graded": False,
        "reason": str(entry.reason),
        "message": entry.message,
        "next_step": entry.next_step,
    }


def _common(entry: Entry, exercise: str, title: str, file: str) -> dict[str, Any]:
    return {
        "exercise": exercise,
        "title": title,
        "file": file,
        "exit_code": int(entry.exit_code),
        "earned": entry.earned,
        "points": entry.points,
    }


def _task(task: TaskResult) -> dict[str, Any]:
    return {
        "name": task.name,
        "outcome": str(task.outcome),
        "earned": task.earned,
        "points": task.points,
    }


def _check(result: CheckResult, source: str) -> dict[str, Any]:
    return {
        "name": result.name,
        "task": result.task,
        "title": result.title,
        "outcome": str(result.outcome),
        "earned": result.earned,
        "points": result.points,
        "line": line_of(result, source),
        "message": result.evidence.message if result.evidence else "",
        "diagnosis": diagnosis_data(result),
    }
