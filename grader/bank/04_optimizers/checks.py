"""Checks of 04_optimizers: single steps, whole paths, what must stay as it was, and two descents.

Size and place of epsilon are never judged, nor how an optimizer keeps its state (see paths.py).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks import Draw, Student, _, assert_close, check, convergence_check, datasets

from . import oracle
from .paths import (
    assert_asleep,
    assert_first_two,
    assert_in_place,
    assert_lr,
    assert_one_update,
    assert_path,
    assert_two_paths,
)

Array = NDArray[np.float64]


def _valley(student: Student, draw: Draw, optimizer: Any, count: int) -> float:
    """Give f = x**2 / 20 + y**2 where the optimizer is after `count` updates from near (-7, 2)."""
    x, y = draw.values(x=np.array([draw.rng.uniform(-8.0, -6.0)]), y=np.array([draw.rng.uniform(1.5, 2.5)]))
    path = np.asarray(student.driver.valley(optimizer, [x, y], count))
    heights = path[:, 0] ** 2 / 20 + path[:, 1] ** 2
    draw.curve("f", heights)
    if not heights[:3].all():
        return float("inf")  # whoever stands at the lowest point after three updates has not walked there
    return float(x[0] ** 2 / 20 + y[0] ** 2)


# ------------------------------------------------------------------------------------------------ SGD


@check("SGD", points=5)
def check_sgd_update(student: Student, draw: Draw) -> None:
    """one update is w -= lr * g for every array of the list, in place."""
    assert_one_update(draw, student.SGD(lr=0.3), oracle.SGD(lr=0.3))


@check("SGD", points=4)
def check_sgd_in_place(student: Student, draw: Draw) -> None:
    """update goes on changing the very arrays of params, and leaves grads alone."""
    assert_in_place(draw, student.SGD(0.2), oracle.SGD(0.2))


@check("SGD", points=2)
def check_sgd_lr(student: Student, draw: Draw) -> None:
    """lr is an attribute, 0.01 when not given, and may be changed between two updates."""
    assert_lr(draw, student.SGD(), oracle.SGD())


@convergence_check("SGD", points=3, measure="height f", below=0.05)
def check_sgd_valley(student: Student, draw: Draw) -> float:
    """SGD gets down the long narrow valley x**2/20 + y**2."""
    return _valley(student, draw, student.SGD(lr=0.95), 40)


# ------------------------------------------------------------------------------------------- Momentum


@check("Momentum", points=3)
def check_momentum_first_update(student: Student, draw: Draw) -> None:
    """the first update is -lr * g: the velocity starts at 0."""
    assert_path(draw, student.Momentum(lr=0.02), oracle.Momentum(lr=0.02), count=1)


@check("Momentum", points=5)
def check_momentum_path(student: Student, draw: Draw) -> None:
    """over six updates the velocity is v = momentum * v - lr * g, one for every array."""
    assert_path(draw, student.Momentum(lr=0.02), oracle.Momentum(lr=0.02), count=6)


@check("Momentum", points=3)
def check_momentum_options(student: Student, draw: Draw) -> None:
    """lr and momentum are used as given; lr is an attribute, 0.01 when not given."""
    assert_close(student.Momentum().lr, 0.01, _("the default lr"))
    assert_path(draw, student.Momentum(0.05, 0.6), oracle.Momentum(0.05, 0.6), count=4)
    assert_path(draw, student.Momentum(momentum=0.0), oracle.Momentum(momentum=0.0), count=2)


@check("Momentum", points=3)
def check_momentum_in_place(student: Student, draw: Draw) -> None:
    """update changes the very arrays of params in place, and leaves grads alone."""
    assert_in_place(draw, student.Momentum(), oracle.Momentum())


@check("Momentum", points=3)
def check_momentum_two_optimizers(student: Student, draw: Draw) -> None:
    """two Momentum objects each keep a velocity of their own."""
    pair = (student.Momentum(0.02), student.Momentum(0.03))
    assert_two_paths(draw, pair, (oracle.Momentum(0.02), oracle.Momentum(0.03)))


@convergence_check("Momentum", points=3, measure="height f", below=0.05)
def check_momentum_valley(student: Student, draw: Draw) -> float:
    """Momentum gets down the long narrow valley x**2/20 + y**2."""
    return _valley(student, draw, student.Momentum(lr=0.1), 60)


# -------------------------------------------------------------------------------------------- AdaGrad


@check("AdaGrad", points=3)
def check_adagrad_first_update(student: Student, draw: Draw) -> None:
    """the first update moves every weight by lr, whatever the size of its gradient."""
    assert_path(draw, student.AdaGrad(lr=0.03), oracle.AdaGrad(lr=0.03), count=1)


@check("AdaGrad", points=5)
def check_adagrad_path(student: Student, draw: Draw) -> None:
    """over six updates h is the sum of all g * g so far, and the step is lr * g / sqrt(h)."""
    assert_path(draw, student.AdaGrad(lr=0.03), oracle.AdaGrad(lr=0.03), count=6)


@check("AdaGrad", points=2)
def check_adagrad_zero_gradient(student: Student, draw: Draw) -> None:
    """a weight whose gradient is exactly 0 stays where it is, without nan; a tiny one leads downhill."""
    assert_asleep(draw, student.AdaGrad(), student.AdaGrad(), oracle.AdaGrad())


@check("AdaGrad", points=2)
def check_adagrad_in_place(student: Student, draw: Draw) -> None:
    """update changes the very arrays of params in place, and leaves grads alone."""
    assert_in_place(draw, student.AdaGrad(), oracle.AdaGrad())


@check("AdaGrad", points=2)
def check_adagrad_lr(student: Student, draw: Draw) -> None:
    """lr is an attribute, 0.01 when not given, and may be changed between two updates."""
    assert_lr(draw, student.AdaGrad(), oracle.AdaGrad())


@check("AdaGrad", points=2)
def check_adagrad_two_optimizers(student: Student, draw: Draw) -> None:
    """two AdaGrad objects each keep an h of their own."""
    pair = (student.AdaGrad(0.02), student.AdaGrad(0.03))
    assert_two_paths(draw, pair, (oracle.AdaGrad(0.02), oracle.AdaGrad(0.03)))


@convergence_check("AdaGrad", points=2, measure="height f", below=0.02)
def check_adagrad_valley(student: Student, draw: Draw) -> float:
    """AdaGrad gets down the long narrow valley x**2/20 + y**2."""
    return _valley(student, draw, student.AdaGrad(lr=1.5), 60)


# -------------------------------------------------------------------------------------------- RMSProp


@check("RMSProp", points=2)
def check_rmsprop_first_updates(student: Student, draw: Draw) -> None:
    """the first two updates divide by the root of h, which starts at 0."""
    assert_first_two(draw, student.RMSProp(lr=0.01), oracle.RMSProp(lr=0.01))


@check("RMSProp", points=4)
def check_rmsprop_path(student: Student, draw: Draw) -> None:
    """over six updates h is the moving average of g * g, and the step is lr * g / sqrt(h)."""
    assert_path(draw, student.RMSProp(lr=0.01), oracle.RMSProp(lr=0.01), count=6)


@check("RMSProp", points=3)
def check_rmsprop_options(student: Student, draw: Draw) -> None:
    """lr and decay_rate are used as given."""
    assert_path(draw, student.RMSProp(0.004, 0.7), oracle.RMSProp(0.004, 0.7), count=4)
    assert_path(draw, student.RMSProp(decay_rate=0.9), oracle.RMSProp(decay_rate=0.9), count=3)


@check("RMSProp", points=2)
def check_rmsprop_zero_gradient(student: Student, draw: Draw) -> None:
    """a weight whose gradient is exactly 0 stays where it is, without nan; a tiny one leads downhill."""
    assert_asleep(draw, student.RMSProp(), student.RMSProp(), oracle.RMSProp())


@check("RMSProp", points=2)
def check_rmsprop_in_place(student: Student, draw: Draw) -> None:
    """update changes the very arrays of params in place, and leaves grads alone."""
    assert_in_place(draw, student.RMSProp(), oracle.RMSProp())


@check("RMSProp", points=1)
def check_rmsprop_lr(student: Student, draw: Draw) -> None:
    """lr is an attribute, 0.01 when not given, and may be changed between two updates."""
    assert_lr(draw, student.RMSProp(), oracle.RMSProp())


@check("RMSProp", points=2)
def check_rmsprop_two_optimizers(student: Student, draw: Draw) -> None:
    """two RMSProp objects each keep an h of their own."""
    pair = (student.RMSProp(0.002), student.RMSProp(0.003))
    assert_two_paths(draw, pair, (oracle.RMSProp(0.002), oracle.RMSProp(0.003)))


@convergence_check("RMSProp", points=2, measure="height f", below=0.02)
def check_rmsprop_valley(student: Student, draw: Draw) -> float:
    """RMSProp gets down the long narrow valley x**2/20 + y**2."""
    return _valley(student, draw, student.RMSProp(lr=0.1), 80)


# ----------------------------------------------------------------------------------------------- Adam


@check("Adam", points=3)
def check_adam_first_updates(student: Student, draw: Draw) -> None:
    """the first update moves every weight by lr, the second by what both corrected averages say."""
    assert_first_two(draw, student.Adam(lr=0.003), oracle.Adam(lr=0.003))


@check("Adam", points=6)
def check_adam_path(student: Student, draw: Draw) -> None:
    """over eight updates both moments are averaged, and corrected by beta to the power t."""
    assert_path(draw, student.Adam(lr=0.003), oracle.Adam(lr=0.003), count=8)


@check("Adam", points=4)
def check_adam_options(student: Student, draw: Draw) -> None:
    """lr, beta1 and beta2 are used as given."""
    assert_path(draw, student.Adam(0.004, 0.6, 0.9), oracle.Adam(0.004, 0.6, 0.9), count=5)
    assert_path(draw, student.Adam(beta2=0.95, beta1=0.8), oracle.Adam(beta2=0.95, beta1=0.8), count=3)


@check("Adam", points=2)
def check_adam_zero_gradient(student: Student, draw: Draw) -> None:
    """a weight whose gradient is exactly 0 stays where it is, without nan; a tiny one leads downhill."""
    assert_asleep(draw, student.Adam(), student.Adam(), oracle.Adam())


@check("Adam", points=2)
def check_adam_in_place(student: Student, draw: Draw) -> None:
    """update changes the very arrays of params in place, and leaves grads alone."""
    assert_in_place(draw, student.Adam(), oracle.Adam())


@check("Adam", points=2)
def check_adam_lr(student: Student, draw: Draw) -> None:
    """lr is an attribute, 0.001 when not given, and may be changed between two updates."""
    assert_lr(draw, student.Adam(), oracle.Adam())


@check("Adam", points=3)
def check_adam_two_optimizers(student: Student, draw: Draw) -> None:
    """two Adam objects each keep m, v and t of their own."""
    pair = (student.Adam(0.002), student.Adam(0.003))
    assert_two_paths(draw, pair, (oracle.Adam(0.002), oracle.Adam(0.003)))


@convergence_check("Adam", points=3, measure="height f", below=0.05)
def check_adam_valley(student: Student, draw: Draw) -> float:
    """Adam gets down the long narrow valley x**2/20 + y**2."""
    return _valley(student, draw, student.Adam(lr=0.3), 60)


@convergence_check("Adam", points=5, measure="sum of squared errors", below=0.1)
def check_adam_xor(student: Student, draw: Draw) -> float:
    """Adam teaches XOR to a network with 8 hidden units within 600 updates."""
    x, t = datasets.load_xor()
    normal = draw.rng.standard_normal
    params = draw.values(W1=normal((2, 8)), b1=np.zeros(8), W2=normal((8, 1)), b2=np.zeros(1))
    draw.curve("sum of squared errors", student.driver.xor(student.Adam(lr=0.05), list(params), x, t, 600))
    return _xor_error(x, t, params)


def _xor_error(x: Array, t: Array, params: tuple[Array, ...]) -> float:
    W1, b1, W2, b2 = params
    with np.errstate(over="ignore"):
        y = 1 / (1 + np.exp(-(x @ W1 + b1))) @ W2 + b2
    return float(np.sum((y - t) ** 2))
