"""Exercise 02: measuring the error.

Replace each `raise NotImplementedError(...)` by code of your own.
Check your work with `grade check 02`; `grade hint 02` gives a hint when you are stuck.

Conventions:
- One sample is one row: N samples of C classes are an array of shape (N, C).
- y is what the network answers, t is the target. Where a task accepts labels or one-hot rows:
  t of shape (N,) holds class numbers from 0 to C - 1, as integers;
  t of shape (N, C) holds one row per sample, 1.0 at the right class and 0.0 elsewhere.
- A loss is one number. A gradient has the shape of what it is taken with respect to.
- No function may change the arrays that it is given.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def mean_squared_error(y: Array, t: Array, reduction: str = "mean") -> float:
    """Return the squared error of y, averaged or added up over all elements.

    "mean": the sum of (y - t)^2 over all elements, divided by the number of elements.
    "sum":  the sum alone. There is no factor 1/2 in either.

    y, t: arrays of equal shape, of any number of dimensions. Returns a number.
    Raises ValueError if reduction is neither "mean" nor "sum".

    Example: y = [1.0, 1.3, 1.5, 2.1, 3.0, 2.2], t = [1.3, 1.2, 2.2, 2.4, 2.7, 2.0] gives 0.135,
    and 0.81 with reduction="sum".
    """
    # <solution>
    if reduction not in ("mean", "sum"):
        raise ValueError(f'reduction must be "mean" or "sum", not {reduction!r}')
    total = np.sum((y - t) ** 2)
    return total / y.size if reduction == "mean" else total
    # </solution>


def mean_squared_error_grad(y: Array, t: Array, reduction: str = "mean") -> Array:
    """Return the derivative of mean_squared_error(y, t, reduction) with respect to y.

    Entry by entry, how much the loss rises when that entry of y rises a little.

    y, t: arrays of equal shape, of any number of dimensions. Returns the same shape.
    Raises ValueError if reduction is neither "mean" nor "sum".

    Example: y = [1.0, 3.0], t = [2.0, 5.0] gives [-1.0, -2.0],
    and [-2.0, -4.0] with reduction="sum".
    """
    # <solution>
    if reduction not in ("mean", "sum"):
        raise ValueError(f'reduction must be "mean" or "sum", not {reduction!r}')
    dy = 2.0 * (y - t)
    return dy / y.size if reduction == "mean" else dy
    # </solution>


def softmax(x: Array) -> Array:
    """Return the probabilities that the scores x stand for, along the last axis.

    softmax(x)_k = e^(x_k) / (e^(x_1) + ... + e^(x_C))

    x: scores, (C,) for one sample or (N, C) for N samples. Returns the same shape; the entries of
    each sample are between 0 and 1 and add up to 1. Right for scores from -1000 to 1000, also when
    one row holds scores near 1000 and another scores near -1000.

    Example: x = [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]] gives
    [[0.09003057, 0.24472847, 0.66524096], [0.33333333, 0.33333333, 0.33333333]].
    """
    # <solution>
    # A constant taken from all scores of a row changes nothing, and keeps e^x from overflowing.
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)
    # </solution>


def one_hot(t: Array | Labels, num_classes: int) -> Array:
    """Return the labels t as rows with a single 1.

    t: (N,) class numbers from 0 to num_classes - 1, N at least 1. Not every class need occur.
    Returns zeros and ones of shape (N, num_classes), with the 1 of row n in column t[n].
    Raises ValueError if a label is negative, is num_classes or more, or is no whole number.

    Example: t = [2, 0], num_classes = 3 gives [[0, 0, 1], [1, 0, 0]].
    """
    # <solution>
    if np.any(t < 0) or np.any(t >= num_classes):
        raise ValueError(f"labels must be at least 0 and less than {num_classes}")
    if np.any(t != np.floor(t)):
        raise ValueError("labels must be whole numbers")
    return np.eye(num_classes)[t.astype(np.int64)]
    # </solution>


def cross_entropy(y: Array, t: Array | Labels) -> float:
    """Return the cross entropy of the probabilities y, averaged over the samples.

    For one sample it is -ln(y_k), where k is the right class; the other classes do not enter.
    The N values are averaged: their sum is divided by N.

    y: probabilities (N, C). t: labels (N,) or one-hot rows (N, C). Returns a number.
    A probability may be exactly 0. The loss stays finite, and where the right class of a single
    sample has probability 0, it is at least 10. To get there you may add a constant of up to 1e-7 to
    y, or raise y to at least such a constant.

    Example: y = [[0.7, 0.2, 0.1]], t = [0] gives 0.35667494, which is -ln(0.7).
    """
    # <solution>
    labels = t if t.ndim == 1 else np.argmax(t, axis=1)
    p = y[np.arange(len(y)), labels]
    return -np.mean(np.log(np.maximum(p, 1e-12)))
    # </solution>


def softmax_cross_entropy(x: Array, t: Array | Labels) -> float:
    """Return the cross entropy of softmax(x), computed from the scores x without a detour.

    For one sample with the right class k it is  ln(e^(x_1) + ... + e^(x_C)) - x_k.
    The N values are averaged.

    x: scores (N, C). t: labels (N,) or one-hot rows (N, C). Returns a number.
    Exact for scores from -1000 to 1000: with the scores [1000.0, 0.0] and the label 1 the loss is
    1000. (Probabilities cannot give that: e^(-1000) is 0 in floating point, and its logarithm is
    lost.)

    Example: x = [[1.0, 2.0, 3.0], [3.0, 1.0, 2.0]], t = [2, 0] gives 0.4076059644443801.
    """
    # <solution>
    labels = t if t.ndim == 1 else np.argmax(t, axis=1)
    shifted = x - np.max(x, axis=1, keepdims=True)
    log_sum = np.log(np.sum(np.exp(shifted), axis=1))
    return np.mean(log_sum - shifted[np.arange(len(x)), labels])
    # </solution>


def softmax_cross_entropy_grad(x: Array, t: Array | Labels) -> Array:
    """Return the derivative of softmax_cross_entropy(x, t) with respect to x.

    It is (softmax(x) - one-hot rows of t) / N.

    x: scores (N, C). t: labels (N,) or one-hot rows (N, C). Returns (N, C).
    Right for scores from -1000 to 1000.

    Example: x = [[1.0, 2.0, 3.0], [3.0, 1.0, 2.0]], t = [2, 0] gives
    [[0.04501529, 0.12236424, -0.16737952], [-0.16737952, 0.04501529, 0.12236424]].
    """
    # <solution>
    dx = softmax(x)
    dx -= t if t.ndim == 2 else one_hot(t, x.shape[1])
    dx /= len(x)
    return dx
    # </solution>
