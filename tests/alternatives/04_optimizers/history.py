"""History instead of state for two of them; ufuncs with out=; Adam counts from zero and adds one."""

import numpy as np


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for param, grad in zip(params, grads):
            param -= np.multiply(grad, self.lr)


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.steps = []

    def update(self, params, grads):
        if not self.steps:
            self.steps = [np.zeros(param.shape) for param in params]
        for step, param, grad in zip(self.steps, params, grads):
            np.multiply(step, self.momentum, out=step)
            np.subtract(step, self.lr * grad, out=step)
            param += step


class AdaGrad:
    def __init__(self, lr=0.01):
        self.lr = lr
        self.seen = []

    def update(self, params, grads):
        self.seen.append([np.array(grad) for grad in grads])
        for i, param in enumerate(params):
            h = np.sum([earlier[i] ** 2 for earlier in self.seen], axis=0)
            param -= self.lr * grads[i] * (h + 1e-16) ** -0.5


class RMSProp:
    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr = lr
        self.decay_rate = decay_rate
        self.seen = []

    def update(self, params, grads):
        self.seen.append([np.array(grad) for grad in grads])
        for i, param in enumerate(params):
            h = np.zeros(param.shape)
            for earlier in self.seen:
                h = self.decay_rate * h + (1 - self.decay_rate) * earlier[i] ** 2
            param -= self.lr * grads[i] / (1e-9 + np.sqrt(h))


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.b1 = beta1
        self.b2 = beta2
        self.t = -1

    def update(self, params, grads):
        self.t += 1
        if self.t == 0:
            self.m = [0.0 * param for param in params]
            self.v = [0.0 * param for param in params]
        for m, v, param, grad in zip(self.m, self.v, params, grads):
            m[:] = self.b1 * m + grad - self.b1 * grad
            v[:] = self.b2 * v + grad * grad - self.b2 * grad * grad
            correction = np.sqrt(1 - self.b2 ** (self.t + 1)) / (1 - self.b1 ** (self.t + 1))
            param -= self.lr * correction * m / (np.sqrt(v) + 1e-8)
