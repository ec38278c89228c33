"""Activation functions with a mistake in tanh: np.zeros_like(x) of an integer array cuts every result to a whole number."""

import math

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
    x = np.asarray(x)
    y = np.empty_like(x)
    for i in np.ndindex(x.shape):
        y[i] = math.tanh(x[i])
    return y


def tanh_grad(x):
    return 1 - np.tanh(x) * np.tanh(x)


def relu(x):
    return np.maximum(0, x)


def relu_grad(x):
    return np.array(x) > 0
