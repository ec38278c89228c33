"""Proofs that run: the stub earns nothing, right code everything, each mistake is caught and named, mutants die."""

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.authoring.bench import Bench
from grader.authoring.mutants import KILLED, LEAST, run_mutants
from grader.authoring.proof import Proof, Workspace, proof
from grader.authoring.wrong import Verdict, WrongRun, diagnoses_of, run_wrong, tally
from grader.checks.bank import PlannedCheck
from grader.checks.replay import Entry, misconception_entries, replayer
from grader.diagnosis import WRONG, same_transcript
from grader.grading import grade_file
from grader.jail.transcript import Transcript
from grader.scorecard import CheckResult, Outcome

STATISTICAL_SEEDS = 20
ORACLE_SEEDS = 5
QUICK_SEEDS = 3
QUICK_EVERY = 8
SEPARATING_SEEDS = ("verify 0", "verify 1", "verify 2")


def stub_earns_nothing(space: Workspace) -> Proof:
    """Show that the untouched stub passes no check, and is seen as not started."""
    bench = space.bench
    card = grade_file(
        bench.exercise, bench.tree.stub(bench.exercise), with_pytest=False, zygotes=bench.zygotes
    )
    against = [
        f"{result.name}: {result.outcome}"
        for result in card.results
        if result.outcome not in (Outcome.NOT_STARTED, Outcome.SKIPPED)
    ]
    if len(card.results) != len(bench.checks):
        against.append(f"{len(card.results)} results for {len(bench.checks)} checks")
    found = f"all {len(card.results)} checks are not started"
    return proof("stub earns nothing", found, against, "A check must call the task before it can pass.")


def solution_passes(space: Workspace) -> Proof:
    """Show that the solution passes every check under every seed (convergence checks under at most 20)."""
    bench = space.bench
    seeds = min(space.seeds, QUICK_SEEDS) if space.quick else space.seeds
    against: list[str] = []
    for number in range(seeds):
        statistical = number < STATISTICAL_SEEDS and not space.quick
        checks = bench.checks if statistical else bench.exact_checks()
        against += _not_passed(bench.run_solution(checks, f"verify {number}"), checks, f"seed {number}")
        space.progress(f"solution, seed {number + 1} of {seeds}")
    found = f"{seeds} seeds" + ("" if space.quick else f", convergence under {min(seeds, STATISTICAL_SEEDS)}")
    return proof(
        "solution passes",
        found,
        against,
        "The check asks for more than the contract, or the solution is wrong.",
    )


def oracle_passes(space: Workspace) -> Proof:
    """Show that the oracle, graded as a student, passes every check."""
    bench = space.bench
    seeds = 1 if space.quick else ORACLE_SEEDS
    against: list[str] = []
    for number in range(seeds):
        checks = bench.checks if number == 0 and not space.quick else bench.exact_checks()
        against += _not_passed(bench.run_oracle(checks, f"verify {number}"), checks, f"seed {number}")
    return proof(
        "oracle passes", f"{seeds} seeds", against, "The oracle, or a check that leans on it, is wrong."
    )


def _not_passed(results: Iterable[CheckResult], checks: Sequence[PlannedCheck], where: str) -> list[str]:
    seen = list(results)
    against = [
        f"{result.name} under {where}: {result.outcome} ({result.evidence.message if result.evidence else ''})"
        for result in seen
        if result.outcome is not Outcome.PASSED
    ]
    return (
        against
        if len(seen) == len(checks)
        else [*against, f"{len(checks) - len(seen)} checks did not run under {where}"]
    )


def solution_never_accused(space: Workspace) -> Proof:
    """Show that the solution, graded through the jail as a student's file, earns all and gets no diagnosis."""
    bench = space.bench
    path = bench.tree.solution(bench.exercise)
    card = grade_file(bench.exercise, path, with_pytest=False, zygotes=bench.zygotes)
    against = [
        f"{result.name}: {result.outcome}" for result in card.results if result.outcome is not Outcome.PASSED
    ]
    against += [f"it is told {named.name} about {named.task}" for named in diagnoses_of(card)]
    earned = sum(result.earned for result in card.results)
    return proof(
        "solution is not accused",
        f"{earned} points through the jail",
        against,
        "See what grade check says of it.",
    )


