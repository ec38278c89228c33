"""A base class walks over the arrays; each rule is one method that returns the step."""

import numpy as np


class Optimizer:
    slots = 0

    def __init__(self, lr):
        self.lr = lr
        self.t = 0
        self.memory = None

    def update(self, params, grads):
        if self.memory is None:
            self.memory = [[np.zeros_like(p) for _ in range(self.slots)] for p in params]
        self.t = self.t + 1
        for p, g, kept in zip(params, grads, self.memory, strict=True):
            np.add(p, self.step(g, *kept), out=p)
        return params

    def step(self, g, *kept):
        raise NotImplementedError


class SGD(Optimizer):
    def __init__(self, lr=0.01):
        super().__init__(lr)

    def step(self, g):
        return -self.lr * g


class Momentum(Optimizer):
    slots = 1

    def __init__(self, lr=0.01, momentum=0.9):
        super().__init__(lr)
        self.momentum = momentum

    def step(self, g, v):
        v *= self.momentum
        v -= self.lr * g
        return v


class AdaGrad(Optimizer):
    slots = 1

    def __init__(self, lr=0.01):
        super().__init__(lr)

    def step(self, g, h):
        h += np.square(g)
        return -self.lr * g / (h**0.5 + 1e-8)


class RMSProp(Optimizer):
    slots = 1

    def __init__(self, lr=0.01, decay_rate=0.99):
        super().__init__(lr)
        self.rho = decay_rate

    def step(self, g, h):
        h[...] = self.rho * h + (1 - self.rho) * np.square(g)
        return -self.lr * g / np.maximum(np.sqrt(h), 1e-8)


class Adam(Optimizer):
    slots = 2

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        super().__init__(lr)
        self.beta1, self.beta2 = beta1, beta2

    def step(self, g, m, v):
        m[...] = self.beta1 * m + (1 - self.beta1) * g
        v[...] = self.beta2 * v + (1 - self.beta2) * g**2
        m_hat = m / (1 - self.beta1**self.t)
        v_hat = v / (1 - self.beta2**self.t)
        return -self.lr * m_hat / (np.sqrt(v_hat) + 1e-8)
