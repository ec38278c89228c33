"""Run code against an exercise's checks, check by check: the kit's own in this process, all else in the jail.

Solutions, oracles and misconceptions are the kit's own and run here for speed, unless the exercise needs
torch, which the trusted side never imports. Wrong solutions and mutants may do anything and are always jailed.
"""

import math
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np

from grader.authoring.tree import Tree
from grader.checks.bank import PlannedCheck, load_checks, load_driver
from grader.checks.draw import Draw
from grader.checks.failure import CheckFailed, recording
from grader.checks.replay import local_student, misconception_submission
from grader.checks.runner import run_check
from grader.exercise import Exercise
from grader.grading import Zygotes
from grader.jail.local import LocalSession
from grader.jail.pool import Pool, flavour_of
from grader.jail.proxy import Session
from grader.jail.remote import RemoteSession
from grader.jail.transcript import ChildEnded, StudentError
from grader.scorecard import CheckResult, Evidence, Outcome
from grader.submission import Submission, read_submission


class Bench:
    """One exercise's checks, ready to run against files, the solution, the oracle and its misconceptions."""

    def __init__(self, tree: Tree, exercise: Exercise, zygotes: Zygotes) -> None:
        self.tree = tree
        self.exercise = exercise
        self.zygotes = zygotes
        self.zygote = zygotes.get(flavour_of(exercise.requires))
        self.checks = load_checks(exercise)
        self._driver = exercise.folder / "driver.py"

    @property
    def jailed(self) -> bool:
        """Return whether the kit's own code must run in the jail too, because it needs torch."""
        return bool(self.exercise.requires)

    def exact_checks(self) -> tuple[PlannedCheck, ...]:
        """Return the checks that are no statistics."""
        return tuple(check for check in self.checks if not check.declared.statistical)

    def run_solution(self, checks: Iterable[PlannedCheck], seed: str) -> Iterator[CheckResult]:
        """Run checks against the solution."""
        path = self.tree.solution(self.exercise)
        if self.jailed:
            return self.run_jailed(read_submission(path, self.exercise), checks, seed)
        return self._run_here(lambda: self._local(load_file(path)), checks, seed)

    def run_oracle(self, checks: Iterable[PlannedCheck], seed: str) -> Iterator[CheckResult]:
        """Run checks against the oracle (the reference, where the exercise needs torch)."""
        if self.jailed:
            return self.run_jailed(misconception_submission(self.exercise), checks, seed)
        return self._run_here(lambda: local_student(self.exercise), checks, seed)

    def _run_here(
        self, student: Callable[[], Session], checks: Iterable[PlannedCheck], seed: str
    ) -> Iterator[CheckResult]:
        for check in checks:
            with quiet():
                result = run_check(check, student(), seed, self.exercise.name)
            yield result

    def _local(self, module: ModuleType) -> LocalSession:
        return LocalSession(module, driver=load_driver(self.exercise))

    def run_jailed(
        self,
        submission: Submission,
        checks: Iterable[PlannedCheck],
        seed: str,
        *,
        most_seconds: float = math.inf,
    ) -> Iterator[CheckResult]:
        """Run checks in one jailed child, each against a fresh copy of the module, until the child has ended.

        `most_seconds` shortens what a call may take. Skipping for a needed task is left to the caller.
        """
        pool = Pool(self.zygote, submission, driver=self._driver, ahead=0)
        child, session = pool.take()
        try:
            for number, check in enumerate(checks):
                if number:
                    session = pool.again(child, session)
                yield self._guarded(check, session, seed, most_seconds)
                if child.ended:
                    return
        finally:
            child.close()
            pool.close()

    def _guarded(
        self, check: PlannedCheck, session: RemoteSession, seed: str, most_seconds: float
    ) -> CheckResult:
        session.seconds = min(check.declared.seconds, most_seconds)
        try:
            session.ready()
            return run_check(check, session, seed, self.exercise.name)
        except StudentError as error:
            outcome, message = Outcome.ERRORED, str(error)
        except ChildEnded as end:
            outcome, message = end.outcome, end.message
        return CheckResult(
            name=check.name, task=check.declared.task, title=check.title, points=check.declared.points,
            outcome=outcome, evidence=Evidence(message=message),
        )  # fmt: skip

    # -- one trial of a convergence check ----------------------------------------------------------

    def trial(self, check: PlannedCheck, seed: int, misconception: str = "") -> float:
        """Return the number that one trial gives for the solution, or for a misconception; NaN where it fails."""
        if not self.jailed:
            session: Session = (
                local_student(self.exercise, misconception)
                if misconception
                else self._local(self._solution())
            )
            return one_trial(check, session, seed)
        submission = (
            misconception_submission(self.exercise, misconception)
            if misconception
            else read_submission(self.tree.solution(self.exercise), self.exercise)
        )
        pool = Pool(self.zygote, submission, driver=self._driver, ahead=0)
        child, remote = pool.take()
        try:
            remote.seconds = check.declared.seconds
            remote.ready()
            return one_trial(check, remote, seed)
        finally:
            child.close()
            pool.close()

    def _solution(self) -> ModuleType:
        return load_file(self.tree.solution(self.exercise))


def one_trial(check: PlannedCheck, session: Session, seed: int) -> float:
    """Return one trial's number; NaN, which reaches no bar, where the code or the check's own look at it fails."""
    assert check.declared.trial is not None
    with recording(session.transcript), quiet():
        try:
            return float(check.declared.trial(session.module, Draw(seed, session.transcript)))
        except (CheckFailed, StudentError, ChildEnded, TypeError, ValueError, IndexError):
            return math.nan


@contextmanager
def quiet() -> Iterator[None]:
    """Silence numpy's warnings: formulas that overflow on purpose are part of what is measured here."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def load_file(path: Path) -> ModuleType:
    """Return a fresh module of a file of the kit's own."""
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
