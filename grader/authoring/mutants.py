"""Hold every mutant of a solution against the checks: all but the listed equivalent ones must be caught."""

import math
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.bench import Bench
from grader.authoring.mutate import Mutant, mutants
from grader.checks.bank import PlannedCheck
from grader.errors import GraderFault
from grader.i18n import _
from grader.scorecard import CheckResult, Outcome
from grader.submission import Submission

LEAST = 150
KILLED = 0.97
CALL_SECONDS = 1.0  # a mutant's loop may have no end
SEEDS = ("verify 0", "verify 1")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a mutant: the check that caught it, or none; `reason` where it is listed as equivalent."""

    mutant: Mutant
    killer: str = ""
    outcome: Outcome = Outcome.PASSED
    reason: str = ""

    @property
    def killed(self) -> bool:
        """Return whether a check caught it; one that broke over it has caught nothing."""
        return bool(self.killer) and self.outcome is not Outcome.BROKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Fates:
    """The mutants of one solution."""

    fates: tuple[Fate, ...]
    unknown: tuple[str, ...]

    @property
    def killed(self) -> int:
        """Return how many were caught."""
        return sum(fate.killed for fate in self.fates)

    @property
    def equivalent(self) -> tuple[Fate, ...]:
        """Return those that survive and are listed as equivalent."""
        return tuple(fate for fate in self.fates if not fate.killed and fate.reason)

    @property
    def survivors(self) -> tuple[Fate, ...]:
        """Return those that survive without a reason."""
        return tuple(fate for fate in self.fates if not fate.killed and not fate.reason)

    @property
    def wrongly_listed(self) -> tuple[Fate, ...]:
        """Return those that are listed as equivalent and were caught all the same."""
        return tuple(fate for fate in self.fates if fate.killed and fate.reason)

    @property
    def share(self) -> float:
        """Return the share of the non-equivalent mutants that were caught."""
        different = len(self.fates) - len(self.equivalent)
        return self.killed / different if different else 1.0


def run_mutants(bench: Bench, *, every: int = 1, progress: Progress | None = None) -> Fates:
    """Run the mutants of the solution (every n-th of them) and return what became of each."""
    source = bench.tree.solution(bench.exercise).read_text(encoding="utf-8")
    everything = mutants(source)
    reasons = read_equivalents(bench.tree.equivalents(bench.exercise))
    chosen = everything[::every]
    fates = []
    for number, mutant in enumerate(chosen, 1):
        fates.append(_fate(bench, mutant, reasons))
        if progress is not None:
            progress(number, len(chosen))
    known = {mutant.identity for mutant in everything}
    return Fates(fates=tuple(fates), unknown=tuple(sorted(set(reasons) - known)))


def _fate(bench: Bench, mutant: Mutant, reasons: Mapping[str, str]) -> Fate:
    reason = reasons.get(mutant.identity, "")
    submission = Submission(
        path=Path(bench.exercise.file), file=bench.exercise.file, source=mutant.source.encode(), helpers={}
    )
    exact = nearest_first(bench.exact_checks(), mutant.task)
    measured = [check for check in bench.checks if check.declared.statistical and check.bar is not None]
    for checks, seed, seconds in (
        (exact, SEEDS[0], CALL_SECONDS), (exact, SEEDS[1], CALL_SECONDS), (measured, SEEDS[0], math.inf),
    ):  # fmt: skip
        caught = first_failing(bench.run_jailed(submission, checks, seed, most_seconds=seconds))
        # Slow, or without end? The check's own time tells.
        if caught is not None and caught.outcome is Outcome.TIMED_OUT:
            caught = first_failing(bench.run_jailed(submission, checks, seed))
        if caught is not None:
            return Fate(mutant=mutant, killer=caught.name, outcome=caught.outcome, reason=reason)
    return Fate(mutant=mutant, reason=reason)


def nearest_first(checks: Sequence[PlannedCheck], qualified: str) -> list[PlannedCheck]:
    """Return the checks, those of the changed task before the others."""
    task = qualified.partition(".")[0]
    return sorted(checks, key=lambda check: check.declared.task != task)


def first_failing(results: Iterable[CheckResult]) -> CheckResult | None:
    """Return the first result that is not a pass, running no further."""
    for result in results:
        if result.outcome is not Outcome.PASSED:
            return result
    return None


def read_equivalents(path: Path) -> dict[str, str]:
    """Return the listed equivalent mutants: identity -> reason."""
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        listed = {str(entry["id"]): str(entry["reason"]).strip() for entry in table.get("mutant", [])}
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise GraderFault(
            f"{path}: {error!r}",
            next_step=_("Each entry is [[mutant]] with id, change, reason."),
        ) from error
    empty = [identity for identity, reason in listed.items() if not reason]
    if empty:
        raise GraderFault(
            _("{path}: {empty} has no reason.", path=path, empty=empty[0]),
            next_step=_("Say why it behaves as the solution does."),
        )
    return listed
