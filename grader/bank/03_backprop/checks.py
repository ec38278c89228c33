"""The hidden checks of exercise 03: 100 points over seven tasks."""

# ruff: noqa: N802 - every check takes draw, and dW is the field's name

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
    affine_answers,
    affine_inputs,
    arrays,
    assert_shapes,
    at_least,
    backward_agrees,
    keeps_x,
    last_loss,
    latest_counts,
    load,
    loaded_net,
    looks_standard_normal,
    loss_with,
    mild_scores,
    net_answers,
    nothing_to_learn,
    numerical_agrees,
    parts,
    relu_inputs,
    right_net,
    twice_the_same,
    two_layer_trial,
    two_layers,
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


# ---------------------------------------------------------------- SoftmaxWithLoss


@check("SoftmaxWithLoss", points=2)
def check_softmax_loss_labels(student: Student, draw: Draw) -> None:
    """forward(x, t) is the mean cross entropy, with t as class numbers."""
    x, t = mild_scores(draw, 5, 3), draw.labels(5, 3)
    expected = oracle.cross_entropy(x, t)
    assert_close(student.SoftmaxWithLoss().forward(x, t), expected, "loss")


@check("SoftmaxWithLoss", points=2)
def check_softmax_loss_one_hot(student: Student, draw: Draw) -> None:
    """forward(x, t) is the mean cross entropy, with t as one-hot rows."""
    x, t = mild_scores(draw, 5, 3), draw.one_hot(5, 3)
    expected = oracle.cross_entropy(x, t)
    assert_close(student.SoftmaxWithLoss().forward(x, t), expected, "loss")


@check("SoftmaxWithLoss", points=2)
def check_softmax_backward_labels(student: Student, draw: Draw) -> None:
    """backward() is the gradient of the mean loss for the scores, with t as class numbers."""
    x, t = mild_scores(draw, 5, 3), draw.labels(5, 3)
    expected = oracle.cross_entropy_slope(x, t)
    layer = student.SoftmaxWithLoss()
    layer.forward(x, t)
    assert_close(layer.backward(), expected, "dx")


@check("SoftmaxWithLoss", points=1)
def check_softmax_backward_one_hot(student: Student, draw: Draw) -> None:
    """backward() is the same gradient with t as one-hot rows."""
    x, t = mild_scores(draw, 5, 3), draw.one_hot(5, 3)
    expected = oracle.cross_entropy_slope(x, t)
    layer = student.SoftmaxWithLoss()
    layer.forward(x, t)
    assert_close(layer.backward(), expected, "dx")


@check("SoftmaxWithLoss", points=1)
def check_softmax_dout(student: Student, draw: Draw) -> None:
    """backward(dout) multiplies the gradient by dout."""
    x, t, dout = mild_scores(draw, 5, 3), draw.labels(5, 3), -2.5
    expected = dout * oracle.cross_entropy_slope(x, t)
    layer = student.SoftmaxWithLoss()
    layer.forward(x, t)
    assert_close(layer.backward(dout), expected, "dx")


@check("SoftmaxWithLoss", points=1)
def check_softmax_numerical_gradient(student: Student, draw: Draw) -> None:
    """dx agrees with the numerical gradient of the loss."""
    x, t = mild_scores(draw, 6, 4), draw.labels(6, 4)
    at, targets = x.copy(), t.copy()
    layer = student.SoftmaxWithLoss()
    layer.forward(x, t)
    assert_gradient(layer.backward(), lambda a: oracle.cross_entropy(a, targets), at, "dx")


@check("SoftmaxWithLoss", points=1)
def check_softmax_large_scores(student: Student, draw: Draw) -> None:
    """the loss is right at scores of 1000 and -1000, also with both in one mini-batch."""
    x = draw.values(x=np.array([[1000.0, 998.0, -1000.0], [-1000.0, -999.0, -1001.0]]))
    t = draw.values(t=np.array([0, 1]))
    loss, dx = oracle.cross_entropy(x, t), oracle.cross_entropy_slope(x, t)
    layer = student.SoftmaxWithLoss()
    got_loss, got_dx = layer.forward(x, t), layer.backward()
    assert_close(got_loss, loss, "loss")
    # A clip of 1e-7 is allowed, so a probability of 0 may have become 1e-7.
    assert_close(got_dx, dx, "dx", atol=1e-6)


@check("SoftmaxWithLoss", points=1)
def check_softmax_probability_zero(student: Student, draw: Draw) -> None:
    """a right class of probability 0 gives a finite loss, at least 10."""
    x = draw.values(x=np.array([[1000.0, -1000.0, 0.0]]))
    t = draw.values(t=np.array([1]))
    at_least(student.SoftmaxWithLoss().forward(x, t), 10.0, "loss")


