"""What the tasks of 02_losses must return, by other formulas than the obvious ones.

Everything about softmax goes through the logarithm of a sum of exponentials, which numpy adds up
pair by pair without overflow; losses are added up sample by sample.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Small enough to leave every probability that a float64 can hold in practice.
SMALLEST = 1e-300


def mean_squared_error(y: Any, t: Any, reduction: str = "mean") -> float:
    """Return the scalar product of the flat difference with itself, scaled."""
    difference = np.ravel(np.subtract(y, t))
    return float(difference @ difference) * _factor(reduction, difference.size)


def mean_squared_error_grad(y: Any, t: Any, reduction: str = "mean") -> Array:
    """Return the difference, doubled and scaled."""
    difference = np.asarray(np.subtract(y, t), dtype=np.float64)
    return (difference + difference) * _factor(reduction, difference.size)


def _factor(reduction: str, size: int) -> float:
    factors = {"mean": 1.0 / size, "sum": 1.0}
    if reduction not in factors:
        raise ValueError(f"unknown reduction {reduction!r}")
    return factors[reduction]


def log_sum_exp(x: Any) -> Array:
    """Return ln(sum of e^x) over the last axis, which is kept."""
    return np.asarray(np.logaddexp.reduce(x, axis=-1, keepdims=True), dtype=np.float64)


def softmax(x: Any) -> Array:
    """Return the exponential of the scores less the logarithm of their sum."""
    probabilities: Array = np.exp(np.subtract(x, log_sum_exp(x)))
    return probabilities


def one_hot(t: Any, num_classes: int) -> Array:
    """Return whether each label equals each class, as 1.0 and 0.0."""
    classes = np.arange(num_classes)
    if not np.isin(t, classes).all():
        raise ValueError("a label is not one of the classes")
    rows: Array = np.equal.outer(t, classes).astype(np.float64)
    return rows


def labels(t: Any) -> list[int]:
    """Return the class numbers, from labels or from one-hot rows."""
    if np.ndim(t) == 1:
        return [int(label) for label in t]
    return [list(row).index(max(row)) for row in t]


def cross_entropy(y: Any, t: Any) -> float:
    """Return the mean of -ln of each sample's probability of the right class."""
    losses = [-float(np.log(max(row[k], SMALLEST))) for row, k in zip(y, labels(t), strict=True)]
    return sum(losses) / len(losses)


def softmax_cross_entropy(x: Any, t: Any) -> float:
    """Return the mean of each sample's log-sum-exp less its score of the right class."""
    losses = [float(log_sum_exp(row)[0] - row[k]) for row, k in zip(x, labels(t), strict=True)]
    return sum(losses) / len(losses)


def softmax_cross_entropy_grad(x: Any, t: Any) -> Array:
    """Return the probabilities with 1 taken off at each right class, over N."""
    rows = [softmax(row) - np.eye(len(row))[k] for row, k in zip(x, labels(t), strict=True)]
    return np.array(rows) * (1.0 / len(rows))
