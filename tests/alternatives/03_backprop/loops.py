"""One sample after the other, gradients added up; layers keep plain lists of what they saw."""

import math

import numpy as np


def two_layer_gradients(x, y, w1, w2):
    loss = 0.0
    g1, g2 = np.zeros(w1.shape), np.zeros(w2.shape)
    for xn, yn in zip(x, y):
        h = xn @ w1
        a = np.array([max(v, 0.0) for v in h])
        for o in range(w2.shape[1]):
            error = a @ w2[:, o] - yn[o]
            loss += error**2
            g2[:, o] += 2 * error * a
        back = w2 @ (2 * (a @ w2 - yn))
        g1 += np.outer(xn, [b if v > 0 else 0.0 for b, v in zip(back, h)])
    return loss, g1, g2


def logistic(v):
    return 1 / (1 + math.exp(-v)) if v > 0 else math.exp(v) / (1 + math.exp(v))


logistic_of = np.vectorize(logistic, otypes=[float])


def xor_gradients(x, t, W1, b1, W2, b2):
    sums = [0.0, np.zeros_like(W1), np.zeros_like(b1), np.zeros_like(W2), np.zeros_like(b2)]
    for xn, tn in zip(x, t):
        h = logistic_of(xn @ W1 + b1)
        error = h @ W2 + b2 - tn
        dz = (W2 @ (2 * error)) * h * (1 - h)
        for i, part in enumerate((error @ error, np.outer(xn, dz), dz, np.outer(h, 2 * error), 2 * error)):
            sums[i] = sums[i] + part
    return sums


def xor_as_tuple(function):
    def wrapped(*args, **kwargs):
        return tuple(function(*args, **kwargs))

    return wrapped


xor_gradients = xor_as_tuple(xor_gradients)


class Sigmoid:
    params = []
    grads = []

    def forward(self, x):
        self.y = logistic_of(x)
        return self.y.copy()

    def backward(self, dout):
        dx = np.empty(dout.shape)
        for place in np.ndindex(dx.shape):
            dx[place] = dout[place] * self.y[place] * (1 - self.y[place])
        return dx


class Relu:
    def __init__(self):
        self.params = []
        self.grads = []

    def forward(self, x):
        self.positive = [[v > 0 for v in row] for row in x]
        return np.array([[v if v > 0 else 0.0 for v in row] for row in x])

    def backward(self, dout):
        return np.array([[d if p else 0.0 for d, p in zip(*rows)] for rows in zip(dout, self.positive)])


class Affine:
    def __init__(self, W, b):
        self.params = [W, b]
        self.grads = [np.zeros(W.shape), np.zeros(b.shape)]

    def forward(self, x):
        self.rows = [row.copy() for row in x]
        return np.array([row @ self.params[0] + self.params[1] for row in self.rows])

    def backward(self, dout):
        dW, db = self.grads
        dW.fill(0)
        db.fill(0)
        for row, d in zip(self.rows, dout):
            dW += np.outer(row, d)
            db += d
        return np.array([self.params[0] @ d for d in dout])


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.y, loss = [], 0.0
        self.k = [int(k) for k in (t if t.ndim == 1 else t.argmax(axis=1))]
        for row, k in zip(x, self.k):
            top = max(row)
            total = sum(math.exp(v - top) for v in row)
            self.y.append([math.exp(v - top) / total for v in row])
            loss += top + math.log(total) - row[k]
        return loss / len(self.k)

    def backward(self, dout=1):
        dx = np.array(self.y)
        for n, k in enumerate(self.k):
            dx[n, k] -= 1
        return dx * (dout / len(dx))


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size):
        rng = np.random.default_rng()
        draw = lambda n, m: rng.normal(0, 0.01, (n, m))
        self.first = Affine(draw(input_size, hidden_size), np.zeros(hidden_size))
        self.middle = Sigmoid()
        self.second = Affine(draw(hidden_size, output_size), np.zeros(output_size))
        self.top = SoftmaxWithLoss()
        self.params = self.first.params + self.second.params
        self.grads = self.first.grads + self.second.grads

    def predict(self, x):
        return self.second.forward(self.middle.forward(self.first.forward(x)))

    def forward(self, x, t):
        return self.top.forward(self.predict(x), t)

    def backward(self, dout=1):
        return self.first.backward(self.middle.backward(self.second.backward(self.top.backward(dout))))
