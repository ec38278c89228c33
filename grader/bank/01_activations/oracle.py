"""What the tasks of 01_activations must return, by other formulas than the obvious ones.

The sigmoids are taken from the logarithm, ln sigmoid(x) = -ln(1 + e^-x), which is exact on both
sides and overflows nowhere.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def weighted_sum(x: Any, w: Any, b: float) -> Array:
    """Return the weighted sums of the rows of x, term by term."""
    sums = [b + sum(float(row[i]) * float(w[i]) for i in range(len(w))) for row in x]
    return np.array(sums, dtype=np.float64)


def sigmoid(x: Any) -> Array:
    """Return exp(-ln(1 + e^-x))."""
    y: Array = np.exp(-np.logaddexp(0.0, -_floats(x)))
    return y


def sigmoid_grad(x: Any) -> Array:
    """Return sigmoid(x) sigmoid(-x), as one exponential of a sum of logarithms."""
    logarithm: Array = -np.logaddexp(0.0, -_floats(x)) - np.logaddexp(0.0, _floats(x))
    return np.exp(logarithm)


def tanh(x: Any) -> Array:
    """Return numpy's own tanh."""
    y: Array = np.tanh(_floats(x))
    return y


def tanh_grad(x: Any) -> Array:
    """Return the squared hyperbolic secant, 4 sigmoid(2x) sigmoid(-2x)."""
    return 4.0 * sigmoid_grad(2.0 * _floats(x))


def relu(x: Any) -> Array:
    """Return half of x + |x|, which is exact in floating point."""
    return (_floats(x) + np.abs(_floats(x))) / 2.0


def relu_grad(x: Any) -> Array:
    """Return the unit step with the value 0 at 0."""
    return np.heaviside(_floats(x), 0.0)


def _floats(x: Any) -> Array:
    return np.asarray(x, dtype=np.float64)
