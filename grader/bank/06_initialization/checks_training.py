"""The hidden checks of 06_initialization about accuracy and training on iris."""

import numpy as np

from grader.checks import (
    Draw,
    Student,
    _,
    assert_close,
    assert_that,
    assert_unchanged,
    check,
    convergence_check,
    datasets,
)

from . import oracle
from .checks import PARAMETERS, assert_drawn_from_rng, assert_normal, assert_spread, weights_of
from .oracle import Floats, Labels, Parameters

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
