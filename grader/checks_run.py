"""One submission's run through an exercise's checks: load, check after check, scorecard."""

import hashlib
import time
from collections.abc import Callable, Collection
from dataclasses import replace

from grader.checks.bank import PlannedCheck, load_checks
from grader.checks.replay import replayer
from grader.checks.runner import run_check, skipped, unmet_need
from grader.checks.slips import empty_file, load_problem, missing_task
from grader.diagnosis import WRONG, Failure, diagnose
from grader.errors import GraderFault, MissingLayer
from grader.exercise import Exercise
from grader.i18n import _
from grader.jail.pool import Fresh, Pool
from grader.jail.process import Child, Seal
from grader.jail.remote import RemoteSession
from grader.jail.transcript import ChildEnded, StudentError
from grader.jail.wire import Name, absent_layers
from grader.scorecard import Attempt, CheckResult, Confinement, Evidence, Outcome, Scorecard

# After so many time-outs the rest of a task is not run: nobody should wait for the same endless loop ten times.
TIME_OUTS = 2
# What a task could blame on something that an earlier task left behind in the process.
_MAY_BE_STALE = (*WRONG, Outcome.TIMED_OUT, Outcome.KILLED, Outcome.FORBIDDEN)


class CheckRun:
    """Runs the planned checks; whatever the student's code does becomes a result."""

    def __init__(
        self,
        exercise: Exercise,
        pool: Pool,
        *,
        seed: str,
        tasks: Collection[str] = (),
        fresh: Fresh = Fresh.SELDOM,
        on_progress: Callable[[CheckResult, int, int], None] | None = None,
    ) -> None:
        self._exercise = exercise
        self._pool = pool
        self._seed = seed
        self._tasks = set(tasks)
        self._fresh = fresh
        self._on_progress = on_progress
        self._results: list[CheckResult] = []
        self._planned: tuple[PlannedCheck, ...] = ()
        self._problem: Evidence | None = None
        self._problem_outcome = Outcome.ERRORED
        self._printed = ""
        self._attempts: dict[tuple[str, int], Attempt] = {}
        self._names: dict[str, Name] = {}
        self._seal: Seal | None = None
        self._accepted: tuple[str, ...] = ()
        self._current: tuple[Child, RemoteSession] | None = None
        self._served: set[str] = set()  # the tasks whose checks the current child has seen
        self._stopped: BaseException | None = None
        self._failures: list[Failure] = []
        self._seconds = 0.0
        self._until: float | None = None

    def limit(self, seconds: float) -> None:
        """Begin no check later than so many seconds from now; those left out have run out of time."""
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    # -- before the checks -------------------------------------------------------------------------

    def load(self) -> None:
        """Load the file once; a file that cannot be loaded is the problem of the whole scorecard."""
        child, session = self._pool.take()
        try:
            session.loaded()
            self._names = session.names
            self._problem = empty_file(self._pool.source, self._exercise)
        except StudentError as error:
            self._problem, self._problem_outcome = load_problem(error, self._exercise)
        except ChildEnded as end:
            self._problem = Evidence(message=end.message, limit=end.limit)
            self._problem_outcome = end.outcome
        self._seal = session.seal
        self._printed = session.load_printed or child.printed()
        self._note(child)
        if self._problem is None:
            self._current = (child, session)
        else:
            child.close()

    def require_layers(self, *, strict: bool, accepted: Collection[str]) -> None:
        """Refuse in strict mode where a confinement layer does not hold, unless it is accepted by name."""
        absent = _absent(self._seal)
        self._accepted = tuple(layer for layer in absent if layer in set(accepted))
        refused = [layer for layer in absent if layer not in self._accepted]
        if strict and refused:
            raise MissingLayer(
                _(
                    "This system does not hold student code back as strict mode asks: {refused} missing.",
                    refused=", ".join(refused),
                ),
                next_step=_(
                    "See: grade doctor. To grade all the same: {options}",
                    options=" ".join(f"--accept-missing {layer}" for layer in refused),
                ),
            )

    # -- the checks --------------------------------------------------------------------------------

    def checks(self, *, with_pytest: bool) -> None:
        """Run every selected check; each gets a result."""
        self._planned = tuple(check for check in load_checks(self._exercise) if self._selected(check))
        if not with_pytest or self._problem is not None:
            for check in self._planned:
                self._one(check)
        else:
            from grader.checks.pytest_runner import run_with_pytest  # 100 ms, while the child loads

            failures = run_with_pytest(self._exercise, self._guarded, self._selected)
            if self._stopped is not None:
                raise self._stopped
            if failures:
                raise GraderFault(
                    _(
                        "{exercise}: the checks could not run.\n{failure}",
                        exercise=self._exercise.name,
                        failure=failures[0],
                    )
                )
        self._fill_gaps()
        self._diagnose()

    def _diagnose(self) -> None:
        """Give the first failed check of each task the diagnosis of that task's failures."""
        replay = replayer(self._exercise, self._seed, self._pool.zygote)
        source = self._pool.source.decode("utf-8", "replace")
        found = {}
        for task in dict.fromkeys(failure.check.declared.task for failure in self._failures):
            failures = [failure for failure in self._failures if failure.check.declared.task == task]
            diagnosis = diagnose(self._exercise, failures, replay, source)
            if diagnosis is not None:
                found[failures[0].check.name] = diagnosis
        self._results = [
            replace(result, diagnosis=found[result.name]) if result.name in found else result
            for result in self._results
        ]

    def _selected(self, check: PlannedCheck) -> bool:
        return not self._tasks or check.declared.task in self._tasks

    def _guarded(self, check: PlannedCheck) -> None:
        """Run one check inside pytest, which must not swallow an interrupt or a fault of ours."""
        if self._stopped is not None:
            return
        try:
            self._one(check)
        except BaseException as error:  # raised again when pytest is done
            self._stopped = error

    def _one(self, check: PlannedCheck) -> None:
        result = self._outcome_without_running(check) or self._run(check)
        self._results.append(result)
        if self._on_progress is not None:
            self._on_progress(result, len(self._results), len(self._planned))

    def _outcome_without_running(self, check: PlannedCheck) -> CheckResult | None:
        if self._problem is not None:
            return _result(check, self._problem_outcome, self._problem)
        if self._until is not None and time.monotonic() > self._until:
            limit = _("{seconds:g} s for the whole file", seconds=self._seconds)
            return _result(
                check,
                Outcome.TIMED_OUT,
                Evidence(message=_("The time for the whole file was used up."), limit=limit),
            )
        need = unmet_need(check, self._results)
        if need:
            return skipped(check, need)
        late = [r for r in self._results if r.task == check.declared.task and r.outcome is Outcome.TIMED_OUT]
        if len(late) >= TIME_OUTS:
            evidence = Evidence(
                message=_(
                    "Not run: {time_outs} checks of {task} ran out of time before.",
                    time_outs=TIME_OUTS,
                    task=check.declared.task,
                )
            )
            return _result(check, Outcome.TIMED_OUT, evidence)
        missing = missing_task(self._exercise.task(check.declared.task), self._names, self._exercise.file)
        return _result(check, Outcome.ERRORED, missing) if missing is not None else None

    def _run(self, check: PlannedCheck) -> CheckResult:
        """Run a check; what went wrong in a child that served other tasks before is tried in a new one."""
        result, failure = self._attempt(check)
        if (
            result.outcome in _MAY_BE_STALE
            and self._fresh is Fresh.SELDOM
            and self._served - {check.declared.task}
        ):
            self._let_go()
            result, failure = self._attempt(check)
        if failure is not None:
            self._failures.append(failure)
        if self._fresh is Fresh.CHECK or (self._current is not None and self._current[0].ended):
            self._let_go()
        return result

    def _attempt(self, check: PlannedCheck) -> tuple[CheckResult, Failure | None]:
        child, session = self._child_for(check)
        session.seconds = check.declared.seconds
        failure = None
        try:
            session.ready()
            self._require_the_same_seal(session.seal)
            result = run_check(check, session, self._seed, self._exercise.name)
        except StudentError as error:
            evidence, outcome = load_problem(error, self._exercise)
            result = _result(check, outcome, evidence)
        except ChildEnded as end:
            result = _result(check, end.outcome, Evidence(message=end.message, limit=end.limit))
        else:
            if result.outcome in WRONG:
                failure = Failure(check=check, result=result, transcript=session.transcript)
        self._note(child, check)
        return _with_printed(result, child.take_printed()), failure

    def _note(self, child: Child, check: PlannedCheck | None = None) -> None:
        """Keep what the code tried and may not do: each act of each line once, with where it was seen first."""
        name, task = ("", "") if check is None else (check.name, check.declared.task)
        for attempt in child.take_attempts():
            self._attempts.setdefault((attempt.act, attempt.line), replace(attempt, check=name, task=task))

    def _require_the_same_seal(self, seal: Seal | None) -> None:
        """Refuse to go on in a process that is confined less than the one that the scorecard speaks of."""
        if not set(_absent(seal)) <= set(_absent(self._seal)):
            raise GraderFault(
                _("A later process for student code was held back less than the first."),
                next_step=_("See what this machine offers: grade doctor"),
            )

    def _child_for(self, check: PlannedCheck) -> tuple[Child, RemoteSession]:
        """Return a child with the module newly executed: the current one where the policy lets it serve on."""
        if self._current is not None and self._fresh is Fresh.TASK and self._served - {check.declared.task}:
            self._let_go()
        if self._current is None:
            child, session = self._pool.take()
        else:
            child, session = self._current
            if self._served:
                session = self._pool.again(child, session)
        self._served.add(check.declared.task)
        self._current = (child, session)
        return child, session

    def _let_go(self) -> None:
        if self._current is not None:
            self._current[0].close()
            self._current = None
        self._served = set()

    def _fill_gaps(self) -> None:
        """Give every planned check without a result the outcome broken, in the order of the plan."""
        found = {result.name: result for result in self._results}
        missing = Evidence(message=_("This check gave no result; that is the kit's own fault."))
        self._results = [found.get(c.name) or _result(c, Outcome.BROKEN, missing) for c in self._planned]

    def close(self) -> None:
        """End every child of this run."""
        self._let_go()
        self._pool.close()

    # -- after the checks --------------------------------------------------------------------------

    def scorecard(self, *, file: str, kit: str, seconds: float) -> Scorecard:
        """Return the scorecard of what ran."""
        return Scorecard(
            exercise=self._exercise.name,
            title=self._exercise.shown_title,
            file=file,
            results=tuple(self._results),
            problem=self._problem,
            printed=self._printed,
            confinement=Confinement(
                layers=self._seal.layers if self._seal else (),
                missing=_absent(self._seal),
                accepted=self._accepted,
            ),
            attempts=tuple(self._attempts.values()),
            kit=kit,
            seed=hashlib.sha256(self._seed.encode()).hexdigest()[:16],
            seconds=seconds,
        )


def _absent(seal: Seal | None) -> tuple[str, ...]:
    """Return the layers that do not hold: missing on this system, or probed and found open."""
    if seal is None:
        return ()
    return absent_layers(seal)


def _result(check: PlannedCheck, outcome: Outcome, evidence: Evidence | None) -> CheckResult:
    return CheckResult(
        name=check.name, task=check.declared.task, title=check.title, points=check.declared.points,
        outcome=outcome, evidence=evidence,
    )  # fmt: skip


def _with_printed(result: CheckResult, printed: str) -> CheckResult:
    return replace(result, printed=printed) if printed else result
