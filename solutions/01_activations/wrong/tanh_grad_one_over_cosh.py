"""tanh_grad is the reciprocal of cosh, without the square."""

import numpy as np


def weighted_sum(x, w, b):
    return np.dot(x, w) + b


def sigmoid(x):
    x = np.clip(x, -500, 500)
    return 1 / (1 + np.exp(-x))


def sigmoid_grad(x):
    c = np.cosh(np.clip(x, -500, 500) / 2)
    return 1 / (4 * c * c)


def tanh(x):
    return np.tanh(x)


def tanh_grad(x):
    e = np.exp(-np.abs(x))
    return 2 * e / (1 + e * e)


def relu(x):
    return np.maximum(0, x)


def relu_grad(x):
    return np.array(x) > 0
