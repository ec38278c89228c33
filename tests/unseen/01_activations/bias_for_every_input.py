"""The bias is added once per input instead of once per neuron (weighted_sum)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def weighted_sum(x: Array, w: Array, b: float) -> Array:
    """Weighted sum of each sample."""
    result = []
    for sample in x:
        u = 0.0
        for i in range(len(w)):
            u += w[i] * sample[i] + b
        result.append(u)
    return np.array(result)


def sigmoid(x: Array | float) -> Array:
    """Sigmoid, written with tanh so that nothing overflows."""
    x = np.asarray(x, dtype=float)
    return 0.5 * (1.0 + np.tanh(x / 2.0))


def sigmoid_grad(x: Array | float) -> Array:
    """Derivative of the sigmoid at the input x."""
    out = sigmoid(x)
    return out - out * out


def tanh(x: Array | float) -> Array:
    """tanh from exponentials of negative numbers only."""
    x = np.asarray(x, dtype=float)
    small = np.exp(-2 * np.abs(x))
    size = (1 - small) / (1 + small)
    return np.where(x < 0, -size, size)


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
