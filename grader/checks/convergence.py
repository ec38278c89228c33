"""Convergence checks: k of n seeded trials must reach the bar, with n and k from calibration."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.checks.compare import _record
from grader.checks.declare import Declared
from grader.checks.draw import Draw
from grader.checks.failure import CheckFailed
from grader.errors import GraderFault
from grader.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """At least k of n trials must pass."""

    n: int
    k: int


def load_bars(folder: Path) -> dict[str, Bar]:
    """Read `calibration.json` of an exercise; an exercise without convergence checks has none."""
    path = folder / "calibration.json"
    if not path.is_file():
        return {}
    try:
        checks = json.loads(path.read_text(encoding="utf-8"))["checks"]
        return {name: _bar(int(entry["n"]), int(entry["k"])) for name, entry in checks.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GraderFault(
            f"{path}: {error!r}", next_step=_("Measure it again: grade author calibrate")
        ) from error


def _bar(n: int, k: int) -> Bar:
    if not 1 <= k <= n:
        raise ValueError(f"{k} of {n} trials: nobody, or everybody, would pass")
    return Bar(n=n, k=k)


def reaches(declared: Declared, value: float) -> bool:
    """Return whether one trial's number is on the right side of the bar (NaN is not)."""
    if declared.below is not None:
        return value < declared.below
    assert declared.above is not None
    return value > declared.above


def run_trials(declared: Declared, bar: Bar, student: Any, draw: Draw) -> None:
    """Run trials until the verdict is certain; fail with every number seen when fewer than k can pass."""
    assert declared.trial is not None
    values: list[float] = []
    passes = 0
    for number in range(bar.n):
        value = float(declared.trial(student, draw.trial(number)))
        values.append(value)
        passes += reaches(declared, value)
        if passes >= bar.k or passes + bar.n - len(values) < bar.k:
            break
    finding = None if passes >= bar.k else _shortfall(declared, bar, values, passes)
    _record(declared.measure, values, finding)
    if finding is not None:
        raise finding


def _shortfall(declared: Declared, bar: Bar, values: list[float], passes: int) -> CheckFailed:
    limit = (
        _("below {below:g}", below=declared.below)
        if declared.below is not None
        else _("above {above:g}", above=declared.above)
    )
    seen = ", ".join(f"{value:.3g}" for value in values)
    return CheckFailed(
        _(
            "The {measure} should end {limit} in at least {k} of {n} runs; it did in {passes} of {tried} ({seen}).",
            measure=_(declared.measure), limit=limit, k=bar.k, n=bar.n, passes=passes, tried=len(values),
            seen=seen,
        ),
        name=_(declared.measure), actual=values,
    )  # fmt: skip
