"""np.vectorize takes its result type from the first element, so a negative first element turns all results into whole numbers (relu)."""

import numpy as np


def weighted_sum(x, w, b):
    return np.dot(x, w) + b


def sigmoid(x):
    return 1 / (1 + np.exp(-np.asarray(x, dtype=float)))


def sigmoid_grad(x):
    s = 1 / (1 + np.exp(-np.asarray(x, dtype=float)))
    return s * (1 - s)


def tanh(x):
    return np.tanh(x)


def tanh_grad(x):
    return 1 - np.tanh(x) ** 2


def relu_one(v):
    if v > 0:
        return v
    return 0


relu_all = np.vectorize(relu_one)


def relu(x):
    return relu_all(x)


def relu_grad(x):
    return (np.asarray(x) > 0).astype(float)
