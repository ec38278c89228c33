"""The hidden checks of exercise 03: 100 points over seven tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from grader.checks import (
    Draw,
    Student,
    assert_close,
    assert_gradient,
    assert_same_array,
    assert_that,
    assert_trajectory,
    assert_unchanged,
    check,
    convergence_check,
)
from numpy.typing import NDArray

from . import driver, oracle

Array = NDArray[Any]

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_T = np.array([[0.0], [1.0], [1.0], [0.0]])
XOR_LABELS = np.array([0, 1, 1, 0])

TWO_LAYER_NAMES = ("loss", "grad_w1", "grad_w2")
XOR_NAMES = ("loss", "dW1", "db1", "dW2", "db2")
NET_NAMES = ("W1", "b1", "W2", "b2")
NET_GRAD_NAMES = ("dW1", "db1", "dW2", "db2")

# The farthest that a five-point difference moves a pre-activation must stay on one side of the kink.
KINK_MARGIN = 0.05


# ---------------------------------------------------------------- helpers


def parts(result: Any, names: Sequence[str]) -> Sequence[Any]:
    """Return `result` once it is known to be as many values as there are names."""
    expected = f"({', '.join(names)})"
    assert_that(
        isinstance(result, (tuple, list)) and len(result) == len(names),
        "expected {count} values: {expected}",
        count=len(names),
        expected=expected,
    )
    return result  # type: ignore[no-any-return]


def arrays(sequence: Any, names: Sequence[str], attribute: str) -> list[Array]:
    """Return the arrays of a `.params` or `.grads` once there is one for each name."""
    held = list(sequence) if isinstance(sequence, (tuple, list)) else []
    assert_that(
        len(held) == len(names) and all(isinstance(a, np.ndarray) for a in held),
        "expected .{attribute} to hold {count} arrays: {expected}",
        attribute=attribute,
        count=len(names),
        expected=", ".join(names),
    )
    return held


def relu_inputs(draw: Draw, n: int, d: int, h: int, o: int) -> tuple[Array, Array, Array, Array]:
    """Draw x, y, w1, w2 whose hidden pre-activations keep away from ReLU's kink."""
    while True:
        x, w1 = draw.rng.normal(size=(n, d)), draw.rng.normal(size=(d, h))
        z = x @ w1
        if np.abs(z).min() > KINK_MARGIN and (z > 0).any() and (z < 0).any():
            break
    named = draw.values(x=x, w1=w1)
    y, w2 = draw(y=(n, o), w2=(h, o))
    return named[0], y, named[1], w2


def xor_inputs(draw: Draw, n: int, d: int, h: int, o: int) -> tuple[Array, ...]:
    """Draw x, t, W1, b1, W2, b2 for xor_gradients."""
    return draw(x=(n, d), t=(n, o), W1=(d, h), b1=(h,), W2=(h, o), b2=(o,))  # type: ignore[no-any-return]


def mild_scores(draw: Draw, n: int, c: int) -> Array:
    """Draw scores whose softmax stays between about 0.1 and 0.7.

    There a constant of 1e-7 inside the log, which the task allows, moves the loss by less than the
    tolerance; and each row is shifted by a number of its own.
    """
    p = 0.5 * draw.probabilities(n, c) + 0.5 / c
    return draw.values(x=np.log(p) + draw.rng.normal(size=(n, 1)))  # type: ignore[no-any-return]


def loaded_net(student: Student, draw: Draw, d: int, h: int, c: int) -> tuple[Any, list[Array]]:
    """Make a TwoLayerNet and write drawn numbers into its parameters, in place."""
    net = student.TwoLayerNet(d, h, c)
    # W1 is wide and W2 narrow: the hidden layer works outside its linear part, while the
    # probabilities stay where a constant of 1e-7 inside the log does not show.
    wide = draw(W1=(d, h), b1=(h,), scale=1.0)
    narrow = draw(W2=(h, c), b2=(c,), scale=0.3 / np.sqrt(h / 4))
    values = [*wide, *narrow]
    load(net, values)
    return net, values


def load(net: Any, values: Sequence[Array]) -> None:
    """Write `values` into the arrays of net.params."""
    for p, value, name in zip(arrays(net.params, NET_NAMES, "params"), values, NET_NAMES, strict=True):
        assert_that(
            p.shape == value.shape and p.dtype.kind == "f",
            "expected {name} in .params to hold floats in the shape {shape}",
            name=name,
            shape=value.shape,
        )
        p[...] = value


def at_least(value: Any, bound: float, name: str) -> None:
    """Fail unless `value` is one finite number, `bound` or more."""
    number = np.asarray(value) if isinstance(value, (int, float, np.ndarray, np.generic)) else np.array("")
    good = number.ndim == 0 and number.dtype.kind in "fiu" and np.isfinite(number) and number >= bound
    assert_that(
        bool(good), "expected {name} to be a finite number, at least {bound}", name=name, bound=bound
    )


# ---------------------------------------------------------------- two_layer_gradients


@check("two_layer_gradients", points=3)
def check_two_layer_loss(student: Student, draw: Draw) -> None:
    """the loss is the sum of the squared errors (y_pred - y)^2 over all samples and outputs."""
    inputs = relu_inputs(draw, 5, 4, 6, 3)
    loss, _, _ = parts(student.two_layer_gradients(*inputs), TWO_LAYER_NAMES)
    assert_close(loss, oracle.two_layer_gradients(*inputs)[0], "loss")


@check("two_layer_gradients", points=2)
def check_two_layer_grad_w2(student: Student, draw: Draw) -> None:
    """grad_w2 is the derivative of the loss with respect to w2, in the shape of w2."""
    inputs = relu_inputs(draw, 5, 4, 6, 3)
    _, _, grad_w2 = parts(student.two_layer_gradients(*inputs), TWO_LAYER_NAMES)
    assert_close(grad_w2, oracle.two_layer_gradients(*inputs)[2], "grad_w2")


