"""Classes are counted from 1."""

import numpy as np


def mean_squared_error(y, t, reduction="mean"):
    if reduction == "mean":
        return np.mean((y - t) ** 2)
    if reduction == "sum":
        return np.sum((y - t) ** 2)
    raise ValueError(reduction)


def mean_squared_error_grad(y, t, reduction="mean"):
    if reduction == "mean":
        return 2 * (y - t) / y.size
    if reduction == "sum":
        return 2 * (y - t)
    raise ValueError(reduction)


def softmax(x):
    c = x.max(axis=-1, keepdims=True)
    exp_x = np.exp(x - c)
    return exp_x / exp_x.sum(axis=-1, keepdims=True)


def one_hot(t, num_classes):
    result = np.zeros((len(t), num_classes))
    for n in range(len(t)):
        if t[n] < 0 or t[n] >= num_classes or t[n] % 1 != 0:
            raise ValueError("label out of range")
        result[n, int(t[n]) - 1] = 1
    return result


def cross_entropy(y, t):
    if t.ndim == 2:
        t = t.argmax(axis=1)
    batch_size = y.shape[0]
    return -np.sum(np.log(y[np.arange(batch_size), t] + 1e-7)) / batch_size


def softmax_cross_entropy(x, t):
    if t.ndim == 2:
        t = t.argmax(axis=1)
    c = x.max(axis=1)
    lse = c + np.log(np.exp(x - c.reshape(-1, 1)).sum(axis=1))
    return np.mean(lse - x[np.arange(x.shape[0]), t])


def softmax_cross_entropy_grad(x, t):
    if t.ndim == 2:
        t = t.argmax(axis=1)
    exp_x = np.exp(x - x.max(axis=1, keepdims=True))
    dx = exp_x / exp_x.sum(axis=1, keepdims=True)
    dx[np.arange(x.shape[0]), t] -= 1
    return dx / x.shape[0]
