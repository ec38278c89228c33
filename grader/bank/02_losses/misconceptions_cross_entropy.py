"""Wrong beliefs about cross entropy, of probabilities and of scores, and about its gradient."""

from typing import Any

import numpy as np

from grader.checks import misconception

from . import oracle
from .misconceptions import USUAL_CONSTANT, chosen, logarithm, overflowing_softmax, rows_of

# cross_entropy


@misconception("cross_entropy")
def cross_entropy_no_constant(y: Any, t: Any) -> Any:
    """ln of the chosen probability, unprotected. n = 6 with the next entry."""
    return -np.mean(logarithm(chosen(y, t)))


@misconception("cross_entropy")
def cross_entropy_zero_times_infinity(y: Any, t: Any) -> Any:
    """One-hot rows times an unprotected logarithm: 0 times infinity is NaN."""
    with np.errstate(invalid="ignore"):
        return -np.sum(rows_of(t, y.shape[1]) * logarithm(y)) / len(y)


@misconception("cross_entropy")
def cross_entropy_sum(y: Any, t: Any) -> Any:
    """The losses are added up, not averaged. n = 5."""
    return -np.sum(np.log(chosen(y, t) + USUAL_CONSTANT))


@misconception("cross_entropy")
def cross_entropy_one_row(y: Any, t: Any) -> Any:
    """y and t are always reshaped to one row: N is 1, and labels pick from the first sample. n = 1."""
    if np.ndim(t) == 2:
        return -np.sum(np.ravel(t) * np.log(np.ravel(y) + USUAL_CONSTANT))
    return -np.sum(np.log(np.ravel(y)[oracle.labels(t)] + USUAL_CONSTANT))


@misconception("cross_entropy")
def cross_entropy_over_elements(y: Any, t: Any) -> Any:
    """np.mean divides by N C. n = 3."""
    return -np.sum(np.log(chosen(y, t) + USUAL_CONSTANT)) / np.size(y)


@misconception("cross_entropy")
def cross_entropy_label_as_factor(y: Any, t: Any) -> Any:
    """The chosen logarithms are multiplied by the label. n = 3."""
    return -np.sum(oracle.labels(t) * np.log(chosen(y, t) + USUAL_CONSTANT)) / len(y)


@misconception("cross_entropy")
def cross_entropy_columns_of_labels(y: Any, t: Any) -> Any:
    """y[:, t] takes, for every row, the columns of all labels."""
    return -np.mean(np.log(y[:, oracle.labels(t)] + USUAL_CONSTANT))


@misconception("cross_entropy")
def cross_entropy_swapped(t: Any, y: Any) -> Any:
    """The parameters come as (t, y), so that the logarithm is taken of the target. n = 2."""
    rows = y if y.ndim == 2 else rows_of(y, t.shape[1])
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
    return np.mean(np.log(chosen(y, t) + USUAL_CONSTANT))


@misconception("cross_entropy", rtol=1e-5)
def cross_entropy_log_ten(y: Any, t: Any) -> Any:
    """log10 for ln. Seen in one unseen file."""
    return -np.mean(np.log10(chosen(y, t) + USUAL_CONSTANT))


@misconception("cross_entropy")
def cross_entropy_large_constant(y: Any, t: Any) -> Any:
    """A constant of 1e-5 shifts the loss. n = 1."""
    return -np.mean(np.log(chosen(y, t) + 1e-5))


@misconception("cross_entropy")
def cross_entropy_constant_of_a_hundredth(y: Any, t: Any) -> Any:
    """A constant of 1e-2 shifts every loss, and ln of it is the largest that there is. n = 1."""
    return -np.mean(np.log(chosen(y, t) + 1e-2))


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
    others = (1.0 - rows_of(t, y.shape[1])) * np.log(1.0 - y + USUAL_CONSTANT)
    return -(np.sum(np.log(chosen(y, t) + USUAL_CONSTANT)) + np.sum(others)) / len(y)


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
    return -np.mean(np.log(chosen(oracle.softmax(x), t) + USUAL_CONSTANT))


@misconception("softmax_cross_entropy")
def scores_overflowing(x: Any, t: Any) -> Any:
    """e^1000 is infinity when no maximum is subtracted."""
    with np.errstate(over="ignore"):
        return np.mean(logarithm(np.exp(x).sum(axis=1)) - chosen(x, t))


@misconception("softmax_cross_entropy")
def scores_global_maximum(x: Any, t: Any) -> Any:
    """The maximum of the whole array is subtracted."""
    top = np.max(x)
    return np.mean(top + logarithm(np.exp(x - top).sum(axis=1)) - chosen(x, t))


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
    return (x - rows_of(t, np.shape(x)[1])) / len(x)


@misconception("softmax_cross_entropy_grad")
def scores_grad_overflowing(x: Any, t: Any) -> Any:
    """The softmax inside overflows."""
    return (overflowing_softmax(x) - rows_of(t, np.shape(x)[1])) / len(x)


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
