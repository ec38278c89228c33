"""relu is vectorized, and the first result decides the type of all."""

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
    return 1 - np.tanh(x) * np.tanh(x)


def relu(x):
    def positive_part(value):
        return 0 if value <= 0 else value

    return np.vectorize(positive_part)(x)


def relu_grad(x):
    return np.array(x) > 0
