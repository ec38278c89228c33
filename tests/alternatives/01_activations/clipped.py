"""Arguments held within 500 before e^x; a mask times the input; derivative 1 at zero."""

import numpy as np


def weighted_sum(x, w, b):
    return (x * w).sum(axis=1) + b


def sigmoid(x):
    x = np.clip(x, -500, 500)
    return 1 / (1 + np.exp(-x))


def sigmoid_grad(x):
    y = sigmoid(x)
    return y - y * y


def tanh(x):
    x = np.clip(x, -300, 300)
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


def tanh_grad(x):
    y = tanh(x)
    return (1 + y) * (1 - y)


def relu(x):
    return x * (np.asarray(x) > 0)


def relu_grad(x):
    return np.heaviside(x, 1.0)
