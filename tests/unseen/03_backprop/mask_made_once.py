"""The mask is made in the first forward only and used for all later ones (Relu)."""

import numpy as np


def sig(z):
    """Sigmoid without overflow."""
    return 0.5 * (np.tanh(0.5 * z) + 1.0)


def two_layer_gradients(x, y, w1, w2):
    """Forward, then the chain rule line by line."""
    hidden = x @ w1
    active = hidden > 0
    hidden_out = np.where(active, hidden, 0.0)
    error = hidden_out @ w2 - y
    d_pred = 2.0 * error
    d_w2 = hidden_out.T @ d_pred
    d_hidden = np.where(active, d_pred @ w2.T, 0.0)
    d_w1 = x.T @ d_hidden
    return float(np.sum(error * error)), d_w1, d_w2


def xor_gradients(x, t, W1, b1, W2, b2):
    """The four gradients of the XOR network."""
    hidden = sig(x @ W1 + b1)
    error = hidden @ W2 + b2 - t
    delta2 = 2.0 * error
    delta1 = (delta2 @ W2.T) * (hidden - hidden**2)
    ones = np.ones(len(x))
    return np.sum(error**2), x.T @ delta1, ones @ delta1, hidden.T @ delta2, ones @ delta2


class Sigmoid:
    """y = sigmoid(x)."""

    def __init__(self):
        self.params = []
        self.grads = []

    def forward(self, x):
        y = sig(x)
        self.slope = y * (1.0 - y)
        return y

    def backward(self, dout):
        return dout * self.slope


class Relu:
    """y = max(x, 0)."""

    def __init__(self):
        self.params = []
        self.grads = []
        self.positive = None

    def forward(self, x):
        if self.positive is None:
            self.positive = x > 0
        return np.maximum(x, 0.0)

    def backward(self, dout):
        return np.where(self.positive, dout, 0.0)


class Affine:
    """y = x W + b."""

    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.dW = np.zeros(W.shape)
        self.db = np.zeros(b.shape)
        self.params = [self.W, self.b]
        self.grads = [self.dW, self.db]

    def forward(self, x):
        self.inputs = x
        return x @ self.W + self.b

    def backward(self, dout):
        np.copyto(self.dW, self.inputs.T @ dout)
        np.copyto(self.db, dout.sum(axis=0))
        return dout @ self.W.T


class SoftmaxWithLoss:
    """Scores to loss."""

    def __init__(self):
        self.params = []
        self.grads = []

    def forward(self, x, t):
        self.labels = np.argmax(t, axis=1) if t.ndim == 2 else t.astype(int)
        shifted = x - np.max(x, axis=1, keepdims=True)
        log_probs = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        self.probs = np.exp(log_probs)
        rows = np.arange(len(x))
        return float(-log_probs[rows, self.labels].mean())

    def backward(self, dout=1):
        n = self.probs.shape[0]
        dx = self.probs.copy()
        for row, k in enumerate(self.labels):
            dx[row, k] -= 1.0
        return dx * dout / n


class TwoLayerNet:
    """Affine, Sigmoid, Affine, SoftmaxWithLoss."""

    def __init__(self, input_size, hidden_size, output_size):
        rng = np.random.default_rng()
        self.affine1 = Affine(rng.normal(0, 0.01, (input_size, hidden_size)), np.zeros(hidden_size))
        self.sigmoid = Sigmoid()
        self.affine2 = Affine(rng.normal(0, 0.01, (hidden_size, output_size)), np.zeros(output_size))
        self.loss = SoftmaxWithLoss()
        self.params = self.affine1.params + self.affine2.params
        self.grads = self.affine1.grads + self.affine2.grads

    def predict(self, x):
        hidden = self.sigmoid.forward(self.affine1.forward(x))
        return self.affine2.forward(hidden)

    def forward(self, x, t):
        return self.loss.forward(self.predict(x), t)

    def backward(self, dout=1):
        d = self.loss.backward(dout)
        d = self.affine2.backward(d)
        d = self.sigmoid.backward(d)
        return self.affine1.backward(d)
