"""Loops that run beside the student's optimizer, so that a descent is one call. Holds no secret."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def valley(optimizer: Any, params: list[Array], steps: int) -> list[tuple[float, float]]:
    """Roll down f = x**2 / 20 + y**2 from params = [x, y] and give the path, one (x, y) before each step."""
    x, y = params
    path = []
    for _ in range(steps):
        path.append((float(x[0]), float(y[0])))
        optimizer.update([x, y], [x / 10, 2 * y])
    return path


def xor(optimizer: Any, params: list[Array], x: Array, t: Array, steps: int) -> list[float]:
    """Train a network (sigmoid hidden layer, linear output) on the sum of squared errors, full batch."""
    W1, b1, W2, b2 = params
    losses = []
    for _ in range(steps):
        h = 0.5 * np.tanh(0.5 * (x @ W1 + b1)) + 0.5
        dy = 2 * (h @ W2 + b2 - t)
        da = dy @ W2.T * h * (1 - h)
        losses.append(float(np.sum(dy * dy) / 4))
        optimizer.update(params, [x.T @ da, da.sum(axis=0), h.T @ dy, dy.sum(axis=0)])
    return losses
