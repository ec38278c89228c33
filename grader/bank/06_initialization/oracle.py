"""Compute what every task of 06_initialization should return, in another form than the solution.

Each computation is a small class whose methods are the places where people go wrong; the functions
with the tasks' names run them. The misconceptions override one method each.
"""

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.int64]
Parameters: TypeAlias = tuple[Floats, Floats, Floats, Floats]


def product(a: Floats, b: Floats) -> Floats:
    """Return the matrix product; the rows of either may be a single one."""
    result: Floats = np.tensordot(a, b, axes=1)
    return result


def normal_weights(std: float, fan_in: int, fan_out: int, rng: np.random.Generator) -> Floats:
    """Draw a (fan_in, fan_out) matrix of normal numbers with this standard deviation."""
    return np.multiply(rng.standard_normal(size=(fan_in, fan_out)), std)


def xavier_init(fan_in: int, fan_out: int, rng: np.random.Generator) -> Floats:
    """Glorot and Bengio (2010): the variance is one over the mean of fan_in and fan_out."""
    mean_fan = (fan_in + fan_out) / 2.0
    return normal_weights(mean_fan**-0.5, fan_in, fan_out, rng)


def he_init(fan_in: int, fan_out: int, rng: np.random.Generator) -> Floats:
    """He et al. (2015): the variance is two over fan_in."""
    return normal_weights((fan_in / 2.0) ** -0.5, fan_in, fan_out, rng)


