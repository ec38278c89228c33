"""Every number by itself, with flat indices and math."""

import math

import numpy as np


def places(params):
    return ((i, j) for i, p in enumerate(params) for j in range(p.size))


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for i, j in places(params):
            params[i].flat[j] -= self.lr * grads[i].flat[j]


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, params, grads):
        for i, j in places(params):
            self.v[i, j] = self.momentum * self.v.get((i, j), 0.0) - self.lr * grads[i].flat[j]
            params[i].flat[j] += self.v[i, j]


class AdaGrad:
    def __init__(self, lr=0.01):
        self.lr, self.h = lr, {}

    def update(self, params, grads):
        for i, j in places(params):
            g = grads[i].flat[j]
            self.h[i, j] = self.h.get((i, j), 0.0) + g * g
            if g != 0:
                params[i].flat[j] -= self.lr * g / math.sqrt(self.h[i, j])


class RMSProp:
    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr, self.decay_rate, self.h = lr, decay_rate, {}

    def update(self, params, grads):
        for i, j in places(params):
            g = grads[i].flat[j]
            self.h[i, j] = self.decay_rate * self.h.get((i, j), 0.0) + (1 - self.decay_rate) * g * g
            params[i].flat[j] -= self.lr * g / (math.sqrt(self.h[i, j]) + 1e-10)


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr, self.beta1, self.beta2 = lr, beta1, beta2
        self.m, self.v, self.power1, self.power2 = {}, {}, 1.0, 1.0

    def update(self, params, grads):
        self.power1 *= self.beta1
        self.power2 *= self.beta2
        for i, j in places(params):
            g = grads[i].flat[j]
            m = self.m[i, j] = self.beta1 * self.m.get((i, j), 0.0) + (1 - self.beta1) * g
            v = self.v[i, j] = self.beta2 * self.v.get((i, j), 0.0) + (1 - self.beta2) * g * g
            step = m / (1 - self.power1) / (math.sqrt(v / (1 - self.power2)) + 1e-8)
            params[i].flat[j] = params[i].flat[j] - self.lr * step
