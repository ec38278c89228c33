"""The hidden checks of exercise 03 about single layers: Sigmoid, Relu and Affine."""

# ruff: noqa: N802 - dW is the field's name

from __future__ import annotations

import numpy as np

from grader.checks import (
    Draw,
    Student,
    _,
    assert_close,
    assert_gradient,
    assert_same_array,
    assert_that,
    assert_unchanged,
    check,
)

from . import oracle
from .support import (
    Array,
    affine_answers,
    affine_inputs,
    arrays,
    backward_agrees,
    keeps_x,
    latest_counts,
    nothing_to_learn,
    numerical_agrees,
    twice_the_same,
    two_layers,
)

# ---------------------------------------------------------------- Sigmoid


@check("Sigmoid", points=2)
def check_sigmoid_forward(student: Student, draw: Draw) -> None:
    """forward(x) is 1 / (1 + e^-x), element by element, in the shape of x."""
    x = draw(x=(4, 3), scale=2.0)
    expected = oracle.logistic(x)
    assert_close(student.Sigmoid().forward(x), expected, "y")


@check("Sigmoid", points=2)
def check_sigmoid_backward(student: Student, draw: Draw) -> None:
    """backward(dout) is dout times the sigmoid's derivative at the x of forward."""
    backward_agrees(student.Sigmoid(), oracle.Sigmoid(), draw)


@check("Sigmoid", points=1)
def check_sigmoid_numerical_gradient(student: Student, draw: Draw) -> None:
    """dx agrees with the numerical gradient of sum(dout * sigmoid(x))."""
    numerical_agrees(student.Sigmoid(), oracle.logistic, draw)


@check("Sigmoid", points=1)
def check_sigmoid_large_inputs(student: Student, draw: Draw) -> None:
    """forward and backward are finite and right at 0, at 1000 and at -1000."""
    x = draw.values(x=np.array([[1000.0, -1000.0, 0.0], [-40.0, 40.0, 750.0]]))
    dout = draw(dout=(2, 3))
    layer, right = student.Sigmoid(), oracle.Sigmoid()
    expected = right.forward(x), right.backward(dout)
    assert_close(layer.forward(x), expected[0], "y")
    assert_close(layer.backward(dout), expected[1], "dx")


@check("Sigmoid", points=1)
def check_sigmoid_keeps_x(student: Student, draw: Draw) -> None:
    """forward leaves x as it is."""
    keeps_x(student.Sigmoid(), draw)


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
    two_layers(student.Sigmoid, oracle.Sigmoid(), draw)


@check("Sigmoid", points=1)
def check_sigmoid_no_params(student: Student, draw: Draw) -> None:
    """.params and .grads are empty: a sigmoid has nothing to learn."""
    nothing_to_learn(student.Sigmoid())


# ---------------------------------------------------------------- Relu


@check("Relu", points=2)
def check_relu_forward(student: Student, draw: Draw) -> None:
    """forward(x) is x where x is positive and 0 where it is negative."""
    x = draw(x=(4, 3))
    expected = np.where(x > 0, x, 0.0)
    assert_close(student.Relu().forward(x), expected, "y")


@check("Relu", points=2)
def check_relu_backward(student: Student, draw: Draw) -> None:
    """backward(dout) is dout where x was positive, 0 elsewhere, whatever the sign of dout."""
    backward_agrees(student.Relu(), oracle.Relu(), draw)


@check("Relu", points=1)
def check_relu_numerical_gradient(student: Student, draw: Draw) -> None:
    """dx agrees with the numerical gradient of sum(dout * relu(x))."""
    numerical_agrees(student.Relu(), oracle.Relu().forward, draw)


@check("Relu", points=1)
def check_relu_keeps_x(student: Student, draw: Draw) -> None:
    """forward leaves x as it is."""
    keeps_x(student.Relu(), draw)


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
    two_layers(student.Relu, oracle.Relu(), draw)


@check("Relu", points=1)
def check_relu_no_params(student: Student, draw: Draw) -> None:
    """.params and .grads are empty: a ReLU has nothing to learn."""
    nothing_to_learn(student.Relu())


# ---------------------------------------------------------------- Affine


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
    expected = x @ W + b
    assert_close(student.Affine(W, b).forward(x), expected, "y")


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
    inputs = affine_inputs(draw, 6, 2, 4)
    x, W, b, upstream = (a.copy() for a in inputs)
    layer = student.Affine(inputs[1], inputs[2])
    layer.forward(inputs[0])
    dx = layer.backward(inputs[3])
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
    _rest, _more, dW, db = affine_answers(x, W, b, dout)
    layer = student.Affine(W, b)
    collected = arrays(layer.grads, ("dW", "db"), "grads")
    layer.forward(x)
    layer.backward(dout)
    arrays(layer.grads, ("dW", "db"), "grads")
    assert_close(tuple(collected), (dW, db), (_("dW in the array collected before"), _("db likewise")))


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


@check("Affine", points=1)
def check_affine_no_accumulation(student: Student, draw: Draw) -> None:
    """a second backward replaces the gradients of the first; it does not add to them."""
    x, W, b, dout = affine_inputs(draw, 4, 3, 5)
    again = draw.values(dout=dout)
    _rest, dx, dW, db = affine_answers(x, W, b, dout)
    layer = student.Affine(W, b)
    layer.forward(x)
    layer.backward(dout)
    assert_close(layer.backward(again), dx, _("dx of the second call"))
    names = (_("dW after the second call"), _("db after the second call"))
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
    W, b, other_W, other_b = draw(W=(3, 5), b=(5,), other_W=(3, 5), other_b=(5,))
    layer, other = student.Affine(W, b), student.Affine(other_W, other_b)
    for n in (4, 2, 6):
        x, dout, other_x = draw(x=(n, 3), dout=(n, 5), other_x=(n, 3))
        y, dx, dW, db = affine_answers(x, W, b, dout)
        assert_close(layer.forward(x), y, "y")
        other.forward(other_x)
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
