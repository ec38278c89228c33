"""Measure convergence checks: how often one trial of the solution reaches the bar, and of each wrong belief.

From the rate's lower bound follows how often a right file would fail by bad luck; n and k keep that rare.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from grader.authoring.bench import Bench
from grader.authoring.binomial import lower_bound, tail_above, tail_below, upper_bound
from grader.checks.bank import PlannedCheck
from grader.checks.convergence import reaches
from grader.checks.replay import misconception_entries
from grader.errors import GraderFault, UsageProblem
from grader.i18n import _

SEEDS = {"numpy": 2000, "torch": 300}
WRONG_SEEDS = 200
FALSE_FAIL = 1e-4
MOST_TRIALS = 9
FIRST_FRESH_SEED = 1_000_000  # re-measuring takes seeds that the calibration has not seen
UNLIKELY = 1e-3

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many of how many trials reached the bar."""

    passes: int
    seeds: int

    @property
    def share(self) -> float:
        """Return the rate itself."""
        return self.passes / self.seeds

    @property
    def lower(self) -> float:
        """Return the 95% Clopper-Pearson bound from below."""
        return lower_bound(self.passes, self.seeds)

    @property
    def upper(self) -> float:
        """Return the 95% Clopper-Pearson bound from above."""
        return upper_bound(self.passes, self.seeds)


def statistical_checks(bench: Bench, name: str | None) -> tuple[PlannedCheck, ...]:
    """Return the convergence checks of an exercise, or the one of that name."""
    found = tuple(check for check in bench.checks if check.declared.statistical)
    if name is None:
        return found
    chosen = tuple(check for check in found if check.name == name)
    if not chosen:
        names = ", ".join(check.name for check in found) or "none"
        raise UsageProblem(
            _("{exercise} has no convergence check {name}.", exercise=bench.exercise.name, name=name),
            next_step=_("It has: {names}", names=names),
        )
    return chosen


def measure(bench: Bench, check: PlannedCheck, seeds: Iterable[int], misconception: str = "") -> Rate:
    """Return how many trials of the solution, or of a misconception, reach the bar."""
    values = [bench.trial(check, seed, misconception) for seed in seeds]
    return Rate(passes=sum(reaches(check.declared, value) for value in values), seeds=len(values))


def calibrate(bench: Bench, name: str | None, seeds: int | None, wrong_seeds: int, tell: Tell) -> None:
    """Measure the convergence checks of an exercise and write `calibration.json`, check after check."""
    count = seeds or SEEDS[bench.zygote.flavour]
    for check in statistical_checks(bench, name):
        rate = measure(bench, check, range(count))
        tell(f"{check.name}: {rate.passes} of {rate.seeds} trials of the solution")
        wrong = {}
        for entry in misconception_entries(bench.exercise).values():
            if entry.task == check.declared.task and wrong_seeds:
                wrong[entry.name] = measure(bench, check, range(wrong_seeds), entry.name).share
                tell(f"  {entry.name}: {wrong[entry.name]:.1%}")
        _write(bench, check, _entry(bench, check, rate, wrong))


def _entry(bench: Bench, check: PlannedCheck, rate: Rate, wrong: dict[str, float]) -> dict[str, Any]:
    declared = check.declared
    bar = (check.bar.n, check.bar.k) if check.bar is not None else None
    n, k = choose_bar(rate.lower, bar)
    side = {"below": declared.below} if declared.below is not None else {"above": declared.above}
    return {
        "measure": declared.measure, **side, "n": n, "k": k,
        "rate": rate.share, "seeds": rate.seeds, "passes": rate.passes,
        "lower_bound": round(rate.lower, 6), "false_fail": float(f"{tail_below(k, n, rate.lower):.3g}"),
        "wrong": wrong, "command": f"grade author calibrate {bench.exercise.number} --check {check.name}",
    }  # fmt: skip


def choose_bar(rate: float, present: tuple[int, int] | None) -> tuple[int, int]:
    """Return (n, k): the present bar where it is safe at this rate, else the smallest majority that is.

    Safe means that right code fails at most once in 10,000 times.
    """
    majorities = [(n, n // 2 + 1) for n in range(3, MOST_TRIALS + 1, 2)]
    for n, k in ([present] if present else []) + majorities:
        if tail_below(k, n, rate) <= FALSE_FAIL:
            return n, k
    raise GraderFault(
        _(
            "At a pass rate of {rate:.2%} per trial no majority of up to {most} trials is safe.",
            rate=rate,
            most=MOST_TRIALS,
        ),
        next_step=_(
            "Measure more seeds, or give the check more steps or a bar that right code reaches more surely."
        ),
    )


def _write(bench: Bench, check: PlannedCheck, entry: dict[str, Any]) -> None:
    path = bench.exercise.folder / "calibration.json"
    table = read_calibration(bench)
    table["checks"][check.name] = entry
    order = [planned.name for planned in bench.checks]
    table["checks"] = {name: table["checks"][name] for name in order if name in table["checks"]}
    path.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


def read_calibration(bench: Bench) -> dict[str, Any]:
    """Return what `calibration.json` holds; an empty table where there is none."""
    path = bench.exercise.folder / "calibration.json"
    if not path.is_file():
        return {"format": 1, "checks": {}}
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return table


def remeasure(bench: Bench, name: str | None, count: int, tell: Tell) -> bool:
    """Measure `count` fresh seeds of each convergence check; return whether every rate stays in its interval."""
    table = read_calibration(bench)["checks"]
    agreed = True
    for check in statistical_checks(bench, name):
        entry = table.get(check.name, {})
        if "passes" not in entry:
            tell(f"{check.name}: never measured. Measure it: grade author calibrate {bench.exercise.number}")
            agreed = False
            continue
        recorded = Rate(passes=entry["passes"], seeds=entry["seeds"])
        rate = measure(bench, check, range(FIRST_FRESH_SEED, FIRST_FRESH_SEED + count))
        fits = agrees(recorded, rate)
        agreed &= fits
        words = "agrees with" if fits else "is not explained by"
        tell(f"{check.name}: {rate.passes} of {rate.seeds} {words} {recorded.passes} of {recorded.seeds}")
    return agreed


def agrees(recorded: Rate, fresh: Rate) -> bool:
    """Return whether some rate in the recorded interval gives the fresh count with a chance of at least 1 in 1,000."""
    too_few = tail_below(fresh.passes + 1, fresh.seeds, recorded.lower) < UNLIKELY
    too_many = tail_above(fresh.passes - 1, fresh.seeds, recorded.upper) < UNLIKELY
    return not (too_few or too_many)
