"""Trajectories: the first step that leaves the path is named."""

from typing import Any

import numpy as np
import pytest

from grader.checks import CheckFailed, assert_trajectory

STEPS = [(np.full(2, float(i)), np.full((1, 2), i + 0.5)) for i in range(1, 5)]


def finding(*args: Any, **others: Any) -> CheckFailed:
    """Return how a trajectory fails."""
    with pytest.raises(CheckFailed) as caught:
        assert_trajectory(*args, **others)
    return caught.value


def test_equal_trajectories_pass() -> None:
    """The same numbers pass, as numbers, arrays or several arrays per step."""
    assert_trajectory(STEPS, STEPS, ("W", "b"))
    assert_trajectory([1.0, 2.0], np.array([1.0, 2.0]), "loss")
    assert_trajectory([], [], "loss")


def test_the_first_deviation_is_named() -> None:
    """The step and the array that leave first are named, though later ones differ more."""
    wrong = [tuple(a.copy() for a in step) for step in STEPS]
    wrong[2][1][0, 1] += 1e-3
    wrong[3][0][:] = 99
    found = finding(wrong, STEPS, ("W", "b"))
    assert found.name == "b after step 3"
    assert found.worst == (0, 1)
    assert finding([1.0, 2.5, 9.0], [1.0, 2.0, 3.0], "loss").name == "loss after step 2"
    assert_trajectory(wrong[:2], STEPS[:2], ("W", "b"))


def test_nan_deviates() -> None:
    """NaN is no point of a path."""
    assert finding([1.0, np.nan], [1.0, np.nan], "loss").name == "loss after step 2"


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        (STEPS[:3], "4 steps were expected; got 3."),
        (None, "4 steps were expected; got None"),
        (7.0, "4 steps were expected; got a float"),
        ([STEPS[0], (1.0,), *STEPS[2:]], "Step 2 should give 2 values (W, b); it gave a tuple of 1."),
        ([STEPS[0], None, *STEPS[2:]], "Step 2 should give 2 values (W, b); it gave None"),
        ([STEPS[0], STEPS[1], np.ones(2), STEPS[3]], "Step 3 should give 2 values (W, b); it gave an array"),
    ],
)
def test_what_is_no_such_trajectory(actual: Any, words: str) -> None:
    """Another number of steps, or of values in a step, is said in words."""
    assert finding(actual, STEPS, ("W", "b")).message.startswith(words)
