"""The binomial distribution against its definition in whole numbers and against closed forms."""

from fractions import Fraction
from math import comb

import pytest

from grader.authoring.binomial import lower_bound, tail_above, tail_below, upper_bound


def _exact_below(k, n, p):
    return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k))


@pytest.mark.parametrize("k", [0, 1, 2, 7, 12, 20, 21])
@pytest.mark.parametrize("p", [Fraction(1, 100), Fraction(1, 3), Fraction(99, 100)])
def test_tails_agree_with_fractions(k, p):
    """P(X < k) and P(X > k) are right to rounding."""
    assert tail_below(k, 20, float(p)) == pytest.approx(float(_exact_below(k, 20, p)), rel=1e-12, abs=1e-300)
    above = float(1 - _exact_below(k + 1, 20, p)) if k < 20 else 0.0
    assert tail_above(k, 20, float(p)) == pytest.approx(above, rel=1e-12, abs=1e-300)


def test_a_certain_rate_leaves_no_tail():
    """At rate 1 every trial passes, at rate 0 none."""
    assert tail_below(20, 20, 1.0) == 0.0
    assert tail_above(0, 20, 0.0) == 0.0
    assert tail_above(19, 20, 1.0) == 1.0


@pytest.mark.parametrize("n", [50, 300, 2000, 20000])
def test_bound_of_all_passed_has_a_closed_form(n):
    """N of n: the bound is the n-th root of 0.05 (0.99850 for 2,000 of 2,000)."""
    assert lower_bound(n, n) == pytest.approx(0.05 ** (1 / n), rel=1e-10)
    assert upper_bound(0, n) == pytest.approx(1 - 0.05 ** (1 / n), rel=1e-8)


def test_bounds_agree_with_published_values():
    """The 95% interval for 8 of 10 is 0.4439 to 0.9748, for 81 of 263 it is 0.2527 to 0.3676 (two-sided)."""
    assert lower_bound(8, 10, 0.975) == pytest.approx(0.4439, abs=5e-5)
    assert upper_bound(8, 10, 0.975) == pytest.approx(0.9748, abs=5e-5)
    assert lower_bound(81, 263, 0.975) == pytest.approx(0.2527, abs=5e-5)
    assert upper_bound(81, 263, 0.975) == pytest.approx(0.3676, abs=5e-5)


def test_none_passed_bounds_nothing_from_below():
    """0 of n leaves the rate 0 possible; n of n leaves 1 possible."""
    assert lower_bound(0, 10) == 0.0
    assert upper_bound(10, 10) == 1.0
