"""The kit's rulers: shapes first, then finite values, then `error <= tolerance`, so that NaN fails.

The student's own functions never judge. Every value that a ruler looks at goes into the transcript.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks.failure import CheckFailed, transcript
from grader.checks.odd import odd_words
from grader.i18n import _, later
from grader.jail.proxy import Method, OddValue, Proxy, TensorValue
from grader.jail.transcript import Crossing, StudentError
from grader.scorecard import Opaque

RTOL, ATOL = 1e-6, 1e-9
FLOAT32_RTOL, FLOAT32_ATOL = 1e-3, 1e-6
FLOAT32_REMARK = later("This came back in float32; it was compared to float32's precision.")

Numbers = NDArray[Any]


def assert_close(
    actual: Any, expected: Any, name: str | Sequence[str], *, rtol: float = RTOL, atol: float = ATOL
) -> None:
    """Fail unless shapes agree, `actual` is finite, and |actual - expected| <= atol + rtol |expected|.

    A list or tuple of results is compared with one of expected values; `name` is then a sequence of names.
    float32 results (or float64 ones that hold only float32 values) are compared at rtol 1e-3, atol 1e-6.
    """
    if isinstance(expected, (list, tuple)):
        _assert_all_close(actual, expected, name, rtol, atol)
        return
    assert isinstance(name, str)
    finding = compare(actual, expected, name, rtol=rtol, atol=atol)
    _record(name, actual, finding, expected)
    if finding is not None:
        raise finding


def _assert_all_close(
    actual: Any, expected: Sequence[Any], name: str | Sequence[str], rtol: float, atol: float
) -> None:
    names = [name] if isinstance(name, str) else list(name)
    if len(names) != len(expected):
        names = [f"{names[0]}[{i}]" for i in range(len(expected))]
    what = f"({', '.join(names)})"
    if not isinstance(actual, (list, tuple)) or len(actual) != len(expected):
        got = len(actual) if isinstance(actual, (list, tuple)) else kind_of(actual)
        message = _(
            "{wanted} results were expected, {what}; got {got}.", wanted=len(expected), what=what, got=got
        )
        raise _noted(CheckFailed(message, name=what), actual)
    failed = None
    for got, wanted, label in zip(actual, expected, names, strict=True):  # all are seen before one is judged
        try:
            assert_close(got, wanted, label, rtol=rtol, atol=atol)
        except CheckFailed as finding:
            failed = failed or finding
    if failed is not None:
        raise failed


def compare(
    actual: Any, expected: Any, name: str, *, rtol: float = RTOL, atol: float = ATOL
) -> CheckFailed | None:
    """Return what is wrong with `actual`, or None: type, shape, finiteness and values, in this order."""
    wanted = np.asarray(expected)
    got = as_numbers(actual)
    if got is None:
        return CheckFailed(
            _(
                "{name} should be {wanted}; got {got}.",
                name=name,
                wanted=_shape_words(wanted),
                got=kind_of(actual),
            ),
            name=name,
            expected=wanted,
            actual=actual,
        )
    if got.shape != wanted.shape:
        return CheckFailed(_shape_message(name, got, wanted), name=name, expected=wanted, actual=got)
    finite = np.isfinite(got)
    if not finite.all():
        worst = tuple(int(i) for i in np.argwhere(~finite)[0])
        word = "nan" if np.isnan(got[worst]) else "inf"
        return CheckFailed(
            _("{name} should be finite; it contains {word}.", name=name, word=word),
            name=name, expected=wanted, actual=got, compared=True, worst=worst, error=float("inf"),
        )  # fmt: skip
    return _compare_values(got, wanted.astype(np.float64), name, rtol, atol)


def _shape_message(name: str, got: Numbers, wanted: Numbers) -> str:
    if not wanted.shape:
        return _(
            "{name} should be a single number; it is an array of shape {shape}.", name=name, shape=got.shape
        )
    return _(
        "{name} should have the shape {wanted}; its shape is {got}.",
        name=name, wanted=wanted.shape, got=got.shape,
    )  # fmt: skip


def _compare_values(got: Numbers, wanted: Numbers, name: str, rtol: float, atol: float) -> CheckFailed | None:
    values = got.astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        error = np.abs(values - wanted)
        if bool((error <= atol + rtol * np.abs(wanted)).all()):
            return None
        if _is_single(got, values):
            rtol, atol = max(rtol, FLOAT32_RTOL), max(atol, FLOAT32_ATOL)
            if bool((error <= atol + rtol * np.abs(wanted)).all()):
                if _(FLOAT32_REMARK) not in transcript().remarks:
                    transcript().remarks.append(_(FLOAT32_REMARK))
                return None
        excess = error - (atol + rtol * np.abs(wanted))
    worst = tuple(int(i) for i in np.unravel_index(int(np.argmax(excess)), excess.shape))
    return CheckFailed(
        _("{name} has the right shape but not the right values.", name=name)
        if got.shape
        else _("{name} is not the right number.", name=name),
        name=name, expected=wanted, actual=got, compared=True, worst=worst, error=float(error[worst]),
        rtol=rtol, atol=atol,
    )  # fmt: skip


def _is_single(got: Numbers, values: Numbers) -> bool:
    """Return whether numbers have float32's precision: by dtype, or because float32 holds them exactly."""
    if got.dtype in (np.float32, np.float16):
        return True
    if got.dtype.kind != "f" or not values.size or bool((values == np.round(values)).all()):
        return False
    # Short numbers such as 0.25 are exact in any precision; they do not tell in which they were computed.
    return _fits(values, np.float32) and not _fits(values, np.float16)


