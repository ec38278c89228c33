"""The five optimizers in another form than the exercise's.

Momentum is the heavy ball, which knows the last position instead of a velocity. AdaGrad and RMSProp keep the
root itself, one hypotenuse a step, instead of a sum of squares. Adam's corrected moments are plain weighted
averages of all gradients so far: dividing by the sum of the weights 1 + beta + beta**2 + ... is the bias
correction, so neither t nor an uncorrected moment appears.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Arrays = list[Array]

EPS = 1e-8


class SGD:
    """w -= lr g."""

    def __init__(self, lr: float = 0.01) -> None:
        self.lr = lr

    def update(self, params: Arrays, grads: Arrays) -> None:
        """Write the combination 1 w + (-lr) g into w."""
        for w, g in zip(params, grads, strict=True):
            w[...] = np.stack([w, g], axis=-1) @ np.array([1.0, -self.lr])


class Momentum:
    """The heavy ball: w_next = w + momentum (w - w_before) - lr g."""

    def __init__(self, lr: float = 0.01, momentum: float = 0.9) -> None:
        self.lr, self.momentum = lr, momentum
        self.before: Arrays = []

    def update(self, params: Arrays, grads: Arrays) -> None:
        """Repeat a share of the last displacement, then go against the gradient."""
        before = self.before or [w.copy() for w in params]
        self.before = [w.copy() for w in params]
        for w, old, g in zip(params, before, grads, strict=True):
            w[...] = (1 + self.momentum) * w - self.momentum * old - self.lr * g


class AdaGrad:
    """The gradient divided by the Euclidean norm of all gradients so far."""

    def __init__(self, lr: float = 0.01) -> None:
        self.lr = lr
        self.roots: Arrays = []

    def update(self, params: Arrays, grads: Arrays) -> None:
        """Lengthen each norm by one hypotenuse and divide by it."""
        roots = self.roots or [np.zeros_like(g) for g in grads]
        self.roots = [np.hypot(root, g) for root, g in zip(roots, grads, strict=True)]
        for i, root in enumerate(self.roots):
            params[i][...] += -self.lr / (root + EPS) * grads[i]


class RMSProp:
    """The gradient divided by a norm in which older gradients fade."""

    def __init__(self, lr: float = 0.01, decay_rate: float = 0.99) -> None:
        self.lr, self.decay_rate = lr, decay_rate
        self.roots: Arrays = []

    def update(self, params: Arrays, grads: Arrays) -> None:
        """Take the same hypotenuse, its legs shrunk by the roots of decay_rate and 1 - decay_rate."""
        old, new = self.decay_rate**0.5, (1 - self.decay_rate) ** 0.5
        roots = self.roots or [np.zeros_like(g) for g in grads]
        self.roots = [np.hypot(old * root, new * g) for root, g in zip(roots, grads, strict=True)]
        for i, root in enumerate(self.roots):
            params[i][...] += -self.lr / (root + EPS) * grads[i]


class _WeightedAverage:
    """The average of all values so far, in which a value counts beta times as much as the next one."""

    def __init__(self, beta: float) -> None:
        self.beta = beta
        self.weights = 0.0
        self.mean: float | Array = 0.0

    def add(self, value: Array) -> Array:
        """Take in one more value and give the new average."""
        self.weights = 1.0 + self.beta * self.weights
        self.mean = np.asarray(self.mean + (value - self.mean) / self.weights)
        return self.mean


class Adam:
    """The average gradient divided by the root of the average square."""

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999) -> None:
        self.lr, self.beta1, self.beta2 = lr, beta1, beta2
        self.averages: dict[int, tuple[_WeightedAverage, _WeightedAverage]] = {}

    def update(self, params: Arrays, grads: Arrays) -> None:
        """Both averages take in the gradient, then their ratio is the step."""
        for i, g in enumerate(grads):
            new = (_WeightedAverage(self.beta1), _WeightedAverage(self.beta2))
            mean, square = self.averages.setdefault(i, new)
            params[i][...] += -self.lr * mean.add(g) / (square.add(g * g) ** 0.5 + EPS)
