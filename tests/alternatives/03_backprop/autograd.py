"""A small tape: every operation leaves a function that sends gradients back."""

import numpy as np


class Node:
    def __init__(self, value, parents=()):
        self.value, self.parents, self.grad = np.asarray(value), parents, 0.0


def _matmul(a, b):
    return Node(a.value @ b.value, ((a, lambda g: g @ b.value.T), (b, lambda g: a.value.T @ g)))


def _add(a, b):
    return Node(a.value + b.value, ((a, lambda g: g), (b, lambda g: g.sum(axis=0) if b.value.ndim == 1 else g)))


def _map(a, f, slope):
    y = f(a.value)
    return Node(y, ((a, lambda g: g * slope(a.value, y)),))


def _run_back(node, grad):
    node.grad = node.grad + grad
    for parent, send in node.parents:
        _run_back(parent, send(grad))


def logistic(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def _relu(a):
    return _map(a, lambda v: np.maximum(v, 0.0), lambda v, y: v > 0)


def _sigmoid(a):
    return _map(a, logistic, lambda v, y: y * (1 - y))


def two_layer_gradients(x, y, w1, w2):
    a, b = Node(w1), Node(w2)
    out = _matmul(_relu(_matmul(Node(x), a)), b)
    error = out.value - y
    _run_back(out, 2 * error)
    return np.sum(error * error), a.grad, b.grad


def xor_gradients(x, t, W1, b1, W2, b2):
    leaves = [Node(p) for p in (W1, b1, W2, b2)]
    h = _sigmoid(_add(_matmul(Node(x), leaves[0]), leaves[1]))
    out = _add(_matmul(h, leaves[2]), leaves[3])
    error = out.value - t
    _run_back(out, 2 * error)
    return (np.sum(error * error), *(leaf.grad for leaf in leaves))


class Layer:
    def __init__(self):
        self.params, self.grads = [], []

    def forward(self, x):
        self.leaves = [Node(p) for p in self.params]
        self.input = Node(x)
        self.output = self.trace(self.input)
        return self.output.value

    def backward(self, dout):
        for node in (self.input, *self.leaves):
            node.grad = 0.0
        _run_back(self.output, dout)
        for grad, leaf in zip(self.grads, self.leaves):
            np.copyto(grad, leaf.grad)
        return self.input.grad


class Sigmoid(Layer):
    def trace(self, x):
        return _sigmoid(x)


class Relu(Layer):
    def trace(self, x):
        return _relu(Node(x.value.copy(), ((x, lambda g: g),)))


class Affine(Layer):
    def __init__(self, W, b):
        self.params = [W, b]
        self.grads = [np.zeros_like(W), np.zeros_like(b)]

    def trace(self, x):
        return _add(_matmul(x, self.leaves[0]), self.leaves[1])


class SoftmaxWithLoss:
    def forward(self, x, t):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        y = e / e.sum(axis=1, keepdims=True)
        hot = t if t.ndim == 2 else (np.arange(x.shape[1]) == t[:, None])
        self.gap = y - hot
        return -np.log(np.sum(y * hot, axis=1) + 1e-12).mean()

    def backward(self, dout=1):
        return self.gap * dout / len(self.gap)


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size):
        rng = np.random.default_rng()
        self.parts = [
            Affine(rng.normal(0, 0.01, (input_size, hidden_size)), np.zeros(hidden_size)),
            Sigmoid(),
            Affine(rng.normal(0, 0.01, (hidden_size, output_size)), np.zeros(output_size)),
        ]
        self.params = [*self.parts[0].params, *self.parts[2].params]
        self.grads = [*self.parts[0].grads, *self.parts[2].grads]
        self.last = SoftmaxWithLoss()

    def predict(self, x):
        for part in self.parts:
            x = part.forward(x)
        return x

    def forward(self, x, t):
        return self.last.forward(self.predict(x), t)

    def backward(self, dout=1):
        grad = self.last.backward(dout)
        for part in self.parts[::-1]:
            grad = part.backward(grad)
        return grad
