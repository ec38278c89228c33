"""Wrong beliefs about the layer of softmax and cross entropy."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import misconception

from . import oracle
from .misconceptions import Array

# ---------------------------------------------------------------- SoftmaxWithLoss


# log(y + 1e-7), as the book writes it: most readers do, and their losses are then predicted exactly.
BOOK_CONSTANT = 1e-7
# Other constants, and none, move the losses of the checks by less than the rtol=1e-6 of the entries below.


def book_loss(x: Array, t: Array) -> float:
    """Return the mean cross entropy with the book's constant."""
    y = np.exp(x - oracle.log_sum_exp(x))
    return float(-np.log(y[oracle.one_hot(t, x.shape[1]) > 0] + BOOK_CONSTANT).mean())


class BookSoftmaxWithLoss(oracle.SoftmaxWithLoss):
    """Right, with the book's constant inside the log."""

    def forward(self, x: Array, t: Array) -> float:
        super().forward(x, t)
        return book_loss(x, t)


class OtherLoss(oracle.SoftmaxWithLoss):
    """A right gradient; `formula` makes the loss from probabilities y and one-hot rows t."""

    def formula(self, y: Array, t: Array) -> Any:
        raise NotImplementedError

    def forward(self, x: Array, t: Array) -> float:
        super().forward(x, t)
        y = np.exp(x - oracle.log_sum_exp(x))
        return float(self.formula(y, oracle.one_hot(t, x.shape[1])))


class OtherGradient(BookSoftmaxWithLoss):
    """A right loss; `formula` makes N times the gradient from probabilities y and one-hot rows t."""

    def formula(self, y: Array, t: Array) -> Any:
        raise NotImplementedError

    def backward(self, dout: float = 1) -> Array:
        y = np.exp(self.x - oracle.log_sum_exp(self.x))
        return np.asarray(dout * self.formula(y, oracle.one_hot(self.t, y.shape[1])) / len(y))


class OtherSoftmax(oracle.SoftmaxWithLoss):
    """The right loss and gradient formulas with another `softmax`."""

    def softmax(self, x: Array) -> Any:
        raise NotImplementedError

    def forward(self, x: Array, t: Array) -> float:
        self.y, self.rows = self.softmax(x.copy()), oracle.one_hot(t, x.shape[1])
        return float(-np.log(self.y[self.rows > 0] + BOOK_CONSTANT).mean())

    def backward(self, dout: float = 1) -> Array:
        return np.asarray(dout * (self.y - self.rows) / len(self.y))


@misconception("SoftmaxWithLoss", rtol=1e-6)
class softmax_over_the_batch(OtherSoftmax):
    """np.sum without an axis. n = 10."""

    def softmax(self, x: Array) -> Any:
        e = np.exp(x - x.max())
        return e / e.sum()


