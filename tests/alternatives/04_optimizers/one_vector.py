"""All arrays as one long vector; the steps cut apart again."""

import numpy as np


def joined(arrays):
    return np.concatenate([np.ravel(a) for a in arrays])


def spread(params, step):
    start = 0
    for p in params:
        p[...] += step[start : start + p.size].reshape(p.shape)
        start += p.size


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        spread(params, -self.lr * joined(grads))


class Momentum:
    v = 0.0

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum

    def update(self, params, grads):
        self.v = self.momentum * self.v - self.lr * joined(grads)
        spread(params, self.v)


class AdaGrad:
    h = 0.0

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        g = joined(grads)
        self.h = self.h + g**2
        spread(params, -self.lr * np.divide(g, np.sqrt(self.h), out=np.zeros_like(g), where=self.h > 0))


class RMSProp:
    h = 0.0

    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr = lr
        self.decay_rate = decay_rate

    def update(self, params, grads):
        g = joined(grads)
        self.h = self.decay_rate * self.h + (1 - self.decay_rate) * g**2
        spread(params, -self.lr * g / (np.sqrt(self.h) + 1e-7))


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.t, self.m, self.v = 0, 0.0, 0.0

    def update(self, params, grads):
        self.t += 1
        g = joined(grads)
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        m, v = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        spread(params, -self.lr * m / np.sqrt(v + 1e-8))