def _fits(values: Numbers, dtype: type) -> bool:
    with np.errstate(over="ignore"):
        return bool((values.astype(dtype).astype(np.float64) == values).all())


def as_numbers(value: Any) -> Numbers | None:
    """Return a value as a real numeric array, or None when it is none (text, a list, complex, a proxy)."""
    if isinstance(value, TensorValue):
        value = value.array
    if isinstance(value, np.ma.MaskedArray):
        return None
    if isinstance(value, (bool, int, float, np.ndarray, np.generic)):
        array = np.asarray(value)
        return array if array.dtype.kind in "buif" else None
    return None


def kind_of(value: Any) -> str:
    """Return what a value is, in words for a student."""
    if value is None:
        return _("None (is a return missing?)")
    if isinstance(value, OddValue):
        return odd_words(value.text)
    if isinstance(value, Opaque):
        return _("an object ({value})", value=value.text)
    if isinstance(value, (list, tuple, dict)):
        return _("a {kind} of {count}", kind=type(value).__name__, count=len(value))
    if isinstance(value, np.ma.MaskedArray):
        return _("a masked array")
    if isinstance(value, np.ndarray):
        return _("an array of {dtype}, shape {shape}", dtype=value.dtype.name, shape=value.shape)
    if isinstance(value, complex):
        return _("a complex number")
    if isinstance(value, Method):
        return _("the function {value} itself (is it called with brackets?)", value=value.name)
    if isinstance(value, Proxy):
        return _("an object ({label})", label=value.wire_label())
    return _("a {kind}", kind=type(value).__name__)


def _shape_words(wanted: Numbers) -> str:
    return _("an array of shape {shape}", shape=wanted.shape) if wanted.shape else _("a number")


def _record(name: str, actual: Any, finding: CheckFailed | None, expected: Any = None) -> None:
    record = transcript()
    record.add(
        Crossing(
            kind="saw",
            text=name,
            name=name,
            result=record.copy(actual),
            expected=record.copy(expected),
            passed=finding is None,
        )
    )


def _noted(finding: CheckFailed, actual: Any) -> CheckFailed:
    if finding.actual is None:
        finding.actual = actual
    _record(finding.name, actual, finding)
    return finding


def assert_unchanged(array: Any, before: Any, name: str) -> None:
    """Fail when the student's code changed an input that the task must not modify."""
    same = array.shape == before.shape and np.array_equal(array, before, equal_nan=array.dtype.kind in "fc")
    finding = None
    if not same:
        where = np.argwhere(~np.isclose(array, before, rtol=0, atol=0, equal_nan=True))
        worst = tuple(int(i) for i in where[0])
        finding = CheckFailed(
            _("{name} was changed by the call; an input must stay as it was.", name=name),
            name=name, expected=before, actual=array.copy(), compared=True, worst=worst,
        )  # fmt: skip
    _record(name, array, finding, before)
    if finding is not None:
        raise finding


def assert_same_array(actual: Any, expected: Any, name: str) -> None:
    """Fail unless `actual` is the very array `expected` (not an equal copy)."""
    finding = None
    if actual is not expected:
        what = (
            _("a copy of it")
            if isinstance(actual, np.ndarray) and np.array_equal(actual, expected)
            else kind_of(actual)
        )
        finding = CheckFailed(
            _("{name} should be the very same array object; it is {what}.", name=name, what=what),
            name=name,
            actual=actual,
        )
    _record(name, actual is expected, finding, True)
    if finding is not None:
        raise finding


def assert_raises(types: str | tuple[str, ...], call: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Fail unless the student's call raises one of the named exceptions, or a subclass of one."""
    wanted = (types,) if isinstance(types, str) else types
    words = _(" or ").join(wanted)
    try:
        result = call(*args, **kwargs)
    except StudentError as error:
        if error.raised.type == "NotImplementedError" or not {error.raised.type, *error.raised.bases} & set(
            wanted
        ):
            raise
        return
    raise _noted(
        CheckFailed(
            _("This call should raise {words}; it returned {got}.", words=words, got=kind_of(result)),
            actual=result,
        ),
        result,
    )


def assert_that(condition: Any, message: str, **values: Any) -> None:
    """Fail with `message` (its {names} filled from `values`) unless the condition holds."""
    holds = bool(condition)
    finding = None if holds else CheckFailed(_(message, **values), actual=values.get("actual"))
    _record(message, holds, finding, True)
    if finding is not None:
        raise finding
