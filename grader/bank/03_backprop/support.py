"""What the checks of exercise 03 share: inputs that hide nothing, right answers, comparisons of layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks import (
    Draw,
    Student,
    _,
    assert_close,
    assert_gradient,
    assert_that,
    assert_unchanged,
    later,
)

from . import oracle

Array = NDArray[Any]

TWO_LAYER_NAMES = ("loss", "grad_w1", "grad_w2")
XOR_NAMES = ("loss", "dW1", "db1", "dW2", "db2")
NET_NAMES = ("W1", "b1", "W2", "b2")
NET_GRAD_NAMES = ("dW1", "db1", "dW2", "db2")

# A numerical gradient must not step over ReLU's kink: it moves a pre-activation by at most 0.01 here.
KINK_MARGIN = 0.05


def parts(result: Any, names: Sequence[str]) -> Sequence[Any]:
    """Return `result` once it is known to be as many values as there are names."""
    assert_that(
        isinstance(result, (tuple, list)) and len(result) == len(names),
        "{count} values were expected: {expected}.",
        count=len(names),
        expected=", ".join(names),
    )
    return result  # type: ignore[no-any-return]


def arrays(sequence: Any, names: Sequence[str], attribute: str) -> list[Array]:
    """Return what a `.params` or `.grads` holds, once there is one array for each name."""
    held = list(sequence)
    assert_that(
        len(held) == len(names),
        ".{attribute} should hold {count} arrays: {expected}.",
        attribute=attribute,
        count=len(names),
        expected=", ".join(names),
    )
    return held


def at_least(value: Any, bound: float, name: str) -> None:
    """Fail unless `value` is one finite number, `bound` or more."""
    number = np.asarray(value) if isinstance(value, (int, float, np.ndarray, np.generic)) else np.array("")
    good = number.ndim == 0 and number.dtype.kind in "fiu" and bool(np.isfinite(number) and number >= bound)
    message = later("{name} should be a finite number, at least {bound:g}; it is {actual}.")
    assert_that(good, message, name=name, bound=bound, actual=value)


# ---------------------------------------------------------------- inputs


def relu_inputs(draw: Draw, n: int, d: int, h: int, o: int) -> tuple[Array, Array, Array, Array]:
    """Draw x, y, w1, w2 whose hidden pre-activations have both signs and keep away from ReLU's kink."""
    while True:
        x, w1 = draw.rng.normal(size=(n, d)), draw.rng.normal(size=(d, h))
        z = x @ w1
        if np.abs(z).min() > KINK_MARGIN and z.min() < 0 < z.max():
            break
    x, w1 = draw.values(x=x, w1=w1)
    y, w2 = draw(y=(n, o), w2=(h, o))
    return x, y, w1, w2


def xor_inputs(draw: Draw, n: int, d: int, h: int, o: int) -> tuple[Array, ...]:
    """Draw x, t, W1, b1, W2, b2 for xor_gradients."""
    return draw(x=(n, d), t=(n, o), W1=(d, h), b1=(h,), W2=(h, o), b2=(o,))  # type: ignore[no-any-return]


def affine_inputs(draw: Draw, n: int, d: int, m: int) -> tuple[Array, Array, Array, Array]:
    """Draw x, W, b and dout."""
    return draw(x=(n, d), W=(d, m), b=(m,), dout=(n, m))  # type: ignore[no-any-return]


def mild_scores(draw: Draw, n: int, c: int) -> Array:
    """Draw scores whose softmax stays between about 0.1 and 0.7.

    There a constant of 1e-7 inside the log, which the task allows, moves the loss by less than the
    tolerance. Each row is shifted by a number of its own.
    """
    p = 0.5 * draw.probabilities(n, c) + 0.5 / c
    return draw.values(x=np.log(p) + draw.rng.normal(size=(n, 1)))  # type: ignore[no-any-return]


def loaded_net(student: Student, draw: Draw, d: int, h: int, c: int) -> tuple[Any, list[Array]]:
    """Make a TwoLayerNet and write drawn numbers into its parameters, in place."""
    net = student.TwoLayerNet(d, h, c)
    # The hidden layer works outside the straight part of the sigmoid, while the probabilities stay
    # where a constant of 1e-7 inside the log does not show.
    W1, b1 = draw(W1=(d, h), b1=(h,))
    W2, b2 = draw(W2=(h, c), b2=(c,), scale=0.6 / np.sqrt(h))
    values = [W1, b1, W2, b2]
    load(student, net, values)
    return net, values


def load(student: Student, net: Any, values: Sequence[Array]) -> None:
    """Write `values` into net.params on the student's side.

    Not over the wall: the random numbers that a network starts with would become part of what the
    check saw, and no misconception could predict them.
    """
    assert_shapes(student.driver.shapes(net, "params"), [v.shape for v in values], NET_NAMES, "params")
    student.driver.load(net, values)


def assert_shapes(actual: Any, expected: Sequence[Any], names: Sequence[str], attribute: str) -> None:
    """Fail unless the shapes of a `.params` or `.grads` are the expected ones, in order."""
    got, wanted = [tuple(s) for s in actual], [tuple(s) for s in expected]
    message = later(".{attribute} should hold {names} of the shapes {expected}; its shapes are {actual}.")
    assert_that(
        got == wanted, message, attribute=attribute, names=", ".join(names), expected=wanted, actual=got
    )


# ---------------------------------------------------------------- right answers


def affine_answers(x: Array, W: Array, b: Array, dout: Array) -> tuple[Array, Array, Array, Array]:
    """Return the right y, dx, dW and db."""
    right = oracle.Affine(W.copy(), b.copy())
    y, dx = right.forward(x), right.backward(dout)
    return y, dx, right.grads[0], right.grads[1]


