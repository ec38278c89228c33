"""The hidden checks of exercise 03 about the loss layer and the network."""

from __future__ import annotations

import numpy as np

from grader.checks import (
    Draw,
    Student,
    assert_close,
    assert_gradient,
    assert_that,
    assert_trajectory,
    assert_unchanged,
    check,
    convergence_check,
)

from . import driver, oracle
from .checks import XOR_LABELS, XOR_X
from .support import (
    NET_GRAD_NAMES,
    NET_NAMES,
    Array,
    arrays,
    assert_shapes,
    at_least,
    last_loss,
    load,
    loaded_net,
    looks_standard_normal,
    loss_with,
    mild_scores,
    net_answers,
    right_net,
)

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
