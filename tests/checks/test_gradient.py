"""Numerical gradients against closed forms."""

from typing import Any

import numpy as np
import pytest

from grader.checks import CheckFailed, assert_gradient, numerical_gradient

rng = np.random.default_rng(0)
A = rng.standard_normal((3, 3))
X = rng.standard_normal((4, 3))


def log_sum_exp(x: Any) -> float:
    """Return log sum exp of each row, summed."""
    return float(np.log(np.exp(x).sum(axis=1)).sum())


CLOSED = {
    "sum": (lambda x: float(x.sum()), np.ones_like, X),
    "squares": (lambda x: float((x**2).sum()), lambda x: 2 * x, X),
    "quadratic form": (lambda x: float(x @ A @ x), lambda x: (A + A.T) @ x, rng.standard_normal(3)),
    "exp": (lambda x: float(np.exp(x).sum()), np.exp, X),
    "sin": (lambda x: float(np.sin(x).sum()), np.cos, X),
    "log": (lambda x: float(np.log(x).sum()), lambda x: 1 / x, np.abs(X) + 0.5),
    "tanh": (lambda x: float(np.tanh(x).sum()), lambda x: 1 - np.tanh(x) ** 2, X),
    "log-sum-exp": (log_sum_exp, lambda x: np.exp(x) / np.exp(x).sum(axis=1, keepdims=True), X),
    "a number": (lambda x: float(x**3), lambda x: 3 * x**2, 1.5),
    "no elements": (lambda _: 0.0, lambda x: x, np.zeros((0, 2))),
    "integers": (lambda x: float((x**2).sum()), lambda x: 2.0 * x, np.array([1, 2, 3])),
}


@pytest.mark.parametrize(("f", "df", "at"), CLOSED.values(), ids=CLOSED)
def test_closed_forms(f: Any, df: Any, at: Any) -> None:
    """Five-point differences agree with the derivative to 1e-9, and leave their point as it was."""
    before = np.array(at, copy=True)
    gradient = numerical_gradient(f, at)
    assert gradient.shape == np.shape(at)
    assert np.allclose(gradient, df(np.asarray(at, dtype=float)), rtol=1e-9, atol=1e-9)
    assert np.array_equal(before, at)


def test_the_ruler_passes_the_right_and_fails_the_wrong() -> None:
    """A right gradient passes; a factor, a sign, a transpose and NaN fail."""
    assert_gradient(np.cos(X), lambda x: float(np.sin(x).sum()), X, "dx")
    for wrong in (np.cos(X) * 1.00001, -np.cos(X), np.cos(X).T, np.cos(X) * np.nan, None):
        with pytest.raises(CheckFailed):
            assert_gradient(wrong, lambda x: float(np.sin(x).sum()), X, "dx")


def test_a_float32_gradient_passes_with_its_precision() -> None:
    """A gradient computed in float32 is judged as such."""
    assert_gradient(np.cos(X.astype(np.float32)), lambda x: float(np.sin(x).sum()), X, "dx")
