"""A class run: take in the hand-ins, grade what has no result yet, record each result as it comes."""

import os
import signal
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.conditions import Conditions
from grader.classroom.gradebook import Gradebook
from grader.classroom.schedule import MakeExecutor, Schedule, jobs_of
from grader.classroom.worker import Answer, Work
from grader.errors import MissingLayer, UsageProblem
from grader.i18n import _, language
from grader.scorecard_json import loads

SECONDS = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a class is graded; the seed itself never leaves the processes that grade."""

    seed: str
    strict: bool = True
    accept_missing: tuple[str, ...] = ()
    seconds: float = SECONDS
    lanes: int = 1
    chunk: int = 1


@dataclass(slots=True, kw_only=True)
class Tally:
    """How far a run is."""

    planned: int
    done: int = 0
    passed: int = 0
    faults: int = 0
    interrupted: bool = False


OnAnswer = Callable[[Tally, Answer], None]


def grade_pending(
    gradebook: Gradebook,
    pending: Mapping[str, Sequence[str]],
    conditions: Mapping[str, Conditions],
    settings: Settings,
    make_executor: MakeExecutor,
    on_answer: OnAnswer,
) -> Tally:
    """Grade contents (by exercise) and record each result; an interrupt lets what runs finish first.

    Raises MissingLayer, with nothing recorded, where strict mode refuses.
    """
    works = ((content, exercise) for exercise, contents in pending.items() for content in contents)
    tally = Tally(planned=sum(map(len, pending.values())))
    schedule = Schedule(make_executor, lanes=settings.lanes, chunk=settings.chunk, seconds=settings.seconds)
    load = _loader(gradebook, conditions, settings)
    with _interrupt(schedule, tally), closing(schedule.run(jobs_of(works, load))) as answers:
        for answer in answers:
            _record(gradebook, conditions, answer, tally)
            on_answer(tally, answer)
    return tally


def _loader(
    gradebook: Gradebook, conditions: Mapping[str, Conditions], settings: Settings
) -> Callable[[str, str], Work]:
    def load(content: str, exercise: str) -> Work:
        job = gradebook.job(content, exercise)
        return Work(
            content=content, exercise=exercise, source=job.source, helpers=job.helpers, seed=settings.seed,
            strict=settings.strict, accept_missing=settings.accept_missing, seconds=settings.seconds,
            environment=conditions[exercise].environment, language=language(),
        )  # fmt: skip

    return load


def _record(gradebook: Gradebook, conditions: Mapping[str, Conditions], answer: Answer, tally: Tally) -> None:
    if answer.missing_layer:
        message, _newline, next_step = answer.fault.partition("\n")
        raise MissingLayer(message, next_step=next_step)
    tally.done += 1
    if answer.fault:
        tally.faults += 1
        gradebook.record_fault(answer.content, answer.exercise, answer.fault)
        return
    scorecard = loads(answer.scorecard)
    tally.passed += scorecard.passed
    gradebook.record(answer.content, conditions[answer.exercise], scorecard)


@contextmanager
def _interrupt(schedule: Schedule, tally: Tally) -> Iterator[None]:
    """Let the first Ctrl-C (or a TERM) stop in order; a second one ends at once."""

    def stop(_number: int, _frame: types.FrameType | None) -> None:
        if schedule.stopping:
            raise KeyboardInterrupt
        schedule.stop()
        tally.interrupted = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold a run's folder, so that two coordinators never grade into one gradebook."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "lock").open("a") as file:
        if os.name == "posix":
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UsageProblem(
                    _("Another run is writing to {out}.", out=out),
                    next_step=_("Wait for it, or end it first."),
                ) from None
        yield