@check("two_layer_gradients", points=3)
def check_two_layer_grad_w1(student: Student, draw: Draw) -> None:
    """grad_w1 is the derivative of the loss with respect to w1: back through w2 and the ReLU."""
    inputs = relu_inputs(draw, 5, 4, 6, 3)
    _, grad_w1, _ = parts(student.two_layer_gradients(*inputs), TWO_LAYER_NAMES)
    assert_close(grad_w1, oracle.two_layer_gradients(*inputs)[1], "grad_w1")


@check("two_layer_gradients", points=1)
def check_two_layer_numerical_gradient(student: Student, draw: Draw) -> None:
    """grad_w1 and grad_w2 agree with the numerical gradient of the loss."""
    x, y, w1, w2 = relu_inputs(draw, 6, 5, 4, 2)
    _, grad_w1, grad_w2 = parts(student.two_layer_gradients(x, y, w1, w2), TWO_LAYER_NAMES)
    assert_gradient(grad_w1, lambda w: oracle.two_layer_loss(x, y, w, w2), w1, "grad_w1")
    assert_gradient(grad_w2, lambda w: oracle.two_layer_loss(x, y, w1, w), w2, "grad_w2")


@check("two_layer_gradients", points=1)
def check_two_layer_special_sizes(student: Student, draw: Draw) -> None:
    """a single sample works, and so does a network where N, D, H and O are all equal."""
    for sizes in ((1, 4, 5, 3), (4, 4, 4, 4)):
        inputs = relu_inputs(draw, *sizes)
        result = student.two_layer_gradients(*inputs)
        assert_close(result, oracle.two_layer_gradients(*inputs), TWO_LAYER_NAMES)


@check("two_layer_gradients", points=1)
def check_two_layer_only_computes(student: Student, draw: Draw) -> None:
    """x, y, w1 and w2 stay as they are, and a second call with the same arrays gives the same."""
    inputs = relu_inputs(draw, 5, 4, 6, 3)
    before = [a.copy() for a in inputs]
    first = student.two_layer_gradients(*inputs)
    for array, copy, name in zip(inputs, before, ("x", "y", "w1", "w2"), strict=True):
        assert_unchanged(array, copy, name)
    expected = oracle.two_layer_gradients(*before)
    assert_close(first, expected, TWO_LAYER_NAMES)
    assert_close(student.two_layer_gradients(*inputs), expected, TWO_LAYER_NAMES)


@check("two_layer_gradients", points=1)
def check_two_layer_trajectory(student: Student, draw: Draw) -> None:
    """30 steps of gradient descent on your gradients take the path that the right ones take."""
    x, y, w1, w2 = relu_inputs(draw, 7, 5, 6, 3)
    path = student.driver.descend(student.two_layer_gradients, (x, y), (w1, w2), 1e-3, 30, 5)
    expected = driver.descend(oracle.two_layer_gradients, (x, y), (w1, w2), 1e-3, 30, 5)
    assert_trajectory(path, expected, ("w1", "w2"))


def two_layer_trial(student: Student, draw: Draw, sizes: tuple[int, ...], lr: float, steps: int) -> float:
    """Fit random data by gradient descent on the student's gradients; return the final loss."""
    n, d, h, o = sizes
    x, y, w1, w2 = draw(x=(n, d), y=(n, o), w1=(d, h), w2=(h, o))
    every = steps // 20
    path = student.driver.descend(student.two_layer_gradients, (x, y), (w1, w2), lr, steps, every)
    losses = [final_loss(oracle.two_layer_loss, (x, y), params, (w1, w2)) for params in path]
    draw.curve("loss", [oracle.two_layer_loss(x, y, w1, w2), *losses])
    return losses[-1]


def final_loss(loss: Any, data: Sequence[Array], params: Any, like: Sequence[Array]) -> float:
    """Work out the loss of parameters that came back, once they have the right shapes."""
    names = [f"parameter {i}" for i in range(1, len(like) + 1)]
    held = [np.asarray(p, dtype=float) for p in arrays(params, names, "params")]
    for p, q, name in zip(held, like, names, strict=True):
        assert_that(p.shape == q.shape, "{name} changed its shape during training", name=name)
    return float(loss(*data, *held))


@convergence_check("two_layer_gradients", points=1, seconds=20, measure="loss", below=0.01)
def check_two_layer_learns(student: Student, draw: Draw) -> float:
    """gradient descent on your gradients fits 16 random samples (20 inputs, 30 hidden units)."""
    return two_layer_trial(student, draw, (16, 20, 30, 4), 1e-4, 1000)


@convergence_check("two_layer_gradients", points=1, seconds=60, measure="loss", below=1.0)
def check_two_layer_learns_full_size(student: Student, draw: Draw) -> float:
    """the full size, 64 samples through 1000-100-10: 500 steps at lr 1e-6 bring the loss below 1."""
    return two_layer_trial(student, draw, (64, 1000, 100, 10), 1e-6, 500)


# ---------------------------------------------------------------- xor_gradients


@check("xor_gradients", points=2)
def check_xor_loss(student: Student, draw: Draw) -> None:
    """the loss is the sum of the squared errors (y - t)^2; hidden sigmoid, linear output, biases."""
    inputs = xor_inputs(draw, 5, 3, 4, 2)
    result = parts(student.xor_gradients(*inputs), XOR_NAMES)
    assert_close(result[0], oracle.xor_gradients(*inputs)[0], "loss")


