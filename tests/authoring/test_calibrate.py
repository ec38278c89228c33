"""Calibration: rates, bars and what re-measuring calls a disagreement."""

import pytest

from grader.authoring.calibrate import Rate, agrees, choose_bar
from grader.errors import GraderFault


def test_a_safe_bar_is_kept():
    """Measuring again does not change a bar that is safe at the measured rate."""
    assert choose_bar(0.9985, (2, 1)) == (2, 1)


def test_an_unsafe_bar_becomes_the_smallest_safe_majority():
    """At 98.5% per trial 2 of 3 fails right code 7 times in 10,000; 3 of 5 does so 3 times in 100,000."""
    assert choose_bar(0.985, (3, 2)) == (5, 3)


def test_a_rate_that_no_majority_makes_safe_is_a_fault():
    """A check that right code often misses must change; no bar repairs it."""
    with pytest.raises(GraderFault, match="no majority"):
        choose_bar(0.8, None)


@pytest.mark.parametrize(("passes", "expected"), [(50, True), (49, True), (47, False), (0, False)])
def test_fresh_counts_are_held_to_the_recorded_interval(passes, expected):
    """2,000 of 2,000 allows one miss in 50, not three."""
    assert agrees(Rate(passes=2000, seeds=2000), Rate(passes=passes, seeds=50)) is expected


def test_a_rate_that_rose_disagrees_too():
    """A check that became easy is found as well."""
    assert not agrees(Rate(passes=1000, seeds=2000), Rate(passes=50, seeds=50))
