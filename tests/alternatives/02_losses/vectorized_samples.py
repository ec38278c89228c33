"""apply_along_axis, np.average, and a decorator that turns labels into rows."""

import functools
import inspect

import numpy as np

EPS = 1e-7


def with_rows(function):
    signature = inspect.signature(function)

    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        first, t = signature.bind(*args, **kwargs).arguments.values()
        if t.ndim == 1:
            t = one_hot(t, first.shape[1])
        return function(first, t.astype(float))

    return wrapped


def mean_squared_error(y, t, reduction="mean"):
    assert_known(reduction)
    e = (t - y) ** 2
    return np.average(e) if reduction == "mean" else e.sum()


def mean_squared_error_grad(y, t, reduction="mean"):
    assert_known(reduction)
    scale = {"mean": y.size}.get(reduction, 1)
    return 2 * y / scale - 2 * t / scale


def assert_known(reduction):
    if reduction not in ["sum", "mean"]:
        raise ValueError


def _one(row):
    e = np.exp(row - row[row.argmax()])
    return e / e.sum()


def softmax(x):
    return np.apply_along_axis(_one, -1, x)


def one_hot(t, num_classes):
    labels = [int(v) for v in t]
    if any(v != k for v, k in zip(t, labels)) or min(labels) < 0 or max(labels) >= num_classes:
        raise ValueError(f"labels outside 0..{num_classes - 1}")
    rows = np.zeros(len(labels) * num_classes)
    rows[[n * num_classes + k for n, k in enumerate(labels)]] = 1
    return rows.reshape(len(labels), num_classes)


@with_rows
def cross_entropy(y, t):
    return np.average(-np.sum(np.where(t > 0, np.log(np.where(y > EPS, y, EPS)), 0.0), axis=1))


@with_rows
def softmax_cross_entropy(x, t):
    shifted = x - np.sum(x * t, axis=1, keepdims=True)
    top = shifted.max(axis=1, keepdims=True)
    return np.average(top[:, 0] + np.log(np.exp(shifted - top).sum(axis=1)))


@with_rows
def softmax_cross_entropy_grad(x, t):
    return np.array([(_one(row) - hot) / len(x) for row, hot in zip(x, t)])
