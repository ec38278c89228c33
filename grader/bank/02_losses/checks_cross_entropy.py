"""The hidden checks of 02_losses about cross entropy, of probabilities and of scores."""

from functools import partial

import numpy as np

from grader.checks import (
    Draw,
    Student,
    assert_close,
    assert_gradient,
    assert_that,
    check,
    later,
)

from . import oracle
from .checks import (
    FAR_APART,
    FAR_APART_LABELS,
    HIGH,
    HIGH_LABELS,
    LOW,
    LOW_LABELS,
    compare,
    leaves_alone,
    probabilities,
)

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
