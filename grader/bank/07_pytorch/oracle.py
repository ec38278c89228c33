"""Expected values of 07 in numpy alone: the network written out sum by sum, and torch's own numbers.

The trusted side never imports torch. Weights are (inputs, outputs) here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

POINTS = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
TARGETS = np.array([[0.0], [1.0], [1.0], [0.0]])

ARTICLE_SEED = 123
ARTICLE_LOSSES = {0: 9.5293607711792, 500: 0.9907403588294983}


def sigmoid(x: Array) -> Array:
    """Return the logistic function by way of tanh, which never overflows."""
    return 0.5 + 0.5 * np.tanh(0.5 * x)


def sigmoid_slope(x: Array) -> Array:
    """Return its derivative, 1 / (4 cosh(x/2)^2), from the exponential that stays small."""
    small = np.exp(-np.abs(x))
    return small / (1.0 + small) ** 2


def net_output(params: Sequence[Array], x: Array) -> Array:
    """Return the outputs (N, 1) of the 2-h-1 network, one hidden unit after the other."""
    W1, b1, W2, b2 = params
    y = np.full((len(x), 1), float(b2[0]))
    for unit in range(W1.shape[1]):
        score = x[:, 0] * W1[0, unit] + x[:, 1] * W1[1, unit] + b1[unit]
        y[:, 0] += W2[unit, 0] * sigmoid(score)
    return y


def squared_error(params: Sequence[Array], x: Array, t: Array) -> float:
    """Return the sum of the squared errors."""
    return float(np.sum(np.square(net_output(params, x) - t)))


def gradients(params: Sequence[Array], x: Array, t: Array) -> list[Array]:
    """Return the gradients of the squared error, summed sample by sample."""
    W1, b1, W2, _ = params
    grads = [np.zeros_like(p) for p in params]
    for row, error in zip(x, 2.0 * (net_output(params, x) - t)[:, 0], strict=True):
        scores = row @ W1 + b1
        delta = error * W2[:, 0] * sigmoid_slope(scores)
        pieces = (np.outer(row, delta), delta, error * sigmoid(scores)[:, None], np.array([error]))
        grads = [total + piece for total, piece in zip(grads, pieces, strict=True)]
    return grads


def descend(
    params: Sequence[Array], mini_batches: Iterable[tuple[Array, Array]], lr: float
) -> tuple[list[float], list[Array]]:
    """Return the loss before each step and the parameters after the last one."""
    params = [np.array(p, dtype=float) for p in params]
    losses = []
    for x, t in mini_batches:
        losses.append(squared_error(params, x, t))
        params = [p - lr * g for p, g in zip(params, gradients(params, x, t), strict=True)]
    return losses, params


def mini_batches(x: Array, t: Array, size: int) -> list[tuple[Array, Array]]:
    """Return the mini-batches of one pass in the given order, the smaller last one included."""
    starts = range(0, len(x), size)
    return [(x[s : s + size], t[s : s + size]) for s in starts]


def torch_uniform(state: np.random.RandomState, shape: tuple[int, ...], bound: float) -> Array:
    """Return what torch draws uniformly from -bound to bound, as float32.

    Both draw from the Mersenne Twister; torch keeps the lower 24 bits of each 32-bit number.
    """
    words = state.randint(0, 2**32, size=int(np.prod(shape)), dtype=np.uint32)
    fractions = (words & np.uint32(0xFFFFFF)).astype(np.float64) / 2.0**24
    return (fractions * (2 * bound) - bound).reshape(shape)


def initial_parameters(seed: int, hidden_size: int) -> list[Array]:
    """Return [W1, b1, W2, b2] of nn.Linear(2, h) and nn.Linear(h, 1) made in this order after the seed."""
    state = np.random.RandomState(seed)
    params = []
    for inputs, outputs in ((2, hidden_size), (hidden_size, 1)):
        bound = 1.0 / np.sqrt(inputs)
        params.append(torch_uniform(state, (outputs, inputs), bound).T)
        params.append(torch_uniform(state, (outputs,), bound))
    return params
