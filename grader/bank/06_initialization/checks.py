"""Check 06_initialization: first weights, gradients through depth, accuracy, and training on iris.

The checks of first weights are statistics, with tolerances of eight standard deviations and more of what
a right answer does: none needs a calibrated bar.
"""

from itertools import pairwise
from typing import Any

import numpy as np

from grader.checks import (
    Draw,
    Student,
    _,
    assert_close,
    assert_raises,
    assert_that,
    assert_unchanged,
    check,
    numerical_gradient,
)

from . import oracle
from .oracle import Floats

FAN_IN, FAN_OUT = 240, 100
PARAMETERS = ("W1", "b1", "W2", "b2")

# --- xavier_init and he_init ------------------------------------------------------------------------


def weights_of(value: Any, shape: tuple[int, ...], name: str) -> Floats:
    """Return value as float64 after judging that it is a real, finite array of this shape."""
    assert_that(isinstance(value, np.ndarray), "{name} is a numpy array", name=name, actual=value)
    # Against itself: the ruler judges kind and finiteness, and the shape against zeros.
    with np.errstate(invalid="ignore"):  # 0 times inf is nan, which the ruler reports
        judged = value * 0 if value.shape == shape else value
    assert_close(judged, np.zeros(shape), name)
    numbers: Floats = value.astype(np.float64)
    return numbers


def assert_spread(weights: Floats, std: float, tolerance: float, name: str) -> None:
    """Compare mean and standard deviation of many drawn weights with 0 and std."""
    mean = float(weights.mean())
    assert_close(float(weights.std()), std, _("standard deviation of {name}", name=name), rtol=tolerance)
    assert_that(
        abs(mean) <= tolerance * std,
        "the mean of {name} is near 0, but it is {mean:.4g}",
        name=name,
        mean=mean,
    )


def assert_normal(weights: Floats, name: str) -> None:
    """Tell a normal distribution from a uniform one by its fourth moment: 3 against 1.8."""
    fourth = float(np.mean((weights / weights.std()) ** 4)) if weights.std() > 0 else 0.0
    assert_that(
        abs(fourth - 3.0) <= 0.4,
        "{name} are normally distributed: their fourth moment over std**4 is near 3, not {fourth:.3f}",
        name=name,
        fourth=fourth,
    )


def assert_drawn_from_rng(call: Any, draw: Draw) -> None:
    """Judge that equal generators give equal weights and that one generator goes on."""
    rng = draw.generator(seed=draw.seed)
    first, second = call(rng), call(rng)
    again = call(draw.generator(seed=draw.seed))
    shape = np.shape(first)
    first, second, again = (weights_of(value, shape, "W") for value in (first, second, again))
    assert_that(
        np.array_equal(first, again),
        "two generators with the same seed give the same weights: every random number comes from rng",
        first=first,
        again=again,
    )
    assert_that(
        not np.array_equal(first, second),
        "a second call with the same rng gives other weights",
        first=first,
        second=second,
    )


@check("xavier_init", points=2)
def check_xavier_shape(student: Student, draw: Draw) -> None:
    """the weights have the shape (fan_in, fan_out)."""
    weights_of(student.xavier_init(5, 3, draw.generator()), (5, 3), "W")


@check("xavier_init", points=6)
def check_xavier_spread(student: Student, draw: Draw) -> None:
    """the weights have mean 0 and standard deviation sqrt(2 / (fan_in + fan_out))."""
    weights = weights_of(student.xavier_init(FAN_IN, FAN_OUT, draw.generator()), (FAN_IN, FAN_OUT), "W")
    assert_spread(weights, (2 / (FAN_IN + FAN_OUT)) ** 0.5, 0.06, "W")


@check("xavier_init", points=3)
def check_xavier_normal(student: Student, draw: Draw) -> None:
    """the weights are normally distributed."""
    weights = student.xavier_init(FAN_IN, FAN_OUT, draw.generator())
    assert_normal(weights_of(weights, (FAN_IN, FAN_OUT), "W"), _("the weights"))


