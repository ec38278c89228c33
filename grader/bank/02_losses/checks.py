"""The checks of 02_losses: values, both forms of a target, large scores, arguments left alone.

Expected values are computed before the student's function is called, since that function may
change the arrays it is given. N and C differ, except where a check is about N == C.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks import (
    Draw,
    Student,
    _,
    assert_close,
    assert_gradient,
    assert_raises,
    assert_that,
    assert_unchanged,
    check,
    later,
)

from . import oracle

Array = NDArray[np.float64]

# Scores near both ends of the promised range; all rows of one array have the same largest score,
# so that subtracting the largest score of the whole array is not caught here.
HIGH = np.array([[1e3, 0.0, -1e3], [998.0, 999.0, 1e3], [-1e3, 1e3, 999.5], [1e3, 999.0, -7.0]])
HIGH_LABELS = np.array([1, 0, 0, 2])
LOW = np.array([[-1e3, -999.0, -998.0], [-998.0, -998.5, -1e3]])
LOW_LABELS = np.array([2, 1])
# Here the rows lie 2,000 apart: each needs a largest score of its own.
FAR_APART = np.array([[1e3, 999.0, 998.0], [-1e3, -999.5, -999.0], [0.5, -1.0, 2.0], [-999.0, -1e3, -999.5]])
FAR_APART_LABELS = np.array([1, 0, 2, 1])


def probabilities(draw: Draw, samples: int, classes: int) -> Array:
    """Return rows that sum to 1, each entry between 0.06 and 0.88.

    A constant of 1e-7 inside the logarithm, which the task allows, changes -ln(p) by less than
    one part in a million only in this range.
    """
    y: Array = draw.values(y=0.06 + (1.0 - 0.06 * classes) * draw.probabilities(samples, classes))
    return y


def compare(function: Callable[..., Any], right: Callable[..., Any], *arguments: Any, name: str) -> None:
    """Compare one call of the student's function with the oracle's."""
    expected = right(*arguments)
    assert_close(function(*arguments), expected, name)


def leaves_alone(function: Callable[..., Any], **arrays: NDArray[Any]) -> None:
    """Call the student's function and see that its arguments are what they were."""
    before = {name: array.copy() for name, array in arrays.items()}
    function(**arrays)
    for name, array in arrays.items():
        assert_unchanged(array, before[name], name)


# mean_squared_error, 15 points


@check("mean_squared_error", points=4)
def check_mse_mean(student: Student, draw: Draw) -> None:
    """the mean of (y - t)^2 over all elements is what comes by default."""
    y, t = draw(y=(4, 3), t=(4, 3))
    compare(student.mean_squared_error, oracle.mean_squared_error, y, t, name="loss")


@check("mean_squared_error", points=3)
def check_mse_sum(student: Student, draw: Draw) -> None:
    """reduction="sum" adds up the squares and divides by nothing; "mean" may be said, too."""
    y, t = draw(y=(5, 2), t=(5, 2))
    total, mean = oracle.mean_squared_error(y, t, "sum"), oracle.mean_squared_error(y, t)
    assert_close(student.mean_squared_error(y, t, reduction="sum"), total, _('loss for "sum"'))
    assert_close(student.mean_squared_error(y, t, "mean"), mean, _('loss for "mean"'))


@check("mean_squared_error", points=3)
def check_mse_shapes(student: Student, draw: Draw) -> None:
    """arrays of 1 and 3 dimensions and a single element give one number each."""
    y, t = draw.values(y=np.array([1.0, 1.3, 1.5, 2.1, 3.0, 2.2]), t=np.array([1.3, 1.2, 2.2, 2.4, 2.7, 2.0]))
    assert_close(student.mean_squared_error(y, t), 0.135, "loss")
    for shape in ((2, 3, 4), (1, 1)):
        y, t = draw(y=shape, t=shape)
        compare(student.mean_squared_error, oracle.mean_squared_error, y, t, name="loss")