@check("xor_gradients", points=3)
def check_xor_output_layer(student: Student, draw: Draw) -> None:
    """dW2 and db2 are the derivatives of the loss with respect to W2 and b2."""
    inputs = xor_inputs(draw, 5, 3, 4, 2)
    result = parts(student.xor_gradients(*inputs), XOR_NAMES)
    assert_close(tuple(result[3:]), tuple(oracle.xor_gradients(*inputs)[3:]), ("dW2", "db2"))


@check("xor_gradients", points=4)
def check_xor_hidden_layer(student: Student, draw: Draw) -> None:
    """dW1 and db1 are the derivatives with respect to W1 and b1: back through W2 and the sigmoid."""
    inputs = xor_inputs(draw, 5, 3, 4, 2)
    result = parts(student.xor_gradients(*inputs), XOR_NAMES)
    assert_close(tuple(result[1:3]), tuple(oracle.xor_gradients(*inputs)[1:3]), ("dW1", "db1"))


@check("xor_gradients", points=1)
def check_xor_numerical_gradient(student: Student, draw: Draw) -> None:
    """dW1, db1, dW2 and db2 agree with the numerical gradient of the loss."""
    x, t, *params = xor_inputs(draw, 6, 2, 5, 3)
    result = parts(student.xor_gradients(x, t, *params), XOR_NAMES)
    for i, name in enumerate(NET_GRAD_NAMES):

        def loss(p: Array, i: int = i) -> float:
            return oracle.xor_loss(x, t, *params[:i], p, *params[i + 1 :])

        assert_gradient(result[i + 1], loss, params[i], name)


@check("xor_gradients", points=1)
def check_xor_special_sizes(student: Student, draw: Draw) -> None:
    """a single sample works, and so does a network where N, D, H and O are all equal."""
    for sizes in ((1, 3, 5, 2), (4, 4, 4, 4)):
        inputs = xor_inputs(draw, *sizes)
        assert_close(student.xor_gradients(*inputs), oracle.xor_gradients(*inputs), XOR_NAMES)


@check("xor_gradients", points=1)
def check_xor_saturated(student: Student, draw: Draw) -> None:
    """everything stays finite and right where the input of the sigmoid reaches 1000 and -1000."""
    x = draw.values(x=np.array([[1.0, 0.0], [-1.0, 0.5], [0.0, 1.0]]))
    W1 = draw.values(W1=np.array([[1000.0, -1000.0, 0.5, 0.2], [0.3, -0.4, 0.6, 900.0]]))
    t, b1, W2, b2 = draw(t=(3, 2), b1=(4,), W2=(4, 2), b2=(2,))
    result = student.xor_gradients(x, t, W1, b1, W2, b2)
    assert_close(result, oracle.xor_gradients(x, t, W1, b1, W2, b2), XOR_NAMES)


@check("xor_gradients", points=1)
def check_xor_only_computes(student: Student, draw: Draw) -> None:
    """the six arguments stay as they are, and a second call with the same arrays gives the same."""
    inputs = xor_inputs(draw, 5, 3, 4, 2)
    before = [a.copy() for a in inputs]
    first = student.xor_gradients(*inputs)
    for array, copy, name in zip(inputs, before, ("x", "t", "W1", "b1", "W2", "b2"), strict=True):
        assert_unchanged(array, copy, name)
    expected = oracle.xor_gradients(*before)
    assert_close(first, expected, XOR_NAMES)
    assert_close(student.xor_gradients(*inputs), expected, XOR_NAMES)


@check("xor_gradients", points=2)
def check_xor_trajectory(student: Student, draw: Draw) -> None:
    """100 steps of gradient descent on XOR take the path that the right gradients take."""
    start = draw(W1=(2, 3), b1=(3,), W2=(3, 1), b2=(1,))
    path = student.driver.descend(student.xor_gradients, (XOR_X, XOR_T), start, 0.1, 100, 10)
    expected = driver.descend(oracle.xor_gradients, (XOR_X, XOR_T), start, 0.1, 100, 10)
    assert_trajectory(path, expected, NET_NAMES)


@convergence_check("xor_gradients", points=2, seconds=20, measure="loss", below=0.1)
def check_xor_learns(student: Student, draw: Draw) -> float:
    """gradient descent on your gradients learns XOR: 4 hidden units, lr 0.1, 2,000 steps."""
    W1, W2 = draw(W1=(2, 4), W2=(4, 1))
    start = [W1, np.zeros(4), W2, np.zeros(1)]
    path = student.driver.descend(student.xor_gradients, (XOR_X, XOR_T), start, 0.1, 2000, 100)
    losses = [final_loss(oracle.xor_loss, (XOR_X, XOR_T), params, start) for params in path]
    draw.curve("loss", [oracle.xor_loss(XOR_X, XOR_T, *start), *losses])
    return losses[-1]


# ---------------------------------------------------------------- Sigmoid


@check("Sigmoid", points=2)
def check_sigmoid_forward(student: Student, draw: Draw) -> None:
    """forward(x) is 1 / (1 + e^-x), element by element, in the shape of x."""
    x = draw(x=(4, 3), scale=2.0)
    assert_close(student.Sigmoid().forward(x), oracle.Sigmoid().forward(x), "y")


@check("Sigmoid", points=1)
def check_sigmoid_keeps_x(student: Student, draw: Draw) -> None:
    """forward leaves x as it is."""
    keeps_x(student.Sigmoid(), draw)


@check("Sigmoid", points=1)
def check_sigmoid_large_inputs(student: Student, draw: Draw) -> None:
    """forward and backward are finite and right at 0, at 1000 and at -1000."""
    x = draw.values(x=np.array([[1000.0, -1000.0, 0.0], [-40.0, 40.0, 750.0]]))
    dout = draw(dout=(2, 3))
    layer, right = student.Sigmoid(), oracle.Sigmoid()
    expected = right.forward(x), right.backward(dout)
    assert_close(layer.forward(x), expected[0], "y")
    assert_close(layer.backward(dout), expected[1], "dx")


