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


def _rows_of(t: Any, num_classes: int) -> Any:
    return oracle.one_hot(oracle.labels(t), num_classes)


def _chosen(y: Any, t: Any) -> Any:
    return np.array([row[k] for row, k in zip(y, oracle.labels(t), strict=True)])


def _overflowing_softmax(x: Any, shift: Any = 0.0) -> Any:
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(np.subtract(x, shift))
        return e / np.sum(e, axis=-1, keepdims=True)


def _logarithm(y: Any) -> Any:
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
    return _overflowing_softmax(x)


@misconception("softmax")
def softmax_global_maximum(x: Any) -> Any:
    """The maximum of the whole array is subtracted. n = 1."""
    return _overflowing_softmax(x, np.max(x))


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


# cross_entropy


@misconception("cross_entropy")
def cross_entropy_no_constant(y: Any, t: Any) -> Any:
    """ln of the chosen probability, unprotected. n = 6 with the next entry."""
    return -np.mean(_logarithm(_chosen(y, t)))


@misconception("cross_entropy")
def cross_entropy_zero_times_infinity(y: Any, t: Any) -> Any:
    """One-hot rows times an unprotected logarithm: 0 times infinity is NaN."""
    with np.errstate(invalid="ignore"):
        return -np.sum(_rows_of(t, y.shape[1]) * _logarithm(y)) / len(y)


@misconception("cross_entropy")
def cross_entropy_sum(y: Any, t: Any) -> Any:
    """The losses are added up, not averaged. n = 5."""
    return -np.sum(np.log(_chosen(y, t) + USUAL_CONSTANT))


@misconception("cross_entropy")
def cross_entropy_one_row(y: Any, t: Any) -> Any:
    """y and t are always reshaped to one row: N is 1, and labels pick from the first sample. n = 1."""
    if np.ndim(t) == 2:
        return -np.sum(np.ravel(t) * np.log(np.ravel(y) + USUAL_CONSTANT))
    return -np.sum(np.log(np.ravel(y)[oracle.labels(t)] + USUAL_CONSTANT))


@misconception("cross_entropy")
def cross_entropy_over_elements(y: Any, t: Any) -> Any:
    """np.mean divides by N C. n = 3."""
    return -np.sum(np.log(_chosen(y, t) + USUAL_CONSTANT)) / np.size(y)


@misconception("cross_entropy")
def cross_entropy_label_as_factor(y: Any, t: Any) -> Any:
    """The chosen logarithms are multiplied by the label. n = 3."""
    return -np.sum(oracle.labels(t) * np.log(_chosen(y, t) + USUAL_CONSTANT)) / len(y)


@misconception("cross_entropy")
def cross_entropy_columns_of_labels(y: Any, t: Any) -> Any:
    """y[:, t] takes, for every row, the columns of all labels."""
    return -np.mean(np.log(y[:, oracle.labels(t)] + USUAL_CONSTANT))


@misconception("cross_entropy")
def cross_entropy_swapped(t: Any, y: Any) -> Any:
    """The parameters come as (t, y), so that the logarithm is taken of the target. n = 2."""
    rows = y if y.ndim == 2 else _rows_of(y, t.shape[1])
    return -np.sum(t * np.log(rows + USUAL_CONSTANT)) / len(y)


@misconception("cross_entropy")
def cross_entropy_labels_only(y: Any, t: Any) -> Any:
    """One-hot rows of floats cannot be an index. n = 4 with the next entry."""
    return -np.mean(np.log(y[np.arange(len(y)), t] + USUAL_CONSTANT))


@misconception("cross_entropy")
def cross_entropy_rows_only(y: Any, t: Any) -> Any:
    """Labels are multiplied like one-hot rows."""
    return -np.sum(t * np.log(y + USUAL_CONSTANT)) / len(y)


@misconception("cross_entropy")
def cross_entropy_negative(y: Any, t: Any) -> Any:
    """The minus sign is missing. n = 1."""
    return np.mean(np.log(_chosen(y, t) + USUAL_CONSTANT))


@misconception("cross_entropy", rtol=1e-5)
def cross_entropy_log_ten(y: Any, t: Any) -> Any:
    """log10 for ln. Seen in one unseen file."""
    return -np.mean(np.log10(_chosen(y, t) + USUAL_CONSTANT))


@misconception("cross_entropy")
def cross_entropy_large_constant(y: Any, t: Any) -> Any:
    """A constant of 1e-5 shifts the loss. n = 1."""
    return -np.mean(np.log(_chosen(y, t) + 1e-5))


