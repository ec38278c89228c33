"""The hidden checks of 07 about what is done with a network: predict, SigmoidFunction, surface."""

import numpy as np

from grader.checks import (
    Draw,
    Student,
    _,
    assert_close,
    assert_that,
    assert_unchanged,
    check,
    later,
    numerical_gradient,
)

from . import oracle
from .support import (
    NAMES,
    assert_grid,
    close,
    draw_parameters,
    kind_of,
    plain,
)

# predict


@check("predict", points=3)
def check_predict_values(student: Student, draw: Draw) -> None:
    """predict(net, x) is the network's output for every row, a numpy array of shape (N, 1)."""
    params = draw_parameters(draw, 3)
    x = draw(x=(5, 2))
    net = student.driver.make_net(*params)
    close(student.predict(net, x), oracle.net_output(params, x), _("y for float64 x"))
    small = x[:3].astype(np.float32)
    close(student.predict(net, small), oracle.net_output(params, small.astype(float)), _("y for float32 x"))


@check("predict", points=1)
def check_predict_one_sample(student: Student, draw: Draw) -> None:
    """A single sample of shape (2,) counts as N = 1: one output, of shape (1, 1)."""
    params = draw_parameters(draw, 3)
    x = draw(x=(2,))
    y = student.predict(student.driver.make_net(*params), x)
    close(y, oracle.net_output(params, x[None, :]), "y")


@check("predict", points=2)
def check_predict_no_graph(student: Student, draw: Draw) -> None:
    """The result is a numpy array, not a tensor with a graph."""
    net = student.driver.make_net(*draw_parameters(draw, 3))
    y = student.predict(net, draw(x=(4, 2)))
    assert_that(
        isinstance(y, np.ndarray), "predict returns a numpy array; yours returns a {kind}.", kind=kind_of(y)
    )


@check("predict", points=3)
def check_predict_mode(student: Student, draw: Draw) -> None:
    """The network is in evaluation mode while it computes, and its training flag is then as it was."""
    params = draw_parameters(draw, 3)
    x = draw(x=(4, 2))
    for training in (True, False):
        net = student.driver.make_mode_net(*params, training)
        y = student.predict(net, x)
        modes = student.driver.modes(net)
        assert_that(
            len(modes) > 0 and not any(modes),
            "The network was called while net.training was True: evaluation mode is missing.",
        )
        got = student.driver.mode(net)
        assert_that(
            got is training,
            "net.training was {before} before the call and is {after} after it.",
            before=training,
            after=got,
        )
        expected = oracle.net_output(params, x)
        close(np.ravel(plain(y)), np.ravel(expected), "y in evaluation mode")
        sign = -1.0 if training else 1.0
        close(student.driver.output(net, x), sign * expected, "y of the network after the call")


@check("predict", points=1)
def check_predict_pure(student: Student, draw: Draw) -> None:
    """predict changes neither x nor the network's parameters."""
    params = draw_parameters(draw, 3)
    x = draw(x=(4, 2))
    before = x.copy()
    net = student.driver.make_net(*params)
    student.predict(net, x)
    assert_unchanged(x, before, "x")
    for name, array, values in zip(NAMES, student.driver.parameters(net), params, strict=True):
        close(array, values, name)


# SigmoidFunction


@check("SigmoidFunction", points=3)
def check_sigmoid_forward(student: Student, draw: Draw) -> None:
    """apply(x) is 1 / (1 + exp(-x)) for every element, finite at -100 and 100."""
    for x in (draw(x=(4, 3)), draw(x=(5,)), draw.values(x=np.array([-100.0, -20.0, 0.0, 20.0, 100.0]))):
        y = student.driver.apply(student.SigmoidFunction, student.driver.tensor(x, "float64"))
        assert_close(student.driver.value(y), oracle.sigmoid(x), "y")


@check("SigmoidFunction", points=4)
def check_sigmoid_backward(student: Student, draw: Draw) -> None:
    """backward gives dout * y * (1 - y), for any upstream gradient dout."""
    x, dout = draw(x=(4, 3), dout=(4, 3), scale=2.0)
    box = student.driver.tensor(x, "float64", True)
    y = student.driver.apply(student.SigmoidFunction, box)
    dx = student.driver.backward(y, dout, box)
    expected = numerical_gradient(lambda v: float(np.sum(dout * oracle.sigmoid(v))), x)
    assert_close(dx, expected, "dx", rtol=1e-6, atol=1e-8)


