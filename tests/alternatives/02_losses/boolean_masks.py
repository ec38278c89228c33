"""Labels as boolean masks; the loss by summing what the mask picks; recursion over samples for softmax."""

import numpy as np


def _mask(t, shape):
    if np.ndim(t) == 2:
        return np.asarray(t) > 0.5
    return np.arange(shape[1])[None, :] == np.asarray(t)[:, None]


def _reduce(total, size, reduction):
    if reduction == "sum":
        return total
    if reduction != "mean":
        raise ValueError("mean or sum")
    return total / size


def mean_squared_error(y, t, reduction="mean"):
    d = np.subtract(y, t)
    return _reduce(np.einsum("i,i->", d.ravel(), d.ravel()), d.size, reduction)


def mean_squared_error_grad(y, t, reduction="mean"):
    d = np.subtract(y, t)
    return _reduce(d + d, d.size, reduction)


def softmax(x):
    if x.ndim > 1:
        return np.stack([softmax(row) for row in x])
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def one_hot(t, num_classes):
    hot = np.equal.outer(np.asarray(t), np.arange(num_classes))
    if np.any(hot.sum(axis=1) != 1):
        raise ValueError("every label is one of the classes")
    return hot * 1.0


def cross_entropy(y, t):
    picked = y[_mask(t, y.shape)]
    return -np.log(picked + 1e-10).sum() / picked.size


def softmax_cross_entropy(x, t):
    top = np.max(x, axis=1)
    total = np.exp(x - top[:, None]).sum(axis=1)
    return (np.sum(top) + np.sum(np.log(total)) - np.sum(x[_mask(t, x.shape)])) / len(x)


def softmax_cross_entropy_grad(x, t):
    g = softmax(x)
    g[_mask(t, x.shape)] -= 1
    return np.divide(g, len(x))
