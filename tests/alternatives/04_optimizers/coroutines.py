"""State in generators: one per array, which is sent gradients and gives back steps."""

import numpy as np


def velocity(shape, owner):
    v, g = np.zeros(shape), (yield)
    while True:
        v = owner.momentum * v - owner.lr * g
        g = yield v


def squares(shape, owner):
    h, g = np.zeros(shape), (yield)
    while True:
        h = h + g * g
        g = yield -owner.lr * g / (np.sqrt(h) + 1e-8)


def average(shape, owner):
    h, g = np.zeros(shape), (yield)
    while True:
        h = owner.decay_rate * h + (1 - owner.decay_rate) * g * g
        g = yield -owner.lr * g / np.sqrt(h + 1e-12)


def moments(shape, owner):
    m, v, t, g = np.zeros(shape), np.zeros(shape), 0, (yield)
    while True:
        t += 1
        m = m + (1 - owner.beta1) * (g - m)
        v = v + (1 - owner.beta2) * (g * g - v)
        g = yield -owner.lr * m / (1 - owner.beta1**t) / (np.sqrt(v / (1 - owner.beta2**t)) + 1e-8)


class Stepping:
    rule = None
    walkers = None

    def update(self, params, grads):
        if self.walkers is None:
            self.walkers = [type(self).rule(p.shape, self) for p in params]
            for walker in self.walkers:
                next(walker)
        for p, g, walker in zip(params, grads, self.walkers):
            p += walker.send(g)


class SGD(Stepping):
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for p, g in zip(params, grads):
            p += -self.lr * g


class Momentum(Stepping):
    rule = velocity

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum = lr, momentum


class AdaGrad(Stepping):
    rule = squares

    def __init__(self, lr=0.01):
        self.lr = lr


class RMSProp(Stepping):
    rule = average

    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr, self.decay_rate = lr, decay_rate


class Adam(Stepping):
    rule = moments

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr, self.beta1, self.beta2 = lr, beta1, beta2
