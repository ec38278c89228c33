"""Numerical gradients of the kit's own float64 functions, and the gradient check against them."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks.compare import assert_close

FloatArray = NDArray[np.float64]
H = 1e-3


def numerical_gradient(f: Callable[[FloatArray], float], at: Any, h: float = H) -> FloatArray:
    """Return the gradient of the scalar function `f` at `at`, by five-point central differences.

    (f(x-2h) - 8 f(x-h) + 8 f(x+h) - f(x+2h)) / 12h, element by element; the truncation error is of order h^4
    (Abramowitz and Stegun, 25.3.6). `at` may be a float or an array of any shape; it is not modified.
    """
    x = np.array(at, dtype=np.float64)
    gradient = np.empty_like(x)
    for index in np.ndindex(*x.shape):
        centre = x[index]
        total = 0.0
        for offset, factor in ((-2, 1.0), (-1, -8.0), (1, 8.0), (2, -1.0)):
            x[index] = centre + offset * h
            total += factor * float(f(x))
        x[index] = centre
        gradient[index] = total / (12 * h)
    return gradient


def assert_gradient(
    actual: Any,
    f: Callable[[FloatArray], float],
    at: Any,
    name: str,
    *,
    rtol: float = 1e-6,
    atol: float = 1e-8,
) -> None:
    """Fail unless `actual` agrees with the numerical gradient of the kit's scalar function `f` at `at`."""
    assert_close(actual, numerical_gradient(f, at), name, rtol=rtol, atol=atol)
