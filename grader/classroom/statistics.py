"""What a class as a whole did in one exercise: counted in one pass, one scorecard in memory at a time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.classroom.standing import Standing
from grader.i18n import _
from grader.report.details import add_check
from grader.report.marks import UNICODE
from grader.report.page import Page
from grader.scorecard import CheckResult, Outcome, Scorecard

EXAMPLES = 2
_EXAMPLE_WIDTH = 92


@dataclass(slots=True, kw_only=True)
class CheckCount:
    """How one check went in the class."""

    name: str
    task: str
    title: str
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """Return how many submissions it judged."""
        return sum(self.outcomes.values())

    @property
    def share(self) -> float:
        """Return the share that passed."""
        return self.outcomes[Outcome.PASSED] / self.total if self.total else 0.0


@dataclass(slots=True, kw_only=True)
class Belief:
    """One diagnosis and how many hold it, with examples that name nobody."""

    kind: str
    name: str
    explanation: str
    people: int = 0
    tasks: set[str] = field(default_factory=set)
    examples: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class ClassCount:
    """All that the report tells of one exercise."""

    exercise: str
    title: str = ""
    points: int = 0
    finals: list[float] = field(default_factory=list)
    checks: dict[str, CheckCount] = field(default_factory=dict)
    beliefs: dict[tuple[str, str], Belief] = field(default_factory=dict)
    tasks: dict[str, Counter[Outcome]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    oddities: Counter[str] = field(default_factory=Counter)
    faults: int = 0
    forbidden: list[str] = field(default_factory=list)
    attempts: dict[str, list[str]] = field(default_factory=dict)
    limits: Counter[str] = field(default_factory=Counter)
    contents: dict[str, list[str]] = field(default_factory=dict)

    @property
    def shared(self) -> list[list[str]]:
        """Return the people whose hand-ins are equal byte for byte."""
        return [people for people in self.contents.values() if len(people) > 1]


def count(standings: Iterable[Standing]) -> dict[str, ClassCount]:
    """Return the counts of each exercise."""
    counts: dict[str, ClassCount] = {}
    for standing in standings:
        record = standing.record
        one = counts.setdefault(record.exercise, ClassCount(exercise=record.exercise))
        if record.oddity is not None:
            one.oddities[str(record.oddity)] += 1
        if standing.final is not None:
            one.finals.append(standing.final)
        elif record.oddity is None:
            one.faults += 1
        if record.content is not None:
            one.contents.setdefault(record.content, []).append(record.person)
        scorecard = record.scorecard()
        if scorecard is not None:
            _add(one, scorecard, record.person)
    return counts


def _add(one: ClassCount, scorecard: Scorecard, person: str) -> None:
    one.title, one.points = scorecard.title, scorecard.points
    one.seconds.append(scorecard.seconds)
    for task in scorecard.tasks:
        one.tasks.setdefault(task.name, Counter())[task.outcome] += 1
    held: set[tuple[str, str]] = set()
    for result in scorecard.results:
        counted = one.checks.setdefault(
            result.name, CheckCount(name=result.name, task=result.task, title=result.title)
        )
        counted.outcomes[result.outcome] += 1
        counted.seconds += result.seconds
        held |= _add_belief(one, result, held)
    outcomes = {result.outcome for result in scorecard.results}
    if Outcome.FORBIDDEN in outcomes:
        one.forbidden.append(person)
    if scorecard.attempts:
        one.attempts[person] = [
            _("{act} (line {line})", act=_(attempt.act), line=attempt.line) for attempt in scorecard.attempts
        ]
    for limit in (Outcome.TIMED_OUT, Outcome.KILLED):
        one.limits[str(limit)] += limit in outcomes


def _add_belief(one: ClassCount, result: CheckResult, held: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Count a diagnosis once per person."""
    diagnosis = result.diagnosis
    if diagnosis is None:
        return set()
    key = (diagnosis.kind, diagnosis.name)
    belief = one.beliefs.setdefault(
        key, Belief(kind=diagnosis.kind, name=diagnosis.name, explanation=diagnosis.explanation)
    )
    belief.tasks.add(result.task)
    if key not in held:
        belief.people += 1
        if len(belief.examples) < EXAMPLES:
            belief.examples.append(_example(result))
    return {key}


def _example(result: CheckResult) -> str:
    """Return one failed check as text; what the student printed stays out, for it may hold a name."""
    page = Page(_EXAMPLE_WIDTH)
    quiet = CheckResult(
        name=result.name, task=result.task, title=result.title, points=result.points, outcome=result.outcome,
        evidence=result.evidence,
    )  # fmt: skip
    add_check(page, quiet, UNICODE)
    return page.text.plain.rstrip()
