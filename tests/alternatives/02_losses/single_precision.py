"""Computed in float32; results as Python floats where one number is asked for."""

import numpy as np

f32 = np.float32


class BadReduction(ValueError):
    pass


def check(reduction):
    if reduction != "mean" and reduction != "sum":
        raise BadReduction(reduction)


def mean_squared_error(y, t, reduction="mean"):
    check(reduction)
    squares = (y.astype(f32) - t.astype(f32)) ** 2
    return float(squares.mean() if reduction == "mean" else squares.sum())


def mean_squared_error_grad(y, t, reduction="mean"):
    check(reduction)
    grad = f32(2) * (y.astype(f32) - t.astype(f32))
    if reduction == "mean":
        grad /= f32(grad.size)
    return grad


def softmax(x):
    z = (x - np.max(x, axis=-1, keepdims=True)).astype(f32)
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


def one_hot(t, num_classes):
    out = np.zeros((len(t), num_classes), dtype=f32)
    for n, k in enumerate(t):
        if k != int(k) or k < 0 or k >= num_classes:
            raise ValueError("label out of range")
        out[n, int(k)] = 1
    return out


def classes(t):
    return t if t.ndim == 1 else np.argmax(t, axis=1)


def cross_entropy(y, t):
    p = y.astype(f32)[np.arange(len(y)), classes(t)]
    return float(-np.log(p + f32(1e-7)).mean())


def softmax_cross_entropy(x, t):
    z = (x - np.max(x, axis=1, keepdims=True)).astype(f32)
    n = np.arange(len(z))
    return float((np.log(np.exp(z).sum(axis=1)) - z[n, classes(t)]).mean())


def softmax_cross_entropy_grad(x, t):
    dx = softmax(x)
    dx[np.arange(len(x)), classes(t)] -= 1
    return dx / f32(len(x))
