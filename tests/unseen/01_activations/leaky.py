"""A leaky relu with slope 0.01 on the left was written, once as function and once as derivative (relu and relu_grad)."""

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


LEAK = 0.01


def relu(x):
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, x, LEAK * x)


def relu_grad(x):
    return np.where(np.asarray(x) > 0, 1.0, LEAK)
