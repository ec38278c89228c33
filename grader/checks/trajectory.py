"""Trajectory checks: training compared step by step with the kit's own, before any statistics.

Mathematically equal implementations agree to 6e-14 after 3,000 steps (3e-5 in float32), and every mistake
tried deviates by 5e-2 after one, so a tolerance of 1e-6 is safe on both sides.
"""

from collections.abc import Sequence
from typing import Any

from grader.checks.compare import ATOL, RTOL, _noted, _record, compare, kind_of
from grader.checks.failure import CheckFailed
from grader.i18n import _


def assert_trajectory(
    actual: Sequence[Any],
    expected: Sequence[Any],
    names: str | Sequence[str],
    *,
    rtol: float = RTOL,
    atol: float = ATOL,
) -> None:
    """Fail at the first step at which `actual` leaves `expected`.

    Both are sequences over steps; each step is a number or array (`names` is then one name) or a sequence of
    them (`names` has one name for each).
    """
    if not hasattr(actual, "__len__") or len(actual) != len(expected):
        got = len(actual) if hasattr(actual, "__len__") else kind_of(actual)
        raise _noted(
            CheckFailed(
                _("{wanted} steps were expected; got {got}.", wanted=len(expected), got=got),
                name=_label(names),
            ),
            None,
        )
    for step, (got, wanted) in enumerate(zip(actual, expected, strict=True), start=1):
        if not isinstance(names, str) and (not isinstance(got, (list, tuple)) or len(got) != len(names)):
            words = _(
                "Step {step} should give {count} values ({names}); it gave {got}.",
                step=step,
                count=len(names),
                names=_label(names),
                got=kind_of(got),
            )
            raise _noted(CheckFailed(words, name=_label(names)), got)
        for name, one_got, one_wanted in _pairs(names, got, wanted):
            label = _("{name} after step {step}", name=name, step=step)
            finding = compare(one_got, one_wanted, label, rtol=rtol, atol=atol)
            _record(label, one_got, finding, one_wanted)
            if finding is not None:
                raise finding


def _label(names: str | Sequence[str]) -> str:
    return names if isinstance(names, str) else ", ".join(names)


def _pairs(names: str | Sequence[str], got: Any, wanted: Any) -> list[tuple[str, Any, Any]]:
    if isinstance(names, str):
        return [(names, got, wanted)]
    return list(zip(names, got, wanted, strict=True))