class Stack:
    """Layers a_new = act(a @ W) under the loss sum(a_last), one sample at a time.

    The gradient of sample n with respect to W of a layer is the outer product of the layer's input and
    delta; delta is carried from the last layer to the first by explicit Jacobians.
    """

    activations = ("sigmoid", "tanh", "relu")

    def act(self, z: Floats, activation: str) -> Floats:
        """Return the activation, for sigmoid through exp(-|z|), which never overflows."""
        if activation == "sigmoid":
            small = np.exp(-np.abs(z))
            return np.where(z < 0, small, 1.0) / (1.0 + small)
        return np.tanh(z) if activation == "tanh" else np.where(z > 0, z, 0.0)

    def slope(self, z: Floats, activation: str) -> Floats:
        """Return the derivative of the activation with respect to z."""
        if activation == "sigmoid":
            return self.act(z, "sigmoid") * self.act(-z, "sigmoid")
        # 1 - tanh(z)**2, written so that nothing cancels where tanh(z) is near 1.
        if activation == "tanh":
            return 4.0 * self.slope(2.0 * z, "sigmoid")
        return np.where(z > 0, 1.0, 0.0)

    def delta(self, z: Floats, upstream: Floats, activation: str) -> Floats:
        """Return dL/dz of one sample from dL/da."""
        jacobian = np.diag(self.slope(z, activation))
        return jacobian @ upstream

    def last(self, z: Floats, activation: str) -> Floats:
        """Return the output of the last layer."""
        return self.act(z, activation)

    def last_delta(self, z: Floats, activation: str) -> Floats:
        """Return dL/dz of one sample at the last layer."""
        return self.delta(z, np.ones(z.shape), activation)

    def size(self, gradient: Floats) -> float:
        """Return the L2 norm of a gradient, the square root of its product with itself."""
        flat = gradient.ravel()
        return math.sqrt(np.vdot(flat, flat))

    def check_name(self, activation: str) -> None:
        """Refuse an unknown activation."""
        if activation not in self.activations:
            raise ValueError(activation)

    def inputs_and_sums(
        self, row: Floats, weights: Sequence[Floats], activation: str
    ) -> tuple[list[Floats], list[Floats]]:
        """Return the input a and the sum z of every layer for one sample."""
        inputs, sums = [row], []
        for number, matrix in enumerate(weights, 1):
            sums.append(product(inputs[-1], matrix))
            act = self.act if number < len(weights) else self.last
            inputs.append(act(sums[-1], activation))
        return inputs, sums

    def gradients(self, x: Floats, weights: Sequence[Floats], activation: str) -> list[Floats]:
        """Return dL/dW of every layer, first layer first."""
        totals = [np.zeros(matrix.shape) for matrix in weights]
        for row in x:
            inputs, sums = self.inputs_and_sums(row, weights, activation)
            delta = self.last_delta(sums[-1], activation)
            for layer in range(len(weights) - 1, -1, -1):
                totals[layer] += np.multiply.outer(inputs[layer], delta)
                if layer:
                    delta = self.delta(sums[layer - 1], weights[layer] @ delta, activation)
        return totals

    def loss(self, x: Floats, weights: Sequence[Floats], activation: str) -> float:
        """Return L, for numerical gradients."""
        for matrix in weights:
            x = self.act(product(x, matrix), activation)
        return float(x.sum())

    def norms(self, x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
        """Return the norm of dL/dW of every layer, first layer first."""
        self.check_name(activation)
        return [self.size(gradient) for gradient in self.gradients(x, weights, activation)]


def layer_gradient_norms(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Return the norm of dL/dW of every layer, first layer first."""
    return Stack().norms(x, weights, activation)


def sums_of(x: Floats, weights: Sequence[Floats], activation: str) -> list[Floats]:
    """Return z of every layer, (N, H) each: a check keeps them away from the kink of ReLU."""
    rows = [Stack().inputs_and_sums(row, weights, activation)[1] for row in x]
    return [np.stack(sums) for sums in zip(*rows, strict=True)]


def labels_of(t: Floats | Labels) -> list[int]:
    """Return labels, given labels or one-hot rows."""
    return [int(entry) if np.ndim(entry) == 0 else entry.tolist().index(1) for entry in t]


def accuracy(y: Floats, t: Floats | Labels) -> float:
    """Count the rows whose score at the right class is above all others."""
    right = 0
    for scores, label in zip(y.tolist(), labels_of(t), strict=True):
        right += max(range(len(scores)), key=scores.__getitem__) == label
    return right / len(y)


class IrisTraining:
    """Gradient descent on a 4-H-3 network, written with each bias as the weight of a constant input.

    V1 is (5, H) and V2 (H + 1, 3): the last row of each holds the biases.
    """

    def initial(self, hidden_size: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Return V1 and V2 before the first update: He's rule, biases 0."""
        weights = [he_init(4, hidden_size, rng), he_init(hidden_size, 3, rng)]
        first, second = (np.pad(matrix, ((0, 1), (0, 0))) for matrix in weights)
        return first, second

    def prepare(self, x: Floats) -> Floats:
        """Return the inputs as the network sees them."""
        return x

    def act(self, z: Floats) -> Floats:
        """Return the output of the hidden layer."""
        return np.where(z > 0, z, 0.0)

    def act_back(self, z: Floats, upstream: Floats) -> Floats:
        """Return dL/dz of the hidden layer."""
        return np.where(z > 0, upstream, 0.0)

    def probabilities(self, scores: Floats) -> Floats:
        """Return the softmax of each row, by way of its logarithm."""
        log_total: Floats = np.logaddexp.reduce(scores, axis=1, keepdims=True)
        return np.exp(scores - log_total)

    def error(self, scores: Floats, t: Labels) -> Floats:
        """Return d loss / d scores of the mean cross entropy."""
        return (self.probabilities(scores) - np.identity(3)[t]) / len(t)

    def output(self, z: Floats) -> Floats:
        """Return the scores: the output layer has no activation."""
        return z

    def output_back(self, z: Floats, upstream: Floats) -> Floats:
        """Return dL/dz of the output layer."""
        del z
        return upstream

    def bias_gradient(self, delta: Floats) -> Floats:
        """Return dL/db from dL/dz."""
        return product(np.ones(len(delta)), delta)

    def gradient(self, inputs: Floats, delta: Floats) -> Floats:
        """Return the gradient of a layer's weights, with that of its biases as the last row."""
        return np.vstack([product(inputs.T, delta), self.bias_gradient(delta)])

    def updates(self, max_iter: int) -> int:
        """Return how many updates are made."""
        return max_iter

    def step(self, v1: Floats, v2: Floats, x: Floats, t: Labels, lr: float) -> tuple[Floats, Floats]:
        """Return V1 and V2 after one update."""
        z = product(x, v1[:-1]) + v1[-1]
        h = self.act(z)
        top = product(h, v2[:-1]) + v2[-1]
        delta2 = self.output_back(top, self.error(self.output(top), t))
        new2 = v2 - lr * self.gradient(h, delta2)
        delta1 = self.act_back(z, product(delta2, self.seen_from_below(v2, new2)[:-1].T))
        return v1 - lr * self.gradient(x, delta1), new2

    def seen_from_below(self, before: Floats, after: Floats) -> Floats:
        """Return the V2 that carries the error back: the one that made the scores."""
        del after
        return before

    def descend(self, parameters: Parameters, x: Floats, t: Labels, lr: float, max_iter: int) -> Parameters:
        """Return the parameters after max_iter updates from these."""
        w1, b1, w2, b2 = parameters
        v1, v2 = np.vstack([w1, b1]), np.vstack([w2, b2])
        seen = self.prepare(x)
        for _ in range(self.updates(max_iter)):
            v1, v2 = self.step(v1, v2, seen, t, lr)
        return v1[:-1], v1[-1], v2[:-1], v2[-1]

    def train(
        self, x: Floats, t: Labels, hidden_size: int, lr: float, max_iter: int, rng: np.random.Generator
    ) -> Parameters:
        """Return the parameters after max_iter updates from fresh ones."""
        v1, v2 = self.initial(hidden_size, rng)
        return self.descend((v1[:-1], v1[-1], v2[:-1], v2[-1]), x, t, lr, max_iter)


def train_iris(
    x: Floats, t: Labels, hidden_size: int, lr: float, max_iter: int, rng: np.random.Generator
) -> Parameters:
    """Return (W1, b1, W2, b2) after max_iter updates."""
    return IrisTraining().train(x, t, hidden_size, lr, max_iter, rng)


def descend(parameters: Parameters, x: Floats, t: Labels, lr: float, max_iter: int) -> Parameters:
    """Return the parameters after max_iter right updates from the given ones."""
    return IrisTraining().descend(parameters, x, t, lr, max_iter)


def scores_of(parameters: Parameters, x: Floats) -> Floats:
    """Return the scores of the network with these parameters."""
    w1, b1, w2, b2 = parameters
    return product(np.clip(product(x, w1) + b1, 0.0, None), w2) + b2