@check("SoftmaxWithLoss", points=1)
def check_softmax_square(student: Student, draw: Draw) -> None:
    """loss and dx are right when there are as many samples as classes, and for a single sample."""
    for n, t in ((4, draw.labels(4, 4)), (1, draw.values(t=np.array([2])))):
        x = mild_scores(draw, n, 4)
        loss, dx = oracle.cross_entropy(x, t), oracle.cross_entropy_slope(x, t)
        layer = student.SoftmaxWithLoss()
        # Both calls before the first comparison: diagnosis tells mistakes apart by all that came back.
        got_loss, got_dx = layer.forward(x, t), layer.backward()
        assert_close(got_loss, loss, "loss")
        assert_close(got_dx, dx, "dx")


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
    for n, t in ((5, draw.labels(5, 3)), (7, draw.one_hot(7, 3)), (4, draw.labels(4, 3))):
        x = mild_scores(draw, n, 3)
        other_x, other_t = mild_scores(draw, n, 3), draw.labels(n, 3)
        loss, dx = oracle.cross_entropy(x, t), oracle.cross_entropy_slope(x, t)
        assert_close(layer.forward(x, t), loss, "loss")
        other.forward(other_x, other_t)
        assert_close(layer.backward(), dx, "dx")


# ---------------------------------------------------------------- TwoLayerNet

NET_NEEDS = ("Sigmoid", "Affine", "SoftmaxWithLoss")


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_shapes(student: Student, draw: Draw) -> None:
    """.params holds W1, b1, W2, b2 in this order, and .grads arrays of the same shapes."""
    net = student.TwoLayerNet(4, 6, 3)
    shapes = ((4, 6), (6,), (6, 3), (3,))
    assert_shapes(student.driver.shapes(net, "params"), shapes, NET_NAMES, "params")
    assert_shapes(student.driver.shapes(net, "grads"), shapes, NET_GRAD_NAMES, "grads")


@check("TwoLayerNet", points=2, needs=NET_NEEDS)
def check_net_start(student: Student, draw: Draw) -> None:
    """weights start as 0.01 * standard normal, other ones for every network; biases start at 0."""
    net, other = student.TwoLayerNet(150, 200, 100), student.TwoLayerNet(150, 200, 100)
    shapes = ((150, 200), (200,), (200, 100), (100,))
    assert_shapes(student.driver.shapes(net, "params"), shapes, NET_NAMES, "params")
    W1, b1, W2, b2 = net.params
    other_W1, _, other_W2, _ = other.params
    assert_close((b1, b2), (np.zeros(200), np.zeros(100)), ("b1", "b2"))
    for name, W, other_W in (("W1", W1, other_W1), ("W2", W2, other_W2)):
        looks_standard_normal(W, name)
        assert_that(not np.array_equal(W, other_W), "{name} should differ between two networks.", name=name)


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_predict(student: Student, draw: Draw) -> None:
    """predict(x) returns the scores that the loss is made of, with the weights that .params holds now."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    x, t = draw(x=(5, 4)), draw.labels(5, 3)
    scores, loss = oracle.net_scores(x, *values), oracle.net_loss(x, t, *values)
    got_scores, got_loss = net.predict(x), net.forward(x, t)
    assert_close(got_scores, scores, "scores")
    assert_close(got_loss, loss, "loss")


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_loss(student: Student, draw: Draw) -> None:
    """forward(x, t) is the mean cross entropy of the scores, with class numbers and one-hot rows."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    x = draw(x=(5, 4))
    for t in (draw.labels(5, 3), draw.one_hot(5, 3)):
        expected = oracle.net_loss(x, t, *values)
        assert_close(net.forward(x, t), expected, "loss")