@check("mean_squared_error", points=3)
def check_mse_other_reduction(student: Student, draw: Draw) -> None:
    """any reduction other than "mean" and "sum" raises ValueError."""
    y, t = draw(y=(3, 2), t=(3, 2))
    compare(student.mean_squared_error, oracle.mean_squared_error, y, t, "mean", name="loss")
    assert_raises("ValueError", student.mean_squared_error, y, t, reduction="average")
    assert_raises("ValueError", student.mean_squared_error, y, t, reduction="none")


@check("mean_squared_error", points=2)
def check_mse_leaves_arguments(student: Student, draw: Draw) -> None:
    """y and t are left as they were."""
    y, t = draw(y=(3, 4), t=(3, 4))
    leaves_alone(student.mean_squared_error, y=y, t=t)


# mean_squared_error_grad, 14 points


@check("mean_squared_error_grad", points=4)
def check_mse_grad_mean(student: Student, draw: Draw) -> None:
    """the derivative of the mean is what comes by default."""
    y, t = draw(y=(4, 3), t=(4, 3))
    compare(student.mean_squared_error_grad, oracle.mean_squared_error_grad, y, t, name="dy")


@check("mean_squared_error_grad", points=3)
def check_mse_grad_sum(student: Student, draw: Draw) -> None:
    """reduction="sum" gives the derivative of the sum; "mean" may be said, too."""
    y, t = draw(y=(5, 2), t=(5, 2))
    total, mean = oracle.mean_squared_error_grad(y, t, "sum"), oracle.mean_squared_error_grad(y, t)
    assert_close(student.mean_squared_error_grad(y, t, reduction="sum"), total, _('dy for "sum"'))
    assert_close(student.mean_squared_error_grad(y, t, "mean"), mean, _('dy for "mean"'))


@check("mean_squared_error_grad", points=2)
def check_mse_grad_is_slope(student: Student, draw: Draw) -> None:
    """the derivative agrees with the numerical gradient of the loss, for the mean and for the sum."""
    y, t = draw(y=(2, 3), t=(2, 3))
    at, target = y.copy(), t.copy()
    for reduction in ("mean", "sum"):
        dy = student.mean_squared_error_grad(y, t, reduction)
        loss = partial(oracle.mean_squared_error, t=target, reduction=reduction)
        assert_gradient(dy, loss, at, _('dy for "{reduction}"', reduction=reduction))


@check("mean_squared_error_grad", points=1)
def check_mse_grad_shapes(student: Student, draw: Draw) -> None:
    """arrays of 1 and 3 dimensions keep their shape."""
    for shape in ((5,), (2, 3, 4)):
        y, t = draw(y=shape, t=shape)
        compare(student.mean_squared_error_grad, oracle.mean_squared_error_grad, y, t, name="dy")


@check("mean_squared_error_grad", points=2)
def check_mse_grad_other_reduction(student: Student, draw: Draw) -> None:
    """any reduction other than "mean" and "sum" raises ValueError."""
    y, t = draw(y=(3, 2), t=(3, 2))
    compare(student.mean_squared_error_grad, oracle.mean_squared_error_grad, y, t, "mean", name="dy")
    assert_raises("ValueError", student.mean_squared_error_grad, y, t, reduction="average")
    assert_raises("ValueError", student.mean_squared_error_grad, y, t, reduction="none")


@check("mean_squared_error_grad", points=2)
def check_mse_grad_leaves_arguments(student: Student, draw: Draw) -> None:
    """y and t are left as they were."""
    y, t = draw(y=(3, 4), t=(3, 4))
    leaves_alone(student.mean_squared_error_grad, y=y, t=t)


# softmax, 19 points


@check("softmax", points=4)
def check_softmax_rows(student: Student, draw: Draw) -> None:
    """each row of x becomes the probabilities of one sample, which add up to 1."""
    compare(student.softmax, oracle.softmax, draw(x=(5, 3), scale=2.0), name="y")


@check("softmax", points=3)
def check_softmax_one_dimension(student: Student, draw: Draw) -> None:
    """one sample may come as an array of shape (C,), or as a single row."""
    x, row = draw(x=(4,), row=(1, 3))
    compare(student.softmax, oracle.softmax, x, name="y")
    compare(student.softmax, oracle.softmax, row, name="y")


