"""Prove an exercise sound: one proof after the other, each a function of the same workspace."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from grader.authoring import running, written
from grader.authoring.mutants import Fates
from grader.authoring.proof import Proof, Workspace
from grader.authoring.wrong import WrongRun, tally

FORMAT = 1

PROOFS: tuple[Callable[[Workspace], Proof], ...] = (
    written.points,
    written.texts,
    written.stub_in_step,
    written.lessons,
    written.nothing_given_away,
    written.calibrated,
    running.stub_earns_nothing,
    running.solution_passes,
    running.oracle_passes,
    running.solution_never_accused,
    running.separable,
    running.wrong_solutions_named,
    running.mutants_die,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """All that was shown of one exercise."""

    exercise: str
    checks: tuple[tuple[str, str], ...]
    proofs: tuple[Proof, ...]
    wrong: tuple[WrongRun, ...]
    fates: Fates | None

    @property
    def holds(self) -> bool:
        """Return whether every proof holds."""
        return all(proof.holds for proof in self.proofs)


def verify(space: Workspace) -> Verification:
    """Run every proof of one exercise."""
    proofs = []
    for prove in PROOFS:
        started = time.perf_counter()
        proofs.append(replace(prove(space), seconds=round(time.perf_counter() - started, 1)))
    return Verification(
        exercise=space.bench.exercise.name,
        checks=tuple((check.name, check.declared.task) for check in space.bench.checks),
        proofs=tuple(proofs),
        wrong=tuple(space.wrong_runs),
        fates=space.fates,
    )


def as_data(verification: Verification) -> dict[str, Any]:
    """Return a verification as plain data, for JSON."""
    return {
        "exercise": verification.exercise,
        "holds": verification.holds,
        "proofs": [
            {
                "name": proof.name, "holds": proof.holds, "found": proof.found, "against": list(proof.against),
                "next_step": proof.next_step, "seconds": proof.seconds,
            }
            for proof in verification.proofs
        ],
        "accuracy": {str(verdict): count for verdict, count in tally(verification.wrong).items()},
        "wrong": [
            {
                "name": run.name, "verdict": str(run.verdict), "points": run.points,
                "outcomes": {name: str(outcome) for name, outcome in run.outcomes.items()},
                "diagnoses": [{"task": n.task, "kind": n.kind, "name": n.name} for n in run.diagnoses],
            }
            for run in verification.wrong
        ],
        "mutants": _mutants(verification.fates),
    }  # fmt: skip


def _mutants(fates: Fates | None) -> dict[str, Any] | None:
    if fates is None:
        return None
    return {
        "generated": len(fates.fates),
        "killed": fates.killed,
        "equivalent": len(fates.equivalent),
        "share": round(fates.share, 4),
        "survivors": [
            {"id": fate.mutant.identity, "task": fate.mutant.task, "change": fate.mutant.change}
            for fate in fates.survivors
        ],
        "killers": {
            name: sum(fate.killer == name for fate in fates.fates)
            for name in dict.fromkeys(fate.killer for fate in fates.fates if fate.killer)
        },
    }
