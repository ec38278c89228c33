"""A copy is filled where a mask holds; derivatives of whole-number inputs as floats; half at zero."""

import numpy as np


def weighted_sum(x, w, b):
    return np.matmul(np.asarray(x), np.asarray(w)[:, np.newaxis])[:, 0] + b


def sigmoid(x):
    x = np.array(x, dtype=float)
    y = np.empty_like(x)
    positive = x >= 0
    y[positive] = 1 / (1 + np.exp(-x[positive]))
    small = np.exp(x[~positive])
    y[~positive] = small / (1 + small)
    return y


def sigmoid_grad(x):
    return sigmoid(x) * sigmoid(-np.asarray(x))


def tanh(x):
    return 2 * sigmoid(2 * np.asarray(x, dtype=float)) - 1


def tanh_grad(x):
    return 4 * sigmoid_grad(2 * np.asarray(x, dtype=float))


def relu(x):
    y = np.array(x, dtype=float)
    y[y < 0] = 0
    return y


def relu_grad(x):
    return (np.sign(x) + 1) / 2