@check("softmax", points=3)
def check_softmax_square(student: Student, draw: Draw) -> None:
    """rows are samples, also when there are as many samples as classes."""
    compare(student.softmax, oracle.softmax, draw(x=(3, 3), scale=2.0), name="y")


@check("softmax", points=4)
def check_softmax_extremes(student: Student, draw: Draw) -> None:
    """scores near 1000 and near -1000 give finite, right probabilities."""
    compare(student.softmax, oracle.softmax, draw.values(x=HIGH), name="y")
    compare(student.softmax, oracle.softmax, draw.values(x=LOW), name="y")


@check("softmax", points=3)
def check_softmax_rows_far_apart(student: Student, draw: Draw) -> None:
    """rows whose scores lie 2,000 apart do not disturb each other."""
    compare(student.softmax, oracle.softmax, draw.values(x=FAR_APART), name="y")


@check("softmax", points=2)
def check_softmax_leaves_argument(student: Student, draw: Draw) -> None:
    """x is left as it was."""
    leaves_alone(student.softmax, x=draw(x=(4, 3)))


# one_hot, 12 points


@check("one_hot", points=3)
def check_one_hot_rows(student: Student, draw: Draw) -> None:
    """row n has its single 1 in column t[n]."""
    compare(student.one_hot, oracle.one_hot, draw.labels(7, 4), 4, name="rows")


@check("one_hot", points=2)
def check_one_hot_absent_class(student: Student, draw: Draw) -> None:
    """there are num_classes columns, even when the last classes do not occur in t."""
    t = draw.values(t=np.array([2, 0, 2, 1]))
    expected = oracle.one_hot(t, 5)
    assert_close(student.one_hot(t=t, num_classes=5), expected, "rows")


@check("one_hot", points=1)
def check_one_hot_one_sample(student: Student, draw: Draw) -> None:
    """a single label gives a single row of shape (1, C)."""
    compare(student.one_hot, oracle.one_hot, draw.values(t=np.array([1])), 3, name="rows")


@check("one_hot", points=2)
def check_one_hot_negative(student: Student, draw: Draw) -> None:
    """a negative label raises ValueError."""
    assert_raises("ValueError", student.one_hot, draw.values(t=np.array([0, 2, -1, 1])), 3)


@check("one_hot", points=2)
def check_one_hot_too_large(student: Student, draw: Draw) -> None:
    """a label of num_classes or more raises ValueError."""
    assert_raises("ValueError", student.one_hot, draw.values(t=np.array([0, 3, 1, 2])), 3)
    assert_raises("ValueError", student.one_hot, draw.values(t=np.array([0, 2, 9, 1])), 3)


@check("one_hot", points=1)
def check_one_hot_fraction(student: Student, draw: Draw) -> None:
    """a label that is no whole number raises ValueError."""
    assert_raises("ValueError", student.one_hot, draw.values(t=np.array([0.0, 1.5, 2.0])), 3)


@check("one_hot", points=1)
def check_one_hot_leaves_argument(student: Student, draw: Draw) -> None:
    """t is left as it was, and a second call starts from nothing."""
    t = draw.labels(5, 3)
    before = t.copy()
    student.one_hot(t, 3)
    assert_unchanged(t, before, "t")
    compare(student.one_hot, oracle.one_hot, draw.values(t=np.array([0, 0, 1, 0, 0])), 3, name="rows")


# cross_entropy, 16 points


@check("cross_entropy", points=3)
def check_cross_entropy_labels(student: Student, draw: Draw) -> None:
    """with labels, the loss is the mean over the samples of -ln(y[n, t[n]])."""
    y, t = probabilities(draw, 5, 3), draw.labels(5, 3)
    compare(student.cross_entropy, oracle.cross_entropy, y, t, name="loss")


@check("cross_entropy", points=3)
def check_cross_entropy_one_hot(student: Student, draw: Draw) -> None:
    """one-hot rows give the same loss as labels."""
    y, t = probabilities(draw, 6, 4), draw.one_hot(6, 4)
    compare(student.cross_entropy, oracle.cross_entropy, y, t, name="loss")


