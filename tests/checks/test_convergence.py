"""Convergence checks: k of n, certain verdicts early, NaN never on the right side, and bars that can fail."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.checks import Draw, convergence_check
from grader.checks.convergence import Bar, load_bars, reaches, run_trials
from grader.checks.failure import CheckFailed
from grader.errors import GraderFault

NAN = float("nan")


def run(values: list[float], bar: Bar, **limit: float) -> list[float]:
    """Run trials that end at these values; return those that were run."""
    left: Iterator[float] = iter(values)
    seen: list[float] = []

    @convergence_check("task", points=1, measure="loss", **limit)
    def trial(student: Any, draw: Any) -> float:
        seen.append(next(left))
        return seen[-1]

    try:
        run_trials(trial.declared, bar, None, Draw(1))  # type: ignore[attr-defined]
    finally:
        run.seen = seen  # type: ignore[attr-defined]
    return seen


@pytest.mark.parametrize(
    ("values", "passes", "count"),
    [
        ([0.1, 0.1, 9, 9, 9], True, 2),
        ([9, 0.1, 9, 0.1, 9], True, 4),
        ([9, 9, 9, 9, 0.1], False, 4),
        ([0.1, 9, 9, 9, 9], False, 5),
        ([NAN, NAN, 0.1, 0.1, 9], True, 4),
        ([NAN] * 5, False, 4),
        ([1.0] * 5, False, 4),
        ([float("inf")] * 5, False, 4),
        ([float("-inf")] * 5, True, 2),
    ],
)
def test_two_of_five(values: list[float], passes: bool, count: int) -> None:
    """The check ends as soon as two trials passed, or two can no more; on the bar is not below it."""
    if passes:
        assert len(run(values, Bar(n=5, k=2), below=1.0)) == count
        return
    with pytest.raises(CheckFailed) as caught:
        run(values, Bar(n=5, k=2), below=1.0)
    assert len(run.seen) == count  # type: ignore[attr-defined]
    assert "The loss should end below 1 in at least 2 of 5 runs; it did in" in caught.value.message


def test_above() -> None:
    """An accuracy must end above its bar."""
    assert len(run([0.95, 0.2], Bar(n=2, k=1), above=0.9)) == 1
    with pytest.raises(CheckFailed, match=r"above 0\.9 in at least 2 of 2 runs; it did in 0 of 1 \(0\.9\)"):
        run([0.9, 0.95], Bar(n=2, k=2), above=0.9)


def test_nan_reaches_no_bar() -> None:
    """NaN is neither below nor above."""
    below = convergence_check("t", points=1, measure="m", below=1.0)(lambda *_: 0.0).declared  # type: ignore[attr-defined]
    above = convergence_check("t", points=1, measure="m", above=1.0)(lambda *_: 0.0).declared  # type: ignore[attr-defined]
    assert not reaches(below, NAN)
    assert not reaches(above, NAN)


def test_each_trial_has_a_seed_of_its_own() -> None:
    """Trials draw differently from one another and the same at the next run."""
    drawn: list[float] = []

    @convergence_check("task", points=1, measure="loss", below=0.0)
    def trial(student: Any, draw: Any) -> float:
        drawn.append(draw(s=()))
        return 1.0

    for _ in range(2):
        with pytest.raises(CheckFailed):
            run_trials(trial.declared, Bar(n=3, k=1), None, Draw(4))  # type: ignore[attr-defined]
    assert len(set(drawn[:3])) == 3
    assert drawn[:3] == drawn[3:]


def write(folder: Path, content: Any) -> Path:
    """Write a calibration file."""
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "calibration.json").write_text(text, encoding="utf-8")
    return folder


def test_bars_are_read(tmp_path: Path) -> None:
    """Names with n and k; no file means no bars."""
    assert load_bars(tmp_path) == {}
    write(tmp_path, {"format": 1, "checks": {"check_a": {"n": 3, "k": 2, "rates": [1]}}})
    assert load_bars(tmp_path) == {"check_a": Bar(n=3, k=2)}


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "{}",
        {"checks": []},
        {"checks": {"a": 3}},
        {"checks": {"a": {"n": 3}}},
        {"checks": {"a": {"n": "x", "k": 1}}},
        {"checks": {"a": {"n": None, "k": 1}}},
        {"checks": {"a": {"n": 3, "k": 0}}},
        {"checks": {"a": {"n": 3, "k": 4}}},
        {"checks": {"a": {"n": 0, "k": 0}}},
    ],
)
def test_bars_that_are_none(tmp_path: Path, content: Any) -> None:
    """A file that cannot be read, or a bar that nobody or everybody passes, is the kit's fault."""
    with pytest.raises(GraderFault, match=r"calibration\.json"):
        load_bars(write(tmp_path, content))
