"""Grade every wrong solution as a student's file and see which names its mistakes get."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from grader.authoring.bench import Bench
from grader.grading import grade_file
from grader.scorecard import Outcome, Scorecard


class Verdict(StrEnum):
    """What diagnosis made of a wrong file."""

    NAMED_RIGHT = "named right"
    NAMED_WRONG = "named wrong"
    SILENT = "silent"
    NOT_CAUGHT = "not caught"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One diagnosis of a scorecard."""

    task: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongRun:
    """A wrong solution's points, the outcome of each check, and what it was diagnosed as."""

    name: str
    points: int
    outcomes: Mapping[str, Outcome]
    diagnoses: tuple[Named, ...]

    @property
    def caught(self) -> bool:
        """Return whether any check did not pass."""
        return any(outcome is not Outcome.PASSED for outcome in self.outcomes.values())

    @property
    def others(self) -> tuple[Named, ...]:
        """Return the diagnoses that are not the file's own name."""
        return tuple(named for named in self.diagnoses if named.name != self.name)

    @property
    def verdict(self) -> Verdict:
        """Return whether it was caught and named. A relation or a slip is no name of a belief."""
        if not self.caught:
            return Verdict.NOT_CAUGHT
        names = {named.name for named in self.diagnoses if named.kind == "misconception"}
        if names - {self.name}:
            return Verdict.NAMED_WRONG
        return Verdict.NAMED_RIGHT if names else Verdict.SILENT


def run_wrong(bench: Bench, paths: Sequence[Path]) -> Iterator[WrongRun]:
    """Grade wrong solutions through the jail, one after the other."""
    for path in paths:
        card = grade_file(bench.exercise, path, with_pytest=False, zygotes=bench.zygotes)
        yield WrongRun(
            name=path.stem,
            points=sum(result.earned for result in card.results),
            outcomes={result.name: result.outcome for result in card.results},
            diagnoses=diagnoses_of(card),
        )


def diagnoses_of(card: Scorecard) -> tuple[Named, ...]:
    """Return all diagnoses of a scorecard, in the order of its checks."""
    return tuple(
        Named(task=result.task, kind=result.diagnosis.kind, name=result.diagnosis.name)
        for result in card.results
        if result.diagnosis is not None
    )


def tally(runs: Sequence[WrongRun]) -> dict[Verdict, int]:
    """Return how many runs there are of each verdict."""
    return {verdict: sum(run.verdict is verdict for run in runs) for verdict in Verdict}