@check("cross_entropy", points=2)
def check_cross_entropy_one_sample(student: Student, draw: Draw) -> None:
    """one sample (0.7, 0.2, 0.1) of class 0 gives 0.357, as a label and as a one-hot row."""
    y = draw.values(y=np.array([[0.7, 0.2, 0.1]]))
    label, row = draw.values(label=np.array([0]), row=np.array([[1.0, 0.0, 0.0]]))
    assert_close(student.cross_entropy(y, label), 0.35667494393873245, "loss")
    assert_close(student.cross_entropy(y, row), 0.35667494393873245, "loss")


@check("cross_entropy", points=2)
def check_cross_entropy_square(student: Student, draw: Draw) -> None:
    """labels are class numbers, also when there are as many samples as classes."""
    y, t = probabilities(draw, 3, 3), draw.values(t=np.array([2, 0, 1]))
    compare(student.cross_entropy, oracle.cross_entropy, y, t, name="loss")


@check("cross_entropy", points=2)
def check_cross_entropy_zero_elsewhere(student: Student, draw: Draw) -> None:
    """a probability of 0 at a wrong class leaves the loss right."""
    y = draw.values(y=np.array([[0.6, 0.4, 0.0], [0.0, 0.5, 0.5]]))
    labels = draw.values(labels=np.array([0, 2]))
    rows = draw.values(rows=np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]))
    for t in (labels, rows):
        compare(student.cross_entropy, oracle.cross_entropy, y, t, name="loss")


@check("cross_entropy", points=2)
def check_cross_entropy_of_zero(student: Student, draw: Draw) -> None:
    """where the right class has probability 0, the loss is finite and at least 10."""
    y = draw.values(y=np.array([[0.0, 0.0, 1.0]]))
    label, row = draw.values(label=np.array([0]), row=np.array([[1.0, 0.0, 0.0]]))
    for t in (label, row):
        loss = float(student.cross_entropy(y, t))
        message = later("the loss should be finite and at least 10, and is {loss}")
        assert_that(10.0 <= loss < np.inf, message, loss=loss)


@check("cross_entropy", points=2)
def check_cross_entropy_leaves_arguments(student: Student, draw: Draw) -> None:
    """y and t are left as they were, with labels and with one-hot rows."""
    y = probabilities(draw, 5, 3)
    leaves_alone(student.cross_entropy, y=y, t=draw.labels(5, 3))
    leaves_alone(student.cross_entropy, y=y, t=draw.one_hot(5, 3))


# softmax_cross_entropy, 13 points


@check("softmax_cross_entropy", points=3)
def check_softmax_cross_entropy_labels(student: Student, draw: Draw) -> None:
    """with labels, the loss is the mean over the samples of ln(sum of e^x) - x[n, t[n]]."""
    x, t = draw(x=(5, 3)), draw.labels(5, 3)
    compare(student.softmax_cross_entropy, oracle.softmax_cross_entropy, x, t, name="loss")


@check("softmax_cross_entropy", points=2)
def check_softmax_cross_entropy_one_hot(student: Student, draw: Draw) -> None:
    """one-hot rows give the same loss as labels."""
    x, t = draw(x=(6, 4)), draw.one_hot(6, 4)
    compare(student.softmax_cross_entropy, oracle.softmax_cross_entropy, x, t, name="loss")


@check("softmax_cross_entropy", points=2)
def check_softmax_cross_entropy_square(student: Student, draw: Draw) -> None:
    """rows are samples and labels are class numbers, also when there are as many of both."""
    x, t = draw(x=(3, 3)), draw.values(t=np.array([2, 0, 1]))
    compare(student.softmax_cross_entropy, oracle.softmax_cross_entropy, x, t, name="loss")


@check("softmax_cross_entropy", points=3)
def check_softmax_cross_entropy_extremes(student: Student, draw: Draw) -> None:
    """scores near 1000 and near -1000 give the exact loss."""
    high, t = draw.values(x=HIGH, t=HIGH_LABELS)
    compare(student.softmax_cross_entropy, oracle.softmax_cross_entropy, high, t, name="loss")
    low, t = draw.values(x=LOW, t=LOW_LABELS)
    compare(student.softmax_cross_entropy, oracle.softmax_cross_entropy, low, t, name="loss")


