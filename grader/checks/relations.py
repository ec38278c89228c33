"""Generic relations between a wrong result and the right one, told only when they hold exactly.

A constant factor (and which size it is), the sign, a transpose, a permutation of axes, a missing sum, a sum
too many, a value of the call before. What a relation says is arithmetic on the evidence, never a guess at a
cause.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.i18n import _, later
from grader.jail.transcript import Transcript
from grader.scorecard import Array, Diagnosis, Evidence, Plain

Numbers = NDArray[Any]
RTOL = 1e-9
SMALL = (2, 3, 4, 10, 100, 1000)
_SIDES = (
    later("the number of rows of {name}"),
    later("the number of columns of {name}"),
    later("the number of entries of {name}"),
)


def find_relation(evidence: Evidence | None, transcript: Transcript | None = None) -> Diagnosis | None:
    """Return the first exact relation between the actual and the expected value of the evidence, or None."""
    if evidence is None:
        return None
    actual, expected = as_array(evidence.actual), as_array(evidence.expected)
    if actual is None or expected is None or not actual.size or not expected.size:
        return None
    if not (np.isfinite(actual).all() and np.isfinite(expected).all()):
        return None
    if actual.shape == expected.shape:
        return _same_shape(evidence, actual, expected, transcript)
    return _other_shape(evidence.name, actual, expected)


def as_array(value: Plain) -> Numbers | None:
    """Return evidence as a float64 array, or None when it is no real number or not complete."""
    if isinstance(value, (bool, int, float)):
        return np.asarray(float(value))
    if isinstance(value, Array) and not value.truncated and not value.dtype.startswith("complex"):
        array = np.frombuffer(value.raw, dtype=np.dtype(value.dtype).newbyteorder("<")).reshape(value.shape)
        return array.astype(np.float64)
    return None


def _same_shape(
    evidence: Evidence, actual: Numbers, expected: Numbers, transcript: Transcript | None
) -> Diagnosis | None:
    name = evidence.name
    factor = constant_factor(actual, expected)
    if factor is not None:
        return _factor(evidence, factor, expected)
    if actual.size > 1:
        for axes in _permutations(actual.ndim):
            if actual.shape == tuple(expected.shape[axis] for axis in axes) and _equal(
                actual, expected.transpose(axes)
            ):
                return _told(
                    "transposed",
                    _("Your {name} is the expected one with its axes exchanged.", name=name),
                    _("{name}.T is right.", name=name),
                )
        offset = actual - expected
        if _equal(offset, np.full_like(offset, offset.flat[0])):
            return _told(
                "offset",
                _("Your {name} is off by the same number everywhere.", name=name),
                _("It is {offset} from the expected one.", offset=_signed(offset.flat[0])),
            )
    if transcript is not None and _is_stale(name, actual, transcript):
        return _told(
            "stale_value", _("Your {name} is the one of an earlier call.", name=name),
            _("Something is kept from the call before and not renewed."),
        )  # fmt: skip
    return None


def constant_factor(actual: Numbers, expected: Numbers) -> float | None:
    """Return c when actual = c * expected everywhere, to rounding, with c other than 1 and 0; else None."""
    if actual.size < 2 and abs(expected.flat[0]) < 1e-6:
        return None
    where = np.unravel_index(int(np.argmax(np.abs(expected))), expected.shape)
    if expected[where] == 0:
        return None
    factor = float(actual[where] / expected[where])
    if factor == 0 or abs(factor - 1) < 1e-6 or not _equal(actual, factor * expected):
        return None
    return factor


def _factor(evidence: Evidence, factor: float, expected: Numbers) -> Diagnosis | None:
    name = evidence.name
    if abs(factor + 1) < 1e-9:
        return _told(
            "sign",
            _("Your {name} has the wrong sign everywhere.", name=name),
            _("It is exactly -1 times the expected {name}.", name=name),
        )
    meaning = _meaning(evidence, factor)
    if not meaning and expected.size < 3:
        return None  # any single number is some factor times another
    words = (
        _("exactly {factor} times the expected one", factor=_number(factor))
        if abs(factor) >= 1 or not meaning
        else _("the expected one divided by exactly {value}", value=_number(1 / factor))
    )
    return _told(
        "constant_factor",
        _("Your {name} is right up to a constant factor.", name=name),
        _("Your {name} is {words}{meaning}.", name=name, words=words, meaning=meaning),
    )


def _meaning(evidence: Evidence, factor: float) -> str:
    """Return what the factor, or its inverse, is equal to: a size of an input, or a small whole number."""
    for value in (abs(factor), 1 / abs(factor)):
        if abs(value - round(value)) > 1e-9 * value:
            continue
        sizes = list(_sizes(evidence, round(value)))
        if sizes:
            return _(", and {value} is {size}", value=round(value), size=sizes[0])
        if round(value) in SMALL:
            return _("; {value} is no size of these inputs", value=round(value))
    return ""


def _sizes(evidence: Evidence, number: int) -> Iterator[str]:
    for named in evidence.inputs:
        if isinstance(named.value, Array):
            for axis, length in enumerate(named.value.shape):
                if length == number and number > 1:
                    yield _(_SIDES[min(axis, 2)], name=named.name)
            if int(np.prod(named.value.shape)) == number and len(named.value.shape) > 1:
                yield _("the number of elements of {name}", name=named.name)


def _other_shape(name: str, actual: Numbers, expected: Numbers) -> Diagnosis | None:
    if actual.ndim == expected.ndim:
        for axes in _permutations(actual.ndim):
            if actual.shape == tuple(expected.shape[a] for a in axes) and _equal(
                actual, expected.transpose(axes)
            ):
                return _told(
                    "transposed",
                    _("Your {name} is the expected one transposed.", name=name),
                    _("{name}.T would be right.", name=name),
                )
    for axis in range(actual.ndim):
        summed = actual.sum(axis=axis)
        if summed.shape == expected.shape and _equal(summed, expected):
            return _told(
                "missing_sum",
                _("A sum is missing in your {name}.", name=name),
                _("Summed over axis {axis} it is exactly the expected one.", axis=axis),
            )
        if actual.mean(axis=axis).shape == expected.shape and _equal(actual.mean(axis=axis), expected):
            return _told(
                "missing_mean",
                _("A mean is missing in your {name}.", name=name),
                _("Its mean over axis {axis} is exactly the expected one.", axis=axis),
            )
    if actual.size == 1 and _equal(actual.reshape(()), np.asarray(expected.sum())):
        return _told(
            "summed_over_everything",
            _("Your {name} is one number.", name=name),
            _("It is the sum of all entries of the expected {name}.", name=name),
        )
    squeezed = actual.reshape(-1)
    if squeezed.size == expected.size and _equal(squeezed, expected.reshape(-1)):
        return _told(
            "extra_axis",
            _("Your {name} has the right numbers in another shape.", name=name),
            _("reshape to {shape} makes it right.", shape=expected.shape),
        )
    return _broadcast(name, actual, expected)


def _broadcast(name: str, actual: Numbers, expected: Numbers) -> Diagnosis | None:
    try:
        spread = np.broadcast_to(expected, actual.shape)
    except ValueError:
        return None
    if _equal(actual, spread):
        return _told(
            "broadcast",
            _("Your {name} holds the expected one several times.", name=name),
            _(
                "It was broadcast from {shape} to {actual_shape}.",
                shape=expected.shape,
                actual_shape=actual.shape,
            ),
        )
    return None


def _is_stale(name: str, actual: Numbers, transcript: Transcript) -> bool:
    """Return whether the value is one that an earlier call gave or an earlier comparison expected."""
    earlier = [c for c in transcript.crossings[:-1] if c.kind == "saw" and c.passed and c.name == name]
    return any(
        isinstance(c.result, np.ndarray)
        and c.result.shape == actual.shape
        and _equal(actual, c.result.astype(np.float64))
        for c in earlier
    )  # fmt: skip


def _permutations(count: int) -> Iterator[tuple[int, ...]]:
    identity = tuple(range(count))
    return (axes for axes in itertools.permutations(identity) if axes != identity) if count <= 4 else iter(())


def _equal(a: Numbers, b: Numbers) -> bool:
    scale = float(np.max(np.abs(b))) if b.size else 1.0
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=RTOL, atol=RTOL * max(scale, 1e-300)))


def _number(value: float) -> str:
    return f"{round(value)}" if abs(value - round(value)) < 1e-9 * max(1.0, abs(value)) else f"{value:.6g}"


def _signed(value: float) -> str:
    return f"{value:+.6g}"


def _told(name: str, explanation: str, evidence: str) -> Diagnosis:
    return Diagnosis(kind="relation", name=name, explanation=explanation, evidence=evidence)
