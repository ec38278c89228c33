"""The hidden checks of exercise 03: 100 points over seven tasks."""

from __future__ import annotations

import numpy as np

from grader.checks import (
    Draw,
    Student,
    assert_close,
    assert_gradient,
    assert_trajectory,
    assert_unchanged,
    check,
    convergence_check,
)

from . import driver, oracle
from .support import (
    NET_GRAD_NAMES,
    NET_NAMES,
    TWO_LAYER_NAMES,
    XOR_NAMES,
    Array,
    last_loss,
    loss_with,
    parts,
    relu_inputs,
    two_layer_trial,
    xor_inputs,
)

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_T = np.array([[0.0], [1.0], [1.0], [0.0]])
XOR_LABELS = np.array([0, 1, 1, 0])

# ---------------------------------------------------------------- two_layer_gradients


@check("two_layer_gradients", points=3)
def check_two_layer_loss(student: Student, draw: Draw) -> None:
    """the loss is the sum of the squared errors (y_pred - y)^2 over all samples and outputs."""
    inputs = relu_inputs(draw, 5, 4, 6, 3)
    expected = oracle.two_layer_gradients(*inputs)[0]
    loss, _, _ = parts(student.two_layer_gradients(*inputs), TWO_LAYER_NAMES)
    assert_close(loss, expected, "loss")


@check("two_layer_gradients", points=2)
def check_two_layer_grad_w2(student: Student, draw: Draw) -> None:
    """grad_w2 is the derivative of the loss with respect to w2, in the shape of w2."""
    inputs = relu_inputs(draw, 5, 4, 6, 3)
    expected = oracle.two_layer_gradients(*inputs)[2]
    _, _, grad_w2 = parts(student.two_layer_gradients(*inputs), TWO_LAYER_NAMES)
    assert_close(grad_w2, expected, "grad_w2")


@check("two_layer_gradients", points=3)
def check_two_layer_grad_w1(student: Student, draw: Draw) -> None:
    """grad_w1 is the derivative of the loss with respect to w1: back through w2 and the ReLU."""
    inputs = relu_inputs(draw, 5, 4, 6, 3)
    expected = oracle.two_layer_gradients(*inputs)[1]
    _, grad_w1, _ = parts(student.two_layer_gradients(*inputs), TWO_LAYER_NAMES)
    assert_close(grad_w1, expected, "grad_w1")


@check("two_layer_gradients", points=1)
def check_two_layer_numerical_gradient(student: Student, draw: Draw) -> None:
    """grad_w1 and grad_w2 agree with the numerical gradient of the loss."""
    inputs = relu_inputs(draw, 6, 5, 4, 2)
    x, y, w1, w2 = (a.copy() for a in inputs)
    _, grad_w1, grad_w2 = parts(student.two_layer_gradients(*inputs), TWO_LAYER_NAMES)
    assert_gradient(grad_w1, lambda w: oracle.two_layer_loss(x, y, w, w2), w1, "grad_w1")
    assert_gradient(grad_w2, lambda w: oracle.two_layer_loss(x, y, w1, w), w2, "grad_w2")


@check("two_layer_gradients", points=1)
def check_two_layer_special_sizes(student: Student, draw: Draw) -> None:
    """a single sample works, and so does a network where N, D, H and O are all equal."""
    for sizes in ((1, 4, 5, 3), (4, 4, 4, 4)):
        inputs = relu_inputs(draw, *sizes)
        expected = oracle.two_layer_gradients(*inputs)
        assert_close(student.two_layer_gradients(*inputs), expected, TWO_LAYER_NAMES)


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
    """20 steps of gradient descent on your gradients take the path that the right ones take."""
    x, y, w1, w2 = relu_inputs(draw, 7, 5, 6, 3)
    expected = driver.descend(oracle.two_layer_gradients, (x, y), (w1, w2), 2e-4, 20, 4)
    path = student.driver.descend(student.two_layer_gradients, (x, y), (w1, w2), 2e-4, 20, 4)
    assert_trajectory(path, expected, ("w1", "w2"))


# Both stay small enough for a loop over every single multiplication: a fifth of the time allowed.
@convergence_check("two_layer_gradients", points=1, seconds=20, measure="loss", below=0.01)
def check_two_layer_learns(student: Student, draw: Draw) -> float:
    """gradient descent on your gradients fits 10 random samples (20 inputs, 50 hidden units)."""
    return two_layer_trial(student, draw, (10, 20, 50, 4), 2e-4, 200)


@convergence_check("two_layer_gradients", points=1, seconds=60, measure="loss", below=1.0)
def check_two_layer_learns_wide(student: Student, draw: Draw) -> float:
    """a wide input, 10 samples through 100-50-5: 100 steps at lr 5e-5 bring the loss below 1."""
    return two_layer_trial(student, draw, (10, 100, 50, 5), 5e-5, 100)


