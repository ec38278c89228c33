"""Known wrong beliefs about backpropagation: each replaces one task and computes what its holder would.

The texts that a student reads are in hints.*.toml. "n" in a docstring counts independent public files
that held the mistake; entries without it come from reviewing code.
"""

# ruff: noqa: PLW2901 - the six arrays of xor_gradients, slopes of (z, h), updates in place

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from grader.checks import misconception

from . import oracle

Array = NDArray[Any]
TwoLayer = tuple[float, Array, Array]
Xor = tuple[float, Array, Array, Array, Array]
Result = TypeVar("Result", bound=tuple[Any, ...])


# ---------------------------------------------------------------- two_layer_gradients


def scaled(result: Result, loss: float = 1, grads: float = 1) -> Result:
    """Return a result with its loss and its gradients multiplied by constants."""
    return cast("Result", (loss * result[0], *(grads * g for g in result[1:])))


@misconception("two_layer_gradients")
def half_squared_error(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """The loss with a factor 1/2. n = 3."""
    return scaled(oracle.two_layer_gradients(x, y, w1, w2), 0.5, 0.5)


@misconception("two_layer_gradients")
def factor_two_missing(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """The derivative of u^2 taken as u. n = 3."""
    return scaled(oracle.two_layer_gradients(x, y, w1, w2), 1, 0.5)


@misconception("two_layer_gradients")
def averaged_over_samples(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """Everything divided by N. n = 5 (reductions that differ from the statement)."""
    return scaled(oracle.two_layer_gradients(x, y, w1, w2), 1 / len(x), 1 / len(x))


@misconception("two_layer_gradients")
def averaged_over_elements(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """Everything divided by N * O, PyTorch's default."""
    return scaled(oracle.two_layer_gradients(x, y, w1, w2), 1 / y.size, 1 / y.size)


@misconception("two_layer_gradients")
def square_of_the_sum(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """np.sum(y_pred - y) ** 2. n = 1."""
    _, grad_w1, grad_w2 = oracle.two_layer_gradients(x, y, w1, w2)
    return float((np.maximum(x @ w1, 0) @ w2 - y).sum()) ** 2, grad_w1, grad_w2


@misconception("two_layer_gradients")
def error_the_other_way_round(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """y - y_pred in the gradient. n = 1."""
    return scaled(oracle.two_layer_gradients(x, y, w1, w2), 1, -1)


@misconception("two_layer_gradients")
def gradients_in_the_wrong_order(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """(loss, grad_w2, grad_w1), in the order in which they are computed."""
    loss, grad_w1, grad_w2 = oracle.two_layer_gradients(x, y, w1, w2)
    return loss, grad_w2, grad_w1


def two_layer(
    x: Array, y: Array, w1: Array, w2: Array, back: Callable[[Array, Array], Array], linear: bool = False
) -> TwoLayer:
    """Return the loss and gradients with `back(gradient, z)` in the place of ReLU's derivative."""
    z = x @ w1
    hidden = z if linear else np.maximum(z, 0)
    error = hidden @ w2 - y
    at_hidden = back(2 * error @ w2.T, z)
    return float((error**2).sum()), x.T @ at_hidden, 2 * hidden.T @ error


@misconception("two_layer_gradients")
def relu_forgotten_on_the_way_back(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """The gradient passes inactive units. n = 1."""
    return two_layer(x, y, w1, w2, lambda g, z: g)


@misconception("two_layer_gradients")
def relu_of_the_gradient(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """np.maximum(grad, 0) instead of the mask of the forward pass. n = 1."""
    return two_layer(x, y, w1, w2, lambda g, z: np.maximum(g, 0))


@misconception("two_layer_gradients")
def inactive_units_learn(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """The mask inverted. n = 1."""
    return two_layer(x, y, w1, w2, lambda g, z: g * (z < 0))


@misconception("two_layer_gradients")
def relu_value_as_slope(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """grad * relu(z): the function's value in the place of its derivative."""
    return two_layer(x, y, w1, w2, lambda g, z: g * np.maximum(z, 0))


@misconception("two_layer_gradients")
def grad_w2_of_the_sum(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """h.T with h = x @ w1, before the ReLU, in grad_w2. Seen in one unseen file."""
    loss, grad_w1, _ = oracle.two_layer_gradients(x, y, w1, w2)
    return loss, grad_w1, 2 * (x @ w1).T @ (np.maximum(x @ w1, 0) @ w2 - y)


@misconception("two_layer_gradients")
def no_activation_at_all(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """x @ w1 @ w2. n = 1."""
    return two_layer(x, y, w1, w2, lambda g, z: g, linear=True)


@misconception("two_layer_gradients")
def relu_on_the_output(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """ReLU after the second layer too. n = 1."""
    z = x @ w1
    out = np.maximum(z, 0) @ w2
    error = np.maximum(out, 0) - y
    slope = 2 * error * (out > 0)
    return float((error**2).sum()), x.T @ (slope @ w2.T * (z > 0)), np.maximum(z, 0).T @ slope


@misconception("two_layer_gradients")
def weights_updated_inside(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """The update written into the function, with the article's learning rate. n = 4."""
    result = oracle.two_layer_gradients(x, y, w1, w2)
    w1 -= 1e-6 * result[1]
    w2 -= 1e-6 * result[2]
    return result


@misconception("two_layer_gradients")
def weights_updated_first(x: Array, y: Array, w1: Array, w2: Array) -> TwoLayer:
    """w2 takes its step, at the article's learning rate, before the error goes back through it. n = 4."""
    loss, _, grad_w2 = oracle.two_layer_gradients(x, y, w1, w2)
    error = np.maximum(x @ w1, 0) @ w2 - y
    w2 -= 1e-6 * grad_w2
    grad_w1 = x.T @ (2 * error @ w2.T * (x @ w1 > 0))
    w1 -= 1e-6 * grad_w1
    return loss, grad_w1, grad_w2


# ---------------------------------------------------------------- xor_gradients


@misconception("xor_gradients")
def xor_half_squared_error(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """The loss with a factor 1/2. n = 3."""
    return scaled(oracle.xor_gradients(x, t, W1, b1, W2, b2), 0.5, 0.5)


@misconception("xor_gradients")
def xor_factor_two_missing(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """The derivative of u^2 taken as u. n = 3."""
    return scaled(oracle.xor_gradients(x, t, W1, b1, W2, b2), 1, 0.5)


@misconception("xor_gradients")
def xor_averaged_over_samples(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """Everything divided by N. n = 5."""
    return scaled(oracle.xor_gradients(x, t, W1, b1, W2, b2), 1 / len(x), 1 / len(x))


@misconception("xor_gradients")
def xor_averaged_over_elements(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """Everything divided by N * O."""
    return scaled(oracle.xor_gradients(x, t, W1, b1, W2, b2), 1 / t.size, 1 / t.size)


@misconception("xor_gradients")
def xor_error_the_other_way_round(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """t - y in the gradients. n = 1."""
    return scaled(oracle.xor_gradients(x, t, W1, b1, W2, b2), 1, -1)


def xor_net(
    inputs: tuple[Array, ...],
    squash: Callable[[Array], Array] = oracle.logistic,
    slope: Callable[[Array, Array], Array] = lambda z, h: oracle.logistic_slope(z),
) -> Xor:
    """Return the loss and gradients with another activation, or with slope(z, h) as its derivative."""
    x, t, W1, b1, W2, b2 = inputs
    z = x @ W1 + b1
    h = squash(z)
    error = h @ W2 + b2 - t
    at_z = 2 * error @ W2.T * slope(z, h)
    loss = float((error**2).sum())
    return loss, x.T @ at_z, at_z.sum(axis=0), 2 * h.T @ error, 2 * error.sum(axis=0)


@misconception("xor_gradients")
def xor_slope_forgotten(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """The error passes the sigmoid unchanged. n = 2."""
    return xor_net((x, t, W1, b1, W2, b2), slope=lambda z, h: np.ones_like(z))


@misconception("xor_gradients")
def xor_slope_of_the_input(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """z * (1 - z) instead of h * (1 - h). n = 8."""
    return xor_net((x, t, W1, b1, W2, b2), slope=lambda z, h: z * (1 - z))


@misconception("xor_gradients")
def xor_sigmoid_twice(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """The derivative of the sigmoid taken at h instead of at z. n = 1."""
    return xor_net((x, t, W1, b1, W2, b2), slope=lambda z, h: oracle.logistic_slope(h))


@misconception("xor_gradients")
def xor_slope_without_one_minus(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """h instead of h * (1 - h)."""
    return xor_net((x, t, W1, b1, W2, b2), slope=lambda z, h: h)


@misconception("xor_gradients")
def xor_slope_only_one_minus(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """1 - h instead of h * (1 - h)."""
    return xor_net((x, t, W1, b1, W2, b2), slope=lambda z, h: 1 - h)


@misconception("xor_gradients")
def xor_grad_w2_of_the_sum(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """dW2 = z.T @ dy with z, before the sigmoid, in the place of h. Taught."""
    loss, dW1, db1, _, db2 = oracle.xor_gradients(x, t, W1, b1, W2, b2)
    at_y = 2 * (oracle.net_scores(x, W1, b1, W2, b2) - t)
    return loss, dW1, db1, oracle.hidden_input(x, W1, b1).T @ at_y, db2


@misconception("xor_gradients")
def xor_sigmoid_mirrored(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """1 / (1 + exp(z)). n = 3."""
    return xor_net((x, t, W1, b1, W2, b2), lambda z: oracle.logistic(-z))


@misconception("xor_gradients")
def xor_sigmoid_without_brackets(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """1 / 1 + exp(-z). n = 10."""
    return xor_net((x, t, W1, b1, W2, b2), lambda z: 1 + np.exp(-z), lambda z, h: h * (1 - h))


@misconception("xor_gradients")
def xor_sigmoid_overflows(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """exp(z) / (1 + exp(z)): nan from z = 710 on. n = 1."""
    return xor_net((x, t, W1, b1, W2, b2), lambda z: np.exp(z) / (1 + np.exp(z)), lambda z, h: h * (1 - h))


@misconception("xor_gradients")
def xor_biases_left_out(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """x @ W1 and h @ W2 without b1 and b2. n = 1."""
    return oracle.xor_gradients(x, t, W1, 0 * b1, W2, 0 * b2)


def xor_sigmoid_output(inputs: tuple[Array, ...], with_slope: bool) -> Xor:
    """Return the loss and gradients of the network with a sigmoid at its output."""
    x, t, W1, b1, W2, b2 = inputs
    y = oracle.logistic(oracle.net_scores(x, W1, b1, W2, b2))
    at_output = 2 * (y - t) * (y * (1 - y) if with_slope else 1)
    first, second = oracle.chain(x, at_output, W1, b1, W2)
    return float(((y - t) ** 2).sum()), first[:-1], first[-1], second[:-1], second[-1]


@misconception("xor_gradients")
def xor_sigmoid_at_the_output(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """A sigmoid after the second layer too, differentiated rightly."""
    return xor_sigmoid_output((x, t, W1, b1, W2, b2), with_slope=True)


@misconception("xor_gradients")
def xor_output_slope_forgotten(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """A sigmoid after the second layer too, and its derivative forgotten. n = 2."""
    return xor_sigmoid_output((x, t, W1, b1, W2, b2), with_slope=False)


def other_bias_gradients(inputs: tuple[Array, ...], reduce: Callable[[Array], Any]) -> Any:
    """Return the right loss, dW1 and dW2, but db1 and db2 by `reduce` of what arrives at the layer."""
    x, t, W1, b1, W2, b2 = inputs
    loss, dW1, _, dW2, _ = oracle.xor_gradients(*inputs)
    at_y = 2 * (oracle.net_scores(x, W1, b1, W2, b2) - t)
    at_z = at_y @ W2.T * oracle.logistic_slope(oracle.hidden_input(x, W1, b1))
    return loss, dW1, reduce(at_z), dW2, reduce(at_y)


@misconception("xor_gradients")
def xor_bias_gradient_one_number(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Any:
    """np.sum(dy) without an axis. n = 3."""
    return other_bias_gradients((x, t, W1, b1, W2, b2), np.sum)


@misconception("xor_gradients")
def xor_bias_gradient_averaged(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Any:
    """np.mean(dy, axis=0). n = 2."""
    return other_bias_gradients((x, t, W1, b1, W2, b2), lambda d: d.mean(axis=0))


@misconception("xor_gradients")
def xor_bias_gradient_not_summed(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Any:
    """db2 = dy. n = 1."""
    return other_bias_gradients((x, t, W1, b1, W2, b2), lambda d: d)


@misconception("xor_gradients")
def xor_bias_gradient_along_rows(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Any:
    """np.sum(dy, axis=1). n = 1."""
    return other_bias_gradients((x, t, W1, b1, W2, b2), lambda d: d.sum(axis=1))


@misconception("xor_gradients")
def xor_bias_gradient_from_weights(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """db = np.sum(dW, axis=0). n = 2."""
    loss, dW1, _, dW2, _ = oracle.xor_gradients(x, t, W1, b1, W2, b2)
    return loss, dW1, dW1.sum(axis=0), dW2, dW2.sum(axis=0)


@misconception("xor_gradients")
def xor_weights_updated_first(x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Xor:
    """W2 and b2 take their step before the error goes back through W2. n = 4."""
    loss, _, _, dW2, db2 = oracle.xor_gradients(x, t, W1, b1, W2, b2)
    at_y = 2 * (oracle.net_scores(x, W1, b1, W2, b2) - t)
    W2 -= 0.1 * dW2
    b2 -= 0.1 * db2
    first, _ = oracle.chain(x, at_y, W1, b1, W2)
    W1 -= 0.1 * first[:-1]
    b1 -= 0.1 * first[-1]
    return loss, first[:-1], first[-1], dW2, db2


# ---------------------------------------------------------------- Sigmoid


@misconception("Sigmoid")
class sigmoid_without_brackets(oracle.Sigmoid):
    """1 / 1 + exp(-x). n = 10."""

    def forward(self, x: Array) -> Array:
        self.y = 1 + np.exp(-x)
        return self.y

    def backward(self, dout: Array) -> Array:
        return np.asarray(dout * self.y * (1 - self.y))


@misconception("Sigmoid")
class sigmoid_mirrored(oracle.Sigmoid):
    """1 / (1 + exp(x)). n = 3."""

    def forward(self, x: Array) -> Array:
        return super().forward(-x)


@misconception("Sigmoid")
class sigmoid_overflows(oracle.Sigmoid):
    """exp(x) / (1 + exp(x)). n = 1."""

    def forward(self, x: Array) -> Array:
        self.y = np.exp(x) / (1 + np.exp(x))
        return np.asarray(self.y)

    def backward(self, dout: Array) -> Array:
        return np.asarray(dout * self.y * (1 - self.y))


class OtherSlope(oracle.Sigmoid):
    """A right forward; `slope` decides what backward does with dout, the input x and the output y."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        raise NotImplementedError

    def backward(self, dout: Array) -> Array:
        return np.asarray(self.slope(dout, self.x, oracle.logistic(self.x)))


@misconception("Sigmoid")
class slope_of_the_input(OtherSlope):
    """dout * x * (1 - x): the input was remembered instead of the output. n = 3."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout * x * (1 - x)


@misconception("Sigmoid")
class slope_of_dout(OtherSlope):
    """dout * (1 - dout) * y. n = 1."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout * (1 - dout) * y


@misconception("Sigmoid")
class slope_only_of_dout(OtherSlope):
    """dout * (1 - dout). n = 1."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout * (1 - dout)


@misconception("Sigmoid")
class factors_added(OtherSlope):
    """dout + (1 - y) + y. n = 1."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout + (1 - y) + y


@misconception("Sigmoid")
class sigmoid_twice(OtherSlope):
    """The derivative taken at y instead of at x. n = 1."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout * oracle.logistic_slope(y)


@misconception("Sigmoid")
class slope_forgotten(OtherSlope):
    """dout unchanged. n = 2."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout


@misconception("Sigmoid")
class upstream_forgotten(OtherSlope):
    """y * (1 - y) without dout. n = 1 (backward without the parameter)."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return y * (1 - y)


@misconception("Sigmoid")
class slope_without_one_minus(OtherSlope):
    """dout * y."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout * y


@misconception("Sigmoid")
class slope_only_one_minus(OtherSlope):
    """dout * (1 - y)."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout * (1 - y)


@misconception("Sigmoid")
class sigmoid_memory_shared(oracle.Sigmoid):
    """The output is kept on the class, for all layers together."""

    latest: Any = None

    def forward(self, x: Array) -> Array:
        type(self).latest = np.array(x)
        return oracle.logistic(x)

    def backward(self, dout: Array) -> Array:
        return np.asarray(dout * oracle.logistic_slope(type(self).latest))


# ---------------------------------------------------------------- Relu


@misconception("Relu")
class input_overwritten(oracle.Relu):
    """out = x; out[x <= 0] = 0. n = 5."""

    def forward(self, x: Array) -> Array:
        self.gate = np.where(x > 0, 1.0, 0.0)
        x[x <= 0] = 0
        return x


@misconception("Relu")
class relu_keeps_the_negative(oracle.Relu):
    """mask = x > 0; out[mask] = 0: the positive values are removed, on both ways. n = 1."""

    def forward(self, x: Array) -> Array:
        self.gate = np.where(x > 0, 0.0, 1.0)
        return np.asarray(np.minimum(x, 0))


@misconception("Relu")
class relu_mask_inverted(oracle.Relu):
    """backward passes where x was negative. n = 1."""

    def backward(self, dout: Array) -> Array:
        return np.asarray(dout * (1 - self.gate))


@misconception("Relu")
class relu_mask_missing(oracle.Relu):
    """backward returns dout. n = 1."""

    def backward(self, dout: Array) -> Array:
        return dout


@misconception("Relu")
class relu_of_dout(oracle.Relu):
    """np.maximum(0, dout). n = 1."""

    def backward(self, dout: Array) -> Array:
        return np.maximum(0, dout)


@misconception("Relu")
class relu_of_dout_and_input(oracle.Relu):
    """dout passes where both it and x are positive."""

    def backward(self, dout: Array) -> Array:
        return np.asarray(np.maximum(0, dout) * self.gate)


@misconception("Relu")
class relu_times_its_value(oracle.Relu):
    """dout * relu(x)."""

    def forward(self, x: Array) -> Array:
        self.y = super().forward(x)
        return self.y

    def backward(self, dout: Array) -> Array:
        return np.asarray(dout * self.y)


@misconception("Relu")
class relu_upstream_forgotten(oracle.Relu):
    """The derivative alone, without dout."""

    def backward(self, dout: Array) -> Array:
        return self.gate


@misconception("Relu")
class relu_memory_shared(oracle.Relu):
    """The mask is kept on the class, for all layers together."""

    latest: Any = None

    def forward(self, x: Array) -> Array:
        y = super().forward(x)
        type(self).latest = self.gate
        return y

    def backward(self, dout: Array) -> Array:
        return np.asarray(dout * type(self).latest)


# ---------------------------------------------------------------- Affine


class OtherBiasGradient(oracle.Affine):
    """Right but for db, which `reduce` makes of dout, and which takes the place of the old array."""

    def reduce(self, dout: Array) -> Any:
        raise NotImplementedError

    def backward(self, dout: Array) -> Array:
        np.copyto(self.grads[0], np.tensordot(self.x, dout, (0, 0)))
        self.grads[1] = self.reduce(dout)
        return np.asarray(np.tensordot(dout, self.params[0], (1, 1)))


@misconception("Affine")
class bias_gradient_one_number(OtherBiasGradient):
    """self.grads[1] = np.sum(dout). n = 3."""

    def reduce(self, dout: Array) -> Any:
        return dout.sum()


@misconception("Affine")
class bias_gradient_without_axis(oracle.Affine):
    """self.grads[1][...] = np.sum(dout): the same number for every unit. n = 13."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        self.grads[1].fill(dout.sum())
        return dx


@misconception("Affine")
class bias_gradient_not_summed(OtherBiasGradient):
    """db = dout. n = 1."""

    def reduce(self, dout: Array) -> Any:
        return dout


@misconception("Affine")
class bias_gradient_not_summed_in_place(oracle.Affine):
    """self.grads[1][...] = dout: fits only where N is 1. n = 1."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        self.grads[1][...] = dout
        return dx


@misconception("Affine")
class bias_gradient_along_rows(OtherBiasGradient):
    """np.sum(dout, axis=1). n = 1."""

    def reduce(self, dout: Array) -> Any:
        return dout.sum(axis=1)


@misconception("Affine")
class bias_gradient_along_rows_in_place(oracle.Affine):
    """self.grads[1][...] = dout.sum(axis=1): fits only where N equals the number of outputs. n = 1."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        self.grads[1][...] = dout.sum(axis=1)
        return dx


@misconception("Affine")
class bias_gradient_averaged(oracle.Affine):
    """np.mean(dout, axis=0). n = 2."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        self.grads[1] /= len(dout)
        return dx


@misconception("Affine")
class bias_gradient_from_weights(oracle.Affine):
    """db = np.sum(dW, axis=0). n = 2."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        self.grads[1][...] = self.grads[0].sum(axis=0)
        return dx


@misconception("Affine")
class averaged_a_second_time(oracle.Affine):
    """dW and db divided by N. n = 8."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        for grad in self.grads:
            grad /= len(dout)
        return dx


@misconception("Affine")
class grads_replaced(oracle.Affine):
    """self.grads = [dW, db] instead of writing into the arrays. n = 6."""

    def backward(self, dout: Array) -> Array:
        self.grads = [np.zeros_like(p) for p in self.params]
        return super().backward(dout)


@misconception("Affine")
class gradients_under_own_names(oracle.Affine):
    """self.dW = ..., self.db = ...: grads = [self.dW, self.db] still holds the zeros. Seen in one unseen file."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        for grad in self.grads:
            grad.fill(0)
        return dx


@misconception("Affine")
class grads_accumulated(oracle.Affine):
    """grads[0] += dW, grads[1] += db."""

    def backward(self, dout: Array) -> Array:
        before = [g.copy() for g in self.grads]
        dx = super().backward(dout)
        for grad, old in zip(self.grads, before, strict=True):
            grad += old
        return dx


@misconception("Affine")
class params_copied(oracle.Affine):
    """self.params = [W.copy(), b.copy()]."""

    def __init__(self, W: Array, b: Array) -> None:
        super().__init__(W.copy(), b.copy())


@misconception("Affine")
class weights_not_transposed(oracle.Affine):
    """dx = dout @ W: fails unless W is square. n = 1."""

    def backward(self, dout: Array) -> Array:
        super().backward(dout)
        return np.asarray(dout @ self.params[0])


@misconception("Affine")
class backward_returns_dW(oracle.Affine):
    """return dW. n = 1."""

    def backward(self, dout: Array) -> Array:
        super().backward(dout)
        return self.grads[0]


@misconception("Affine")
class backward_returns_nothing(oracle.Affine):
    """The return is missing. n = 1."""

    def backward(self, dout: Array) -> Any:
        super().backward(dout)


@misconception("Affine")
class gradient_stored_in_the_weights(oracle.Affine):
    """W and b are overwritten with dW and db. n = 1."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        for p, grad in zip(self.params, self.grads, strict=True):
            p[...] = grad
        return dx


@misconception("Affine")
class gradient_named_W(oracle.Affine):
    """self.W = dW, self.b = db: grads stays 0, and the next forward multiplies by dW. n = 1."""

    def __init__(self, W: Array, b: Array) -> None:
        super().__init__(W, b)
        self.W, self.b = W, b

    def forward(self, x: Array) -> Array:
        self.x = np.array(x)
        return np.asarray(x @ self.W + self.b)

    def backward(self, dout: Array) -> Array:
        dx = dout @ self.W.T
        self.W, self.b = self.x.T @ dout, dout.sum(axis=0)
        return np.asarray(dx)


@misconception("Affine")
class bias_left_out(oracle.Affine):
    """x @ W: invisible as long as b is 0. n = 1."""

    def forward(self, x: Array) -> Array:
        super().forward(x)
        return np.asarray(x @ self.params[0])


@misconception("Affine")
class product_the_other_way_round(oracle.Affine):
    """W @ x: fails unless the sizes happen to fit. n = 1."""

    def forward(self, x: Array) -> Array:
        super().forward(x)
        return np.asarray(self.params[0] @ x + self.params[1])


@misconception("Affine")
class affine_memory_shared(oracle.Affine):
    """x is kept on the class, for all layers together."""

    latest: Any = None

    def forward(self, x: Array) -> Array:
        type(self).latest = np.array(x)
        return super().forward(x)

    def backward(self, dout: Array) -> Array:
        self.x = type(self).latest
        return super().backward(dout)


# ---------------------------------------------------------------- SoftmaxWithLoss


# log(y + 1e-7), as the book writes it: most readers do, and their losses are then predicted exactly.
BOOK_CONSTANT = 1e-7
# Other constants, and none, move the losses of the checks by less than the rtol=1e-6 of the entries below.


def book_loss(x: Array, t: Array) -> float:
    """Return the mean cross entropy with the book's constant."""
    y = np.exp(x - oracle.log_sum_exp(x))
    return float(-np.log(y[oracle.one_hot(t, x.shape[1]) > 0] + BOOK_CONSTANT).mean())


class BookSoftmaxWithLoss(oracle.SoftmaxWithLoss):
    """Right, with the book's constant inside the log."""

    def forward(self, x: Array, t: Array) -> float:
        super().forward(x, t)
        return book_loss(x, t)


class OtherLoss(oracle.SoftmaxWithLoss):
    """A right gradient; `formula` makes the loss from probabilities y and one-hot rows t."""

    def formula(self, y: Array, t: Array) -> Any:
        raise NotImplementedError

    def forward(self, x: Array, t: Array) -> float:
        super().forward(x, t)
        y = np.exp(x - oracle.log_sum_exp(x))
        return float(self.formula(y, oracle.one_hot(t, x.shape[1])))


class OtherGradient(BookSoftmaxWithLoss):
    """A right loss; `formula` makes N times the gradient from probabilities y and one-hot rows t."""

    def formula(self, y: Array, t: Array) -> Any:
        raise NotImplementedError

    def backward(self, dout: float = 1) -> Array:
        y = np.exp(self.x - oracle.log_sum_exp(self.x))
        return np.asarray(dout * self.formula(y, oracle.one_hot(self.t, y.shape[1])) / len(y))


class OtherSoftmax(oracle.SoftmaxWithLoss):
    """The right loss and gradient formulas with another `softmax`."""

    def softmax(self, x: Array) -> Any:
        raise NotImplementedError

    def forward(self, x: Array, t: Array) -> float:
        self.y, self.rows = self.softmax(x.copy()), oracle.one_hot(t, x.shape[1])
        return float(-np.log(self.y[self.rows > 0] + BOOK_CONSTANT).mean())

    def backward(self, dout: float = 1) -> Array:
        return np.asarray(dout * (self.y - self.rows) / len(self.y))


@misconception("SoftmaxWithLoss", rtol=1e-6)
class softmax_over_the_batch(OtherSoftmax):
    """np.sum without an axis. n = 10."""

    def softmax(self, x: Array) -> Any:
        e = np.exp(x - x.max())
        return e / e.sum()


@misconception("SoftmaxWithLoss", rtol=1e-6)
class softmax_over_the_samples(OtherSoftmax):
    """axis=0. n = 1."""

    def softmax(self, x: Array) -> Any:
        e = np.exp(x - x.max(axis=0))
        return e / e.sum(axis=0)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class maximum_not_subtracted(OtherSoftmax):
    """exp(x) / sum(exp(x)). n = 8."""

    def softmax(self, x: Array) -> Any:
        e = np.exp(x)
        return e / e.sum(axis=1, keepdims=True)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class maximum_of_the_batch(OtherSoftmax):
    """x - np.max(x). n = 2."""

    def softmax(self, x: Array) -> Any:
        e = np.exp(x - x.max())
        return e / e.sum(axis=1, keepdims=True)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class maximum_only_below(OtherSoftmax):
    """exp(x) / sum(exp(x - max)). n = 1."""

    def softmax(self, x: Array) -> Any:
        return np.exp(x) / np.exp(x - x.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class keepdims_forgotten(OtherSoftmax):
    """np.sum(..., axis=1) without keepdims: fails unless N == C. n = 2."""

    def softmax(self, x: Array) -> Any:
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class softmax_twice(OtherSoftmax):
    """The softmax of a softmax."""

    def softmax(self, x: Array) -> Any:
        y = np.exp(x - oracle.log_sum_exp(x))
        return np.exp(y - oracle.log_sum_exp(y))


@misconception("SoftmaxWithLoss", rtol=1e-6)
class scores_overwritten(BookSoftmaxWithLoss):
    """x -= max: the caller's scores change."""

    def forward(self, x: Array, t: Array) -> float:
        x -= x.max(axis=1, keepdims=True)
        return super().forward(x, t)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class log_of_zero(OtherLoss):
    """log(y) with nothing added: inf when a probability is 0. n = 6."""

    def formula(self, y: Array, t: Array) -> Any:
        return -np.log(y[t > 0]).mean()


@misconception("SoftmaxWithLoss", rtol=1e-6)
class loss_summed(BookSoftmaxWithLoss):
    """The loss is not divided by N, its gradient is. n = 5."""

    def forward(self, x: Array, t: Array) -> float:
        return super().forward(x, t) * len(x)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class gradient_not_averaged(OtherGradient):
    """dx = y - t. n = 4."""

    def formula(self, y: Array, t: Array) -> Any:
        return (y - t) * len(y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class summed_throughout(OtherGradient):
    """Neither the loss nor its gradient is divided by N."""

    def forward(self, x: Array, t: Array) -> float:
        return super().forward(x, t) * len(x)

    def formula(self, y: Array, t: Array) -> Any:
        return (y - t) * len(y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class averaged_over_classes_too(BookSoftmaxWithLoss):
    """-np.mean(t * log(y)). n = 3."""

    def forward(self, x: Array, t: Array) -> float:
        return float(super().forward(x, t) / x.shape[1])


@misconception("SoftmaxWithLoss", rtol=1e-6)
class minus_sign_missing(BookSoftmaxWithLoss):
    """The mean of log(y), a negative loss. n = 1."""

    def forward(self, x: Array, t: Array) -> float:
        return -super().forward(x, t)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class constant_too_large(OtherLoss):
    """log(y + 1e-5). n = 1."""

    def formula(self, y: Array, t: Array) -> Any:
        return -np.log(y[t > 0] + 1e-5).mean()


@misconception("SoftmaxWithLoss", rtol=1e-6)
class binary_formula(OtherLoss):
    """t log(y) + (1 - t) log(1 - y), for every class. n = 1."""

    def formula(self, y: Array, t: Array) -> Any:
        return -(t * np.log(y + 1e-12) + (1 - t) * np.log(1 - y + 1e-12)).sum() / len(y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class target_and_prediction_swapped(OtherLoss):
    """y log(t). n = 2."""

    def formula(self, y: Array, t: Array) -> Any:
        return -(y * np.log(t + 1e-7)).sum() / len(y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class target_ignored(OtherLoss):
    """y log(y). n = 1."""

    def formula(self, y: Array, t: Array) -> Any:
        return -(y * np.log(y + BOOK_CONSTANT)).sum() / len(y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class binary_formula_without_target(OtherLoss):
    """y log(y) + (1 - y) log(1 - y). n = 1."""

    def formula(self, y: Array, t: Array) -> Any:
        return -(y * np.log(y + BOOK_CONSTANT) + (1 - y) * np.log(1 - y + BOOK_CONSTANT)).sum() / len(y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class labels_multiplied(OtherLoss):
    """t * log(y[i, t]): class 0 costs nothing, class 2 twice. n = 3."""

    def formula(self, y: Array, t: Array) -> Any:
        return -(t.argmax(axis=1) * np.log(y[t > 0] + BOOK_CONSTANT)).mean()


@misconception("SoftmaxWithLoss", rtol=1e-6)
class only_one_hot(BookSoftmaxWithLoss):
    """t * log(y) also where t holds class numbers. n = 4."""

    def forward(self, x: Array, t: Array) -> float:
        self.x, self.t = x, t
        return float(-(t * np.log(np.exp(x - oracle.log_sum_exp(x)) + BOOK_CONSTANT)).sum() / len(x))

    def backward(self, dout: float = 1) -> Array:
        return np.asarray(dout * (np.exp(self.x - oracle.log_sum_exp(self.x)) - self.t) / len(self.x))


@misconception("SoftmaxWithLoss", rtol=1e-6)
class only_class_numbers(BookSoftmaxWithLoss):
    """y[np.arange(N), t] also where t holds one-hot rows. n = 4."""

    def forward(self, x: Array, t: Array) -> float:
        (oracle.log_sum_exp(x) - x)[np.arange(len(x)), t]
        return super().forward(x, t)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class argmax_without_axis(BookSoftmaxWithLoss):
    """t.argmax(): one index of the whole array as everybody's class. n = 1."""

    def forward(self, x: Array, t: Array) -> float:
        if t.ndim == 2:
            t = np.full(len(x), t.argmax())
        return super().forward(x, t)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class argmax_over_the_samples(BookSoftmaxWithLoss):
    """t.argmax(axis=0): one index for each class, which does not fit N rows. Seen in one unseen file."""

    def forward(self, x: Array, t: Array) -> float:
        if t.ndim == 2:
            t = t.argmax(axis=0)
        x[np.arange(len(x)), t]
        return super().forward(x, t)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class rows_decremented(OtherGradient):
    """dx[label] -= 1. n = 4."""

    def formula(self, y: Array, t: Array) -> Any:
        y[t.argmax(axis=1)] -= 1
        return y


@misconception("SoftmaxWithLoss", rtol=1e-6)
class upstream_ignored(BookSoftmaxWithLoss):
    """backward never looks at dout. n = 7."""

    def backward(self, dout: float = 1) -> Array:
        return super().backward(1)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class softmax_slope_added(OtherGradient):
    """(y - t) * y * (1 - y). n = 1."""

    def formula(self, y: Array, t: Array) -> Any:
        return (y - t) * y * (1 - y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class diagonal_only(OtherGradient):
    """Only the derivative of each probability with respect to its own score. n = 3."""

    def formula(self, y: Array, t: Array) -> Any:
        return -t * (1 - y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class target_minus_prediction(OtherGradient):
    """t - y. n = 1."""

    def formula(self, y: Array, t: Array) -> Any:
        return t - y


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