@check("Sigmoid", points=2)
def check_sigmoid_backward(student: Student, draw: Draw) -> None:
    """backward(dout) is dout times the sigmoid's derivative at the x of forward."""
    backward_agrees(student.Sigmoid(), oracle.Sigmoid(), draw)


@check("Sigmoid", points=1)
def check_sigmoid_numerical_gradient(student: Student, draw: Draw) -> None:
    """dx agrees with the numerical gradient of sum(dout * sigmoid(x))."""
    numerical_agrees(student.Sigmoid(), oracle.logistic, draw)


@check("Sigmoid", points=1)
def check_sigmoid_latest_forward(student: Student, draw: Draw) -> None:
    """backward belongs to the latest forward, also when N has changed."""
    latest_counts(student.Sigmoid(), oracle.Sigmoid(), draw)


@check("Sigmoid", points=1)
def check_sigmoid_backward_twice(student: Student, draw: Draw) -> None:
    """backward twice after one forward gives the same twice."""
    twice_the_same(student.Sigmoid(), oracle.Sigmoid(), draw)


@check("Sigmoid", points=1)
def check_sigmoid_two_layers(student: Student, draw: Draw) -> None:
    """two Sigmoid layers do not disturb each other."""
    two_layers(student.Sigmoid, oracle.Sigmoid, draw)


@check("Sigmoid", points=1)
def check_sigmoid_no_params(student: Student, draw: Draw) -> None:
    """.params and .grads are empty: a sigmoid has nothing to learn."""
    nothing_to_learn(student.Sigmoid())


def keeps_x(layer: Any, draw: Draw) -> None:
    """Fail when forward changes its argument."""
    x = draw(x=(4, 3))
    before = x.copy()
    layer.forward(x)
    assert_unchanged(x, before, "x")


def backward_agrees(layer: Any, right: Any, draw: Draw) -> None:
    """Compare dx with the oracle's."""
    x, dout = draw(x=(5, 4), dout=(5, 4))
    layer.forward(x)
    right.forward(x)
    expected = right.backward(dout)
    assert_close(layer.backward(dout), expected, "dx")


def numerical_agrees(layer: Any, function: Any, draw: Draw) -> None:
    """Compare dx with the numerical gradient of sum(dout * function(x))."""
    x, dout = draw(x=(3, 4), dout=(3, 4))
    before, upstream = x.copy(), dout.copy()
    layer.forward(x)
    dx = layer.backward(dout)
    assert_gradient(dx, lambda a: float(np.sum(upstream * function(a))), before, "dx")


def latest_counts(layer: Any, right: Any, draw: Draw) -> None:
    """Compare forward and backward over two calls with different N."""
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
    assert_close(layer.backward(again), expected, "dx of the second call")


def two_layers(make: Any, make_right: Any, draw: Draw) -> None:
    """Interleave two instances."""
    one, other = make(), make()
    x1, dout, x2 = draw(x=(4, 3), dout=(4, 3), x2=(4, 3))
    right = make_right()
    right.forward(x1)
    expected = right.backward(dout)
    one.forward(x1)
    other.forward(x2)
    assert_close(one.backward(dout), expected, "dx")


def nothing_to_learn(layer: Any) -> None:
    """Fail unless params and grads are empty sequences."""
    for name, held in (("params", layer.params), ("grads", layer.grads)):
        empty = isinstance(held, (tuple, list, np.ndarray)) and len(held) == 0
        assert_that(empty, "expected .{name} to be an empty list", name=name)


# ---------------------------------------------------------------- Relu


@check("Relu", points=2)
def check_relu_forward(student: Student, draw: Draw) -> None:
    """forward(x) is x where x is positive and 0 where it is negative."""
    x = draw(x=(4, 3))
    assert_close(student.Relu().forward(x), np.where(x > 0, x, 0.0), "y")


@check("Relu", points=1)
def check_relu_keeps_x(student: Student, draw: Draw) -> None:
    """forward leaves x as it is."""
    keeps_x(student.Relu(), draw)


@check("Relu", points=2)
def check_relu_backward(student: Student, draw: Draw) -> None:
    """backward(dout) is dout where x was positive, 0 elsewhere, whatever the sign of dout."""
    backward_agrees(student.Relu(), oracle.Relu(), draw)


@check("Relu", points=1)
def check_relu_numerical_gradient(student: Student, draw: Draw) -> None:
    """dx agrees with the numerical gradient of sum(dout * relu(x))."""
    numerical_agrees(student.Relu(), lambda x: oracle.Relu().forward(x), draw)


@check("Relu", points=1)
def check_relu_latest_forward(student: Student, draw: Draw) -> None:
    """backward belongs to the latest forward, also when N has changed."""
    latest_counts(student.Relu(), oracle.Relu(), draw)


@check("Relu", points=1)
def check_relu_backward_twice(student: Student, draw: Draw) -> None:
    """backward twice after one forward gives the same twice."""
    twice_the_same(student.Relu(), oracle.Relu(), draw)


@check("Relu", points=1)
def check_relu_two_layers(student: Student, draw: Draw) -> None:
    """two Relu layers do not disturb each other."""
    two_layers(student.Relu, oracle.Relu, draw)


@check("Relu", points=1)
def check_relu_no_params(student: Student, draw: Draw) -> None:
    """.params and .grads are empty: a ReLU has nothing to learn."""
    nothing_to_learn(student.Relu())


# ---------------------------------------------------------------- Affine


