"""The column convention inside: weights (out, in), samples as columns, biases (out, 1)."""

import numpy as np


def two_layer_gradients(x, y, w1, w2):
    X, Y, A, B = x.T, y.T, w1.T, w2.T
    Z = A @ X
    H = np.where(Z > 0, Z, 0)
    E = B @ H - Y
    dB = 2 * E @ H.T
    dA = ((B.T @ (2 * E)) * (Z > 0)) @ X.T
    return np.sum(E**2), dA.T, dB.T


def xor_gradients(x, t, W1, b1, W2, b2):
    H = 0.5 * (1 + np.tanh((W1.T @ x.T + b1[:, None]) / 2))
    D = 2 * (W2.T @ H + b2[:, None] - t.T)
    dZ = (W2 @ D) * (H - H**2)
    return np.sum(D**2) / 4, (dZ @ x).T, dZ.sum(1), (D @ H.T).T, D.sum(1)


class Sigmoid:
    def __init__(self):
        self.params = []
        self.grads = []

    def forward(self, x):
        self.tanh = np.tanh(x / 2)
        return (self.tanh + 1) / 2

    def backward(self, dout):
        return dout * (1 - self.tanh**2) / 4


class Relu:
    def __init__(self):
        self.params = []
        self.grads = []

    def forward(self, x):
        self.x = x.copy()
        return (np.abs(x) + x) / 2

    def backward(self, dout):
        return np.where(self.x >= 0, dout, 0)


class Affine:
    def __init__(self, W, b):
        self.params = [W, b]
        self.grads = [W * 0, b * 0]

    def forward(self, x):
        W, b = self.params
        self.columns = x.T
        return (W.T @ self.columns + b[:, None]).T

    def backward(self, dout):
        D = dout.T
        self.grads[0][:] = (D @ self.columns.T).T
        self.grads[1][:] = D.sum(axis=1)
        return (self.params[0] @ D).T


class SoftmaxWithLoss:
    def __init__(self):
        self.params = []
        self.grads = []

    def forward(self, x, t):
        S = x.T - x.T.max(axis=0)
        T = (t if t.ndim == 2 else np.eye(x.shape[1])[t]).T
        self.P = np.exp(S) / np.exp(S).sum(axis=0)
        self.T = T
        return np.mean(np.log(np.exp(S).sum(axis=0)) - (S * T).sum(axis=0))

    def backward(self, dout=1.0):
        return (self.P - self.T).T * dout / self.P.shape[1]


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size):
        self.params = [
            np.random.randn(input_size, hidden_size) / 100,
            np.zeros(hidden_size),
            np.random.randn(hidden_size, output_size) / 100,
            np.zeros((output_size,)),
        ]
        self.affine1 = Affine(*self.params[:2])
        self.affine2 = Affine(*self.params[2:])
        self.grads = [*self.affine1.grads, *self.affine2.grads]
        self.sigmoid = Sigmoid()
        self.loss = SoftmaxWithLoss()

    def predict(self, x):
        return self.affine2.forward(self.sigmoid.forward(self.affine1.forward(x)))

    def forward(self, x, t):
        return self.loss.forward(self.predict(x), t)

    def backward(self, dout=1):
        d = self.affine2.backward(self.loss.backward(dout))
        return self.affine1.backward(self.sigmoid.backward(d))
