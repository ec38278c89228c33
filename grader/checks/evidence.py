"""Turn what a check saw into evidence: plain data for the scorecard."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.checks.failure import CheckFailed
from grader.checks.odd import odd_words
from grader.i18n import _
from grader.jail.proxy import GeneratorToken, Method, OddValue, Proxy, Spy, TensorValue
from grader.jail.transcript import Transcript
from grader.scorecard import Array, Evidence, Named, Opaque, Plain, Raised

EVIDENCE_BYTES = 256 * 1024
ITEMS_KEPT = 200
TEXT_KEPT = 4000
DEPTH_KEPT = 4
LAST_CALLS = 12
SCRIPT_CALLS = 100


def plain(value: Any, depth: int = 0) -> Plain:
    """Return a value as plain data, cut to what a report can use; what is not plain becomes Opaque."""
    if isinstance(value, TensorValue):
        value = value.array
    if isinstance(value, str):
        return value if len(value) <= TEXT_KEPT else value[:TEXT_KEPT] + "..."
    if isinstance(value, (np.float64, np.complex128)):
        return complex(value) if isinstance(value, np.complex128) else float(value)
    if isinstance(value, (np.ndarray, np.generic)):
        return _array(np.asarray(value))
    if value is None or isinstance(value, (bool, int, float, complex)):
        return value
    if isinstance(value, (list, tuple, dict)):
        return _container(value, depth + 1) if depth < DEPTH_KEPT else Opaque(text="...")
    if isinstance(value, GeneratorToken):
        return Opaque(text=f"np.random.default_rng({value.seed})")
    if isinstance(value, (Proxy, Method, Spy)):
        return Opaque(text=value.wire_label())
    return _opaque(value)


def _opaque(value: Any) -> Opaque:
    if isinstance(value, OddValue):
        return Opaque(text=odd_words(value.text))
    return value if isinstance(value, Opaque) else Opaque(text=type(value).__name__)


def _array(value: Any) -> Plain:
    if value.dtype.kind not in "biufc":
        return Opaque(text=_("an array of {dtype}", dtype=value.dtype.name))
    raw = value.astype(value.dtype.newbyteorder("<")).tobytes()
    keep = EVIDENCE_BYTES // value.itemsize * value.itemsize
    return Array(dtype=value.dtype.name, shape=value.shape, raw=raw[:keep], truncated=len(raw) > keep)


def _container(value: Any, depth: int) -> Plain:
    if isinstance(value, dict):
        return {str(key): plain(item, depth) for key, item in list(value.items())[:ITEMS_KEPT]}
    items: Sequence[Plain] = [plain(item, depth) for item in value[:ITEMS_KEPT]]
    if len(value) > ITEMS_KEPT:
        items = [*items, Opaque(text=_("and {count} more", count=len(value) - ITEMS_KEPT))]
    return items if isinstance(value, list) else tuple(items)


def evidence_of(transcript: Transcript, finding: CheckFailed) -> Evidence:
    """Return the evidence of a ruler's finding."""
    return Evidence(
        message=finding.message,
        calls=calls_of(transcript),
        inputs=inputs_of(transcript),
        constants=constants_of(transcript),
        name=finding.name,
        expected=plain(finding.expected),
        actual=plain(finding.actual),
        compared=finding.compared,
        worst=finding.worst,
        error=finding.error,
        rtol=finding.rtol,
        atol=finding.atol,
        curve=transcript.curve,
    )


def evidence_of_raise(transcript: Transcript, raised: Raised, message: str) -> Evidence:
    """Return the evidence of an exception in the student's code."""
    return Evidence(
        message=message, calls=calls_of(transcript), inputs=inputs_of(transcript),
        constants=constants_of(transcript), raised=raised, curve=transcript.curve,
    )  # fmt: skip


def evidence_of_end(transcript: Transcript, message: str, limit: str) -> Evidence:
    """Return the evidence of a student's process that ended before it answered."""
    return Evidence(
        message=message, calls=calls_of(transcript), inputs=inputs_of(transcript),
        constants=constants_of(transcript), limit=limit,
    )  # fmt: skip


def calls_of(transcript: Transcript) -> tuple[str, ...]:
    """Return the last calls of a transcript as a student would write them."""
    calls = [c.text for c in transcript.crossings if c.kind in ("call", "set")]
    return tuple(calls[-SCRIPT_CALLS:])


def constants_of(transcript: Transcript) -> tuple[Named, ...]:
    """Return the values that the calls name, as when each was first used (for a script that repeats them)."""
    return tuple(Named(name=name, value=plain(value)) for name, value in transcript.constants.items())


def inputs_of(transcript: Transcript) -> tuple[Named, ...]:
    """Return the named inputs of the last calls, as they were when they crossed, the last call's first."""
    found: dict[str, Any] = {}
    for crossing in reversed([c for c in transcript.crossings if c.kind == "call"][-LAST_CALLS:]):
        for name, value in crossing.named:
            found.setdefault(name, value)
    return tuple(Named(name=name, value=plain(value)) for name, value in found.items())