@misconception("cross_entropy")
def cross_entropy_constant_of_a_hundredth(y: Any, t: Any) -> Any:
    """A constant of 1e-2 shifts every loss, and ln of it is the largest that there is. n = 1."""
    return -np.mean(np.log(_chosen(y, t) + 1e-2))


@misconception("cross_entropy")
def cross_entropy_argmax_of_all(y: Any, t: Any) -> Any:
    """argmax without an axis is one position in the flat array of one-hot rows. n = 1."""
    place = oracle.labels(t) if np.ndim(t) == 1 else np.argmax(t)
    return -np.mean(np.log(y[np.arange(len(y)), place] + USUAL_CONSTANT))


@misconception("cross_entropy")
def cross_entropy_argmax_of_flat_rows(y: Any, t: Any) -> Any:
    """One-hot rows are flattened, and argmax(axis=1) finds no axis 1. n = 1."""
    place = oracle.labels(t) if np.ndim(t) == 1 else np.argmax(np.ravel(t), axis=1)
    return -np.mean(np.log(y[np.arange(len(y)), place] + USUAL_CONSTANT))


@misconception("cross_entropy")
def cross_entropy_binary(y: Any, t: Any) -> Any:
    """The other classes enter with ln(1 - y). n = 1."""
    others = (1.0 - _rows_of(t, y.shape[1])) * np.log(1.0 - y + USUAL_CONSTANT)
    return -(np.sum(np.log(_chosen(y, t) + USUAL_CONSTANT)) + np.sum(others)) / len(y)


@misconception("cross_entropy")
def cross_entropy_without_target(y: Any, t: Any) -> Any:
    """y ln y: the target is not used. n = 1."""
    return -np.sum(y * np.log(y + USUAL_CONSTANT)) / len(y)


@misconception("cross_entropy")
def cross_entropy_binary_without_target(y: Any, t: Any) -> Any:
    """y ln y + (1 - y) ln(1 - y): two classes, and no target. n = 1."""
    terms = y * np.log(y + USUAL_CONSTANT) + (1.0 - y) * np.log(1.0 - y + USUAL_CONSTANT)
    return -np.sum(terms) / len(y)


@misconception("cross_entropy")
def cross_entropy_changes_y(y: Any, t: Any) -> Any:
    """y += 1e-7 works in the caller's array."""
    y += USUAL_CONSTANT
    return oracle.cross_entropy(y, t)


# softmax_cross_entropy


@misconception("softmax_cross_entropy")
def scores_through_probabilities(x: Any, t: Any) -> Any:
    """ln(softmax + 1e-7) loses every loss above 16."""
    return -np.mean(np.log(_chosen(oracle.softmax(x), t) + USUAL_CONSTANT))


@misconception("softmax_cross_entropy")
def scores_overflowing(x: Any, t: Any) -> Any:
    """e^1000 is infinity when no maximum is subtracted."""
    with np.errstate(over="ignore"):
        return np.mean(_logarithm(np.exp(x).sum(axis=1)) - _chosen(x, t))


@misconception("softmax_cross_entropy")
def scores_global_maximum(x: Any, t: Any) -> Any:
    """The maximum of the whole array is subtracted."""
    top = np.max(x)
    return np.mean(top + _logarithm(np.exp(x - top).sum(axis=1)) - _chosen(x, t))


@misconception("softmax_cross_entropy")
def scores_maximum_not_returned(x: Any, t: Any) -> Any:
    """The subtracted maximum is not added to the logarithm again."""
    return oracle.softmax_cross_entropy(x, t) - np.mean(np.max(x, axis=1))


@misconception("softmax_cross_entropy")
def scores_sum(x: Any, t: Any) -> Any:
    """The losses are added up, not averaged."""
    return oracle.softmax_cross_entropy(x, t) * len(x)


@misconception("softmax_cross_entropy")
def scores_over_elements(x: Any, t: Any) -> Any:
    """np.mean divides by N C."""
    return oracle.softmax_cross_entropy(x, t) / np.shape(x)[1]


@misconception("softmax_cross_entropy")
def scores_softmax_twice(x: Any, t: Any) -> Any:
    """softmax is applied to probabilities again. n = 10 in PyTorch loops."""
    return oracle.softmax_cross_entropy(oracle.softmax(x), t)


