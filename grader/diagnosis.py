"""From a wrong number to the belief that predicts exactly what this code returned.

Slips of names and interfaces come first, then the misconceptions of the bank, replayed on the trusted side,
then generic relations, told only when exact. Silence beats a guess.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.checks.bank import PlannedCheck
from grader.checks.relations import find_relation
from grader.checks.replay import Entry, Replay, misconception_entries
from grader.checks.slips import call_slip
from grader.exercise import Exercise
from grader.hints import misconception_texts
from grader.jail.proxy import OddValue, TensorValue
from grader.jail.transcript import Crossing, Transcript
from grader.scorecard import CheckResult, Diagnosis, Opaque, Outcome, Raised

RTOL = 1e-9
FLOAT32_RTOL = 1e-4
_MISFIT = re.compile(
    r"not aligned: (\d+) \(dim \d+\) != (\d+) \(dim \d+\)|\(size (\d+) is different from (\d+)\)"
)
WRONG = (Outcome.FAILED, Outcome.ERRORED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A check that did not pass, with all that crossed the wall in it."""

    check: PlannedCheck
    result: CheckResult
    transcript: Transcript


def diagnose(
    exercise: Exercise, failures: Sequence[Failure], replay: Replay, source: str
) -> Diagnosis | None:
    """Return the diagnosis of one task's failures (in the order of its checks), or None.

    `source` is the student's file as text, for the names in it.
    """
    first = failures[0]
    error = first.transcript.error
    if first.result.outcome is Outcome.ERRORED and error is not None:
        slip = call_slip(error, exercise.task(first.check.declared.task), source)
        if slip is not None:
            return slip
    return _misconception(exercise, failures, replay) or _relation(first)


def _misconception(exercise: Exercise, failures: Sequence[Failure], replay: Replay) -> Diagnosis | None:
    """Return the one misconception of the task that equals every failure that can be replayed."""
    replayable = [f for f in failures if not f.check.declared.statistical and not f.transcript.truncated]
    if not replayable:
        return None
    task = replayable[0].check.declared.task
    entries = [entry for entry in misconception_entries(exercise).values() if entry.task == task]
    for failure in replayable:
        entries = [entry for entry in entries if _predicts(failure, replay, entry)]
        if not entries:
            return None
    if len(entries) > 1:
        return None  # no input drawn so far separates them; naming one would be a guess
    name = entries[0].name
    explanation, hint = misconception_texts(exercise, name)
    relation = find_relation(replayable[0].result.evidence)
    return Diagnosis(
        kind="misconception", name=name, explanation=explanation, hint=hint,
        evidence=relation.evidence if relation else "",
    )  # fmt: skip


def _predicts(failure: Failure, replay: Replay, entry: Entry) -> bool:
    """Return whether a misconception, run through the same check, gives what the student's code gave."""
    replayed = replay(failure.check, entry.name)
    if replayed is None or replayed[0] not in WRONG:
        return False
    return same_transcript(failure.transcript.crossings, replayed[1].crossings, entry.rtol)


def same_transcript(mine: Sequence[Crossing], theirs: Sequence[Crossing], rtol: float = RTOL) -> bool:
    """Return whether two runs of a check are alike call by call, exceptions included.

    The steps of an iteration do not count: mini-batches may come from a list or from a generator, and what they
    hold is what the rulers saw.
    """
    first, second = list(_uses(mine)), list(_uses(theirs))
    return len(first) == len(second) and all(
        name == other and a.kind == b.kind and _same_result(a, b, rtol)
        for (name, a), (other, b) in zip(first, second, strict=True)
    )


def _uses(run: Sequence[Crossing]) -> Iterator[tuple[str, Crossing]]:
    """Give what counts in a run, each with the name of what was used.

    A task may be a function or an object that can be called, such as np.vectorize makes: reading that one from the
    file does not count, and calling it is calling it by its name.
    """
    objects = set()
    for crossing in run:
        if crossing.kind == "next" and not isinstance(crossing.result, Raised):
            continue
        if crossing.kind == "get" and not crossing.target and isinstance(crossing.result, Opaque):
            objects.add(crossing.name)
            continue
        yield crossing.name or (crossing.target if crossing.target in objects else ""), crossing


def _same_result(a: Crossing, b: Crossing, rtol: float) -> bool:
    """Return whether two crossings gave the same; None beside a result is a return value that nobody asked for.

    Where a check does look at it, its ruler's crossing tells the two apart.
    """
    if a.kind == "call" and (a.result is None or b.result is None):
        return not isinstance(a.result, Raised) and not isinstance(b.result, Raised)
    if a.kind == "call" and (isinstance(a.result, Opaque) or isinstance(b.result, Opaque)):
        return all(isinstance(result, (Opaque, list, tuple)) for result in (a.result, b.result))
    return same_value(a.result, b.result, rtol)


def same_value(a: Any, b: Any, rtol: float = RTOL) -> bool:
    """Return whether two results are equal up to rounding; values that are no data count as equal by kind."""
    if isinstance(a, TensorValue) or isinstance(b, TensorValue):
        a, b = getattr(a, "array", a), getattr(b, "array", b)
    if isinstance(a, Raised) or isinstance(b, Raised):
        return isinstance(a, Raised) and isinstance(b, Raised) and _complaint(a) == _complaint(b)
    if _is_number(a) and _is_number(b):
        return _same_numbers(np.asarray(a), np.asarray(b), rtol)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(same_value(x, y, rtol) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same_value(a[key], b[key], rtol) for key in a)
    if type(a) is not type(b):
        return False
    return bool(a == b) if a is None or isinstance(a, (str, complex, OddValue)) else True


def _complaint(raised: Raised) -> tuple[str, Any]:
    """Return what an exception says, alike for np.dot and @ where two arrays do not fit together."""
    misfit = _MISFIT.search(raised.message)
    sizes = frozenset(size for size in misfit.groups() if size) if misfit else None
    return (raised.type, raised.message if sizes is None else sizes)


def _is_number(value: Any) -> bool:
    return isinstance(value, (bool, int, float, np.ndarray, np.generic))


def _same_numbers(a: Any, b: Any, rtol: float) -> bool:
    if a.shape != b.shape or (a.dtype.kind == "c") != (b.dtype.kind == "c"):
        return False
    single = np.float32 in (a.dtype, b.dtype)
    with np.errstate(all="ignore"):
        if a.dtype.kind not in "biufc" or b.dtype.kind not in "biufc":
            return False
        scale = float(np.max(np.abs(b), where=np.isfinite(b), initial=1.0)) if b.size else 1.0
        rtol = FLOAT32_RTOL if single else rtol
        atol = (FLOAT32_RTOL if single else rtol * 1e-3) * scale
        return bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True))


def _relation(failure: Failure) -> Diagnosis | None:
    """Return a generic relation between what came and what was due, when it is exact."""
    if failure.check.declared.statistical or failure.result.evidence is None:
        return None
    return find_relation(failure.result.evidence, failure.transcript)
