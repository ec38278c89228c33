"""One number at a time, with math."""

import math

import numpy as np


def each(f, x):
    x = np.asarray(x, dtype=float)
    return np.array([f(value) for value in x.ravel()]).reshape(x.shape)


def weighted_sum(x, w, b):
    out = []
    for row in x:
        total = 0.0
        for value, weight in zip(row, w):
            total += value * weight
        out.append(total + b)
    return np.array(out)


def one_sigmoid(v):
    if v < 0:
        return math.exp(v) / (1 + math.exp(v))
    return 1 / (1 + math.exp(-v))


def sigmoid(x):
    return each(one_sigmoid, x)


def sigmoid_grad(x):
    return each(lambda v: one_sigmoid(v) * (1 - one_sigmoid(v)), x)


def tanh(x):
    return each(math.tanh, x)


def tanh_grad(x):
    return each(lambda v: 1 - math.tanh(v) ** 2, x)


def relu(x):
    return each(lambda v: v if v > 0 else 0.0, x)


def relu_grad(x):
    return each(lambda v: 1.0 if v > 0 else 0.0, x)
