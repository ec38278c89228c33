"""Turn what a check saw into evidence: plain data for the scorecard."""

from typing import Any

import numpy as np

from grader.checks.failure import CheckFailed
from grader.jail.proxy import GeneratorToken, Method, OddValue, Proxy, Spy, TensorValue
from grader.jail.transcript import Transcript
from grader.scorecard import Array, Evidence, Named, Opaque, Plain, Raised

EVIDENCE_BYTES = 256 * 1024
LAST_CALLS = 12
SCRIPT_CALLS = 100


def plain(value: Any) -> Plain:
    """Return a value as plain data; what is not plain becomes Opaque."""
    if value is None or isinstance(value, (bool, int, float, complex, str)):
        return value.item() if isinstance(value, np.generic) else value
    if isinstance(value, np.generic):
        value = np.asarray(value)
    if isinstance(value, TensorValue):
        value = value.array
    if isinstance(value, np.ndarray):
        raw = value.astype(value.dtype.newbyteorder("<")).tobytes()
        keep = EVIDENCE_BYTES // value.itemsize * value.itemsize
        return Array(dtype=value.dtype.name, shape=value.shape, raw=raw[:keep], truncated=len(raw) > keep)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, GeneratorToken):
        return Opaque(text=f"np.random.default_rng({value.seed})")
    if isinstance(value, (Proxy, Method, Spy)):
        return Opaque(text=value.wire_label())
    return Opaque(text=value.text if isinstance(value, OddValue) else type(value).__name__)


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
    """Return the values that the calls name, as they were when each was first used (for a script that repeats them)."""
    return tuple(Named(name=name, value=plain(value)) for name, value in transcript.constants.items())


def inputs_of(transcript: Transcript) -> tuple[Named, ...]:
    """Return the named inputs of the last calls, as they were when they crossed, the last call's first."""
    found: dict[str, Any] = {}
    for crossing in reversed([c for c in transcript.crossings if c.kind == "call"][-LAST_CALLS:]):
        for name, value in crossing.named:
            found.setdefault(name, value)
    return tuple(Named(name=name, value=plain(value)) for name, value in found.items())
