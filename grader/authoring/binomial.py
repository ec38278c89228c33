"""The binomial distribution, computed from its definition: tails and the bounds of Clopper and Pearson.

A few lines instead of a dependency; tests compare them with fractions and with published values.
"""

import math
from collections.abc import Callable

BISECTIONS = 100


def tail_below(k: int, n: int, p: float) -> float:
    """Return P(X < k) for X ~ Binomial(n, p)."""
    return _sum(range(min(k, n + 1)), n, p)


def tail_above(k: int, n: int, p: float) -> float:
    """Return P(X > k) for X ~ Binomial(n, p)."""
    return _sum(range(max(k + 1, 0), n + 1), n, p)


def _sum(counts: range, n: int, p: float) -> float:
    return min(1.0, math.fsum(_probability(count, n, p) for count in counts))


def _probability(k: int, n: int, p: float) -> float:
    """Return P(X = k), by logarithms, since the binomial coefficient alone leaves the range of a float."""
    if p in (0.0, 1.0):
        return 1.0 if k == (n if p else 0) else 0.0
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(ways + k * math.log(p) + (n - k) * math.log1p(-p))


def lower_bound(passes: int, n: int, confidence: float = 0.95) -> float:
    """Return the one-sided Clopper-Pearson bound: the rate at which `passes` or more have chance 1 - confidence."""
    if passes == 0:
        return 0.0
    return _solve(lambda p: tail_above(passes - 1, n, p), 1.0 - confidence)


def upper_bound(passes: int, n: int, confidence: float = 0.95) -> float:
    """Return the one-sided bound from above: the rate at which `passes` or fewer have chance 1 - confidence."""
    return 1.0 - lower_bound(n - passes, n, confidence)


def _solve(rising: Callable[[float], float], wanted: float) -> float:
    """Return where a rising function of a rate reaches `wanted`, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if rising(middle) < wanted:
            low = middle
        else:
            high = middle
    return low
