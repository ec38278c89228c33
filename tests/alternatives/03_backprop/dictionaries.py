"""Parameters kept by name too; caches as tuples; functions affine_forward and affine_backward behind classes."""

import numpy as np


def affine_forward(x, w, b):
    return x.dot(w) + b, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    return dout.dot(w.T), x.T.dot(dout), dout.sum(axis=0)


def sigmoid_forward(x):
    out = np.where(x >= 0, 1.0, 0.0)
    z = np.exp(-np.abs(x))
    out = np.where(x >= 0, 1 / (1 + z), z / (1 + z))
    return out, out


def sigmoid_backward(dout, cache):
    return dout * (cache - cache**2)


def two_layer_gradients(x, y, w1, w2):
    h, cache1 = affine_forward(x, w1, 0.0)
    mask = h > 0
    out, cache2 = affine_forward(np.where(mask, h, 0), w2, 0.0)
    difference = out - y
    dh, dw2, _ = affine_backward(2 * difference, cache2)
    _, dw1, _ = affine_backward(dh * mask, cache1)
    return (difference**2).sum().item(), dw1, dw2


def xor_gradients(x, t, W1, b1, W2, b2):
    p = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    a, c1 = affine_forward(x, p["W1"], p["b1"])
    h, c2 = sigmoid_forward(a)
    y, c3 = affine_forward(h, p["W2"], p["b2"])
    g = {}
    dh, g["W2"], g["b2"] = affine_backward(2 * (y - t), c3)
    _, g["W1"], g["b1"] = affine_backward(sigmoid_backward(dh, c2), c1)
    return float(np.sum(np.square(y - t))), g["W1"], g["b1"], g["W2"], g["b2"]


class Sigmoid:
    def __init__(self):
        self.params, self.grads = [], []

    def forward(self, x):
        out, self.cache = sigmoid_forward(x)
        return out

    def backward(self, dout):
        return sigmoid_backward(dout, self.cache)


class Relu:
    def __init__(self):
        self.params, self.grads = [], []

    def forward(self, x):
        self.cache = np.sign(np.maximum(x, 0))
        return np.maximum(x, 0)

    def backward(self, dout):
        return self.cache * dout


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.dW, self.db = np.zeros(W.shape), np.zeros(b.shape)

    @property
    def params(self):
        return [self.W, self.b]

    @property
    def grads(self):
        return [self.dW, self.db]

    def forward(self, x):
        out, self.cache = affine_forward(x, self.W, self.b)
        return out

    def backward(self, dout):
        dx, self.dW[...], self.db[...] = affine_backward(dout, self.cache)
        return dx


class SoftmaxWithLoss:
    def __init__(self):
        self.cache = None

    def forward(self, x, t):
        shifted = x - x.max(axis=1, keepdims=True)
        log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        index = (np.arange(len(x)), t if t.ndim == 1 else np.argmax(t, axis=1))
        self.cache = np.exp(log_probabilities), index
        return -log_probabilities[index].mean()

    def backward(self, dout=1):
        probabilities, index = self.cache
        dx = probabilities.copy()
        dx[index] -= 1
        return dout * dx / len(dx)


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size):
        self.p = {
            "W1": np.random.normal(0, 0.01, (input_size, hidden_size)),
            "b1": np.zeros(hidden_size),
            "W2": np.random.normal(0, 0.01, (hidden_size, output_size)),
            "b2": np.zeros(output_size),
        }
        self.g = {name: np.zeros_like(value) for name, value in self.p.items()}
        self.params, self.grads = list(self.p.values()), list(self.g.values())

    def predict(self, x):
        a, self.c1 = affine_forward(x, self.p["W1"], self.p["b1"])
        h, self.c2 = sigmoid_forward(a)
        y, self.c3 = affine_forward(h, self.p["W2"], self.p["b2"])
        return y

    def forward(self, x, t):
        self.loss = SoftmaxWithLoss()
        return self.loss.forward(self.predict(x), t)

    def backward(self, dout=1):
        dh, self.g["W2"][:], self.g["b2"][:] = affine_backward(self.loss.backward(dout), self.c3)
        dx, self.g["W1"][:], self.g["b1"][:] = affine_backward(sigmoid_backward(dh, self.c2), self.c1)
        return dx
