import numpy as np


def two_layer_gradients(x, y, w1, w2):
    a1 = np.dot(x, w1)
    z1 = np.where(a1 > 0, a1, 0)
    pred = np.dot(z1, w2)
    diff = pred - y
    loss = (diff**2).sum()
    delta2 = 2 * diff
    grad_w2 = np.dot(z1.T, delta2)
    delta1 = np.dot(delta2, w2.T)
    delta1[a1 <= 0] = 0
    grad_w1 = np.dot(x.T, delta1)
    return loss, grad_w1, grad_w2


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def xor_gradients(x, t, W1, b1, W2, b2):
    a1 = np.dot(x, W1) + b1
    z1 = sigmoid(a1)
    y = np.dot(z1, W2) + b2
    diff = y - t
    loss = (diff * diff).sum()
    delta2 = 2 * diff
    delta1 = np.dot(delta2, W2.T) * (1 - z1) * z1
    dW1 = np.dot(x.T, delta1)
    db1 = delta1.sum(axis=0)
    dW2 = np.dot(z1.T, delta2)
    db2 = delta2.sum(axis=0)
    return loss, dW1, db1, dW2, db2


class Sigmoid:
    def __init__(self):
        self.params, self.grads = [], []
        self.out = None

    def forward(self, x):
        out = 1 / (1 + np.exp(-x))
        self.out = out
        return out

    def backward(self, dout):
        dx = dout * (1.0 - self.out) * self.out
        return dx


class Relu:
    def __init__(self):
        self.params, self.grads = [], []
        self.positive = None

    def forward(self, x):
        self.positive = x > 0
        out = x * self.positive
        return out

    def backward(self, dout):
        dx = dout * self.positive
        return dx


class Affine:
    def __init__(self, W, b):
        self.params = [W, b]
        self.grads = [np.zeros_like(W), np.zeros_like(b)]
        self.x = None

    def forward(self, x):
        W, b = self.params
        self.x = x
        out = np.dot(x, W) + b
        return out

    def backward(self, dout):
        W, b = self.params
        dx = np.dot(dout, W.T)
        dW = np.dot(self.x.T, dout)
        db = np.sum(dout, axis=0)
        self.grads[0][...] = dW
        self.grads[1][...] = db
        return dx


def softmax(x):
    x = x - x.max(axis=1, keepdims=True)
    e = np.exp(x)
    return e / e.sum(axis=1, keepdims=True)


class SoftmaxWithLoss:
    def __init__(self):
        self.params, self.grads = [], []

    def forward(self, x, t):
        if t.ndim == 1:
            t = np.eye(x.shape[1])[t]
        x = x - np.max(x, axis=1, keepdims=True)
        self.y = np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)
        self.t = t
        y, eps = self.y, 1e-7
        return -np.sum(y * np.log(y + eps) + (1 - y) * np.log(1 - y + eps)) / len(y)

    def backward(self, dout=1):
        return dout * (self.y - self.t) / len(self.y)


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size):
        W1 = 0.01 * np.random.randn(input_size, hidden_size)
        b1 = np.zeros(hidden_size)
        W2 = 0.01 * np.random.randn(hidden_size, output_size)
        b2 = np.zeros(output_size)
        self.layers = [Affine(W1, b1), Sigmoid(), Affine(W2, b2)]
        self.loss_layer = SoftmaxWithLoss()
        self.params, self.grads = [], []
        for layer in self.layers:
            self.params += layer.params
            self.grads += layer.grads

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def forward(self, x, t):
        score = self.predict(x)
        loss = self.loss_layer.forward(score, t)
        return loss

    def backward(self, dout=1):
        dout = self.loss_layer.backward(dout)
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        return dout