@misconception("SoftmaxWithLoss", rtol=1e-6)
class softmax_over_the_samples(OtherSoftmax):
    """axis=0. n = 1."""

    def softmax(self, x: Array) -> Any:
        e = np.exp(x - x.max(axis=0))
        return e / e.sum(axis=0)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class maximum_not_subtracted(OtherSoftmax):
    """exp(x) / sum(exp(x)). n = 8."""

    def softmax(self, x: Array) -> Any:
        e = np.exp(x)
        return e / e.sum(axis=1, keepdims=True)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class maximum_of_the_batch(OtherSoftmax):
    """x - np.max(x). n = 2."""

    def softmax(self, x: Array) -> Any:
        e = np.exp(x - x.max())
        return e / e.sum(axis=1, keepdims=True)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class maximum_only_below(OtherSoftmax):
    """exp(x) / sum(exp(x - max)). n = 1."""

    def softmax(self, x: Array) -> Any:
        return np.exp(x) / np.exp(x - x.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class keepdims_forgotten(OtherSoftmax):
    """np.sum(..., axis=1) without keepdims: fails unless N == C. n = 2."""

    def softmax(self, x: Array) -> Any:
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class softmax_twice(OtherSoftmax):
    """The softmax of a softmax."""

    def softmax(self, x: Array) -> Any:
        y = np.exp(x - oracle.log_sum_exp(x))
        return np.exp(y - oracle.log_sum_exp(y))


@misconception("SoftmaxWithLoss", rtol=1e-6)
class scores_overwritten(BookSoftmaxWithLoss):
    """x -= max: the caller's scores change."""

    def forward(self, x: Array, t: Array) -> float:
        x -= x.max(axis=1, keepdims=True)
        return super().forward(x, t)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class log_of_zero(OtherLoss):
    """log(y) with nothing added: inf when a probability is 0. n = 6."""

    def formula(self, y: Array, t: Array) -> Any:
        return -np.log(y[t > 0]).mean()


@misconception("SoftmaxWithLoss", rtol=1e-6)
class loss_summed(BookSoftmaxWithLoss):
    """The loss is not divided by N, its gradient is. n = 5."""

    def forward(self, x: Array, t: Array) -> float:
        return super().forward(x, t) * len(x)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class gradient_not_averaged(OtherGradient):
    """dx = y - t. n = 4."""

    def formula(self, y: Array, t: Array) -> Any:
        return (y - t) * len(y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class summed_throughout(OtherGradient):
    """Neither the loss nor its gradient is divided by N."""

    def forward(self, x: Array, t: Array) -> float:
        return super().forward(x, t) * len(x)

    def formula(self, y: Array, t: Array) -> Any:
        return (y - t) * len(y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class averaged_over_classes_too(BookSoftmaxWithLoss):
    """-np.mean(t * log(y)). n = 3."""

    def forward(self, x: Array, t: Array) -> float:
        return float(super().forward(x, t) / x.shape[1])


@misconception("SoftmaxWithLoss", rtol=1e-6)
class minus_sign_missing(BookSoftmaxWithLoss):
    """The mean of log(y), a negative loss. n = 1."""

    def forward(self, x: Array, t: Array) -> float:
        return -super().forward(x, t)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class constant_too_large(OtherLoss):
    """log(y + 1e-5). n = 1."""

    def formula(self, y: Array, t: Array) -> Any:
        return -np.log(y[t > 0] + 1e-5).mean()


@misconception("SoftmaxWithLoss", rtol=1e-6)
class binary_formula(OtherLoss):
    """t log(y) + (1 - t) log(1 - y), for every class. n = 1."""

    def formula(self, y: Array, t: Array) -> Any:
        return -(t * np.log(y + 1e-12) + (1 - t) * np.log(1 - y + 1e-12)).sum() / len(y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class target_and_prediction_swapped(OtherLoss):
    """y log(t). n = 2."""

    def formula(self, y: Array, t: Array) -> Any:
        return -(y * np.log(t + 1e-7)).sum() / len(y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class target_ignored(OtherLoss):
    """y log(y). n = 1."""

    def formula(self, y: Array, t: Array) -> Any:
        return -(y * np.log(y + BOOK_CONSTANT)).sum() / len(y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class binary_formula_without_target(OtherLoss):
    """y log(y) + (1 - y) log(1 - y). n = 1."""

    def formula(self, y: Array, t: Array) -> Any:
        return -(y * np.log(y + BOOK_CONSTANT) + (1 - y) * np.log(1 - y + BOOK_CONSTANT)).sum() / len(y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class labels_multiplied(OtherLoss):
    """t * log(y[i, t]): class 0 costs nothing, class 2 twice. n = 3."""

    def formula(self, y: Array, t: Array) -> Any:
        return -(t.argmax(axis=1) * np.log(y[t > 0] + BOOK_CONSTANT)).mean()


@misconception("SoftmaxWithLoss", rtol=1e-6)
class only_one_hot(BookSoftmaxWithLoss):
    """t * log(y) also where t holds class numbers. n = 4."""

    def forward(self, x: Array, t: Array) -> float:
        self.x, self.t = x, t
        return float(-(t * np.log(np.exp(x - oracle.log_sum_exp(x)) + BOOK_CONSTANT)).sum() / len(x))

    def backward(self, dout: float = 1) -> Array:
        return np.asarray(dout * (np.exp(self.x - oracle.log_sum_exp(self.x)) - self.t) / len(self.x))


@misconception("SoftmaxWithLoss", rtol=1e-6)
class only_class_numbers(BookSoftmaxWithLoss):
    """y[np.arange(N), t] also where t holds one-hot rows. n = 4."""

    def forward(self, x: Array, t: Array) -> float:
        (oracle.log_sum_exp(x) - x)[np.arange(len(x)), t]
        return super().forward(x, t)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class argmax_without_axis(BookSoftmaxWithLoss):
    """t.argmax(): one index of the whole array as everybody's class. n = 1."""

    def forward(self, x: Array, t: Array) -> float:
        if t.ndim == 2:
            t = np.full(len(x), t.argmax())
        return super().forward(x, t)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class argmax_over_the_samples(BookSoftmaxWithLoss):
    """t.argmax(axis=0): one index for each class, which does not fit N rows. Seen in one unseen file."""

    def forward(self, x: Array, t: Array) -> float:
        if t.ndim == 2:
            t = t.argmax(axis=0)
        x[np.arange(len(x)), t]
        return super().forward(x, t)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class rows_decremented(OtherGradient):
    """dx[label] -= 1. n = 4."""

    def formula(self, y: Array, t: Array) -> Any:
        y[t.argmax(axis=1)] -= 1
        return y


@misconception("SoftmaxWithLoss", rtol=1e-6)
class upstream_ignored(BookSoftmaxWithLoss):
    """backward never looks at dout. n = 7."""

    def backward(self, dout: float = 1) -> Array:
        return super().backward(1)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class softmax_slope_added(OtherGradient):
    """(y - t) * y * (1 - y). n = 1."""

    def formula(self, y: Array, t: Array) -> Any:
        return (y - t) * y * (1 - y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class diagonal_only(OtherGradient):
    """Only the derivative of each probability with respect to its own score. n = 3."""

    def formula(self, y: Array, t: Array) -> Any:
        return -t * (1 - y)


@misconception("SoftmaxWithLoss", rtol=1e-6)
class target_minus_prediction(OtherGradient):
    """t - y. n = 1."""

    def formula(self, y: Array, t: Array) -> Any:
        return t - y