def affine_inputs(draw: Draw, n: int, d: int, m: int) -> tuple[Array, Array, Array, Array]:
    """Draw x, W, b and dout."""
    return draw(x=(n, d), W=(d, m), b=(m,), dout=(n, m))  # type: ignore[no-any-return]


def affine_answers(x: Array, W: Array, b: Array, dout: Array) -> tuple[Array, Array, Array, Array]:
    """Return the right y, dx, dW and db."""
    right = oracle.Affine(W.copy(), b.copy())
    y, dx = right.forward(x), right.backward(dout)
    return y, dx, right.grads[0], right.grads[1]


@check("Affine", points=1)
def check_affine_params(student: Student, draw: Draw) -> None:
    """.params is [W, b], the very arrays that were given, not copies."""
    W, b = draw(W=(3, 5), b=(5,))
    params = arrays(student.Affine(W, b).params, ("W", "b"), "params")
    assert_same_array(params[0], W, "params[0]")
    assert_same_array(params[1], b, "params[1]")


@check("Affine", points=1)
def check_affine_grads_at_start(student: Student, draw: Draw) -> None:
    """.grads holds zeros of the shapes of W and b from the start, before any backward."""
    W, b = draw(W=(3, 5), b=(5,))
    grads = arrays(student.Affine(W, b).grads, ("dW", "db"), "grads")
    assert_close(tuple(grads), (np.zeros((3, 5)), np.zeros(5)), ("grads[0]", "grads[1]"))


@check("Affine", points=1)
def check_affine_forward(student: Student, draw: Draw) -> None:
    """forward(x) is x @ W + b."""
    x, W, b = draw(x=(4, 3), W=(3, 5), b=(5,))
    assert_close(student.Affine(W, b).forward(x), x @ W + b, "y")


@check("Affine", points=1)
def check_affine_keeps_inputs(student: Student, draw: Draw) -> None:
    """forward and backward leave x, W and b as they are."""
    x, W, b, dout = affine_inputs(draw, 4, 3, 5)
    before = [a.copy() for a in (x, W, b)]
    layer = student.Affine(W, b)
    layer.forward(x)
    layer.backward(dout)
    for array, copy, name in zip((x, W, b), before, ("x", "W", "b"), strict=True):
        assert_unchanged(array, copy, name)


@check("Affine", points=2)
def check_affine_dx(student: Student, draw: Draw) -> None:
    """backward(dout) returns dx, the gradient for the input, in the shape of x."""
    x, W, b, dout = affine_inputs(draw, 4, 3, 5)
    _, dx, _, _ = affine_answers(x, W, b, dout)
    layer = student.Affine(W, b)
    layer.forward(x)
    assert_close(layer.backward(dout), dx, "dx")


@check("Affine", points=2)
def check_affine_dW(student: Student, draw: Draw) -> None:
    """after backward(dout), grads[0] is dW: the gradient for W, not divided by N."""
    x, W, b, dout = affine_inputs(draw, 4, 3, 5)
    _, _, dW, _ = affine_answers(x, W, b, dout)
    layer = student.Affine(W, b)
    layer.forward(x)
    layer.backward(dout)
    assert_close(arrays(layer.grads, ("dW", "db"), "grads")[0], dW, "dW")


@check("Affine", points=2)
def check_affine_db(student: Student, draw: Draw) -> None:
    """after backward(dout), grads[1] is db: one number for each output, summed over the samples."""
    x, W, b, dout = affine_inputs(draw, 4, 3, 5)
    _, _, _, db = affine_answers(x, W, b, dout)
    layer = student.Affine(W, b)
    layer.forward(x)
    layer.backward(dout)
    assert_close(arrays(layer.grads, ("dW", "db"), "grads")[1], db, "db")


@check("Affine", points=1)
def check_affine_numerical_gradient(student: Student, draw: Draw) -> None:
    """dx, dW and db agree with the numerical gradient of sum(dout * (x @ W + b))."""
    x, W, b, dout = affine_inputs(draw, 6, 2, 4)
    upstream = dout.copy()
    layer = student.Affine(W, b)
    layer.forward(x)
    dx = layer.backward(dout)
    dW, db = arrays(layer.grads, ("dW", "db"), "grads")

    def loss(x: Array, W: Array, b: Array) -> float:
        return float(np.sum(upstream * (x @ W + b)))

    assert_gradient(dx, lambda a: loss(a, W, b), x, "dx")
    assert_gradient(dW, lambda a: loss(x, a, b), W, "dW")
    assert_gradient(db, lambda a: loss(x, W, a), b, "db")


@check("Affine", points=2)
def check_affine_grads_in_place(student: Student, draw: Draw) -> None:
    """backward(dout) overwrites the arrays of .grads in place: a list collected before sees dW and db."""
    x, W, b, dout = affine_inputs(draw, 4, 3, 5)
    _, _, dW, db = affine_answers(x, W, b, dout)
    layer = student.Affine(W, b)
    collected = arrays(layer.grads, ("dW", "db"), "grads")
    layer.forward(x)
    layer.backward(dout)
    assert_close(tuple(collected), (dW, db), ("dW in the array collected before", "db likewise"))


@check("Affine", points=1)
def check_affine_no_accumulation(student: Student, draw: Draw) -> None:
    """a second backward replaces the gradients of the first; it does not add to them."""
    layer_inputs = affine_inputs(draw, 4, 3, 5)
    x, W, b, dout = layer_inputs
    again = draw.values(dout=dout)
    _, dx, dW, db = affine_answers(x, W, b, dout)
    layer = student.Affine(W, b)
    layer.forward(x)
    layer.backward(dout)
    assert_close(layer.backward(again), dx, "dx of the second call")
    names = ("dW after the second call", "db after the second call")
    assert_close(tuple(arrays(layer.grads, ("dW", "db"), "grads")), (dW, db), names)


