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
    convergence_check,
    datasets,
    numerical_gradient,
)

from . import oracle
from .oracle import Floats, Labels, Parameters

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


# --- accuracy -------------------------------------------------------------------------------------------


def classified(draw: Draw, samples: int, classes: int, right: int) -> tuple[Floats, Labels]:
    """Draw scores and labels such that exactly `right` rows are right; no two scores of a row are near.

    The rest is arranged so that the known mistakes give fractions of their own: row 0 is right and holds
    the largest score of all, its class is one of the most frequent, one right row has a single score above
    0.5, and half of the wrong rows have the right class in the last place, half in the second.
    """
    base = np.resize(np.arange(classes), samples)
    t = draw.rng.permutation(classes)[np.r_[base[:1], draw.rng.permutation(base[1:])]]
    rows = np.r_[0, 1 + draw.rng.permutation(samples - 1)]
    place = np.zeros(samples, dtype=int)
    place[rows[right:]] = 1
    place[rows[right : right + (samples - right) // 2]] = classes - 1
    y = np.empty((samples, classes))
    for row, levels in enumerate(np.linspace(1.6, -1.4, classes) + draw.rng.uniform(-0.05, 0.05, y.shape)):
        y[row, np.arange(classes) != t[row]] = draw.rng.permutation(np.delete(levels, place[row]))
        y[row, t[row]] = levels[place[row]]
    y[0] *= 3.0
    y[rows[1]] *= 0.6
    return y, t


@check("accuracy", points=4)
def check_accuracy_of_labels(student: Student, draw: Draw) -> None:
    """t as labels: the fraction of rows whose largest score is at the right class."""
    y, t = draw.values(**dict(zip("yt", classified(draw, 11, 4, 7), strict=True)))
    assert_close(student.accuracy(y, t), 7 / 11, "accuracy")


@check("accuracy", points=4)
def check_accuracy_of_one_hot(student: Student, draw: Draw) -> None:
    """t as one-hot rows gives the same fraction: rows are counted, not elements."""
    y, t = classified(draw, 9, 4, 5)
    y, t_one_hot = draw.values(y=y, t=np.identity(4)[t])
    assert_close(student.accuracy(y, t_one_hot), 5 / 9, "accuracy")


@check("accuracy", points=2)
def check_accuracy_of_square_batch(student: Student, draw: Draw) -> None:
    """as many samples as classes, labels and one-hot."""
    y, t = classified(draw, 5, 5, 3)
    y, t, t_one_hot = draw.values(y=y, t=t, t_one_hot=np.identity(5)[t])
    assert_close(student.accuracy(y, t), 3 / 5, _("accuracy with labels"))
    assert_close(student.accuracy(y, t_one_hot), 3 / 5, _("accuracy with one-hot rows"))


@check("accuracy", points=2)
def check_accuracy_of_any_scores(student: Student, draw: Draw) -> None:
    """only the order of the scores in a row matters: all of them may be negative."""
    y, t = classified(draw, 7, 3, 4)
    y, low, t = draw.values(y=y, y_minus_9=y - 9.0, t=t)
    # Both calls come first: on negative scores alone the smallest is the one of the largest magnitude.
    results = student.accuracy(y, t), student.accuracy(low, t)
    assert_close(results, (4 / 7, 4 / 7), ("accuracy", _("accuracy of negative scores")))


@check("accuracy", points=2)
def check_accuracy_leaves_inputs(student: Student, draw: Draw) -> None:
    """y and t stay as they were."""
    y, t = classified(draw, 7, 3, 4)
    # All below 0.5: who overwrites y with rounded scores is then told from who overwrites it with a right choice.
    y, t, t_one_hot = draw.values(y=y - 5.0, t=t, t_one_hot=np.identity(3)[t])
    before = y.copy(), t.copy(), t_one_hot.copy()
    results = student.accuracy(y, t), student.accuracy(y, t_one_hot)
    for array, copy, name in zip((y, t, t_one_hot), before, ("y", "t", _("t as one-hot")), strict=True):
        assert_unchanged(array, copy, name)
    # A function that does nothing changes nothing: it shall not earn these points.
    assert_close(results, (4 / 7, 4 / 7), (_("accuracy with labels"), _("accuracy with one-hot rows")))


# --- train_iris -------------------------------------------------------------------------------------------


def flowers(draw: Draw, samples: int) -> tuple[Floats, Labels]:
    """Draw inputs and labels for a small training set."""
    x: Floats = draw.values(x=draw.rng.standard_normal((samples, 4)) + 0.5)
    return x, draw.labels(samples, 3)


def trained(
    student: Student, draw: Draw, data: tuple[Floats, Labels], hidden_size: int, lr: float, max_iter: int
) -> Parameters:
    """Run train_iris from the draw's own seed and judge the form of what comes back."""
    rng = draw.generator(seed=draw.seed)
    result = student.train_iris(*data, hidden_size, lr, max_iter, rng)
    assert_that(
        isinstance(result, (tuple, list)) and len(result) == len(PARAMETERS),
        "train_iris returns the four arrays W1, b1, W2, b2",
        actual=result,
    )
    shapes = ((4, hidden_size), (hidden_size,), (hidden_size, 3), (3,))
    w1, b1, w2, b2 = map(weights_of, result, shapes, PARAMETERS)
    return w1, b1, w2, b2


def replayed(
    student: Student, draw: Draw, data: tuple[Floats, Labels], hidden_size: int, lr: float, max_iter: int
) -> tuple[Parameters, Parameters]:
    """Return the student's parameters, and the kit's from the student's initial ones."""
    start = trained(student, draw, data, hidden_size, lr, 0)
    actual = trained(student, draw, data, hidden_size, lr, max_iter)
    return actual, oracle.descend(start, *data, lr, max_iter)


@check("train_iris", points=3)
def check_initial_parameters(student: Student, draw: Draw) -> None:
    """max_iter=0 returns (W1, b1, W2, b2) of shapes (4, H), (H,), (H, 3), (3,), with biases 0."""
    _rest, b1, _more, b2 = trained(student, draw, flowers(draw, 7), 5, 0.3, 0)
    assert_close((b1, b2), (np.zeros(5), np.zeros(3)), (_("initial b1"), _("initial b2")))


@check("train_iris", points=4, needs=("he_init",))
def check_initial_weights(student: Student, draw: Draw) -> None:
    """both layers start from He's rule: sqrt(2 / 4) and sqrt(2 / H)."""
    hidden_size = 2000
    w1, _rest, w2, _more = trained(student, draw, flowers(draw, 7), hidden_size, 0.3, 0)
    for weights, fan_in, name in ((w1, 4, _("initial W1")), (w2, hidden_size, _("initial W2"))):
        assert_spread(weights, (2 / fan_in) ** 0.5, 0.12, name)
        assert_normal(weights, name)


@check("train_iris", points=2, needs=("he_init",))
def check_training_rng(student: Student, draw: Draw) -> None:
    """the initial weights come from rng."""
    data = flowers(draw, 6)
    for number in (0, 2):
        assert_drawn_from_rng(lambda rng, n=number: student.train_iris(*data, 5, 0.3, 0, rng)[n], draw)


@check("train_iris", points=4)
def check_output_layer(student: Student, draw: Draw) -> None:
    """one update moves W2 and b2 by -lr times their gradients."""
    actual, expected = replayed(student, draw, flowers(draw, 7), 6, 0.25, 1)
    assert_close(actual[2:], expected[2:], (_("W2 after one update"), _("b2 after one update")))


@check("train_iris", points=4)
def check_hidden_layer(student: Student, draw: Draw) -> None:
    """one update moves W1 and b1 by -lr times their gradients."""
    actual, expected = replayed(student, draw, flowers(draw, 8), 5, 0.25, 1)
    assert_close(actual[:2], expected[:2], (_("W1 after one update"), _("b1 after one update")))


@check("train_iris", points=4)
def check_several_updates(student: Student, draw: Draw) -> None:
    """max_iter=4 makes exactly four updates with the full batch."""
    actual, expected = replayed(student, draw, flowers(draw, 7), 5, 0.2, 4)
    assert_close(actual, expected, tuple(_("{name} after four updates", name=name) for name in PARAMETERS))


@check("train_iris", points=1)
def check_as_many_units_as_classes(student: Student, draw: Draw) -> None:
    """hidden_size=3, and as many samples."""
    actual, expected = replayed(student, draw, flowers(draw, 3), 3, 0.3, 2)
    assert_close(actual, expected, tuple(_("{name} after two updates", name=name) for name in PARAMETERS))


@check("train_iris", points=2)
def check_large_scores(student: Student, draw: Draw) -> None:
    """scores around 2000 give neither inf nor nan."""
    hidden_size = 3
    small, t = flowers(draw, 6)
    w1, b1, w2, b2 = trained(student, draw, (small, t), hidden_size, 0.1, 0)
    # Every hidden unit is on in every row, most of all the one with the largest weight in W2. So the size of
    # the scores is the check's own doing, and a nan spreads alike through every way to write ReLU's mask.
    unit = int(w2.max(axis=1).argmax())
    high = draw.rng.uniform(0.5, 1.5, (6, hidden_size))
    high[:, unit] = 2000.0 / max(float(w2[unit].max()), 0.1) * draw.rng.uniform(0.99, 1.01, 6)
    apart = draw.rng.uniform(0.5, 1.5, (6, hidden_size))
    apart[0] = high[0]
    back: Floats = np.linalg.pinv(w1)
    for sums in (high, apart):
        x = draw.values(x=oracle.product(sums, back))
        actual = trained(student, draw, (x, t), hidden_size, 0.1, 1)
        expected = oracle.descend((w1, b1, w2, b2), x, t, 0.1, 1)
        assert_close(actual, expected, tuple(_("{name} after one update", name=name) for name in PARAMETERS))


@check("train_iris", points=1)
def check_training_leaves_inputs(student: Student, draw: Draw) -> None:
    """x and t stay as they were."""
    x, t = flowers(draw, 7)
    before = x.copy(), t.copy()
    trained(student, draw, (x, t), 5, 0.3, 3)
    assert_unchanged(x, before[0], "x")
    assert_unchanged(t, before[1], "t")


@check("train_iris", points=3)
def check_raw_iris(student: Student, draw: Draw) -> None:
    """twenty updates on the raw iris flowers follow the kit's own path."""
    x, t = datasets.load_iris()
    order = draw.rng.permutation(len(t))
    data = draw.values(x=x[order], t=t[order])
    actual, expected = replayed(student, draw, data, 10, 0.05, 20)
    assert_close(actual, expected, tuple(_("{name} after 20 updates", name=name) for name in PARAMETERS))


@convergence_check("train_iris", points=4, needs=("he_init",), seconds=20, measure="accuracy", above=0.949)
def check_iris_is_learned(student: Student, draw: Draw) -> float:
    """128 hidden units, lr=0.1, 500 updates: at least 95% of the 120 training flowers are right."""
    x, t = datasets.load_iris()
    part = draw.rng.permutation(len(t))[:120]
    x, t = draw.values(x=x[part], t=t[part])
    parameters = trained(student, draw, (x, t), 128, 0.1, 500)
    return oracle.accuracy(oracle.scores_of(parameters, x), t)
