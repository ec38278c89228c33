"""EPS inside the root; the velocity with the other sign; updates through [...]; state in a dictionary."""

import numpy as np


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for p, g in zip(params, grads):
            p[...] = p - self.lr * g


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.state = lr, momentum, {}

    def update(self, params, grads):
        for i, (p, g) in enumerate(zip(params, grads)):
            v = self.state.get(i, 0.0)
            self.state[i] = self.momentum * v + self.lr * g
            p[...] -= self.state[i]


class AdaGrad:
    def __init__(self, lr=0.01):
        self.lr, self.state = lr, {}

    def update(self, params, grads):
        for i, (p, g) in enumerate(zip(params, grads)):
            self.state[i] = self.state.get(i, 0.0) + g**2
            p[...] -= self.lr * g / np.sqrt(self.state[i] + 1e-8)


class RMSProp:
    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr, self.decay_rate, self.state = lr, decay_rate, {}

    def update(self, params, grads):
        for i, (p, g) in enumerate(zip(params, grads)):
            h = self.state.get(i, np.zeros(g.shape))
            h = h + (1 - self.decay_rate) * (g**2 - h)
            self.state[i] = h
            p[...] -= self.lr * g / np.sqrt(h + 1e-8)


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr, self.betas, self.steps, self.state = lr, (beta1, beta2), 0, {}

    def update(self, params, grads):
        self.steps += 1
        b1, b2 = self.betas
        for i, (p, g) in enumerate(zip(params, grads)):
            m, v = self.state.get(i, (0.0, 0.0))
            m = b1 * m + (1 - b1) * g
            v = b2 * v + (1 - b2) * g * g
            self.state[i] = m, v
            p[...] -= self.lr * (m / (1 - b1**self.steps)) / np.sqrt(v / (1 - b2**self.steps) + 1e-8)
