"""Wrong beliefs about the network as a whole."""

# ruff: noqa: PLW2901 - the six arrays of xor_gradients, slopes of (z, h), updates in place

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from grader.checks import misconception

from . import oracle
from .misconceptions import Array
from .misconceptions_loss import BookSoftmaxWithLoss, book_loss

# ---------------------------------------------------------------- TwoLayerNet


class BookNet(oracle.TwoLayerNet):
    """Right, with the book's constant inside the log."""

    def forward(self, x: Array, t: Array) -> float:
        super().forward(x, t)
        return book_loss(oracle.net_scores(x, *self.params), t)


@misconception("TwoLayerNet", rtol=1e-6)
class probabilities_as_scores(BookNet):
    """predict applies the softmax; the loss does not see it."""

    def predict(self, x: Array) -> Array:
        scores = super().predict(x)
        return np.asarray(np.exp(scores - oracle.log_sum_exp(scores)))


@misconception("TwoLayerNet", rtol=1e-6)
class sigmoid_in_predict_only(BookNet):
    """predict ends in a sigmoid that loss and gradients do not have. n = 1."""

    def predict(self, x: Array) -> Array:
        return oracle.logistic(super().predict(x))


class Layered(oracle.TwoLayerNet):
    """A chain of the oracle's layers, for mistakes in the chain; `middle` and `last` differ."""

    middle: Any = oracle.Sigmoid
    last: Any = None

    def __init__(self, input_size: int, hidden_size: int, output_size: int) -> None:
        super().__init__(input_size, hidden_size, output_size)
        W1, b1, W2, b2 = self.params
        self.chain: list[Any] = [oracle.Affine(W1, b1), self.middle(), oracle.Affine(W2, b2)]
        if self.last is not None:
            self.chain.append(self.last())
        self.top = BookSoftmaxWithLoss()
        self.grads = self.chain[0].grads + self.chain[2].grads

    def predict(self, x: Array) -> Array:
        return reduce(lambda a, layer: np.asarray(layer.forward(a)), self.chain, x)

    def forward(self, x: Array, t: Array) -> float:
        scores = self.predict(x)
        return self.top.forward(scores, t)

    def way_back(self) -> list[Any]:
        return self.chain[::-1]

    def backward(self, dout: float = 1) -> Array:
        slope = self.top.backward(dout)
        return reduce(lambda g, layer: np.asarray(layer.backward(g)), self.way_back(), slope)


class Identity(oracle.Relu):
    """A layer that does nothing."""

    def forward(self, x: Array) -> Array:
        return x

    def backward(self, dout: Array) -> Array:
        return dout


@misconception("TwoLayerNet", rtol=1e-6)
class no_hidden_activation(Layered):
    """Two Affine layers in a row. n = 1."""

    middle = Identity


@misconception("TwoLayerNet", rtol=1e-6)
class relu_as_hidden_activation(Layered):
    """Relu where the task says Sigmoid."""

    middle = oracle.Relu


@misconception("TwoLayerNet", rtol=1e-6)
class relu_before_softmax(Layered):
    """An activation after the last Affine. n = 1."""

    last = oracle.Relu


@misconception("TwoLayerNet", rtol=1e-6)
class sigmoid_before_softmax(Layered):
    """A sigmoid after the last Affine."""

    last = oracle.Sigmoid


@misconception("TwoLayerNet", rtol=1e-6)
class output_sigmoid_not_differentiated(Layered):
    """predict and the loss go through a last sigmoid, backward does not. n = 1."""

    last = oracle.Sigmoid

    def way_back(self) -> list[Any]:
        return self.chain[2::-1]


@misconception("TwoLayerNet", rtol=1e-6)
class layers_not_reversed(Layered):
    """for layer in self.layers: dout = layer.backward(dout). n = 5."""

    def way_back(self) -> list[Any]:
        return self.chain


@misconception("TwoLayerNet", rtol=1e-6)
class sigmoid_skipped_on_the_way_back(Layered):
    """The error goes from Affine to Affine. n = 2."""

    def way_back(self) -> list[Any]:
        return [self.chain[2], self.chain[0]]


@misconception("TwoLayerNet", rtol=1e-6)
class hidden_layer_frozen(BookNet):
    """Only the last layer gets its gradients."""

    def backward(self, dout: float = 1) -> Array:
        dx = super().backward(dout)
        self.grads[0].fill(0)
        self.grads[1].fill(0)
        return dx


@misconception("TwoLayerNet", rtol=1e-6)
class weights_before_biases(BookNet):
    """params = [W1, W2, b1, b2]."""

    def __init__(self, input_size: int, hidden_size: int, output_size: int) -> None:
        super().__init__(input_size, hidden_size, output_size)
        self.params = [self.params[i] for i in (0, 2, 1, 3)]
        self.grads = [self.grads[i] for i in (0, 2, 1, 3)]


@misconception("TwoLayerNet", rtol=1e-6)
class net_grads_replaced(BookNet):
    """backward makes a new list of new arrays. n = 6."""

    def backward(self, dout: float = 1) -> Array:
        self.grads = [np.zeros_like(g) for g in self.grads]
        return super().backward(dout)


@misconception("TwoLayerNet", rtol=1e-6)
class net_grads_accumulated(BookNet):
    """The gradients of every backward are added up."""

    def backward(self, dout: float = 1) -> Array:
        before = [g.copy() for g in self.grads]
        dx = super().backward(dout)
        for grad, old in zip(self.grads, before, strict=True):
            grad += old
        return dx


@misconception("TwoLayerNet", rtol=1e-6)
class net_upstream_ignored(BookNet):
    """dout is not handed to the loss layer."""

    def backward(self, dout: float = 1) -> Array:
        return super().backward(1)


@misconception("TwoLayerNet", rtol=1e-6)
class net_averaged_twice(BookNet):
    """Divided by N in the loss layer and once more on the way back. n = 8."""

    def backward(self, dout: float = 1) -> Array:
        return super().backward(dout / len(self.x))


@misconception("TwoLayerNet", rtol=1e-6)
class net_backward_returns_nothing(BookNet):
    """The return is missing."""

    def backward(self, dout: float = 1) -> Any:
        super().backward(dout)


@misconception("TwoLayerNet", rtol=1e-6)
class weights_start_at_zero(BookNet):
    """All weights 0. n = 1."""

    def __init__(self, input_size: int, hidden_size: int, output_size: int) -> None:
        super().__init__(input_size, hidden_size, output_size)
        for p in self.params:
            p.fill(0)


@misconception("TwoLayerNet", rtol=1e-6)
class biases_without_shape(BookNet):
    """np.zeros_like(hidden_size): zeros in the shape of a number, which is none. n = 1."""

    def __init__(self, input_size: int, hidden_size: int, output_size: int) -> None:
        super().__init__(input_size, hidden_size, output_size)
        self.params[1::2] = [np.zeros_like(size) for size in (hidden_size, output_size)]
        self.grads[1::2] = [np.zeros_like(b) for b in self.params[1::2]]