@check("TwoLayerNet", points=2, needs=NET_NEEDS)
def check_net_gradients(student: Student, draw: Draw) -> None:
    """backward() fills .grads with dW1, db1, dW2 and db2."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    x, t = draw(x=(5, 4)), draw.labels(5, 3)
    _, _, expected = net_answers(values, x, t)
    net.forward(x, t)
    net.backward()
    assert_close(tuple(arrays(net.grads, NET_GRAD_NAMES, "grads")), tuple(expected), NET_GRAD_NAMES)


@check("TwoLayerNet", points=3, needs=NET_NEEDS)
def check_net_numerical_gradient(student: Student, draw: Draw) -> None:
    """the gradients of all 63 numbers of the 2-10-3 network agree with the numerical gradients."""
    net, values = loaded_net(student, draw, 2, 10, 3)
    x, t = draw(x=(7, 2)), draw.labels(7, 3)
    inputs, targets = x.copy(), t.copy()
    assert_close(net.forward(x, t), oracle.net_loss(inputs, targets, *values), "loss")
    net.backward()
    grads = arrays(net.grads, NET_GRAD_NAMES, "grads")
    for i, name in enumerate(NET_GRAD_NAMES):

        def loss(p: Array, i: int = i) -> float:
            return loss_with(oracle.net_loss, (inputs, targets), values, i, p)

        assert_gradient(grads[i], loss, values[i], name)


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_dx(student: Student, draw: Draw) -> None:
    """backward() returns dx, the gradient of the loss for the input."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    x, t = draw(x=(5, 4)), draw.one_hot(5, 3)
    at, targets = x.copy(), t.copy()
    net.forward(x, t)
    dx = net.backward()
    assert_close(dx, net_answers(values, at, targets)[1], "dx")
    assert_gradient(dx, lambda a: oracle.net_loss(a, targets, *values), at, "dx")


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_special_sizes(student: Student, draw: Draw) -> None:
    """a single sample works, and so does a network where N, D, H and C are all equal."""
    for n, d, h, c, t in ((1, 3, 5, 2, draw.values(t=np.array([1]))), (4, 4, 4, 4, draw.labels(4, 4))):
        net, values = loaded_net(student, draw, d, h, c)
        x = draw(x=(n, d))
        loss, dx, grads = net_answers(values, x, t)
        assert_close(net.forward(x, t), loss, "loss")
        assert_close(net.backward(), dx, "dx")
        assert_close(tuple(arrays(net.grads, NET_GRAD_NAMES, "grads")), tuple(grads), NET_GRAD_NAMES)


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_dout(student: Student, draw: Draw) -> None:
    """backward(dout) multiplies dx and every gradient by dout."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    x, t, dout = draw(x=(5, 4)), draw.labels(5, 3), -2.5
    _, dx, expected = net_answers(values, x, t, dout)
    net.forward(x, t)
    assert_close(net.backward(dout), dx, "dx")
    assert_close(tuple(arrays(net.grads, NET_GRAD_NAMES, "grads")), tuple(expected), NET_GRAD_NAMES)


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_grads_in_place(student: Student, draw: Draw) -> None:
    """a list of .grads collected before training is filled by every backward, never added up."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    collected = arrays(net.grads, NET_GRAD_NAMES, "grads")
    for n in (5, 7):
        x, t = draw(x=(n, 4)), draw.labels(n, 3)
        _, _, expected = net_answers(values, x, t)
        net.forward(x, t)
        net.backward()
        arrays(net.grads, NET_GRAD_NAMES, "grads")
        assert_close(tuple(collected), tuple(expected), NET_GRAD_NAMES)


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_second_call(student: Student, draw: Draw) -> None:
    """x and t stay as they are, a second mini-batch counts on its own, two networks stay apart."""
    net, values = loaded_net(student, draw, 4, 6, 3)
    other, _ = loaded_net(student, draw, 4, 6, 3)
    other_x, other_t = draw(other_x=(6, 4)), draw.labels(6, 3)
    for n, t in ((5, draw.one_hot(5, 3)), (7, draw.labels(7, 3))):
        x = draw(x=(n, 4))
        before_x, before_t = x.copy(), t.copy()
        loss, dx, grads = net_answers(values, x, t)
        assert_close(net.forward(x, t), loss, "loss")
        other.forward(other_x, other_t)
        assert_close(net.backward(), dx, "dx")
        other.backward()
        assert_close(tuple(arrays(net.grads, NET_GRAD_NAMES, "grads")), tuple(grads), NET_GRAD_NAMES)
        assert_unchanged(x, before_x, "x")
        assert_unchanged(t, before_t, "t")


@check("TwoLayerNet", points=1, needs=NET_NEEDS)
def check_net_trajectory(student: Student, draw: Draw) -> None:
    """20 steps of gradient descent on your network take the path that the right one takes."""
    net, values = loaded_net(student, draw, 3, 5, 4)
    x, t = draw(x=(8, 3)), draw.labels(8, 4)
    expected = driver.train(right_net(values), x, t, 0.5, 20, 4)
    path = student.driver.train(net, x, t, 0.5, 20, 4)
    assert_trajectory(path, expected, NET_NAMES)


@convergence_check("TwoLayerNet", points=1, needs=NET_NEEDS, seconds=20, measure="loss", below=0.01)
def check_net_learns_xor(student: Student, draw: Draw) -> float:
    """your network learns XOR from weights of standard deviation 1: 2-8-2, lr 1.0, 2,000 steps."""
    W1, W2 = draw(W1=(2, 8), W2=(8, 2))
    start = [W1, np.zeros(8), W2, np.zeros(2)]
    net = student.TwoLayerNet(2, 8, 2)
    load(student, net, start)
    path = student.driver.train(net, XOR_X, XOR_LABELS, 1.0, 2000, 100)
    return last_loss(draw, oracle.net_loss, (XOR_X, XOR_LABELS), [start, *path])
