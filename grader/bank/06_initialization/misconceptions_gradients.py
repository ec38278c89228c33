"""Wrong beliefs about the gradients of a deep stack."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.checks import misconception

from . import oracle
from .oracle import Floats

# --- layer_gradient_norms -------------------------------------------------------------------------


def norms(x: Floats, weights: Sequence[Floats], activation: str, **methods: object) -> list[float]:
    """Run the oracle's stack with some of its methods replaced."""
    stack: Any = type("Stack", (oracle.Stack,), methods)()
    result: list[float] = stack.norms(x, weights, activation)
    return result


@misconception("layer_gradient_norms")
def norms_last_layer_first(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Return the norms in the order of the backward pass. Taught."""
    return oracle.layer_gradient_norms(x, weights, activation)[::-1]


@misconception("layer_gradient_norms")
def norms_slope_forgotten(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Carry the gradient back without the activation's derivative. n = 2."""
    return norms(x, weights, activation, delta=lambda _self, _z, upstream, _activation: upstream)


@misconception("layer_gradient_norms")
def norms_last_activation_missing(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Leave the last layer linear, or forget its slope alone: both give the same gradients. Taught."""
    return norms(x, weights, activation, last_delta=lambda _self, z, _activation: np.ones(z.shape))


@misconception("layer_gradient_norms")
def norms_activation_applied_again(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Take the slope at the layer's output, which already went through the activation. n = 1."""

    def slope(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        return oracle.Stack().slope(self.act(z, activation), activation)

    return norms(x, weights, activation, slope=slope)


@misconception("layer_gradient_norms")
def norms_output_formula_on_sum(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Put z = a @ W into a (1 - a) or 1 - a^2, which are formulas for the output a. n = 8."""

    def slope(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        if activation == "sigmoid":
            return z * (1 - z)
        return 1 - z**2 if activation == "tanh" else oracle.Stack.slope(self, z, activation)

    return norms(x, weights, activation, slope=slope)


@misconception("layer_gradient_norms")
def norms_tanh_not_squared(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Use 1 - tanh(z) as the slope of tanh. Taught."""

    def slope(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        return 1 - np.tanh(z) if activation == "tanh" else oracle.Stack.slope(self, z, activation)

    return norms(x, weights, activation, slope=slope)


def with_relu_delta(
    x: Floats, weights: Sequence[Floats], activation: str, back: Callable[[Floats, Floats], Floats]
) -> list[float]:
    """Run the stack with another backward rule for ReLU; the others stay right."""

    def delta(self: oracle.Stack, z: Floats, upstream: Floats, activation: str) -> Floats:
        if activation != "relu":
            return oracle.Stack.delta(self, z, upstream, activation)
        return back(z, upstream)

    return norms(x, weights, activation, delta=delta)


@misconception("layer_gradient_norms")
def norms_mask_missing(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Let the gradient pass the inactive units of ReLU. n = 1."""
    return with_relu_delta(x, weights, activation, lambda _z, upstream: upstream)


@misconception("layer_gradient_norms")
def norms_mask_inverted(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Let the gradient pass the inactive units only. n = 1."""
    return with_relu_delta(x, weights, activation, lambda z, upstream: np.where(z > 0, 0.0, upstream))


@misconception("layer_gradient_norms")
def norms_mask_of_gradient(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Apply ReLU to the gradient. n = 1."""
    return with_relu_delta(x, weights, activation, lambda _z, upstream: np.clip(upstream, 0.0, None))


@misconception("layer_gradient_norms")
def norms_times_relu(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Multiply the gradient by relu(z) where its slope belongs. n = 1."""
    return with_relu_delta(x, weights, activation, lambda z, upstream: upstream * np.clip(z, 0.0, None))


@misconception("layer_gradient_norms")
def norms_squared(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Forget the square root of the norm. Taught."""
    return norms(x, weights, activation, size=lambda _self, gradient: float((gradient**2).sum()))


@misconception("layer_gradient_norms")
def norms_sum_of_absolutes(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Take the L1 norm. Taught."""
    return norms(x, weights, activation, size=lambda _self, gradient: float(np.abs(gradient).sum()))


@misconception("layer_gradient_norms")
def norms_spectral(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Call np.linalg.norm(dW, 2), which for a matrix is its largest singular value. Taught."""
    return norms(x, weights, activation, size=lambda _self, gradient: float(np.linalg.norm(gradient, 2)))


@misconception("layer_gradient_norms")
def norms_root_mean_square(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Average the squares where they are summed. Taught."""
    return norms(x, weights, activation, size=lambda _self, gradient: float((gradient**2).mean() ** 0.5))


@misconception("layer_gradient_norms")
def norms_averaged_over_samples(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Divide by the number of samples. n = 8."""
    return [norm / len(x) for norm in oracle.layer_gradient_norms(x, weights, activation)]


@misconception("layer_gradient_norms")
def norms_of_mean_loss(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Take the mean of the last output as the loss. Taught."""
    count = len(x) * weights[-1].shape[1]
    return [norm / count for norm in oracle.layer_gradient_norms(x, weights, activation)]


@misconception("layer_gradient_norms")
def norms_of_sums(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Return the norms of dL/dz, one step before dL/dW. Taught."""
    stack = oracle.Stack()
    stack.check_name(activation)
    deltas: list[list[Floats]] = []
    for row in x:
        _, sums = stack.inputs_and_sums(row, weights, activation)
        back = [stack.last_delta(sums[-1], activation)]
        for z, matrix in zip(sums[-2::-1], weights[:0:-1], strict=True):
            back.append(stack.delta(z, matrix @ back[-1], activation))
        deltas.append(back[::-1])
    return [stack.size(np.stack(layer)) for layer in zip(*deltas, strict=True)]


@misconception("layer_gradient_norms")
def norms_squared_loss(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Start the backward pass with 2 a, the gradient of the sum of squares. Taught."""

    def last_delta(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        return self.delta(z, 2 * self.act(z, activation), activation)

    return norms(x, weights, activation, last_delta=last_delta)


@misconception("layer_gradient_norms")
def norms_loss_starts_with_output(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Start the backward pass with the last output itself. Taught."""

    def last_delta(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        return self.delta(z, self.act(z, activation), activation)

    return norms(x, weights, activation, last_delta=last_delta)


@misconception("layer_gradient_norms")
def norms_weights_not_transposed(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Send the gradient back through W where W.T belongs: an error unless W is square. Taught."""

    class Stack(oracle.Stack):
        def gradients(self, x: Floats, weights: Sequence[Floats], activation: str) -> list[Floats]:
            inputs = [x]
            for matrix in weights:
                inputs.append(self.act(oracle.product(inputs[-1], matrix), activation))
            upstream = np.ones(inputs[-1].shape)
            totals: list[Floats] = []
            for a, matrix in zip(inputs[-2::-1], weights[::-1], strict=True):
                delta = upstream * self.slope(oracle.product(a, matrix), activation)
                totals.insert(0, oracle.product(a.T, delta))
                if a is not x:
                    upstream = delta @ matrix
            return totals

    return Stack().norms(x, weights, activation)


@misconception("layer_gradient_norms")
def norms_always_sigmoid(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Use the sigmoid whatever `activation` says. Taught."""
    oracle.Stack().check_name(activation)
    return oracle.layer_gradient_norms(x, weights, "sigmoid")


@misconception("layer_gradient_norms")
def norms_unknown_is_relu(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Let every unknown name fall into the last branch. Taught."""
    known = activation if activation in oracle.Stack.activations else "relu"
    return oracle.layer_gradient_norms(x, weights, known)


@misconception("layer_gradient_norms")
def norms_overflow(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Divide exp(1000) by itself: inf / inf. n = 1."""

    def act(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        if activation == "relu":
            return oracle.Stack.act(self, z, activation)
        power: Floats = np.exp(z if activation == "sigmoid" else 2 * z)
        above: Floats = power if activation == "sigmoid" else power - 1
        return above / (power + 1)

    def slope(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        if activation == "relu":
            return oracle.Stack.slope(self, z, activation)
        a = self.act(z, activation)
        return a - a**2 if activation == "sigmoid" else 1 - a**2

    return norms(x, weights, activation, act=act, slope=slope)


@misconception("layer_gradient_norms")
def norms_one_for_all(x: Floats, weights: Sequence[Floats], activation: str) -> float:
    """Return one norm over all layers together, as gradient clipping does. Taught."""
    return float(np.hypot.reduce(oracle.layer_gradient_norms(x, weights, activation)))