@check("Affine", points=1)
def check_affine_follows_params(student: Student, draw: Draw) -> None:
    """a change of W and b in place, as an optimizer makes it, counts from the next forward on."""
    x, W, b, dout = affine_inputs(draw, 4, 3, 5)
    new_W, new_b = draw(new_W=(3, 5), new_b=(5,))
    layer = student.Affine(W, b)
    layer.forward(x)
    params = arrays(layer.params, ("W", "b"), "params")
    for p, value in zip(params, (new_W, new_b), strict=True):
        assert_that(p.shape == value.shape, "expected W and b in .params in their own shapes")
        p[...] = value
    y, dx, _, _ = affine_answers(x, new_W, new_b, dout)
    assert_close(layer.forward(x), y, "y")
    assert_close(layer.backward(dout), dx, "dx")


@check("Affine", points=1)
def check_affine_latest_forward(student: Student, draw: Draw) -> None:
    """two layers stay apart, and backward belongs to the latest forward, also when N has changed."""
    _, W, b, _ = affine_inputs(draw, 4, 3, 5)
    W2, b2, x2 = draw(W2=(3, 5), b2=(5,), x2=(2, 3))
    layer, other = student.Affine(W, b), student.Affine(W2, b2)
    for n in (4, 2, 6):
        x, dout = draw(x=(n, 3), dout=(n, 5))
        y, dx, dW, db = affine_answers(x, W, b, dout)
        assert_close(layer.forward(x), y, "y")
        other.forward(x2)
        assert_close(layer.backward(dout), dx, "dx")
        assert_close(tuple(arrays(layer.grads, ("dW", "db"), "grads")), (dW, db), ("dW", "db"))


@check("Affine", points=1)
def check_affine_special_sizes(student: Student, draw: Draw) -> None:
    """a single sample works, and so does a layer where N, D and M are all equal."""
    for n, d, m in ((1, 3, 5), (4, 4, 4)):
        x, W, b, dout = affine_inputs(draw, n, d, m)
        y, dx, dW, db = affine_answers(x, W, b, dout)
        layer = student.Affine(W, b)
        assert_close(layer.forward(x), y, "y")
        assert_close(layer.backward(dout), dx, "dx")
        assert_close(tuple(arrays(layer.grads, ("dW", "db"), "grads")), (dW, db), ("dW", "db"))


# ---------------------------------------------------------------- SoftmaxWithLoss


@check("SoftmaxWithLoss", points=2)
def check_softmax_loss_labels(student: Student, draw: Draw) -> None:
    """forward(x, t) is the mean cross entropy, with t as class numbers."""
    x, t = mild_scores(draw, 5, 3), draw.labels(5, 3)
    assert_close(student.SoftmaxWithLoss().forward(x, t), oracle.cross_entropy(x, t), "loss")


@check("SoftmaxWithLoss", points=2)
def check_softmax_loss_one_hot(student: Student, draw: Draw) -> None:
    """forward(x, t) is the mean cross entropy, with t as one-hot rows."""
    x, t = mild_scores(draw, 5, 3), draw.one_hot(5, 3)
    assert_close(student.SoftmaxWithLoss().forward(x, t), oracle.cross_entropy(x, t), "loss")


@check("SoftmaxWithLoss", points=1)
def check_softmax_large_scores(student: Student, draw: Draw) -> None:
    """the loss is right at scores of 1000 and -1000, also with both in one mini-batch."""
    x = draw.values(x=np.array([[1000.0, 998.0, -1000.0], [-1000.0, -999.0, -1001.0]]))
    t = draw.values(t=np.array([0, 1]))
    layer = student.SoftmaxWithLoss()
    assert_close(layer.forward(x, t), oracle.cross_entropy(x, t), "loss")
    # A clip of 1e-7 is allowed, so a probability of 0 may have become 1e-7.
    assert_close(layer.backward(), oracle.cross_entropy_slope(x, t), "dx", atol=1e-6)


@check("SoftmaxWithLoss", points=1)
def check_softmax_probability_zero(student: Student, draw: Draw) -> None:
    """a right class of probability 0 gives a finite loss (at least 10) and the right dx."""
    x = draw.values(x=np.array([[1000.0, -1000.0, 0.0]]))
    t = draw.values(t=np.array([1]))
    layer = student.SoftmaxWithLoss()
    at_least(layer.forward(x, t), 10.0, "loss")
    assert_close(layer.backward(), np.array([[1.0, -1.0, 0.0]]), "dx", atol=1e-6)


@check("SoftmaxWithLoss", points=1)
def check_softmax_square(student: Student, draw: Draw) -> None:
    """loss and dx are right when there are as many samples as classes, and for a single sample."""
    for n, t in ((4, draw.labels(4, 4)), (1, draw.values(t=np.array([2])))):
        x = mild_scores(draw, n, 4)
        layer = student.SoftmaxWithLoss()
        assert_close(layer.forward(x, t), oracle.cross_entropy(x, t), "loss")
        assert_close(layer.backward(), oracle.cross_entropy_slope(x, t), "dx")


@check("SoftmaxWithLoss", points=2)
def check_softmax_backward_labels(student: Student, draw: Draw) -> None:
    """backward() is the gradient of the mean loss for the scores, with t as class numbers."""
    x, t = mild_scores(draw, 5, 3), draw.labels(5, 3)
    layer = student.SoftmaxWithLoss()
    layer.forward(x, t)
    assert_close(layer.backward(), oracle.cross_entropy_slope(x, t), "dx")


@check("SoftmaxWithLoss", points=1)
def check_softmax_backward_one_hot(student: Student, draw: Draw) -> None:
    """backward() is the same gradient with t as one-hot rows."""
    x, t = mild_scores(draw, 5, 3), draw.one_hot(5, 3)
    layer = student.SoftmaxWithLoss()
    layer.forward(x, t)
    assert_close(layer.backward(), oracle.cross_entropy_slope(x, t), "dx")


