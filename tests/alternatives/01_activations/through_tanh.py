"""Everything from tanh; a boolean derivative of relu; einsum."""

import numpy as np


def weighted_sum(x, w, b):
    return np.einsum("nd,d->n", x, w) + b


def sigmoid(x):
    return 0.5 * (1 + np.tanh(np.asarray(x) / 2))


def sigmoid_grad(x):
    return (1 - np.tanh(np.asarray(x) / 2) ** 2) / 4


def tanh(x):
    return np.sinh(np.clip(x, -350, 350)) / np.cosh(np.clip(x, -350, 350))


def tanh_grad(x):
    return 1 / np.cosh(np.clip(x, -350, 350)) ** 2


def relu(x):
    return (np.abs(x) + x) / 2


def relu_grad(x):
    return np.asarray(x) > 0