def net_answers(
    values: Sequence[Array], x: Array, t: Array, dout: float = 1
) -> tuple[float, Array, list[Array]]:
    """Return the right loss, dx and gradients of a TwoLayerNet with these parameters."""
    right = right_net(values)
    loss = right.forward(x, t)
    return loss, right.backward(dout), right.grads


def right_net(values: Sequence[Array]) -> oracle.TwoLayerNet:
    """Return the oracle's network with copies of these parameters."""
    net = oracle.TwoLayerNet(values[0].shape[0], len(values[1]), len(values[3]))
    for p, value in zip(net.params, values, strict=True):
        p[...] = value
    return net


def loss_with(
    loss: Callable[..., float], data: Sequence[Array], params: Sequence[Array], i: int, changed: Array
) -> float:
    """Return the loss with `changed` in the place of the i-th parameter."""
    return loss(*data, *params[:i], changed, *params[i + 1 :])


# ---------------------------------------------------------------- layers without parameters


def keeps_x(layer: Any, draw: Draw) -> None:
    """Fail when forward changes its argument."""
    x = draw(x=(4, 3))
    before = x.copy()
    layer.forward(x)
    assert_unchanged(x, before, "x")


def backward_agrees(layer: Any, right: Any, draw: Draw) -> None:
    """Compare dx with the oracle's."""
    x, dout = draw(x=(5, 4), dout=(5, 4))
    right.forward(x)
    expected = right.backward(dout)
    layer.forward(x)
    assert_close(layer.backward(dout), expected, "dx")


def numerical_agrees(layer: Any, function: Callable[[Array], Array], draw: Draw) -> None:
    """Compare dx with the numerical gradient of sum(dout * function(x))."""
    x, dout = draw(x=(3, 4), dout=(3, 4))
    at, upstream = x.copy(), dout.copy()
    layer.forward(x)
    assert_gradient(layer.backward(dout), lambda a: float(np.sum(upstream * function(a))), at, "dx")


def latest_counts(layer: Any, right: Any, draw: Draw) -> None:
    """Compare forward and backward over three calls with different N."""
    for n in (5, 2, 7):
        x, dout = draw(x=(n, 3), dout=(n, 3))
        expected = right.forward(x), right.backward(dout)
        assert_close(layer.forward(x), expected[0], "y")
        assert_close(layer.backward(dout), expected[1], "dx")


def twice_the_same(layer: Any, right: Any, draw: Draw) -> None:
    """Compare two calls of backward after one forward."""
    x, dout = draw(x=(4, 3), dout=(4, 3))
    # backward may overwrite its argument, so the second call gets a copy of its own.
    again = draw.values(dout=dout)
    right.forward(x)
    expected = right.backward(dout)
    layer.forward(x)
    assert_close(layer.backward(dout), expected, "dx")
    assert_close(layer.backward(again), expected, _("dx of the second call"))


def two_layers(make: Callable[[], Any], right: Any, draw: Draw) -> None:
    """Interleave two instances."""
    x, dout, other_x = draw(x=(4, 3), dout=(4, 3), other_x=(4, 3))
    right.forward(x)
    expected = right.backward(dout)
    layer, other = make(), make()
    layer.forward(x)
    other.forward(other_x)
    assert_close(layer.backward(dout), expected, "dx")


def nothing_to_learn(layer: Any) -> None:
    """Fail unless params and grads are empty sequences."""
    for name, held in (("params", layer.params), ("grads", layer.grads)):
        assert_that(len(list(held)) == 0, ".{name} should be an empty list.", name=name)


# ---------------------------------------------------------------- training and the start


def two_layer_trial(student: Student, draw: Draw, sizes: tuple[int, ...], lr: float, steps: int) -> float:
    """Fit random data by gradient descent on the student's two_layer_gradients; return the last loss."""
    n, d, h, o = sizes
    x, y, w1, w2 = draw(x=(n, d), y=(n, o), w1=(d, h), w2=(h, o))
    kept = x.copy(), y.copy()  # the student's code may write into what it is given
    path = student.driver.descend(student.two_layer_gradients, (x, y), (w1, w2), lr, steps, steps // 20)
    return last_loss(draw, oracle.two_layer_loss, kept, [(w1, w2), *path])


def last_loss(
    draw: Draw, loss: Callable[..., float], data: Sequence[Array], path: Sequence[Sequence[Array]]
) -> float:
    """Work out the loss along a path of parameters, show it as a curve, return the last one.

    The path came back from the student's side: only its first entry is the check's own.
    """
    shapes = [p.shape for p in path[0]]
    losses = []
    for params in path:
        held = [np.asarray(p, dtype=float) for p in params]
        assert_that([p.shape for p in held] == shapes, "Training should not change the shape of a parameter.")
        losses.append(float(loss(*data, *held)))
    draw.curve("loss", losses)
    return losses[-1]


def looks_standard_normal(values: Array, name: str) -> None:
    """Fail unless 15,000 or more values look like 0.01 * standard normal.

    Every bound is at least 6 standard errors wide, so that a right network fails less than once in
    10^8 runs.
    """
    message = later("{name} should have the standard deviation 0.01; it has {actual:.5f}.")
    assert_that(0.965 <= values.std() / 0.01 <= 1.035, message, name=name, actual=float(values.std()))
    message = later("{name} should have the mean 0; it has {actual:.5f}.")
    assert_that(abs(values.mean()) <= 5e-4, message, name=name, actual=float(values.mean()))
    # 68.3% of normal numbers lie within one standard deviation, but 57.7% of uniform ones.
    within = float(np.mean(np.abs(values) < values.std()))
    message = later(
        "{name} should be normally distributed, 68% of it within one standard deviation; {actual:.0%} is."
    )
    assert_that(abs(within - 0.6827) <= 0.025, message, name=name, actual=within)
