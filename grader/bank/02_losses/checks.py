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
    assert_unchanged,
    check,
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
