"""Activation functions with a mistake in sigmoid_grad: The sigmoid itself is returned."""

import numpy as np


def weighted_sum(x, w, b):
    return np.dot(x, w) + b


def sigmoid(x):
    x = np.clip(x, -500, 500)
    return 1 / (1 + np.exp(-x))


def sigmoid_grad(x):
    return sigmoid(x)


def tanh(x):
    return np.tanh(x)


def tanh_grad(x):
    return 1 - np.tanh(x) * np.tanh(x)


def relu(x):
    return np.maximum(0, x)


def relu_grad(x):
    return np.array(x) > 0
