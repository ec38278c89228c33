"""What a worker process does: grade one submission with its own warm zygotes, and answer with plain text.

A worker is trusted: it holds checks, expected values and the seed. Student code runs in its zygotes' children.
"""

import contextlib
import os
import signal
import threading
from dataclasses import dataclass, replace
from multiprocessing.util import Finalize
from pathlib import Path

from grader.classroom.conditions import environment
from grader.errors import DojoError, MissingLayer
from grader.exercise import Exercise, all_exercises
from grader.grading import Zygotes, grade_submission
from grader.i18n import _, use_language
from grader.jail.child import kernel
from grader.scorecard import Scorecard
from grader.scorecard_json import dumps
from grader.submission import SIZE_LIMIT, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One submission with all that a worker on any machine needs to grade it."""

    content: str
    exercise: str
    source: bytes
    helpers: dict[str, bytes]
    seed: str
    strict: bool
    accept_missing: tuple[str, ...]
    seconds: float
    environment: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of it: a scorecard as JSON, or the grader's own fault in words."""

    content: str
    exercise: str
    scorecard: str = ""
    fault: str = ""
    missing_layer: bool = False


class _Warm:
    """What a worker keeps from one submission to the next."""

    def __init__(self) -> None:
        self.zygotes = Zygotes()
        self.exercises = {exercise.name: exercise for exercise in all_exercises()}
        self.lock = threading.Lock()


_warm: _Warm | None = None


def begin(parent: int) -> None:
    """Set up a local worker: deaf to Ctrl-C, which is for the coordinator, and gone when that is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, kernel.Unavailable):
        kernel.prctl(kernel.PR_SET_PDEATHSIG, kernel.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    Finalize(None, _end, exitpriority=10)  # atexit is not for processes of a pool


def _end() -> None:
    """End this worker's zygotes before it ends itself."""
    if _warm is not None:
        _warm.zygotes.__exit__()


def grade(works: list[Work]) -> list[Answer]:
    """Grade some submissions one after the other."""
    global _warm
    if _warm is None:
        _warm = _Warm()
    with _warm.lock:  # a scheduler's worker may have several threads
        return [_answer(_warm, work) for work in works]


def _answer(warm: _Warm, work: Work) -> Answer:
    """Grade one submission; whatever fails is told, not raised: exceptions need not cross processes."""
    answer = Answer(content=work.content, exercise=work.exercise)
    use_language(work.language)
    try:
        exercise = warm.exercises[work.exercise]
        here = environment(tuple(exercise.requires), tuple(sorted(work.accept_missing)))
        if here != work.environment:
            return replace(
                answer,
                fault=_(
                    "This worker has {here}, the coordinator {environment}.",
                    here=here,
                    environment=work.environment,
                ),
            )
        scorecard = _scorecard(warm, exercise, work)
    except MissingLayer as error:
        return replace(answer, fault=f"{error.message}\n{error.next_step}", missing_layer=True)
    except DojoError as error:
        _renew(warm)
        return replace(answer, fault=error.message)
    except Exception as error:
        _renew(warm)
        return replace(answer, fault=f"{type(error).__name__}: {error}")
    if scorecard.earned is None:
        return replace(answer, fault=_broken(scorecard))
    return replace(answer, scorecard=dumps(scorecard))


def _scorecard(warm: _Warm, exercise: Exercise, work: Work) -> Scorecard:
    if len(work.source) > SIZE_LIMIT:
        raise DojoError(_("{file} is larger than {limit} KiB.", file=exercise.file, limit=SIZE_LIMIT >> 10))
    submission = Submission(
        path=Path(exercise.file), file=exercise.file, source=work.source, helpers=work.helpers
    )
    return grade_submission(
        exercise, submission, zygotes=warm.zygotes, seed=work.seed, strict=work.strict,
        accept_missing=work.accept_missing, seconds=work.seconds, ahead=0,
    )  # fmt: skip


def _broken(scorecard: Scorecard) -> str:
    broken = [result for result in scorecard.results if result.outcome == "broken"]
    first = broken[0].evidence.message if broken[0].evidence else ""
    return _(
        "{count} checks broke, the first {name}: {first}", count=len(broken), name=broken[0].name, first=first
    )


def _renew(warm: _Warm) -> None:
    """Begin with new zygotes after a fault; the old ones may be what failed."""
    with contextlib.suppress(Exception):
        warm.zygotes.__exit__()
    warm.zygotes = Zygotes()
