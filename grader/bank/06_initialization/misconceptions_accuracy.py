"""Wrong beliefs about the fraction of right answers."""

import numpy as np

from grader.checks import misconception

from . import oracle
from .oracle import Floats, Labels

# --- accuracy -------------------------------------------------------------------------------------


def chosen(y: Floats) -> Labels:
    """Return the class with the largest score of each row."""
    columns: Labels = np.argmax(y, axis=-1)
    return columns


def labels(t: Floats | Labels) -> Labels:
    """Return labels, given labels or one-hot rows."""
    return np.array(oracle.labels_of(t))


@misconception("accuracy")
def accuracy_counts_elements(y: Floats, t: Floats | Labels) -> float:
    """Compare one-hot rows element by element, so that most zeros count as right. n = 1."""
    one_hot = np.identity(y.shape[1])
    return float((one_hot[chosen(y)] == one_hot[labels(t)]).mean())


@misconception("accuracy")
def accuracy_one_argmax_for_all(y: Floats, t: Floats | Labels) -> float:
    """Call argmax without axis: one number for the whole batch. n = 1."""
    right = np.argmax(t) if t.ndim == 2 else t
    return float(np.mean(np.argmax(y) == right))


@misconception("accuracy")
def accuracy_argmax_over_samples(y: Floats, t: Floats | Labels) -> float:
    """Call argmax with axis=0: the best sample of each class. Taught."""
    right = np.argmax(t, axis=0) if t.ndim == 2 else t
    return float(np.mean(np.argmax(y, axis=0) == right))


@misconception("accuracy")
def accuracy_labels_only(y: Floats, t: Floats | Labels) -> float:
    """Compare labels with one-hot rows, unconverted. n = 4."""
    return float(np.mean(chosen(y) == t))


@misconception("accuracy")
def accuracy_one_hot_only(y: Floats, t: Floats | Labels) -> float:
    """Call t.argmax(axis=1) even where t holds labels. n = 4."""
    return float(np.mean(chosen(y) == np.argmax(t, axis=1)))


@misconception("accuracy")
def accuracy_percent(y: Floats, t: Floats | Labels) -> float:
    """Return 0 to 100. Taught."""
    return 100 * oracle.accuracy(y, t)


@misconception("accuracy")
def accuracy_count(y: Floats, t: Floats | Labels) -> int:
    """Return the number of right rows. Taught."""
    return int(np.sum(chosen(y) == labels(t)))


@misconception("accuracy")
def accuracy_error_rate(y: Floats, t: Floats | Labels) -> float:
    """Return the fraction of wrong rows. Taught."""
    return 1 - oracle.accuracy(y, t)


@misconception("accuracy")
def accuracy_threshold(y: Floats, t: Floats | Labels) -> float:
    """Call a class chosen when its score is above 0.5. Taught."""
    one_hot = np.identity(y.shape[1])[labels(t)]
    return float(np.mean(np.all((y > 0.5) == (one_hot == 1), axis=1)))


@misconception("accuracy")
def accuracy_right_class_above_half(y: Floats, t: Floats | Labels) -> float:
    """Count the rows whose right class has more than 0.5. Seen in one unseen file."""
    return float(np.mean(y[np.arange(len(y)), labels(t)] > 0.5))


@misconception("accuracy")
def accuracy_smallest_score(y: Floats, t: Floats | Labels) -> float:
    """Take the smallest score. Taught."""
    return float(np.mean(chosen(-y) == labels(t)))


@misconception("accuracy")
def accuracy_largest_magnitude(y: Floats, t: Floats | Labels) -> float:
    """Take the score of the largest absolute value. Taught."""
    return float(np.mean(chosen(np.abs(y)) == labels(t)))


@misconception("accuracy")
def accuracy_divided_by_size(y: Floats, t: Floats | Labels) -> float:
    """Divide by t.size, which for one-hot rows is N times C. Taught."""
    return float(np.sum(chosen(y) == labels(t)) / t.size)


@misconception("accuracy")
def accuracy_divided_by_classes(y: Floats, t: Floats | Labels) -> float:
    """Divide by the number of columns. Taught."""
    return float(np.sum(chosen(y) == labels(t)) / y.shape[1])


@misconception("accuracy")
def accuracy_mean_probability(y: Floats, t: Floats | Labels) -> float:
    """Average the score of the right class. Taught."""
    return float(np.mean(y[np.arange(len(y)), labels(t)]))


@misconception("accuracy")
def accuracy_whole_number(y: Floats, t: Floats | Labels) -> int:
    """Divide with //. Taught."""
    return int(np.sum(chosen(y) == labels(t))) // len(y)


@misconception("accuracy")
def accuracy_changes_scores(y: Floats, t: Floats | Labels) -> float:
    """Overwrite y with the one-hot rows of its own choice. n = 1."""
    y[...] = np.identity(y.shape[1])[chosen(y)]
    return oracle.accuracy(y, t)


@misconception("accuracy")
def accuracy_rounds_scores(y: Floats, t: Floats | Labels) -> float:
    """y[y > 0.5] = 1, and 0 elsewhere, in the caller's array: the first 1 of a row wins. n = 1."""
    y[...] = y > 0.5
    return oracle.accuracy(y, t)
