"""Lists and math; one sample after the other."""

import math

import numpy as np


def mean_squared_error(y, t, reduction="mean"):
    if reduction not in {"mean", "sum"}:
        raise ValueError("reduction is 'mean' or 'sum'")
    total, count = 0.0, 0
    for a, b in zip(np.ravel(y), np.ravel(t)):
        total += (a - b) * (a - b)
        count += 1
    return total / count if reduction == "mean" else total


def mean_squared_error_grad(y, t, reduction="mean"):
    if reduction not in {"mean", "sum"}:
        raise ValueError("reduction is 'mean' or 'sum'")
    grad = np.empty(np.shape(y))
    share = 2 / grad.size if reduction == "mean" else 2
    for place in np.ndindex(grad.shape):
        grad[place] = share * (y[place] - t[place])
    return grad


def softmax(x):
    if x.ndim == 2:
        return np.array([softmax(row) for row in x])
    top = max(x)
    powers = [math.exp(v - top) for v in x]
    return np.array([p / sum(powers) for p in powers])


def one_hot(t, num_classes):
    result = []
    for label in t:
        if label not in range(num_classes):
            raise ValueError(f"{label} is no class")
        result.append([float(k == label) for k in range(num_classes)])
    return np.array(result)


def right_class(t, n):
    return int(t[n]) if t.ndim == 1 else list(t[n]).index(max(t[n]))


def cross_entropy(y, t):
    total = 0.0
    for n, row in enumerate(y):
        total -= math.log(max(row[right_class(t, n)], 1e-7))
    return total / len(y)


def softmax_cross_entropy(x, t):
    losses = []
    for n, row in enumerate(x):
        top = max(row)
        losses.append(top + math.log(sum(math.exp(v - top) for v in row)) - row[right_class(t, n)])
    return sum(losses) / len(losses)


def softmax_cross_entropy_grad(x, t):
    dx = np.zeros(x.shape)
    for n, row in enumerate(x):
        dx[n] = softmax(row)
        dx[n, right_class(t, n)] -= 1.0
    return dx / len(x)
