"""JUnit XML as pytest writes it: a suite for each file, a case for each check, points and diagnosis as properties.

`failure` is the student's (its type is the outcome), `error` the grader's or that nothing could be graded,
`skipped` what was skipped or not started: neither earns a point.
"""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from grader.i18n import _
from grader.report.clean import clean, clean_line
from grader.report.data import diagnosis_data
from grader.report.entries import Entry, Graded, NotGraded, Setting, exit_code
from grader.report.plain import check_text, problem_text
from grader.report.remarks import remarks
from grader.scorecard import CheckResult, Outcome, Scorecard

_KINDS = {
    Outcome.PASSED: "",
    Outcome.SKIPPED: "skipped",
    Outcome.NOT_STARTED: "skipped",
    Outcome.BROKEN: "error",
}


def render(entries: Sequence[Entry], setting: Setting) -> str:
    """Return the document."""
    root = ET.Element("testsuites", name="grade check")
    for entry in entries:
        root.append(_graded(entry.scorecard) if isinstance(entry, Graded) else _not_graded(entry))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{sum(float(suite.get('time', '0')) for suite in root):.3f}")
    properties = {"kit": setting.kit, "exit_code": str(int(exit_code(entries)))}
    for suite in root:
        _describe(suite, properties)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _graded(scorecard: Scorecard) -> ET.Element:
    suite = _suite(scorecard.exercise, [result.outcome for result in scorecard.results], scorecard.seconds)
    told = {
        "file": scorecard.file,
        "seed": scorecard.seed,
        "earned": "" if scorecard.earned is None else str(scorecard.earned),
        "points": str(scorecard.points),
        "complete": str(scorecard.complete).lower(),
        "confinement.missing": ", ".join(scorecard.confinement.missing),
        "confinement.accepted": ", ".join(scorecard.confinement.accepted),
        "attempts": "\n".join(f"{one.line}: {one.act}" for one in scorecard.attempts),
        "remarks": "\n".join(remarks(scorecard)),
    }
    _describe(suite, told)
    suite.extend(_case(scorecard, result) for result in scorecard.results)
    if scorecard.problem is not None:
        ET.SubElement(suite, "system-err").text = problem_text(scorecard.problem)
    return suite


def _not_graded(entry: NotGraded) -> ET.Element:
    suite = _suite(entry.exercise, [Outcome.BROKEN], 0.0)
    _describe(suite, {"file": entry.file, "points": str(entry.points)})
    case = ET.SubElement(suite, "testcase", classname=clean_line(entry.exercise), name="grade", time="0.000")
    fault = ET.SubElement(case, "error", type=str(entry.reason), message=clean_line(entry.message))
    fault.text = "\n".join(part for part in (clean(entry.message), clean(entry.next_step)) if part)
    return suite


def _suite(name: str, outcomes: Sequence[Outcome], seconds: float) -> ET.Element:
    kinds = [_KINDS.get(outcome, "failure") for outcome in outcomes]
    counts = {f"{kind}s": str(kinds.count(kind)) for kind in ("error", "failure")}
    counts |= {"skipped": str(kinds.count("skipped")), "tests": str(len(kinds)), "time": f"{seconds:.3f}"}
    return ET.Element("testsuite", {"name": clean_line(name), **counts})


def _case(scorecard: Scorecard, result: CheckResult) -> ET.Element:
    case = ET.Element(
        "testcase", classname=clean_line(f"{scorecard.exercise}.{result.task}"), name=clean_line(result.name),
        time=f"{result.seconds:.3f}",
    )  # fmt: skip
    _describe(case, _properties(result))
    kind = _KINDS.get(result.outcome, "failure")
    if kind:
        fault = ET.SubElement(case, kind, type=str(result.outcome), message=_message(result))
        # A problem of the whole file is told once, for the suite.
        fault.text = check_text(result) if scorecard.problem is None and kind != "skipped" else None
    if result.printed:
        ET.SubElement(case, "system-out").text = clean(result.printed)
    return case


def _properties(result: CheckResult) -> dict[str, str]:
    told = {
        "task": result.task,
        "title": result.title,
        "outcome": str(result.outcome),
        "earned": str(result.earned),
        "points": str(result.points),
        "remarks": "\n".join(result.remarks),
    }
    found = diagnosis_data(result) or {}
    return told | {f"diagnosis.{key}": text for key, text in found.items() if key != "task"}


def _describe(parent: ET.Element, told: dict[str, str]) -> None:
    """Add properties in front of all else; empty ones are left out."""
    properties = parent.find("properties")
    if properties is None:
        properties = ET.Element("properties")
        parent.insert(0, properties)
    for name, value in told.items():
        if value:
            ET.SubElement(properties, "property", name=name, value=clean(value))


def _message(result: CheckResult) -> str:
    if result.outcome is Outcome.BROKEN:
        return _("The grader itself failed in this check. This is not your mistake.")
    said = result.evidence.message if result.evidence is not None else ""
    return clean_line(said or result.title)
