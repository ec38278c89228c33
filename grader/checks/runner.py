"""Run one check against one session and say how it ended. pytest, a class run and diagnosis all come here."""

import time
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace

from grader.checks.bank import PlannedCheck, load_checks, load_driver
from grader.checks.compare import kind_of
from grader.checks.convergence import run_trials
from grader.checks.draw import Draw, derive_seed
from grader.checks.evidence import evidence_of, evidence_of_end, evidence_of_raise
from grader.checks.failure import CheckFailed, recording
from grader.checks.forbidden import instead
from grader.errors import GraderFault
from grader.exercise import Exercise
from grader.i18n import _, later
from grader.jail.local import LocalSession
from grader.jail.proxy import Session
from grader.jail.transcript import ChildEnded, StudentError
from grader.scorecard import CheckResult, Evidence, Outcome

# What some exceptions mean for a task, where their own words help little.
_PLAIN_WORDS = {
    "SystemExit": later(
        "This code ends the program (exit, quit or sys.exit); a task returns its result instead."
    ),
    "KeyboardInterrupt": later("This code raised KeyboardInterrupt; a task returns its result instead."),
    "RecursionError": later("A function calls itself without end."),
    "EOFError": later("input() has nobody to ask while checks run; use the arguments instead."),
}


@dataclass(slots=True, kw_only=True)
class Ending:
    """How a check ended, before it becomes a result."""

    outcome: Outcome
    evidence: Evidence | None = None


def run_check(check: PlannedCheck, session: Session, seed: str, exercise: str) -> CheckResult:
    """Run one check; every exception of the student's or of the kit's becomes an outcome."""
    started = time.perf_counter()
    draw = Draw(derive_seed(seed, exercise, check.name), session.transcript)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # what a wrong answer overflows in the kit's own arithmetic is no news
        ending = _run(check, session, draw)
    return CheckResult(
        name=check.name,
        task=check.declared.task,
        title=check.title,
        points=check.declared.points,
        outcome=ending.outcome,
        evidence=ending.evidence,
        remarks=tuple(session.transcript.remarks),
        seconds=time.perf_counter() - started,
    )


def _run(check: PlannedCheck, session: Session, draw: Draw) -> Ending:
    transcript = session.transcript
    try:
        with recording(transcript):
            if check.declared.statistical:
                _run_statistical(check, session, draw)
            else:
                check.function(session.module, draw)
    except CheckFailed as finding:
        return Ending(outcome=Outcome.FAILED, evidence=evidence_of(transcript, finding))
    except StudentError as error:
        return _raised(session, error)
    except ChildEnded as end:
        return Ending(outcome=end.outcome, evidence=evidence_of_end(transcript, end.message, end.limit))
    except GraderFault as fault:
        return Ending(outcome=Outcome.BROKEN, evidence=Evidence(message=fault.message))
    except Exception as error:
        return _misfit(session, error)
    return Ending(outcome=Outcome.PASSED)


def _run_statistical(check: PlannedCheck, session: Session, draw: Draw) -> None:
    if check.bar is None:
        raise GraderFault(
            _("{check} is not calibrated.", check=check.name),
            next_step=_("Measure it: grade author calibrate"),
        )
    run_trials(check.declared, check.bar, session.module, draw)


def _raised(session: Session, error: StudentError) -> Ending:
    raised = error.raised
    if raised.type == "NotImplementedError":
        return Ending(
            outcome=Outcome.NOT_STARTED,
            evidence=evidence_of_raise(session.transcript, raised, _("Not started yet.")),
        )
    outcome = Outcome.FORBIDDEN if error.act else Outcome.ERRORED
    return Ending(outcome=outcome, evidence=evidence_of_raise(session.transcript, raised, _words(error)))


def _words(error: StudentError) -> str:
    if error.act:
        return _("This code is not allowed to {act}.", act=_(error.act)) + instead(error.act)
    raised = error.raised
    words = _PLAIN_WORDS.get(raised.type)
    return _(words) if words is not None else f"{raised.type}: {raised.message}"


def _misfit(session: Session, error: Exception) -> Ending:
    """Judge an exception raised by the check itself: what the student returned did not fit its next line.

    A check unpacks, indexes or calls what came back; where that is None or of another length, it raises. The
    solution never makes a check raise (`grade author verify` proves it), so with a student's value at hand
    it is that value; without one it is the kit's own fault.
    """
    transcript = session.transcript
    returned = [c for c in transcript.crossings if c.kind in ("call", "get", "next") and c.passed]
    if not returned:
        return Ending(outcome=Outcome.BROKEN, evidence=Evidence(message=f"{type(error).__name__}: {error}"))
    last = returned[-1]
    finding = CheckFailed(
        _(
            "{call} gave {got}, which does not fit here ({error}).",
            call=last.text,
            got=kind_of(last.result),
            error=error,
        ),
        name=last.text,
        actual=last.result,
    )
    return Ending(outcome=Outcome.FAILED, evidence=evidence_of(transcript, finding))


def run_locally(
    exercise: Exercise,
    module: ModuleType | SimpleNamespace,
    *,
    seed: str = "practice",
    only: Iterable[str] = (),
) -> tuple[CheckResult, ...]:
    """Run an exercise's checks in this process on a module of the kit's own.

    That is a solution, an oracle or a misconception. Never pass a student's module: this is for authors,
    diagnosis and tests. `only` names checks.
    Prints nothing; `sum(result.earned for result in results)` are the points.
    """
    driver = load_driver(exercise)
    wanted = set(only)
    results: list[CheckResult] = []
    for check in load_checks(exercise):
        if wanted and check.name not in wanted:
            continue
        blocked = unmet_need(check, results)
        results.append(skipped(check, blocked) if blocked else run_check(
            check, LocalSession(module, driver=driver), seed, exercise.name
        ))  # fmt: skip
    return tuple(results)


def unmet_need(check: PlannedCheck, results: Iterable[CheckResult]) -> str:
    """Return the first needed task of which a check so far did not pass, or an empty text."""
    failed = {result.task for result in results if result.outcome is not Outcome.PASSED}
    return next((need for need in check.declared.needs if need in failed), "")


def skipped(check: PlannedCheck, need: str) -> CheckResult:
    """Return the result of a check that waits for another task."""
    return CheckResult(
        name=check.name, task=check.declared.task, title=check.title, points=check.declared.points,
        outcome=Outcome.SKIPPED, evidence=Evidence(message=_("Fix {need} first.", need=need)),
    )  # fmt: skip
