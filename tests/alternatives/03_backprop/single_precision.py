"""The arithmetic in float32, the arrays that others hold in float64."""

import numpy as np

f = np.float32


def two_layer_gradients(x, y, w1, w2):
    x, y, w1, w2 = (a.astype(f) for a in (x, y, w1, w2))
    h = x @ w1
    r = np.maximum(h, f(0))
    e = r @ w2 - y
    g = f(2) * e
    return float((e * e).sum()), x.T @ ((g @ w2.T) * (h > 0)), r.T @ g


def logistic(x):
    e = np.exp(-np.abs(x))
    return np.where(x < 0, e, f(1)) / (f(1) + e)


def xor_gradients(x, t, W1, b1, W2, b2):
    x, t, W1, b1, W2, b2 = (a.astype(f) for a in (x, t, W1, b1, W2, b2))
    h = logistic(x @ W1 + b1)
    e = h @ W2 + b2 - t
    g = f(2) * e
    dz = (g @ W2.T) * h * (f(1) - h)
    return float((e * e).sum()), x.T @ dz, dz.sum(axis=0), h.T @ g, g.sum(axis=0)


class Sigmoid:
    def __init__(self):
        self.params, self.grads = [], []

    def forward(self, x):
        self.y = logistic(x.astype(f))
        return self.y

    def backward(self, dout):
        return dout.astype(f) * self.y * (f(1) - self.y)


class Relu:
    def __init__(self):
        self.params, self.grads = [], []

    def forward(self, x):
        self.y = np.maximum(x.astype(f), f(0))
        return self.y.copy()

    def backward(self, dout):
        return dout.astype(f) * (self.y > 0)


class Affine:
    def __init__(self, W, b):
        self.params = [W, b]
        self.grads = [np.zeros_like(W), np.zeros_like(b)]

    def forward(self, x):
        self.x = x.astype(f)
        return self.x @ self.params[0].astype(f) + self.params[1].astype(f)

    def backward(self, dout):
        dout = dout.astype(f)
        self.grads[0][...] = self.x.T @ dout
        self.grads[1][...] = dout.sum(axis=0)
        return dout @ self.params[0].astype(f).T


class SoftmaxWithLoss:
    def forward(self, x, t):
        z = (x - x.max(axis=1, keepdims=True)).astype(f)
        self.t = t if t.ndim == 1 else t.argmax(axis=1)
        self.y = np.exp(z)
        total = self.y.sum(axis=1, keepdims=True)
        self.y /= total
        return float(np.mean(np.log(total)[:, 0] - z[np.arange(len(z)), self.t]))

    def backward(self, dout=1):
        dx = self.y.copy()
        dx[np.arange(len(dx)), self.t] -= f(1)
        return dx * f(dout / len(dx))


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size):
        self.layers = [
            Affine(np.random.randn(input_size, hidden_size) * 0.01, np.zeros(hidden_size)),
            Sigmoid(),
            Affine(np.random.randn(hidden_size, output_size) * 0.01, np.zeros(output_size)),
        ]
        self.params = sum((layer.params for layer in self.layers), [])
        self.grads = sum((layer.grads for layer in self.layers), [])
        self.top = SoftmaxWithLoss()

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def forward(self, x, t):
        return self.top.forward(self.predict(x), t)

    def backward(self, dout=1):
        d = self.top.backward(dout)
        for layer in self.layers[::-1]:
            d = layer.backward(d)
        return d
