"""Activation functions with a mistake in tanh: The sum is divided by the difference."""

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
    return 1 / np.tanh(x)


def tanh_grad(x):
    return 1 - np.tanh(x) * np.tanh(x)


def relu(x):
    return np.maximum(0, x)


def relu_grad(x):
    return np.array(x) > 0
