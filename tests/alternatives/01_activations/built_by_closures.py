"""Functions made by functions, and parameters with defaults."""

import numpy as np


def derivative_from_output(function, rule):
    def grad(x):
        y = function(x)
        return rule(y)

    return grad


def weighted_sum(x, w, b=0.0):
    return np.add(np.inner(x, w), b)


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -np.asarray(x, dtype=float)))



tanh = np.tanh
sigmoid_grad = derivative_from_output(sigmoid, lambda y: y * (1 - y))
tanh_grad = derivative_from_output(tanh, lambda y: 1 - y**2)


def relu(x):
    return np.clip(x, 0, None)


def relu_grad(x):
    return np.greater(x, 0).astype("int8")
