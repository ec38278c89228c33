"""Known wrong beliefs about backpropagation: each replaces one task and computes what its holder would.

The texts that a student reads are in hints.*.toml. "n" in a docstring counts independent public files
that held the mistake; entries without it come from reviewing code.
"""

from __future__ import annotations

from collections.abc import Callable
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