@check("SoftmaxWithLoss", points=1)
def check_softmax_dout(student: Student, draw: Draw) -> None:
    """backward(dout) multiplies the gradient by dout."""
    x, t, dout = mild_scores(draw, 5, 3), draw.labels(5, 3), -2.5
    layer = student.SoftmaxWithLoss()
    layer.forward(x, t)
    assert_close(layer.backward(dout), dout * oracle.cross_entropy_slope(x, t), "dx")


@check("SoftmaxWithLoss", points=1)
def check_softmax_numerical_gradient(student: Student, draw: Draw) -> None:
    """dx agrees with the numerical gradient of the loss."""
    x, t = mild_scores(draw, 6, 4), draw.labels(6, 4)
    layer = student.SoftmaxWithLoss()
    layer.forward(x, t)
    assert_gradient(layer.backward(), lambda a: oracle.cross_entropy(a, t), x, "dx")


@check("SoftmaxWithLoss", points=1)
def check_softmax_keeps_inputs(student: Student, draw: Draw) -> None:
    """forward and backward leave x and t as they are, with class numbers and with one-hot rows."""
    for t in (draw.labels(5, 3), draw.one_hot(5, 3)):
        x = mild_scores(draw, 5, 3)
        before_x, before_t = x.copy(), t.copy()
        layer = student.SoftmaxWithLoss()
        layer.forward(x, t)
        layer.backward()
        assert_unchanged(x, before_x, "x")
        assert_unchanged(t, before_t, "t")


@check("SoftmaxWithLoss", points=1)
def check_softmax_latest_forward(student: Student, draw: Draw) -> None:
    """two layers stay apart, and backward belongs to the latest forward, with another N and kind of t."""
    layer, other = student.SoftmaxWithLoss(), student.SoftmaxWithLoss()
    other_x, other_t = mild_scores(draw, 4, 3), draw.labels(4, 3)
    for n, t in ((5, draw.labels(5, 3)), (7, draw.one_hot(7, 3)), (4, draw.labels(4, 3))):
        x = mild_scores(draw, n, 3)
        assert_close(layer.forward(x, t), oracle.cross_entropy(x, t), "loss")
        other.forward(other_x, other_t)
        assert_close(layer.backward(), oracle.cross_entropy_slope(x, t), "dx")


# ---------------------------------------------------------------- TwoLayerNet

NET_NEEDS = ("Sigmoid", "Affine", "SoftmaxWithLoss")


def net_answers(values: Sequence[Array], x: Array, t: Array, dout: float = 1) -> oracle.TwoLayerNet:
    """Return the oracle's network with these parameters, its gradients filled in, and its dx."""
    right = oracle.TwoLayerNet(x.shape[1], len(values[1]), len(values[3]))
    for p, value in zip(right.params, values, strict=True):
        p[...] = value
    right.loss = right.forward(x, t)
    right.dx = right.backward(dout)
    return right


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_shapes(student: Student, draw: Draw) -> None:
    """.params holds W1, b1, W2, b2 in this order, and .grads arrays of the same shapes."""
    net = student.TwoLayerNet(4, 6, 3)
    shapes = ((4, 6), (6,), (6, 3), (3,))
    for attribute, held, names in (("params", net.params, NET_NAMES), ("grads", net.grads, NET_GRAD_NAMES)):
        for array, name, shape in zip(arrays(held, names, attribute), names, shapes, strict=True):
            assert_that(
                array.shape == shape,
                "expected {name} of TwoLayerNet(4, 6, 3) in the shape {shape}, got {actual}",
                name=name,
                shape=shape,
                actual=array.shape,
            )


@check("TwoLayerNet", points=2, needs=NET_NEEDS)
def check_net_start(student: Student, draw: Draw) -> None:
    """weights start as 0.01 * standard normal, other ones for every network; biases start at 0."""
    first, second = student.TwoLayerNet(150, 200, 100), student.TwoLayerNet(150, 200, 100)
    W1, b1, W2, b2 = arrays(first.params, NET_NAMES, "params")
    other_W1, _, other_W2, _ = arrays(second.params, NET_NAMES, "params")
    for name, b, size in (("b1", b1, 200), ("b2", b2, 100)):
        assert_close(b, np.zeros(size), name)
    for name, W, other in (("W1", W1, other_W1), ("W2", W2, other_W2)):
        standard_normal(W / 0.01, name)
        assert_that(not np.array_equal(W, other), "expected {name} to differ between two networks", name=name)


def standard_normal(values: Array, name: str) -> None:
    """Fail unless the many values look standard normal; a right network fails once in 10^9 or less.

    Every bound is at least 6.5 standard errors wide for 20,000 values.
    """
    usable = values.dtype.kind == "f" and values.size >= 20_000 and bool(np.isfinite(values).all())
    assert_that(usable, "expected {name} to hold finite floats", name=name)
    std, mean = 0.01 * float(values.std()), 0.01 * float(values.mean())
    message = "expected {name} to have the standard deviation {expected}, got {actual}"
    assert_that(0.965 <= std / 0.01 <= 1.035, message, name=name, expected=0.01, actual=round(std, 6))
    assert_that(abs(mean) <= 5e-4, "expected {name} to have the mean 0, got {actual}", name=name, actual=mean)
    # 68.3% of normal numbers lie within one standard deviation, but 57.7% of uniform ones.
    within = float(np.mean(np.abs(values) < values.std()))
    message = "expected {name} to be normally distributed: 68.3% within one standard deviation, got {actual}"
    assert_that(abs(within - 0.6827) <= 0.022, message, name=name, actual=f"{within:.1%}")


