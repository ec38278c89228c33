"""tanh is taken for 2 * sigmoid(x) - 1, without the factor 2 inside (tanh; tanh_grad is built on it)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def weighted_sum(x: Array, w: Array, b: float) -> Array:
    """Weighted sum of each sample."""
    result = np.zeros(len(x))
    for n, sample in enumerate(x):
        for value, weight in zip(sample, w):
            result[n] += value * weight
        result[n] += b
    return result


def sigmoid(x: Array | float) -> Array:
    """Sigmoid, written with tanh so that nothing overflows."""
    x = np.asarray(x, dtype=float)
    return 0.5 * (1.0 + np.tanh(x / 2.0))


def sigmoid_grad(x: Array | float) -> Array:
    """Derivative of the sigmoid at the input x."""
    out = sigmoid(x)
    return out - out * out


def tanh(x: Array | float) -> Array:
    """The sigmoid, stretched to the range from -1 to 1."""
    return 2 * sigmoid(x) - 1


def tanh_grad(x: Array | float) -> Array:
    """Derivative of tanh at the input x."""
    th = tanh(x)
    return (1 - th) * (1 + th)


def relu(x: Array | float) -> Array:
    """Positive part."""
    x = np.asarray(x)
    return np.where(x > 0, x, 0)


def relu_grad(x: Array | float) -> Array:
    """Slope of relu: one on the right, zero on the left."""
    return np.where(np.asarray(x) > 0, 1, 0)
