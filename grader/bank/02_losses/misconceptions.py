"""Wrong beliefs about the tasks of 02_losses, each as the function it leads to.

"n" counts independent public files in which the mistake was seen; where none is given, the
mistake is likely but was not counted. Those about cross_entropy carry the constant 1e-7 that most
files have inside the logarithm.
"""

from typing import Any

import numpy as np

from grader.checks import misconception

from . import oracle

USUAL_CONSTANT = 1e-7


def rows_of(t: Any, num_classes: int) -> Any:
    return oracle.one_hot(oracle.labels(t), num_classes)


def chosen(y: Any, t: Any) -> Any:
    return np.array([row[k] for row, k in zip(y, oracle.labels(t), strict=True)])


def overflowing_softmax(x: Any, shift: Any = 0.0) -> Any:
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(np.subtract(x, shift))
        return e / np.sum(e, axis=-1, keepdims=True)


def logarithm(y: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(y)


# mean_squared_error


@misconception("mean_squared_error")
def mse_half(y: Any, t: Any, reduction: str = "mean") -> Any:
    """A factor 1/2 from other books. n = 5 for all differing reductions."""
    return 0.5 * oracle.mean_squared_error(y, t, reduction)


@misconception("mean_squared_error")
def mse_half_sum_always(y: Any, t: Any, reduction: str = "mean") -> Any:
    """Half the sum, whatever the reduction. n = 3."""
    return 0.5 * oracle.mean_squared_error(y, t, "sum")


@misconception("mean_squared_error")
def mse_mean_always(y: Any, t: Any, reduction: str = "mean") -> Any:
    """The argument reduction is not looked at, and the mean returned."""
    return oracle.mean_squared_error(y, t, "mean")


@misconception("mean_squared_error")
def mse_sum_always(y: Any, t: Any, reduction: str = "mean") -> Any:
    """The argument reduction is not looked at, and the sum returned."""
    return oracle.mean_squared_error(y, t, "sum")


@misconception("mean_squared_error")
def mse_over_samples(y: Any, t: Any, reduction: str = "mean") -> Any:
    """The sum is divided by the number of rows. n = 1."""
    total = oracle.mean_squared_error(y, t, "sum")
    return oracle.mean_squared_error(y, t, reduction) if reduction != "mean" else total / len(y)


@misconception("mean_squared_error")
def mse_per_sample(y: Any, t: Any, reduction: str = "mean") -> Any:
    """axis=1 leaves one number per row."""
    squares = np.square(np.subtract(t, y))
    return squares.mean(axis=1) if reduction == "mean" else squares.sum(axis=1)


@misconception("mean_squared_error")
def mse_square_of_sum(y: Any, t: Any, reduction: str = "mean") -> Any:
    """The errors are added up before they are squared. n = 1."""
    total = np.sum(np.subtract(y, t))
    return total**2 / np.size(y) if reduction == "mean" else total**2


@misconception("mean_squared_error")
def mse_absolute(y: Any, t: Any, reduction: str = "mean") -> Any:
    """The absolute errors are not squared."""
    errors = np.abs(np.subtract(y, t))
    return errors.mean() if reduction == "mean" else errors.sum()


@misconception("mean_squared_error")
def mse_root(y: Any, t: Any, reduction: str = "mean") -> Any:
    """The root of the squared error."""
    return np.sqrt(oracle.mean_squared_error(y, t, reduction))


@misconception("mean_squared_error")
def mse_root_of_mean(y: Any, t: Any, reduction: str = "mean") -> Any:
    """The root of the mean alone; the sum is right. Seen in one unseen file."""
    loss = oracle.mean_squared_error(y, t, reduction)
    return np.sqrt(loss) if reduction == "mean" else loss


@misconception("mean_squared_error")
def mse_else_is_sum(y: Any, t: Any, reduction: str = "mean") -> Any:
    """Whatever is not "mean" counts as "sum"."""
    return oracle.mean_squared_error(y, t, "mean" if reduction == "mean" else "sum")


# mean_squared_error_grad


@misconception("mean_squared_error_grad")
def mse_grad_two_missing(y: Any, t: Any, reduction: str = "mean") -> Any:
    """y - t, as for a loss with the factor 1/2. n = 3."""
    return 0.5 * oracle.mean_squared_error_grad(y, t, reduction)


@misconception("mean_squared_error_grad")
def mse_grad_negative(y: Any, t: Any, reduction: str = "mean") -> Any:
    """t - y. n = 1."""
    return oracle.mean_squared_error_grad(t, y, reduction)


@misconception("mean_squared_error_grad")
def mse_grad_sum_always(y: Any, t: Any, reduction: str = "mean") -> Any:
    """The division by the number of elements is forgotten."""
    return oracle.mean_squared_error_grad(y, t, "sum")


@misconception("mean_squared_error_grad")
def mse_grad_mean_always(y: Any, t: Any, reduction: str = "mean") -> Any:
    """The argument reduction is not looked at, and the derivative of the mean returned."""
    return oracle.mean_squared_error_grad(y, t, "mean")


@misconception("mean_squared_error_grad")
def mse_grad_over_samples(y: Any, t: Any, reduction: str = "mean") -> Any:
    """The derivative is divided by the number of rows."""
    dy = oracle.mean_squared_error_grad(y, t, "sum")
    return oracle.mean_squared_error_grad(y, t, reduction) if reduction != "mean" else dy / len(y)


@misconception("mean_squared_error_grad")
def mse_grad_one_number(y: Any, t: Any, reduction: str = "mean") -> Any:
    """The derivative is averaged or added up like the loss."""
    dy = oracle.mean_squared_error_grad(y, t, "sum")
    return np.mean(dy) if reduction == "mean" else np.sum(dy)


@misconception("mean_squared_error_grad")
def mse_grad_else_is_sum(y: Any, t: Any, reduction: str = "mean") -> Any:
    """Whatever is not "mean" counts as "sum"."""
    return oracle.mean_squared_error_grad(y, t, "mean" if reduction == "mean" else "sum")


# softmax


@misconception("softmax")
def softmax_over_everything(x: Any) -> Any:
    """np.sum without an axis adds up the whole array. n = 10."""
    return np.exp(x - np.logaddexp.reduce(np.ravel(x)))


@misconception("softmax")
def softmax_overflowing(x: Any) -> Any:
    """No maximum is subtracted. n = 8."""
    return overflowing_softmax(x)


@misconception("softmax")
def softmax_global_maximum(x: Any) -> Any:
    """The maximum of the whole array is subtracted. n = 1."""
    return overflowing_softmax(x, np.max(x))


@misconception("softmax")
def softmax_rows_only(x: Any) -> Any:
    """axis=1 does not exist in an array of one dimension. n = 4."""
    return np.exp(x - np.logaddexp.reduce(x, axis=1, keepdims=True))


@misconception("softmax")
def softmax_no_keepdims(x: Any) -> Any:
    """The sums of the rows are laid along the columns. n = 2."""
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return np.divide(e, e.sum(axis=-1))


@misconception("softmax")
def softmax_over_samples(x: Any) -> Any:
    """axis=0 normalises the columns. n = 1."""
    return np.exp(x - np.logaddexp.reduce(x, axis=0))


@misconception("softmax")
def softmax_shift_below_only(x: Any) -> Any:
    """The maximum is subtracted in the denominator only. n = 1."""
    with np.errstate(over="ignore", invalid="ignore"):
        below = np.sum(np.exp(x - np.max(x, axis=-1, keepdims=True)), axis=-1, keepdims=True)
        return np.exp(x) / below


@misconception("softmax")
def softmax_nothing_returned(x: Any) -> Any:
    """The return statement is missing. n = 1."""
    return None


@misconception("softmax")
def softmax_changes_x(x: Any) -> Any:
    """x -= maximum works in the caller's array. n = 1."""
    x -= np.max(x, axis=-1, keepdims=True)
    return oracle.softmax(x)


# one_hot


@misconception("one_hot")
def one_hot_unchecked_index(t: Any, num_classes: int) -> Any:
    """Rows of the identity matrix: -1 is the last row, and 3 of 3 an IndexError."""
    return np.identity(num_classes)[t]


@misconception("one_hot")
def one_hot_unchecked_comparison(t: Any, num_classes: int) -> Any:
    """A comparison with each class leaves a row of zeros for a label that is none."""
    return np.equal.outer(t, np.arange(num_classes)) * 1.0


@misconception("one_hot")
def one_hot_fraction_cut(t: Any, num_classes: int) -> Any:
    """A conversion to integers cuts 1.5 to 1."""
    return oracle.one_hot(np.trunc(t), num_classes)


@misconception("one_hot")
def one_hot_columns_from_labels(t: Any, num_classes: int) -> Any:
    """There are as many columns as the largest label asks for."""
    return oracle.one_hot(t, num_classes)[:, : int(np.max(t)) + 1]


@misconception("one_hot")
def one_hot_transposed(t: Any, num_classes: int) -> Any:
    """One column per sample."""
    return oracle.one_hot(t, num_classes).T


@misconception("one_hot")
def one_hot_counted_from_one(t: Any, num_classes: int) -> Any:
    """Class k stands in column k - 1, and class 0 in the last. Seen in one unseen file."""
    return np.roll(oracle.one_hot(t, num_classes), -1, axis=1)


@misconception("one_hot")
def one_hot_rows_filled(t: Any, num_classes: int) -> Any:
    """rows[t] = 1 fills the rows whose number is a label. n = 4 in the gradient of softmax."""
    rows = np.zeros((len(t), num_classes))
    rows[t] = 1.0
    return rows