@check("xavier_init", points=2)
def check_xavier_rng(student: Student, draw: Draw) -> None:
    """all randomness comes from rng."""
    assert_drawn_from_rng(lambda rng: student.xavier_init(4, 3, rng), draw)


@check("he_init", points=2)
def check_he_shape(student: Student, draw: Draw) -> None:
    """the weights have the shape (fan_in, fan_out)."""
    weights_of(student.he_init(5, 3, draw.generator()), (5, 3), "W")


@check("he_init", points=7)
def check_he_spread(student: Student, draw: Draw) -> None:
    """the weights have mean 0 and standard deviation sqrt(2 / fan_in)."""
    weights = weights_of(student.he_init(FAN_IN, FAN_OUT, draw.generator()), (FAN_IN, FAN_OUT), "W")
    assert_spread(weights, (2 / FAN_IN) ** 0.5, 0.06, "W")


@check("he_init", points=3)
def check_he_normal(student: Student, draw: Draw) -> None:
    """the weights are normally distributed."""
    weights = student.he_init(FAN_IN, FAN_OUT, draw.generator())
    assert_normal(weights_of(weights, (FAN_IN, FAN_OUT), "W"), _("the weights"))


@check("he_init", points=2)
def check_he_rng(student: Student, draw: Draw) -> None:
    """all randomness comes from rng."""
    assert_drawn_from_rng(lambda rng: student.he_init(4, 3, rng), draw)


# --- layer_gradient_norms -----------------------------------------------------------------------------


def deep_stack(
    draw: Draw, samples: int, sizes: tuple[int, ...], activation: str
) -> tuple[Floats, list[Floats]]:
    """Draw inputs and weights; for ReLU, away from its kink and with units of both kinds in each layer."""
    while True:
        x = draw.rng.standard_normal((samples, sizes[0]))
        weights = [draw.rng.standard_normal(shape) * (2 / shape[0]) ** 0.5 for shape in pairwise(sizes)]
        sums = oracle.sums_of(x, weights, activation)
        mixed = all(np.abs(z).min() > 0.01 and 0.2 < np.mean(z > 0) < 0.8 for z in sums)
        if mixed or activation != "relu":
            break
    named = draw.values(x=x, **{f"W{number}": matrix for number, matrix in enumerate(weights, 1)})
    return named[0], list(named[1:])


def assert_norms(actual: Any, expected: list[float], atol: float = 1e-9) -> None:
    """Compare norms layer by layer; an array is as good as a list."""
    if isinstance(actual, np.ndarray) and actual.ndim == 1:
        actual = list(actual)
    names = tuple(_("norm of dL/dW{number}", number=number) for number in range(1, len(expected) + 1))
    assert_close(actual, expected, names, atol=atol)


def compare_norms(student: Student, draw: Draw, sizes: tuple[int, ...], activation: str) -> None:
    """Run the student's function on a drawn stack and compare with the oracle."""
    x, weights = deep_stack(draw, 5, sizes, activation)
    expected = oracle.layer_gradient_norms(x, weights, activation)
    assert_norms(student.layer_gradient_norms(x, weights, activation), expected)


@check("layer_gradient_norms", points=3)
def check_one_layer(student: Student, draw: Draw) -> None:
    """one sigmoid layer alone, and two: the L2 norm of dL/dW."""
    stacks = [deep_stack(draw, 5, sizes, "sigmoid") for sizes in ((3, 4), (2, 4, 3))]
    # Both calls come first: a slope missing in the last layer and one missing everywhere agree on one layer.
    results = [student.layer_gradient_norms(*stack, "sigmoid") for stack in stacks]
    for actual, stack in zip(results, stacks, strict=True):
        assert_norms(actual, oracle.layer_gradient_norms(*stack, "sigmoid"))


@check("layer_gradient_norms", points=5)
def check_sigmoid_layers(student: Student, draw: Draw) -> None:
    """three sigmoid layers of different sizes, first layer first."""
    compare_norms(student, draw, (4, 6, 3, 7), "sigmoid")


@check("layer_gradient_norms", points=4)
def check_tanh_layers(student: Student, draw: Draw) -> None:
    """three tanh layers of different sizes."""
    compare_norms(student, draw, (4, 6, 3, 7), "tanh")


