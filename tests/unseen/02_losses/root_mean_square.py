"""The square root of the mean is returned, the RMSE and not the MSE (mean_squared_error)."""

import numpy as np


def mean_squared_error(y, t, reduction="mean"):
    if reduction == "mean":
        return np.sqrt(np.mean((y - t) ** 2))
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
    shifted = x - x.max(axis=-1, keepdims=True)
    e = np.exp(shifted)
    return e / e.sum(axis=-1, keepdims=True)


def one_hot(t, num_classes):
    t = np.asarray(t)
    if (t < 0).any() or (t >= num_classes).any() or (t != np.floor(t)).any():
        raise ValueError("bad label")
    out = np.zeros((len(t), num_classes))
    out[np.arange(len(t)), t.astype(int)] = 1
    return out


def cross_entropy(y, t):
    if t.ndim == 1:
        t = one_hot(t, y.shape[1])
    return -np.sum(t * np.log(y + 1e-7)) / len(y)


def softmax_cross_entropy(x, t):
    if t.ndim == 2:
        t = t.argmax(axis=1)
    m = x.max(axis=1)
    logsum = m + np.log(np.exp(x - m[:, None]).sum(axis=1))
    return np.mean(logsum - x[np.arange(len(x)), t])


def softmax_cross_entropy_grad(x, t):
    if t.ndim == 1:
        t = one_hot(t, x.shape[1])
    return (softmax(x) - t) / len(x)
