"""Exercise 05: the training loop.

A network learns when four things happen again and again: take some samples, compute the loss, go back
through the network, make a step. This file is that loop, with the helpers that real training needs.
Check your work with `grade check 05`; when stuck, ask `grade hint 05`.

The model and the optimizer are given to the loop, it does not care how they work inside:

    model.forward(x, t)              the loss of these samples, a number
    model.backward()                 computes the gradients of that loss
    model.params, model.grads        two lists of arrays; grads[i] belongs to params[i]
                                     (backward overwrites the arrays of grads in place)
    optimizer.update(params, grads)  makes one step, in place

`rng` is a numpy Generator, as np.random.default_rng(0) makes it. Every random choice is drawn from it, so
that equal seeds give equal runs.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def minibatches(
    x: Array, t: NDArray[Any], batch_size: int, rng: np.random.Generator
) -> Iterable[tuple[Array, NDArray[Any]]]:
    """Cut the samples, in a random order, into mini-batches.

    Args:
        x: the samples, one a row: shape (N, D).
        t: what belongs to them: labels (N,) or one-hot rows (N, C). Row i of t belongs to row i of x.
        batch_size: the number of samples in a mini-batch, at least 1.
        rng: where the random order comes from. Every order is equally likely.

    Returns:
        Pairs (x_part, t_part), as a list or any other iterable (with `yield`, say). Every sample comes
        exactly once, still beside its own t. All mini-batches have batch_size samples, but the last: it has
        what is left over, and is not dropped. Two calls with one rng give two orders; equal seeds give
        equal ones. x and t stay as they are.

    Example: x = [[10.], [11.], [12.], [13.], [14.]], t = [0, 1, 2, 3, 4], batch_size = 2. If the random order
        is 3, 0, 4, 1, 2, the pairs are
        [[13.], [10.]] with [3, 0],   [[14.], [11.]] with [4, 1],   [[12.]] with [2].
    """
    # <solution>
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], t[rows]
    # </solution>


def clip_grads(grads: list[Array], max_norm: float) -> float:
    """Shorten the gradient, all arrays together, to the length max_norm where it is longer.

    The norm is that of one long vector that holds the numbers of all arrays:

        norm = square root of the sum of g * g over every number of every array

    Where norm is above max_norm, every array is multiplied **in place** by the same factor max_norm / norm,
    so that the direction stays and the new norm is max_norm. Otherwise nothing changes. (A tiny constant, at
    most 1e-6, beside norm in the divisor is fine.) Gradients that are all 0 stay 0.

    Args:
        grads: list of arrays of any shapes; changed in place.
        max_norm: the greatest length allowed, above 0.

    Returns:
        The norm before clipping, a number.

    Example: grads = [[3.0, 0.0], [[-4.0]]], norm = 5.
        max_norm = 1  ->  returns 5.0, grads become [0.6, 0.0], [[-0.8]]
        max_norm = 10 ->  returns 5.0, grads stay
    """
    # <solution>
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    if norm > max_norm:
        for i in range(len(grads)):
            grads[i] *= max_norm / norm
    return norm
    # </solution>


def remove_duplicate(params: list[Array], grads: list[Array]) -> tuple[list[Array], list[Array]]:
    """Merge parameters that are shared: keep each array once and add up its gradients.

    Two layers may use one weight array. Then it stands twice in `params`, the very same object (`a is b`),
    each time with another gradient, and its true gradient is their sum. Arrays that are merely equal, two
    biases full of zeros for instance, are different parameters and both stay.

    Args:
        params: list of arrays; some may be the same object.
        grads: list of as many arrays, grads[i] with the shape of params[i].

    Returns:
        The tuple (params, grads) of two new lists. The arrays of params are the ones that were given (no
        copies). The order is free, as long as it is the same at every call: optimizers go by position.
        The lists that were given keep their entries; adding into the arrays of grads is allowed.

    Example: params = [W, b, W] with grads = [g1, g2, g3]  ->  ([W, b], [g1 + g3, g2])
    """
    # <solution>
    kept: list[Array] = []
    summed: list[Array] = []
    for param, grad in zip(params, grads, strict=True):
        position = next((i for i, other in enumerate(kept) if other is param), None)
        if position is None:
            kept.append(param)
            summed.append(grad)
        else:
            summed[position] = summed[position] + grad
    return kept, summed
    # </solution>


class Trainer:
    """Train a model with an optimizer, mini-batch by mini-batch.

    Attributes:
        loss_list: the mean losses recorded so far, floats; empty at the start, grows over all calls of fit.
        current_epoch: the number of epochs finished so far; 0 at the start, counts on over all calls of fit.
    """

    loss_list: list[float]
    current_epoch: int

    def __init__(self, model: Any, optimizer: Any) -> None:
        """Keep the model and the optimizer; nothing has been trained yet."""
        # <solution>
        self.model = model
        self.optimizer = optimizer
        self.loss_list = []
        self.current_epoch = 0
        # </solution>

    def fit(
        self,
        x: Array,
        t: NDArray[Any],
        max_epoch: int = 10,
        batch_size: int = 32,
        max_grad: float | None = None,
        eval_interval: int | None = 20,
        rng: np.random.Generator | None = None,
    ) -> None:
        """Go through all samples max_epoch times.

        An epoch takes every sample once, in mini-batches of batch_size samples (the last one may be smaller),
        in a new random order every time. For each mini-batch, in this order:

        1. loss = model.forward(x_part, t_part), then model.backward()
        2. merge shared parameters: as remove_duplicate does with model.params and model.grads
        3. clip the merged gradients to max_grad, as clip_grads does, unless max_grad is None
        4. optimizer.update with the merged lists

        Losses are recorded in between: count the mini-batches over the whole call, across epochs. Each time
        the count reaches a multiple of eval_interval, append the mean of the losses since the last time (so
        of eval_interval losses) to loss_list, as a float. What is left over at the end is dropped; the next
        call of fit counts from 0 again. With eval_interval=None nothing is recorded.

        Args:
            x, t: the samples and what belongs to them, as for minibatches; they stay as they are.
            max_epoch: how many epochs to add.
            batch_size: samples in a mini-batch.
            max_grad: the greatest norm of the gradient, or None for no clipping.
            eval_interval: mini-batches in a recorded mean, or None to record nothing.
            rng: where the random orders come from; None stands for a fresh np.random.default_rng().

        Example: 10 samples, batch_size=4: 3 mini-batches in an epoch. With max_epoch=3 there are 9; with
            eval_interval=2 the means of losses 1 2, 3 4, 5 6 and 7 8 are recorded, loss 9 is dropped.
        """
        # <solution>
        if rng is None:
            rng = np.random.default_rng()
        recent: list[float] = []
        for _ in range(max_epoch):
            for x_part, t_part in minibatches(x, t, batch_size, rng):
                recent.append(self.model.forward(x_part, t_part))
                self.model.backward()
                params, grads = remove_duplicate(self.model.params, self.model.grads)
                if max_grad is not None:
                    clip_grads(grads, max_grad)
                self.optimizer.update(params, grads)
                if len(recent) == eval_interval:
                    self.loss_list.append(float(np.mean(recent)))
                    recent = []
            self.current_epoch += 1
        # </solution>