@check("layer_gradient_norms", points=5)
def check_relu_layers(student: Student, draw: Draw) -> None:
    """three ReLU layers of different sizes."""
    # tanh goes along, so that a slope missing from ReLU alone can be told from one missing everywhere.
    cases = [(deep_stack(draw, 5, (4, 6, 3, 7), name), name) for name in ("relu", "tanh")]
    expected = [oracle.layer_gradient_norms(*stack, name) for stack, name in cases]
    results = [student.layer_gradient_norms(*stack, name) for stack, name in cases]
    for actual, norms in zip(results, expected, strict=True):
        assert_norms(actual, norms)


@check("layer_gradient_norms", points=1)
def check_square_layers(student: Student, draw: Draw) -> None:
    """layers whose inputs, outputs and batch have the same size."""
    for activation in ("sigmoid", "relu"):
        compare_norms(student, draw, (5, 5, 5), activation)


def numerical_norm(x: Floats, weights: list[Floats], layer: int, activation: str) -> float:
    """Return the norm of the numerical gradient of the kit's own L with respect to one layer's weights."""

    def loss(matrix: Floats) -> float:
        return oracle.Stack().loss(x, [*weights[:layer], matrix, *weights[layer + 1 :]], activation)

    return float(np.linalg.norm(numerical_gradient(loss, weights[layer])))


@check("layer_gradient_norms", points=4)
def check_norms_against_numerical_gradient(student: Student, draw: Draw) -> None:
    """the norms agree with those of the numerical gradient of L."""
    for activation in oracle.Stack.activations:
        x, weights = deep_stack(draw, 3, (2, 4, 3), activation)
        expected = [numerical_norm(x, weights, layer, activation) for layer in range(len(weights))]
        assert_norms(student.layer_gradient_norms(x, weights, activation), expected, atol=1e-8)


@check("layer_gradient_norms", points=2)
def check_vanishing_gradient(student: Student, draw: Draw) -> None:
    """through ten sigmoid layers the gradient vanishes, and the small norms are right too."""
    x, weights = deep_stack(draw, 4, (3, *[6] * 9, 5), "sigmoid")
    expected = oracle.layer_gradient_norms(x, weights, "sigmoid")
    # Relative alone: the first norms are near 1e-6, where an absolute tolerance would hide a wrong answer.
    assert_norms(student.layer_gradient_norms(x, weights, "sigmoid"), expected, atol=0.0)


@check("layer_gradient_norms", points=1)
def check_large_sums(student: Student, draw: Draw) -> None:
    """the norms stay finite where elements of a @ W reach 1000 and -1000."""
    x = draw(x=(4, 2))
    x = draw.values(x=np.abs(x) + 0.5)
    W = draw.values(W=np.array([[1500.0, -1500.0, 0.3], [900.0, -900.0, -0.2]]))
    for activation in oracle.Stack.activations:
        expected = oracle.layer_gradient_norms(x, [W], activation)
        assert_norms(student.layer_gradient_norms(x, [W], activation), expected)


@check("layer_gradient_norms", points=1)
def check_unknown_activation(student: Student, draw: Draw) -> None:
    """an unknown activation raises ValueError."""
    x, W = draw(x=(4, 2), W=(2, 3))
    assert_raises("ValueError", student.layer_gradient_norms, x, [W], "softplus")


@check("layer_gradient_norms", points=1)
def check_norms_leave_inputs(student: Student, draw: Draw) -> None:
    """x and the weights stay as they were."""
    for activation in oracle.Stack.activations:
        x, weights = deep_stack(draw, 5, (4, 3, 6), activation)
        before = [array.copy() for array in (x, *weights)]
        expected = oracle.layer_gradient_norms(x, weights, activation)
        actual = student.layer_gradient_norms(x, weights, activation)
        for array, copy, name in zip((x, *weights), before, ("x", "W1", "W2"), strict=True):
            assert_unchanged(array, copy, name)
        # A function that does nothing changes nothing: it shall not earn this point.
        assert_norms(actual, expected)
