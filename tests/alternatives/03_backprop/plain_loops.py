"""Nothing but loops over single numbers: no product of matrices, no broadcasting, no sum of numpy's."""

import math
import random

import numpy as np


def product(a, b):
    result = np.zeros((a.shape[0], b.shape[1]))
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                result[i, j] += a[i, k] * b[k, j]
    return result


def flipped(a):
    result = np.zeros((a.shape[1], a.shape[0]))
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            result[j, i] = a[i, j]
    return result


def each(function, *arrays):
    result = np.zeros(arrays[0].shape)
    for place in np.ndindex(*result.shape):
        result[place] = function(*(array[place] for array in arrays))
    return result


def plus_bias(a, b):
    result = np.zeros(a.shape)
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            result[i, j] = a[i, j] + b[j]
    return result


def column_sums(a):
    sums = np.zeros(a.shape[1])
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            sums[j] += a[i, j]
    return sums


def sum_of_squares(a):
    total = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            total += a[i, j] * a[i, j]
    return total


def logistic(v):
    if v < -700:
        return 0.0
    return 1.0 / (1.0 + math.exp(-v))


def two_layer_gradients(x, y, w1, w2):
    h = product(x, w1)
    r = each(lambda v: v if v > 0 else 0.0, h)
    error = each(lambda p, q: p - q, product(r, w2), y)
    doubled = each(lambda e: 2 * e, error)
    back = each(lambda g, v: g if v > 0 else 0.0, product(doubled, flipped(w2)), h)
    return sum_of_squares(error), product(flipped(x), back), product(flipped(r), doubled)


def xor_gradients(x, t, W1, b1, W2, b2):
    a = each(logistic, plus_bias(product(x, W1), b1))
    error = each(lambda p, q: p - q, plus_bias(product(a, W2), b2), t)
    doubled = each(lambda e: 2 * e, error)
    back = each(lambda g, s: g * s * (1 - s), product(doubled, flipped(W2)), a)
    return (
        sum_of_squares(error),
        product(flipped(x), back),
        column_sums(back),
        product(flipped(a), doubled),
        column_sums(doubled),
    )


class Sigmoid:
    def __init__(self):
        self.params, self.grads = [], []

    def forward(self, x):
        self.y = each(logistic, x)
        return self.y

    def backward(self, dout):
        return each(lambda d, s: d * s * (1 - s), dout, self.y)


class Relu:
    def __init__(self):
        self.params, self.grads = [], []

    def forward(self, x):
        self.y = each(lambda v: v if v > 0 else 0.0, x)
        return self.y

    def backward(self, dout):
        return each(lambda d, v: d if v > 0 else 0.0, dout, self.y)


class Affine:
    def __init__(self, W, b):
        self.params = [W, b]
        self.grads = [np.zeros(W.shape), np.zeros(b.shape)]

    def forward(self, x):
        self.x = x
        return plus_bias(product(x, self.params[0]), self.params[1])

    def backward(self, dout):
        dW, db = product(flipped(self.x), dout), column_sums(dout)
        for i in range(dW.shape[0]):
            for j in range(dW.shape[1]):
                self.grads[0][i, j] = dW[i, j]
        for j in range(len(db)):
            self.grads[1][j] = db[j]
        return product(dout, flipped(self.params[0]))


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.y = np.zeros(x.shape)
        self.classes = []
        loss = 0.0
        for i in range(x.shape[0]):
            top = max(x[i, j] for j in range(x.shape[1]))
            total = sum(math.exp(x[i, j] - top) for j in range(x.shape[1]))
            for j in range(x.shape[1]):
                self.y[i, j] = math.exp(x[i, j] - top) / total
            k = t[i] if t.ndim == 1 else max(range(t.shape[1]), key=lambda j: t[i, j])
            self.classes.append(int(k))
            loss += top + math.log(total) - x[i, self.classes[i]]
        return loss / x.shape[0]

    def backward(self, dout=1):
        dx = np.zeros(self.y.shape)
        for i in range(dx.shape[0]):
            for j in range(dx.shape[1]):
                right = 1.0 if j == self.classes[i] else 0.0
                dx[i, j] = dout * (self.y[i, j] - right) / dx.shape[0]
        return dx


def drawn(rows, columns):
    W = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            W[i, j] = 0.01 * random.gauss(0, 1)
    return W


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size):
        first = Affine(drawn(input_size, hidden_size), np.zeros(hidden_size))
        second = Affine(drawn(hidden_size, output_size), np.zeros(output_size))
        self.layers = [first, Sigmoid(), second]
        self.last = SoftmaxWithLoss()
        self.params = first.params + second.params
        self.grads = first.grads + second.grads

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def forward(self, x, t):
        return self.last.forward(self.predict(x), t)

    def backward(self, dout=1):
        dout = self.last.backward(dout)
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        return dout
