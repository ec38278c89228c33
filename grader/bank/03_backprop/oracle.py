"""Every task of exercise 03, written in another form than the solution.

A bias is the weight of a constant input 1 here, softmax is a log-sum-exp, and the network is one
closed formula instead of a chain of layers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[Any]


def logistic(x: Array) -> Array:
    """Return 1 / (1 + e^-x) from e^-|x|, which never overflows."""
    tail = np.exp(-np.abs(x))
    return np.asarray(np.where(x < 0, tail, 1.0) / (1.0 + tail))


def logistic_slope(x: Array) -> Array:
    """Return the derivative of the logistic function at x: e^-|x| / (1 + e^-|x|)^2."""
    tail = np.exp(-np.abs(x))
    return np.asarray(tail / np.square(1.0 + tail))


def with_one(x: Array) -> Array:
    """Append the constant input 1 to every sample: its weight is the bias."""
    return np.concatenate([x, np.ones((len(x), 1))], axis=1)


def log_sum_exp(x: Array) -> Array:
    """Return log(sum over classes of e^score) of each row, (N, 1)."""
    top = x.max(axis=1, keepdims=True)
    return np.asarray(top + np.log(np.exp(x - top).sum(axis=1, keepdims=True)))


def one_hot(t: Labels, num_classes: int) -> Array:
    """Return one-hot rows of class numbers (N,); one-hot rows (N, C) pass through."""
    return np.asarray(np.eye(num_classes)[t] if t.ndim == 1 else t, dtype=float)


def cross_entropy(x: Array, t: Labels) -> float:
    """Return the mean cross entropy of the scores x against t."""
    return float(np.vdot(one_hot(t, x.shape[1]), log_sum_exp(x) - x)) / len(x)


def cross_entropy_slope(x: Array, t: Labels) -> Array:
    """Return its derivative with respect to the scores."""
    return np.asarray((np.exp(x - log_sum_exp(x)) - one_hot(t, x.shape[1])) / len(x))


def hidden_input(x: Array, W1: Array, b1: Array) -> Array:
    """Return what goes into the sigmoid of the network."""
    return np.asarray(np.tensordot(with_one(x), np.vstack([W1, b1]), 1))


def net_scores(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    """Return the scores of Affine, Sigmoid, Affine as one formula."""
    return np.asarray(with_one(logistic(hidden_input(x, W1, b1))) @ np.vstack([W2, b2]))


def net_loss(x: Array, t: Labels, W1: Array, b1: Array, W2: Array, b2: Array) -> float:
    """Return the mean cross entropy of that network."""
    return cross_entropy(net_scores(x, W1, b1, W2, b2), t)


def two_layer_loss(x: Array, y: Array, w1: Array, w2: Array) -> float:
    """Return the sum of squared errors of the two-layer ReLU network."""
    return two_layer_gradients(x, y, w1, w2)[0]


def xor_loss(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> float:
    """Return the sum of squared errors of the XOR network."""
    return float(np.square(np.linalg.norm(net_scores(x, W1, b1, W2, b2) - t)))


def two_layer_gradients(x: Array, y: Array, w1: Array, w2: Array) -> tuple[float, Array, Array]:
    """Return (loss, grad_w1, grad_w2)."""
    z = np.tensordot(x, w1, 1)
    gate = np.where(z > 0, 1.0, 0.0)
    residual = np.tensordot(gate * z, w2, 1) - y
    return (
        float(np.vdot(residual, residual)),
        2.0 * np.tensordot(x, gate * np.tensordot(residual, w2, (1, 1)), (0, 0)),
        2.0 * np.tensordot(gate * z, residual, (0, 0)),
    )


def xor_gradients(
    x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array
) -> tuple[float, Array, Array, Array, Array]:
    """Return (loss, dW1, db1, dW2, db2)."""
    residual = net_scores(x, W1, b1, W2, b2) - t
    first, second = chain(x, 2.0 * residual, W1, b1, W2)
    return float(np.vdot(residual, residual)), first[:-1], first[-1], second[:-1], second[-1]


def chain(x: Array, slope: Array, W1: Array, b1: Array, W2: Array) -> tuple[Array, Array]:
    """Return the gradients of both weight matrices, the bias as their last row.

    `slope` is the derivative of the loss with respect to the scores.
    """
    z = hidden_input(x, W1, b1)
    at_z = logistic_slope(z) * np.tensordot(slope, W2, (1, 1))
    first = np.tensordot(with_one(x), at_z, (0, 0))
    second = np.tensordot(with_one(logistic(z)), slope, (0, 0))
    return np.asarray(first), np.asarray(second)


class Sigmoid:
    """The sigmoid layer; remembers its input."""

    def __init__(self) -> None:
        """Start without parameters."""
        self.params = self.grads = ()

    def forward(self, x: Array) -> Array:
        """Return the sigmoid of x."""
        self.x = np.array(x)
        return logistic(self.x)

    def backward(self, dout: Array) -> Array:
        """Return dx."""
        return np.asarray(logistic_slope(self.x) * dout)


class Relu:
    """The ReLU layer; remembers where its input was positive."""

    def __init__(self) -> None:
        """Start without parameters."""
        self.params = self.grads = ()

    def forward(self, x: Array) -> Array:
        """Return the positive part of x."""
        self.gate = np.where(x > 0, 1.0, 0.0)
        return np.asarray((x + np.abs(x)) / 2)

    def backward(self, dout: Array) -> Array:
        """Return dx."""
        return np.asarray(self.gate * dout)


class Affine:
    """The fully connected layer."""

    def __init__(self, W: Array, b: Array) -> None:
        """Hold W and b themselves, and zeros of their shapes."""
        self.params = [W, b]
        self.grads = [np.zeros(W.shape), np.zeros(b.shape)]

    def forward(self, x: Array) -> Array:
        """Return x W + b."""
        self.x = np.array(x)
        return np.asarray(np.tensordot(with_one(x), np.vstack(self.params), 1))

    def backward(self, dout: Array) -> Array:
        """Fill the gradients and return dx."""
        both = np.tensordot(with_one(self.x), dout, (0, 0))
        np.copyto(self.grads[0], both[:-1])
        np.copyto(self.grads[1], both[-1])
        return np.asarray(np.tensordot(dout, self.params[0], (1, 1)))


class SoftmaxWithLoss:
    """Softmax and cross entropy by log-sum-exp; remembers its arguments."""

    def forward(self, x: Array, t: Labels) -> float:
        """Return the mean cross entropy."""
        self.x, self.t = np.array(x), np.array(t)
        return cross_entropy(self.x, self.t)

    def backward(self, dout: float = 1) -> Array:
        """Return dx."""
        return np.asarray(dout * cross_entropy_slope(self.x, self.t))


class TwoLayerNet:
    """The whole network as one formula."""

    def __init__(self, input_size: int, hidden_size: int, output_size: int) -> None:
        """Draw the weights, set the biases to 0."""
        rng = np.random.default_rng()
        self.params: list[Array] = []
        for fan_in, fan_out in ((input_size, hidden_size), (hidden_size, output_size)):
            self.params.append(rng.normal(0.0, 0.01, (fan_in, fan_out)))
            self.params.append(np.zeros(fan_out))
        self.grads = [np.zeros(p.shape) for p in self.params]

    def predict(self, x: Array) -> Array:
        """Return the scores."""
        return net_scores(x, *self.params)

    def forward(self, x: Array, t: Labels) -> float:
        """Return the loss."""
        self.x, self.t = np.array(x), np.array(t)
        return net_loss(self.x, self.t, *self.params)

    def slope(self) -> Array:
        """Return the derivative of the loss with respect to the scores."""
        return cross_entropy_slope(net_scores(self.x, *self.params), self.t)

    def backward(self, dout: float = 1) -> Array:
        """Fill the gradients and return dx."""
        W1, b1, W2, _ = self.params
        slope = dout * self.slope()
        first, second = chain(self.x, slope, W1, b1, W2)
        for grad, value in zip(self.grads, (first[:-1], first[-1], second[:-1], second[-1]), strict=True):
            grad[...] = value
        return np.asarray((logistic_slope(hidden_input(self.x, W1, b1)) * (slope @ W2.T)) @ W1.T)
