"""Where in a student's file to look: one place for each check that did not pass, for editors and annotations."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.i18n import _
from grader.report.clean import clean, clean_line
from grader.report.entries import Entry, Graded, NotGraded
from grader.scorecard import CheckResult, Diagnosis, Evidence, Outcome, Raised

_TOP_LEVEL = re.compile(r"(?:async +)?(?:def|class) +(\w+)")
_METHOD = re.compile(r"([ \t]+)(?:async +)?def +(\w+)")
_CALLED = re.compile(r"(?:^|= *)\w+\.(\w+)\(")
_LINE_ENDS = re.compile(r"\r\n|\r|\n")  # as Python counts lines; str.splitlines knows more ends
_MESSAGE = 4000  # characters: an annotation may have more, but nobody reads them beside a line
_SILENT = (Outcome.PASSED, Outcome.SKIPPED, Outcome.NOT_STARTED)
# What a reader should see first where there is room for a few only.
_SEVERITY = (
    Outcome.BROKEN, Outcome.FORBIDDEN, Outcome.ERRORED, Outcome.KILLED, Outcome.TIMED_OUT, Outcome.FAILED,
    Outcome.NOT_STARTED,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One place with what is wrong there; all text is clean, `message` may have several lines.

    `cause` is alike for checks that fail for the same reason.
    """

    file: str
    line: int
    title: str
    message: str
    outcome: str
    cause: str = ""
    rank: int = 0

    @property
    def one_line(self) -> str:
        """Return title, outcome and message on one line."""
        parts = (self.title, _(self.outcome), self.message.replace("\n", " | "))
        return ": ".join(part for part in parts if part)


def spots(entry: Entry) -> tuple[Spot, ...]:
    """Return the places of one file in the order of its checks.

    A problem with the file as a whole is one place. Tasks not started are none, but where nothing else is
    wrong the first of them is the place to go on.
    """
    if isinstance(entry, NotGraded):
        message = "\n".join(part for part in (clean(entry.message), clean(entry.next_step)) if part)
        return (
            Spot(
                file=clean_line(entry.file),
                line=1,
                title=entry.exercise,
                message=message,
                outcome=entry.reason,
            ),
        )
    problem = entry.scorecard.problem
    if problem is not None:
        line = problem.raised.line if problem.raised and problem.raised.line else 1
        outcomes = (r.outcome for r in entry.scorecard.results if r.outcome not in _SILENT)
        outcome = str(next(outcomes, Outcome.ERRORED))
        return (_spot(entry, "", _why(problem), line, outcome),)
    wrong = [result for result in entry.scorecard.results if result.outcome not in _SILENT]
    waiting = [r for r in entry.scorecard.results if r.outcome is Outcome.NOT_STARTED]
    return tuple(_of_check(entry, result, rank) for result, rank in _ranked(wrong or waiting[:1]))


def _ranked(results: Iterable[CheckResult]) -> Iterable[tuple[CheckResult, int]]:
    """Return each result with its rank: the first of its task before the rest, then the severest."""
    seen: set[str] = set()
    for result in results:
        later = result.task in seen
        seen.add(result.task)
        yield result, later * len(_SEVERITY) + _SEVERITY.index(result.outcome)


def _of_check(entry: Graded, result: CheckResult, rank: int) -> Spot:
    told = result.title if result.outcome is Outcome.NOT_STARTED else _message(result)
    spot = _spot(entry, result.task, told, line_of(result, entry.source), str(result.outcome))
    cause = _why(result.evidence) if result.evidence is not None else ""
    return replace(spot, cause=cause, rank=rank)


def _spot(entry: Graded, title: str, message: str, line: int, outcome: str) -> Spot:
    return Spot(
        file=clean_line(entry.scorecard.file), line=line, title=clean_line(title or entry.scorecard.exercise),
        message=clean(message, limit=_MESSAGE), outcome=outcome,
    )  # fmt: skip


def _message(result: CheckResult) -> str:
    if result.outcome is Outcome.BROKEN:
        return _("The grader itself failed in this check. This is not your mistake.")
    parts = [_why(result.evidence) if result.evidence else "", _("Checked: {title}", title=result.title)]
    if result.diagnosis is not None:
        parts.append(_diagnosed(result.diagnosis))
    return "\n".join(part for part in parts if part)


def _why(evidence: Evidence) -> str:
    raised = evidence.raised
    told = _raised(raised) if raised is not None and raised.message not in evidence.message else ""
    return "\n".join(part for part in (evidence.message, evidence.limit, told) if part)


def _raised(raised: Raised) -> str:
    return f"{raised.type}: {raised.message}" if raised.message else raised.type


def _diagnosed(diagnosis: Diagnosis) -> str:
    shown = f"{diagnosis.explanation} {diagnosis.evidence}".strip()
    return f"[{diagnosis.kind} {diagnosis.name}] {shown}"


def line_of(result: CheckResult, source: str) -> int:
    """Return the line of a student's file that a check points to; 1 where nothing says which.

    That is the line that raised, else the method that was called last, else where the task begins.
    """
    lines = _LINE_ENDS.split(source.rstrip("\r\n"))
    evidence = result.evidence
    if evidence is not None and evidence.raised is not None and evidence.raised.line:
        return min(max(evidence.raised.line, 1), len(lines)) if source else max(evidence.raised.line, 1)
    found = ((number, _TOP_LEVEL.match(line)) for number, line in enumerate(lines, 1))
    begins = max((number for number, match in found if match and match[1] == result.task), default=0)
    called = _CALLED.search(evidence.calls[-1]) if evidence is not None and evidence.calls else None
    return _method(lines, begins, called[1]) if begins and called else begins or 1


def _method(lines: list[str], begins: int, name: str) -> int:
    """Return the line of a method in the class that begins on a line; that line itself where it has none."""
    indent = ""
    for number, line in enumerate(lines[begins:], begins + 1):
        if line[:1] not in ("", " ", "\t", "#", ")"):
            break
        found = _METHOD.match(line)
        indent = indent or (found[1] if found else "")
        if found and (found[1], found[2]) == (indent, name):  # functions inside methods stand further in
            return number
    return begins