@misconception("softmax_cross_entropy")
def scores_negative(x: Any, t: Any) -> Any:
    """The two terms are exchanged."""
    return -oracle.softmax_cross_entropy(x, t)


@misconception("softmax_cross_entropy")
def scores_columns_of_labels(x: Any, t: Any) -> Any:
    """x[:, t] takes, for every row, the columns of all labels."""
    return np.mean(oracle.log_sum_exp(x) - x[:, oracle.labels(t)])


@misconception("softmax_cross_entropy")
def scores_labels_only(x: Any, t: Any) -> Any:
    """One-hot rows of floats cannot be an index."""
    return np.mean(oracle.log_sum_exp(x)[:, 0] - x[np.arange(len(x)), t])


@misconception("softmax_cross_entropy")
def scores_rows_only(x: Any, t: Any) -> Any:
    """Labels are multiplied like one-hot rows. n = 4."""
    return -np.sum(t * (x - oracle.log_sum_exp(x))) / len(x)


@misconception("softmax_cross_entropy")
def scores_change_x(x: Any, t: Any) -> Any:
    """x -= maximum works in the caller's array."""
    x -= np.max(x, axis=1, keepdims=True)
    return oracle.softmax_cross_entropy(x, t)


# softmax_cross_entropy_grad


@misconception("softmax_cross_entropy_grad")
def scores_grad_not_over_samples(x: Any, t: Any) -> Any:
    """softmax - rows, not divided by N. n = 4."""
    return oracle.softmax_cross_entropy_grad(x, t) * len(x)


@misconception("softmax_cross_entropy_grad")
def scores_grad_over_elements(x: Any, t: Any) -> Any:
    """Divided by N C."""
    return oracle.softmax_cross_entropy_grad(x, t) / np.shape(x)[1]


@misconception("softmax_cross_entropy_grad")
def scores_grad_over_samples_twice(x: Any, t: Any) -> Any:
    """Divided by N twice. n = 8 with layers that divide again."""
    return oracle.softmax_cross_entropy_grad(x, t) / len(x)


@misconception("softmax_cross_entropy_grad")
def scores_grad_negative(x: Any, t: Any) -> Any:
    """rows - softmax."""
    return -oracle.softmax_cross_entropy_grad(x, t)


@misconception("softmax_cross_entropy_grad")
def scores_grad_whole_rows(x: Any, t: Any) -> Any:
    """dx[t] -= 1 changes the rows whose number is a label. n = 4."""
    dx = oracle.softmax(x)
    dx[oracle.labels(t)] -= 1.0
    return dx / len(x)


@misconception("softmax_cross_entropy_grad")
def scores_grad_whole_columns(x: Any, t: Any) -> Any:
    """dx[:, t] -= 1 changes the columns of all labels."""
    dx = oracle.softmax(x)
    dx[:, oracle.labels(t)] -= 1.0
    return dx / len(x)


@misconception("softmax_cross_entropy_grad")
def scores_grad_extra_factor(x: Any, t: Any) -> Any:
    """y (1 - y) is multiplied on once more. n = 1."""
    y = oracle.softmax(x)
    return oracle.softmax_cross_entropy_grad(x, t) * (y - y**2)


@misconception("softmax_cross_entropy_grad")
def scores_grad_softmax_missing(x: Any, t: Any) -> Any:
    """The rows are subtracted from the scores."""
    return (x - _rows_of(t, np.shape(x)[1])) / len(x)


@misconception("softmax_cross_entropy_grad")
def scores_grad_overflowing(x: Any, t: Any) -> Any:
    """The softmax inside overflows."""
    return (_overflowing_softmax(x) - _rows_of(t, np.shape(x)[1])) / len(x)


@misconception("softmax_cross_entropy_grad")
def scores_grad_labels_only(x: Any, t: Any) -> Any:
    """One-hot rows of floats cannot be an index."""
    dx = oracle.softmax(x)
    dx[np.arange(len(x)), t] -= 1.0
    return dx / len(x)


@misconception("softmax_cross_entropy_grad")
def scores_grad_rows_only(x: Any, t: Any) -> Any:
    """Labels are subtracted as if they were one-hot rows. n = 4."""
    return np.subtract(oracle.softmax(x), t) / len(x)


@misconception("softmax_cross_entropy_grad")
def scores_grad_labels_as_column(x: Any, t: Any) -> Any:
    """Each label is taken, as a number, from the whole row. Seen in one unseen file."""
    taken = np.reshape(t, (len(x), -1))
    return (oracle.softmax(x) - taken) / len(x)