@check("TwoLayerNet", points=2, needs=NET_NEEDS)
def check_net_predict(student: Student, draw: Draw) -> None:
    """predict(x) returns the scores, with the weights that .params holds now."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    x = draw(x=(5, 4))
    assert_close(net.predict(x), oracle.net_scores(x, *values), "scores")


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_loss(student: Student, draw: Draw) -> None:
    """forward(x, t) is the mean cross entropy of the scores, with class numbers and one-hot rows."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    x = draw(x=(5, 4))
    for t in (draw.labels(5, 3), draw.one_hot(5, 3)):
        assert_close(net.forward(x, t), oracle.net_loss(x, t, *values), "loss")


@check("TwoLayerNet", points=2, needs=NET_NEEDS)
def check_net_gradients(student: Student, draw: Draw) -> None:
    """backward() fills .grads with dW1, db1, dW2 and db2."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    x, t = draw(x=(5, 4)), draw.labels(5, 3)
    net.forward(x, t)
    net.backward()
    grads = arrays(net.grads, NET_GRAD_NAMES, "grads")
    assert_close(tuple(grads), tuple(net_answers(values, x, t).grads), NET_GRAD_NAMES)


@check("TwoLayerNet", points=3, needs=NET_NEEDS)
def check_net_numerical_gradient(student: Student, draw: Draw) -> None:
    """the gradients of all 63 numbers of the 2-10-3 network agree with the numerical gradients."""
    net, values = loaded_net(student, draw, 2, 10, 3)
    x, t = draw(x=(7, 2)), draw.labels(7, 3)
    assert_close(net.forward(x, t), oracle.net_loss(x, t, *values), "loss")
    net.backward()
    grads = arrays(net.grads, NET_GRAD_NAMES, "grads")
    for i, name in enumerate(NET_GRAD_NAMES):

        def loss(p: Array, i: int = i) -> float:
            return oracle.net_loss(x, t, *values[:i], p, *values[i + 1 :])

        assert_gradient(grads[i], loss, values[i], name)


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_dx(student: Student, draw: Draw) -> None:
    """backward() returns dx, the gradient of the loss for the input."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    x, t = draw(x=(5, 4)), draw.one_hot(5, 3)
    net.forward(x, t)
    dx = net.backward()
    assert_close(dx, net_answers(values, x, t).dx, "dx")
    assert_gradient(dx, lambda a: oracle.net_loss(a, t, *values), x, "dx")


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_dout(student: Student, draw: Draw) -> None:
    """backward(dout) multiplies dx and every gradient by dout."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    x, t, dout = draw(x=(5, 4)), draw.labels(5, 3), -2.5
    net.forward(x, t)
    dx = net.backward(dout)
    right = net_answers(values, x, t, dout)
    grads = arrays(net.grads, NET_GRAD_NAMES, "grads")
    assert_close((dx, *grads), (right.dx, *right.grads), ("dx", *NET_GRAD_NAMES))


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_grads_in_place(student: Student, draw: Draw) -> None:
    """a list of .grads collected before training is filled by every backward, never added up."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    collected = arrays(net.grads, NET_GRAD_NAMES, "grads")
    for n in (5, 7):
        x, t = draw(x=(n, 4)), draw.labels(n, 3)
        net.forward(x, t)
        net.backward()
        assert_close(tuple(collected), tuple(net_answers(values, x, t).grads), NET_GRAD_NAMES)


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_second_call(student: Student, draw: Draw) -> None:
    """x and t stay as they are, a second mini-batch counts on its own, two networks stay apart."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    other, _ = loaded_net(student, draw, 4, 6, 3)
    other_x, other_t = draw(other_x=(6, 4)), draw.labels(6, 3)
    for n, t in ((5, draw.one_hot(5, 3)), (7, draw.labels(7, 3))):
        x = draw(x=(n, 4))
        before = x.copy(), t.copy()
        right = net_answers(values, *before)
        assert_close(net.forward(x, t), right.loss, "loss")
        other.forward(other_x, other_t)
        assert_close(net.backward(), right.dx, "dx")
        other.backward()
        assert_close(tuple(arrays(net.grads, NET_GRAD_NAMES, "grads")), tuple(right.grads), NET_GRAD_NAMES)
        assert_unchanged(x, before[0], "x")
        assert_unchanged(t, before[1], "t")


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_trajectory(student: Student, draw: Draw) -> None:
    """50 steps of gradient descent on your network take the path that the right one takes."""
    net, values = loaded_net(student, draw, 3, 5, 4)
    x, t = draw(x=(8, 3)), draw.labels(8, 4)
    right = net_answers(values, x, t)
    path = student.driver.train(net, x, t, 0.5, 50, 5)
    assert_trajectory(path, driver.train(right, x, t, 0.5, 50, 5), NET_NAMES)


@convergence_check("TwoLayerNet", points=1, needs=NET_NEEDS, seconds=20, measure="loss", below=0.1)
def check_net_learns_xor(student: Student, draw: Draw) -> float:
    """your network learns XOR from weights of standard deviation 1: 2-8-2, lr 1.0, 2,000 steps."""
    W1, W2 = draw(W1=(2, 8), W2=(8, 2))
    start = [W1, np.zeros(8), W2, np.zeros(2)]
    net = student.TwoLayerNet(2, 8, 2)
    load(net, start)
    path = student.driver.train(net, XOR_X, XOR_LABELS, 1.0, 2000, 100)
    losses = [final_loss(oracle.net_loss, (XOR_X, XOR_LABELS), params, start) for params in path]
    draw.curve("loss", [oracle.net_loss(XOR_X, XOR_LABELS, *start), *losses])
    return losses[-1]