@check("SigmoidFunction", points=2)
def check_sigmoid_extremes(student: Student, draw: Draw) -> None:
    """The gradient stays finite at -100 and 100, where it is 0, and is a quarter of dout at 0."""
    x = draw.values(x=np.array([-100.0, 0.0, 100.0]))
    dout = draw(dout=(3,))
    box = student.driver.tensor(x, "float64", True)
    y = student.driver.apply(student.SigmoidFunction, box)
    assert_close(student.driver.backward(y, dout, box), dout * oracle.sigmoid_slope(x), "dx")


@check("SigmoidFunction", points=3)
def check_sigmoid_twice(student: Student, draw: Draw) -> None:
    """backward works twice through one retained graph, each time with its own dout."""
    x, first, second = draw(x=(3, 5), first=(3, 5), second=(3, 5))
    box = student.driver.tensor(x, "float64", True)
    y = student.driver.apply(student.SigmoidFunction, box)
    for name, dout in ((later("first"), first), (later("second"), second), (later("third"), first)):
        dx = student.driver.backward(y, dout, box)
        assert_close(dx, dout * oracle.sigmoid_slope(x), _("dx of the {which} backward", which=_(name)))


@check("SigmoidFunction", points=3)
def check_sigmoid_calls_apart(student: Student, draw: Draw) -> None:
    """Two calls before the first backward do not disturb each other, and x stays as it is."""
    x1, x2, dout = draw(x1=(4, 2), x2=(4, 2), dout=(4, 2))
    boxes = [student.driver.tensor(x, "float64", True) for x in (x1, x2)]
    outputs = [student.driver.apply(student.SigmoidFunction, box) for box in boxes]
    for name, x, box, y in zip((later("first"), later("second")), (x1, x2), boxes, outputs, strict=True):
        dx = student.driver.backward(y, dout, box)
        assert_close(dx, dout * oracle.sigmoid_slope(x), _("dx of the {which} call", which=_(name)))
        assert_unchanged(student.driver.value(box), x, _("x of the {which} call", which=_(name)))


# surface


@check("surface", points=3)
def check_surface_grid(student: Student, draw: Draw) -> None:
    """xa and xb are the (n, n) grid of n equally spaced values from low to high, both ends included."""
    net = student.driver.make_net(*draw_parameters(draw, 3))
    xa, xb, _ = student.surface(net, -1.5, 2.0, 6)
    assert_grid(xa, xb, np.linspace(-1.5, 2.0, 6))


@check("surface", points=4)
def check_surface_values(student: Student, draw: Draw) -> None:
    """y[i, j] is the network's output for the input (xa[i, j], xb[i, j])."""
    params = draw_parameters(draw, 3)
    net = student.driver.make_net(*params)
    xa, xb, y = (np.asarray(plain(a), dtype=float) for a in student.surface(net, low=-3.0, high=4.0, n=5))
    assert_that(
        xa.shape == xb.shape == y.shape == (5, 5),
        "With n=5 xa, xb and y have shape (5, 5), not {xa}, {xb} and {y}.",
        xa=xa.shape,
        xb=xb.shape,
        y=y.shape,
    )
    points = np.stack([xa.ravel(), xb.ravel()], axis=1)
    close(y, oracle.net_output(params, points).reshape(5, 5), "y")


@check("surface", points=3)
def check_surface_defaults(student: Student, draw: Draw) -> None:
    """surface(net) covers 0 to 1 with 10 values each way."""
    params = draw_parameters(draw, 3)
    xa, xb, y = student.surface(student.driver.make_net(*params))
    assert_grid(xa, xb, np.linspace(0.0, 1.0, 10))
    points = np.stack([np.ravel(plain(xa)), np.ravel(plain(xb))], axis=1).astype(float)
    close(y, oracle.net_output(params, points).reshape(10, 10), "y")
