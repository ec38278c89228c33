"""The minus in the exponent of the sigmoid is missing, so the curve falls instead of rising (sigmoid)."""

import numpy as np


def weighted_sum(x, w, b):
    return np.dot(x, w) + b


def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1 / (1 + np.exp(x))


def sigmoid_grad(x):
    s = 1 / (1 + np.exp(-np.asarray(x, dtype=float)))
    return s * (1 - s)


def tanh(x):
    return np.tanh(x)


def tanh_grad(x):
    return 1 - np.tanh(x) ** 2


def relu(x):
    return np.maximum(0.0, x)


def relu_grad(x):
    return (np.asarray(x) > 0).astype(float)
