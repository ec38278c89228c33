"""The step is added, so the weights climb the slope (SGD), and the new weight is a copy in the second class (AdaGrad)."""

import numpy as np

TINY = 1e-8


def zeros_for(arrays):
    """One array of zeros for each array."""
    return [np.zeros(a.shape) for a in arrays]


class SGD:
    """Plain gradient descent."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for w, g in zip(params, grads):
            w += self.lr * g


class Momentum:
    """Gradient descent with a velocity."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.velocity = []

    def update(self, params, grads):
        if not self.velocity:
            self.velocity = zeros_for(params)
        for w, g, v in zip(params, grads, self.velocity):
            v *= self.momentum
            v -= self.lr * g
            w += v


class AdaGrad:
    """Steps shrink with the sum of the squared gradients."""

    def __init__(self, lr=0.01):
        self.lr = lr
        self.sums = []

    def update(self, params, grads):
        if not self.sums:
            self.sums = zeros_for(params)
        for w, g, h in zip(params, grads, self.sums):
            h += g**2
            w = w - self.lr * g / (np.sqrt(h) + TINY)


class RMSProp:
    """AdaGrad with a moving average."""

    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr = lr
        self.decay_rate = decay_rate
        self.avg = []

    def update(self, params, grads):
        if not self.avg:
            self.avg = zeros_for(params)
        for w, g, h in zip(params, grads, self.avg):
            h[...] = self.decay_rate * h + (1 - self.decay_rate) * g**2
            w -= self.lr * g / (np.sqrt(h) + TINY)


class Adam:
    """Two moving averages with bias correction."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.beta1, self.beta2 = beta1, beta2
        self.steps = 0
        self.first, self.second = [], []

    def update(self, params, grads):
        if self.steps == 0:
            self.first, self.second = zeros_for(params), zeros_for(params)
        self.steps += 1
        fix1 = 1 - self.beta1**self.steps
        fix2 = 1 - self.beta2**self.steps
        for w, g, m, v in zip(params, grads, self.first, self.second):
            m[...] = self.beta1 * m + (1 - self.beta1) * g
            v[...] = self.beta2 * v + (1 - self.beta2) * g * g
            w -= self.lr * (m / fix1) / (np.sqrt(v / fix2) + TINY)