def wrong_solutions_named(space: Workspace) -> Proof:
    """Show that each misconception has a wrong solution of its name, which is caught and named so and not otherwise."""
    bench = space.bench
    names = set(misconception_entries(bench.exercise))
    paths = bench.tree.wrong(bench.exercise)
    against = [f"{name} has no wrong solution" for name in sorted(names - {path.stem for path in paths})]
    against += [f"{path.stem} is no misconception" for path in paths if path.stem not in names]
    chosen = paths[::QUICK_EVERY] if space.quick else paths
    for number, run in enumerate(run_wrong(bench, chosen), 1):
        space.wrong_runs.append(run)
        against += _wrong_problems(run)
        space.progress(f"wrong solution {number} of {len(chosen)}")
    counts = tally(space.wrong_runs)
    found = f"{len(chosen)} of {len(paths)} files: " + ", ".join(f"{n} {v}" for v, n in counts.items() if n)
    advice = "Separate the misconceptions by a check's input, or let the file make its one mistake only."
    return proof("wrong solutions are named", found, against, advice)


def _wrong_problems(run: WrongRun) -> list[str]:
    told = [f"{run.name} is also told {named.name} about {named.task}" for named in run.others]
    broken = [
        f"{run.name}: {name} is broken" for name, outcome in run.outcomes.items() if outcome is Outcome.BROKEN
    ]
    if run.verdict is not Verdict.NAMED_RIGHT:
        return [f"{run.name}: {run.verdict}", *told, *broken]
    return [*told, *broken]


def separable(space: Workspace) -> Proof:
    """Show that each misconception fails an exact check of its task where no other one of that task gives the same."""
    bench = space.bench
    entries = misconception_entries(bench.exercise)
    seeds = SEPARATING_SEEDS[:1] if space.quick else SEPARATING_SEEDS
    against: list[str] = []
    pairs = 0
    for task in bench.exercise.tasks:
        group = [entry for entry in entries.values() if entry.task == task.name]
        pairs += len(group) * (len(group) - 1)
        space.progress(f"misconceptions of {task.name}")
        for seed in seeds:
            against += [f"{text} (seed {seed!r})" for text in _inseparable(bench, task.name, group, seed)]
    return proof(
        "misconceptions are separable",
        f"{pairs} ordered pairs",
        against,
        "Add an input that tells them apart, or make them one.",
    )


def _inseparable(bench: Bench, task: str, group: Sequence[Entry], seed: str) -> list[str]:
    checks = [check for check in bench.exact_checks() if check.declared.task == task]
    failures = {entry.name: _failures(bench, checks, entry, seed) for entry in group}
    against = [f"{name} fails no exact check of {task}" for name, failed in failures.items() if not failed]
    for mine, theirs in itertools.permutations(group, 2):
        failed = failures[mine.name]
        if failed and all(
            name in failures[theirs.name]
            and same_transcript(transcript.crossings, failures[theirs.name][name].crossings, theirs.rtol)
            for name, transcript in failed.items()
        ):
            against.append(f"{mine.name} could be taken for {theirs.name}")
    return against


def _failures(bench: Bench, checks: Sequence[PlannedCheck], entry: Entry, seed: str) -> dict[str, Transcript]:
    replay = replayer(bench.exercise, seed, bench.zygote)
    failed = {}
    for check in checks:
        replayed = replay(check, entry.name)
        if replayed is not None and replayed[0] in WRONG:
            failed[check.name] = replayed[1]
    return failed


def mutants_die(space: Workspace) -> Proof:
    """Show that of at least 150 mutants of the solution 97% of those that behave otherwise are caught."""
    bench = space.bench
    fates = space.fates = run_mutants(
        bench, every=QUICK_EVERY if space.quick else 1,
        progress=lambda done, planned: space.progress(f"mutant {done} of {planned}"),
    )  # fmt: skip
    against = []
    if len(fates.fates) < LEAST and not space.quick:
        against.append(f"{len(fates.fates)} mutants, not {LEAST}")
    if fates.share < KILLED:
        against += [
            f"survives: {fate.mutant.identity} in {fate.mutant.task}: {fate.mutant.change}"
            for fate in fates.survivors
        ]
    against += [
        f"listed as equivalent, but {fate.killer} catches it: {fate.mutant.identity}"
        for fate in fates.wrongly_listed
    ]
    against += [f"listed as equivalent, but no mutant: {identity}" for identity in fates.unknown]
    against += [
        f"{fate.killer} is broken by {fate.mutant.identity}"
        for fate in fates.fates
        if fate.outcome is Outcome.BROKEN
    ]
    found = (
        f"{fates.killed} of {len(fates.fates) - len(fates.equivalent)} caught ({fates.share:.1%}),"
        f" {len(fates.equivalent)} equivalent"
    )
    return proof(
        "mutants die",
        found,
        against,
        f"Strengthen a check, or list the mutant with a reason in {_name(bench)}.",
    )


def _name(bench: Bench) -> Path:
    return bench.tree.equivalents(bench.exercise).relative_to(bench.tree.root)
