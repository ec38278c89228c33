"""Log-probabilities first; einsum; labels picked by take_along_axis."""

import numpy as np


def log_softmax(x):
    return x - np.logaddexp.reduce(x, axis=-1, keepdims=True)


def labels_of(t):
    t = np.asarray(t)
    return (t if t.ndim == 1 else t.argmax(axis=-1)).astype(int)


def mean_squared_error(y, t, reduction="mean"):
    d = (y - t).ravel()
    match reduction:
        case "mean":
            return d @ d / d.size
        case "sum":
            return d @ d
        case _:
            raise ValueError(f"unknown reduction {reduction}")


def mean_squared_error_grad(y, t, reduction="mean"):
    match reduction:
        case "mean":
            n = y.size
        case "sum":
            n = 1
        case _:
            raise ValueError(f"unknown reduction {reduction}")
    return (y - t) * (2 / n)


def softmax(x):
    return np.exp(log_softmax(x))


def one_hot(t, num_classes):
    if np.min(t) < 0 or np.max(t) > num_classes - 1 or np.any(np.mod(t, 1)):
        raise ValueError("bad labels")
    return np.take(np.identity(num_classes), np.asarray(t, dtype=int), axis=0)


def cross_entropy(y, t):
    p = np.take_along_axis(y, labels_of(t)[:, None], axis=1)
    return np.mean(-np.log(p + 1e-8))


def softmax_cross_entropy(x, t):
    return -np.take_along_axis(log_softmax(x), labels_of(t)[:, None], axis=1).mean()


def softmax_cross_entropy_grad(x, t):
    g = softmax(x)
    np.subtract.at(g, (np.arange(len(g)), labels_of(t)), 1.0)
    return g / len(g)