# ---------------------------------------------------------------- xor_gradients


@check("xor_gradients", points=2)
def check_xor_loss(student: Student, draw: Draw) -> None:
    """the loss is the sum of the squared errors (y - t)^2; hidden sigmoid, linear output, biases."""
    inputs = xor_inputs(draw, 5, 3, 4, 2)
    expected = oracle.xor_gradients(*inputs)
    result = parts(student.xor_gradients(*inputs), XOR_NAMES)
    assert_close(result[0], expected[0], "loss")


@check("xor_gradients", points=3)
def check_xor_output_layer(student: Student, draw: Draw) -> None:
    """dW2 and db2 are the derivatives of the loss with respect to W2 and b2."""
    inputs = xor_inputs(draw, 5, 3, 4, 2)
    expected = oracle.xor_gradients(*inputs)
    result = parts(student.xor_gradients(*inputs), XOR_NAMES)
    assert_close(tuple(result[3:]), expected[3:], ("dW2", "db2"))


@check("xor_gradients", points=4)
def check_xor_hidden_layer(student: Student, draw: Draw) -> None:
    """dW1 and db1 are the derivatives with respect to W1 and b1: back through W2 and the sigmoid."""
    inputs = xor_inputs(draw, 5, 3, 4, 2)
    expected = oracle.xor_gradients(*inputs)
    result = parts(student.xor_gradients(*inputs), XOR_NAMES)
    assert_close(tuple(result[1:3]), expected[1:3], ("dW1", "db1"))


@check("xor_gradients", points=1)
def check_xor_numerical_gradient(student: Student, draw: Draw) -> None:
    """dW1, db1, dW2 and db2 agree with the numerical gradient of the loss."""
    inputs = xor_inputs(draw, 6, 2, 5, 3)
    x, t, *params = (a.copy() for a in inputs)
    result = parts(student.xor_gradients(*inputs), XOR_NAMES)
    for i, name in enumerate(NET_GRAD_NAMES):

        def loss(p: Array, i: int = i) -> float:
            return loss_with(oracle.xor_loss, (x, t), params, i, p)

        assert_gradient(result[i + 1], loss, params[i], name)


@check("xor_gradients", points=1)
def check_xor_special_sizes(student: Student, draw: Draw) -> None:
    """a single sample works, and so does a network where N, D, H and O are all equal."""
    for sizes in ((1, 3, 5, 2), (4, 4, 4, 4)):
        inputs = xor_inputs(draw, *sizes)
        expected = oracle.xor_gradients(*inputs)
        assert_close(student.xor_gradients(*inputs), expected, XOR_NAMES)


@check("xor_gradients", points=1)
def check_xor_saturated(student: Student, draw: Draw) -> None:
    """everything stays finite and right where the input of the sigmoid reaches 1000 and -1000."""
    x = draw.values(x=np.array([[1.0, 0.0], [-1.0, 0.5], [0.0, 1.0]]))
    W1 = draw.values(W1=np.array([[1000.0, -1000.0, 0.5, 0.2], [0.3, -0.4, 0.6, 900.0]]))
    t, b1, W2, b2 = draw(t=(3, 2), b1=(4,), W2=(4, 2), b2=(2,))
    expected = oracle.xor_gradients(x, t, W1, b1, W2, b2)
    assert_close(student.xor_gradients(x, t, W1, b1, W2, b2), expected, XOR_NAMES)


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
    """10 steps of gradient descent on XOR take the path that the right gradients take."""
    start = draw(W1=(2, 3), b1=(3,), W2=(3, 1), b2=(1,))
    expected = driver.descend(oracle.xor_gradients, (XOR_X, XOR_T), start, 0.02, 10, 2)
    path = student.driver.descend(student.xor_gradients, (XOR_X, XOR_T), start, 0.02, 10, 2)
    assert_trajectory(path, expected, NET_NAMES)


@convergence_check("xor_gradients", points=2, seconds=20, measure="loss", below=0.1)
def check_xor_learns(student: Student, draw: Draw) -> float:
    """gradient descent on your gradients learns XOR: 4 hidden units, lr 0.1, 2,000 steps."""
    W1, W2 = draw(W1=(2, 4), W2=(4, 1))
    start = [W1, np.zeros(4), W2, np.zeros(1)]
    path = student.driver.descend(student.xor_gradients, (XOR_X, XOR_T), start, 0.1, 2000, 100)
    return last_loss(draw, oracle.xor_loss, (XOR_X, XOR_T), [start, *path])