@check("softmax_cross_entropy", points=1)
def check_softmax_cross_entropy_rows_far_apart(student: Student, draw: Draw) -> None:
    """rows whose scores lie 2,000 apart do not disturb each other."""
    x, t = draw.values(x=FAR_APART, t=FAR_APART_LABELS)
    compare(student.softmax_cross_entropy, oracle.softmax_cross_entropy, x, t, name="loss")


@check("softmax_cross_entropy", points=2)
def check_softmax_cross_entropy_leaves_arguments(student: Student, draw: Draw) -> None:
    """x and t are left as they were, with labels and with one-hot rows."""
    x = draw(x=(5, 3))
    leaves_alone(student.softmax_cross_entropy, x=x, t=draw.labels(5, 3))
    leaves_alone(student.softmax_cross_entropy, x=x, t=draw.one_hot(5, 3))


# softmax_cross_entropy_grad, 11 points


@check("softmax_cross_entropy_grad", points=2)
def check_softmax_cross_entropy_grad_labels(student: Student, draw: Draw) -> None:
    """with labels, the derivative is (softmax(x) - one-hot rows) / N."""
    x, t = draw(x=(5, 3)), draw.labels(5, 3)
    compare(student.softmax_cross_entropy_grad, oracle.softmax_cross_entropy_grad, x, t, name="dx")


@check("softmax_cross_entropy_grad", points=2)
def check_softmax_cross_entropy_grad_one_hot(student: Student, draw: Draw) -> None:
    """one-hot rows give the same derivative as labels."""
    x, t = draw(x=(6, 4)), draw.one_hot(6, 4)
    compare(student.softmax_cross_entropy_grad, oracle.softmax_cross_entropy_grad, x, t, name="dx")


@check("softmax_cross_entropy_grad", points=2)
def check_softmax_cross_entropy_grad_is_slope(student: Student, draw: Draw) -> None:
    """the derivative agrees with the numerical gradient of the loss, for one sample and for more."""
    for labels in (draw.values(t=np.array([2])), draw.labels(4, 3)):
        x, t = draw(x=(len(labels), 3)), labels
        at, target = x.copy(), t.copy()
        dx = student.softmax_cross_entropy_grad(x, t)
        assert_gradient(dx, partial(oracle.softmax_cross_entropy, t=target), at, "dx")


@check("softmax_cross_entropy_grad", points=1)
def check_softmax_cross_entropy_grad_square(student: Student, draw: Draw) -> None:
    """rows are samples and labels are class numbers, also when there are as many of both."""
    x, t = draw(x=(3, 3)), draw.values(t=np.array([2, 0, 1]))
    compare(student.softmax_cross_entropy_grad, oracle.softmax_cross_entropy_grad, x, t, name="dx")


@check("softmax_cross_entropy_grad", points=2)
def check_softmax_cross_entropy_grad_extremes(student: Student, draw: Draw) -> None:
    """scores near 1000 and near -1000, also 2,000 apart, give a finite, right derivative."""
    right = oracle.softmax_cross_entropy_grad
    high, t = draw.values(x=HIGH, t=HIGH_LABELS)
    compare(student.softmax_cross_entropy_grad, right, high, t, name="dx")
    apart, t = draw.values(x=FAR_APART, t=FAR_APART_LABELS)
    compare(student.softmax_cross_entropy_grad, right, apart, t, name="dx")


@check("softmax_cross_entropy_grad", points=2)
def check_softmax_cross_entropy_grad_leaves_arguments(student: Student, draw: Draw) -> None:
    """x and t are left as they were, with labels and with one-hot rows."""
    x = draw(x=(5, 3))
    leaves_alone(student.softmax_cross_entropy_grad, x=x, t=draw.labels(5, 3))
    leaves_alone(student.softmax_cross_entropy_grad, x=x, t=draw.one_hot(5, 3))
