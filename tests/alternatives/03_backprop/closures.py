"""backward is a closure that forward leaves behind; the network is written out without layers."""

import numpy as np


def two_layer_gradients(x, y, w1, w2):
    def forward(w1, w2):
        h = x @ w1
        return h, h.clip(min=0) @ w2 - y

    h, e = forward(w1, w2)
    back = (e + e) @ w2.transpose()
    back[h <= 0] = 0.0
    return (e * e).sum(), np.dot(np.transpose(x), back), np.dot(h.clip(min=0).T, e + e)


def xor_gradients(x, t, W1, b1, W2, b2):
    with np.errstate(over="ignore"):
        h = 1 / (1 + np.exp(-x @ W1 - b1))
    e = h @ W2 + b2 - t
    ones = np.ones(len(x))
    dz = 2 * (e @ W2.T) * h * (1 - h)
    return np.linalg.norm(e) ** 2, x.T @ dz, ones @ dz, 2 * h.T @ e, 2 * ones @ e


class Sigmoid:
    def __init__(self):
        self.params = ()
        self.grads = ()
        self.params, self.grads = list(self.params), list(self.grads)

    def forward(self, x):
        with np.errstate(over="ignore"):
            y = 1.0 / (1.0 + np.exp(-x))
        self.backward = lambda dout: dout * (y * (1 - y))
        return y


class Relu:
    def __init__(self):
        self.params = []
        self.grads = []

    def forward(self, x):
        keep = np.where(x > 0, 1.0, 0.0)

        def backward(dout):
            return dout * keep

        self.backward = backward
        return x * keep


class Affine:
    def __init__(self, W, b):
        self.params = [W, b]
        self.grads = [np.zeros_like(W), np.zeros_like(b)]

    def forward(self, x):
        W, b = self.params

        def backward(dout):
            self.grads[0][:, :] = np.tensordot(x, dout, axes=(0, 0))
            self.grads[1][:] = dout.sum(0)
            return np.tensordot(dout, W, axes=(1, 1))

        self.backward = backward
        return np.tensordot(x, W, axes=1) + b


class SoftmaxWithLoss:
    def forward(self, x, t):
        n = np.arange(len(x))
        t = np.argmax(t, axis=1) if t.ndim > 1 else t
        y = np.exp(x - np.max(x, axis=1)[:, None])
        y = y / np.sum(y, axis=1)[:, None]

        def backward(dout=1):
            dx = np.array(y)
            dx[n, t] = dx[n, t] - 1.0
            return dout * dx / n.size

        self.backward = backward
        return -np.mean(np.log(np.clip(y[n, t], 1e-12, 1)))


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size):
        rng = np.random.default_rng()
        self.params = [
            0.01 * rng.standard_normal((input_size, hidden_size)),
            np.zeros(hidden_size),
            0.01 * rng.standard_normal((hidden_size, output_size)),
            np.zeros(output_size),
        ]
        self.grads = [np.zeros_like(p) for p in self.params]

    def _hidden(self, x):
        W1, b1, _, _ = self.params
        return 1 / (1 + np.exp(-(x @ W1 + b1)))

    def predict(self, x):
        return self._hidden(x) @ self.params[2] + self.params[3]

    def forward(self, x, t):
        self.x, self.h = x, self._hidden(x)
        self.top = SoftmaxWithLoss()
        return self.top.forward(self.h @ self.params[2] + self.params[3], t)

    def backward(self, dout=1):
        W1, _, W2, _ = self.params
        d = self.top.backward(dout)
        dz = d @ W2.T * self.h * (1 - self.h)
        for grad, value in zip(self.grads, (self.x.T @ dz, dz.sum(axis=0), self.h.T @ d, d.sum(axis=0))):
            grad[...] = value
        return dz @ W1.T
