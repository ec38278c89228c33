"""Steps and state in float32, added to the float64 weights."""

import numpy as np

f = np.float32


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for p, g in zip(params, grads):
            p -= f(self.lr) * g.astype(f)


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, None

    def update(self, params, grads):
        self.v = self.v or [np.zeros(p.shape, f) for p in params]
        for v, p, g in zip(self.v, params, grads):
            v *= f(self.momentum)
            v -= f(self.lr) * g.astype(f)
            p += v


class AdaGrad:
    def __init__(self, lr=0.01):
        self.lr, self.h = lr, None

    def update(self, params, grads):
        self.h = self.h or [np.zeros(p.shape, f) for p in params]
        for h, p, g in zip(self.h, params, grads):
            g = g.astype(f)
            h += g * g
            p -= f(self.lr) * g / (np.sqrt(h) + f(1e-7))


class RMSProp:
    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr, self.decay_rate, self.h = lr, decay_rate, None

    def update(self, params, grads):
        self.h = self.h or [np.zeros(p.shape, f) for p in params]
        for h, p, g in zip(self.h, params, grads):
            g = g.astype(f)
            h += f(1 - self.decay_rate) * (g * g - h)
            p -= f(self.lr) * g / (np.sqrt(h) + f(1e-7))


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr, self.beta1, self.beta2, self.t, self.m, self.v = lr, beta1, beta2, 0, None, None

    def update(self, params, grads):
        self.m = self.m or [np.zeros(p.shape, f) for p in params]
        self.v = self.v or [np.zeros(p.shape, f) for p in params]
        self.t += 1
        for m, v, p, g in zip(self.m, self.v, params, grads):
            g = g.astype(f)
            m += f(1 - self.beta1) * (g - m)
            v += f(1 - self.beta2) * (g * g - v)
            m_hat = m / f(1 - self.beta1**self.t)
            p -= f(self.lr) * m_hat / (np.sqrt(v / f(1 - self.beta2**self.t)) + f(1e-7))
