"""Parts of a scorecard as JSON data, the same in every format that has room for data of its own."""

from typing import Any

from grader.report.clean import clean
from grader.report.entries import Entry, Graded
from grader.scorecard import CheckResult, Scorecard


def cleaned(value: Any) -> Any:
    """Return JSON data with every text in it cleaned, keys included."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): _array(item) if key == "array" else cleaned(item) for key, item in value.items()}
    return [cleaned(item) for item in value] if isinstance(value, (list, tuple)) else value


def _array(item: Any) -> Any:
    """Return an array of evidence as it is: its bytes are base64, and longer than a text may be."""
    if isinstance(item, dict) and isinstance(item.get("raw"), str):
        return {**cleaned({key: part for key, part in item.items() if key != "raw"}), "raw": item["raw"]}
    return cleaned(item)


def diagnosis_data(result: CheckResult) -> dict[str, str] | None:
    """Return a check's diagnosis as data for any format, or None where there is none."""
    found = result.diagnosis
    if found is None:
        return None
    return {
        "kind": found.kind,
        "name": found.name,
        "task": result.task,
        "explanation": found.explanation,
        "evidence": found.evidence,
    }


def integrity_data(scorecard: Scorecard) -> dict[str, Any]:
    """Return what concerns no knowledge: how code was confined, what was remarked, and by which kit and seed."""
    confinement = scorecard.confinement
    return {
        "layers": list(confinement.layers),
        "missing": list(confinement.missing),
        "accepted": list(confinement.accepted),
        "attempts": [
            {"act": one.act, "line": one.line, "source": one.source, "check": one.check, "task": one.task}
            for one in scorecard.attempts
        ],
        "notices": list(scorecard.notices),
        "kit": scorecard.kit,
        "seed": scorecard.seed,
    }


def entry_data(entry: Entry) -> dict[str, Any]:
    """Return what a format's room for further data holds about one file."""
    if isinstance(entry, Graded):
        scorecard = entry.scorecard
        return {
            "exercise": scorecard.exercise,
            "file": scorecard.file,
            "earned": entry.earned,
            "points": entry.points,
            "complete": scorecard.complete,
            **integrity_data(scorecard),
        }
    return {
        "exercise": entry.exercise,
        "file": entry.file,
        "earned": entry.earned,
        "points": entry.points,
        "complete": False,
        "reason": str(entry.reason),
        "message": entry.message,
    }
