"""What the loop does when one idea is off; loops.py has the loop that these bend."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks import misconception

from . import oracle
from .loops import Loop, Pairs, cut
from .misconceptions import Array

# ------------------------------------------------------------------------------------------- Trainer


@misconception("Trainer")
class counted_per_epoch(Loop):
    """The count starts anew in every epoch. Another tradition."""

    def end_of_epoch(self, interval: int | None) -> None:
        self.begin()
        super().end_of_epoch(interval)


@misconception("Trainer")
class rest_recorded(Loop):
    """The incomplete rest is recorded at the end as well."""

    def end(self, interval: int | None) -> None:
        if self.recent and interval is not None:
            self.loss_list.append(self.summary(self.recent[-1]))


@misconception("Trainer")
class rest_carried_over(Loop):
    """The rest is kept and counted into the first mean of the next fit."""

    def begin(self) -> None:
        if not hasattr(self, "count"):
            super().begin()


@misconception("Trainer")
class first_loss_alone(Loop):
    """The count is tested before it grows: the first loss is recorded alone. The book does this."""

    def record(self, loss: float, interval: int | None) -> None:
        self.recent.append(loss)
        if interval is not None and self.count % interval == 0:
            self.loss_list.append(self.summary(loss))
            self.recent = []
        self.count += 1


@misconception("Trainer")
class last_loss_recorded(Loop):
    """The last loss of the interval is recorded, not the mean."""

    def summary(self, loss: float) -> float:
        return loss


@misconception("Trainer")
class losses_summed(Loop):
    """The sum of the losses is recorded, not the mean."""

    def summary(self, loss: float) -> float:
        return float(np.sum(self.recent))


@misconception("Trainer")
class losses_never_reset(Loop):
    """The mean runs over all losses since the start: the sum is not set back."""

    def record(self, loss: float, interval: int | None) -> None:
        self.count += 1
        self.recent.append(loss)
        if interval is not None and self.count % interval == 0:
            self.loss_list.append(self.summary(loss))


@misconception("Trainer")
class one_loss_per_epoch(Loop):
    """The mean loss of each epoch is recorded, whatever eval_interval says."""

    def record(self, loss: float, interval: int | None) -> None:
        self.recent.append(loss)

    def end_of_epoch(self, interval: int | None) -> None:
        if interval is not None:
            self.loss_list.append(float(np.mean(self.recent)))
        self.recent = []
        super().end_of_epoch(interval)


@misconception("Trainer")
class none_not_expected(Loop):
    """`count % eval_interval` with None: a TypeError."""

    def record(self, loss: float, interval: int | None) -> None:
        self.count += 1
        self.recent.append(loss)
        if self.count % interval == 0:  # type: ignore[operator]
            self.loss_list.append(self.summary(loss))
            self.recent = []


@misconception("Trainer")
class losses_start_anew(Loop):
    """loss_list is emptied by every call of fit."""

    def begin(self) -> None:
        super().begin()
        self.loss_list = []


@misconception("Trainer")
class epochs_start_anew(Loop):
    """current_epoch is set to the epoch of this call instead of counting on."""

    def begin(self) -> None:
        super().begin()
        self.current_epoch = 0


@misconception("Trainer")
class steps_counted_as_epochs(Loop):
    """current_epoch grows with every mini-batch."""

    def record(self, loss: float, interval: int | None) -> None:
        super().record(loss, interval)
        self.current_epoch += 1

    def end_of_epoch(self, interval: int | None) -> None:
        """Do nothing."""


@misconception("Trainer")
class trainer_drops_last(Loop):
    """N // batch_size steps in an epoch: the smaller last mini-batch is not used. The book does this."""

    def parts(self, x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
        return super().parts(x, t, batch_size, rng)[: len(x) // batch_size]


@misconception("Trainer")
class first_part_only(Loop):
    """One mini-batch in each epoch."""

    def parts(self, x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
        return super().parts(x, t, batch_size, rng)[:1]


@misconception("Trainer")
class shuffled_once(Loop):
    """The order is drawn before the first epoch and used in all."""

    def begin(self) -> None:
        super().begin()
        self.order: Any = None

    def parts(self, x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
        self.order = rng.permutation(len(x)) if self.order is None else self.order
        return cut(x[self.order], t[self.order], batch_size)


@misconception("Trainer")
class trainer_does_not_shuffle(Loop):
    """Every epoch goes through the samples in the order in which they come."""

    def parts(self, x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
        return cut(x, t, batch_size)


@misconception("Trainer")
class update_before_backward(Loop):
    """The optimizer steps with the gradients of the mini-batch before. n = 1."""

    def learn(self, x_part: Array, t_part: NDArray[Any], max_grad: float | None) -> float:
        loss = float(self.model.forward(x_part, t_part))
        kept, sums = oracle.remove_duplicate(self.model.params, self.model.grads)
        if max_grad is not None:
            oracle.clip_grads(sums, max_grad)
        self.optimizer.update(kept, sums)
        self.model.backward()
        return loss


@misconception("Trainer")
class backward_missing(Loop):
    """backward is never called: the gradients stay 0."""

    def learn(self, x_part: Array, t_part: NDArray[Any], max_grad: float | None) -> float:
        loss = float(self.model.forward(x_part, t_part))
        self.optimizer.update(*oracle.remove_duplicate(self.model.params, self.model.grads))
        return loss


@misconception("Trainer", rtol=1e-5)
class never_clips(Loop):
    """max_grad is not used, or the gradients are clipped after the step, which comes to the same."""

    def learn(self, x_part: Array, t_part: NDArray[Any], max_grad: float | None) -> float:
        return super().learn(x_part, t_part, None)


@misconception("Trainer", rtol=1e-5)
class clips_before_merging(Loop):
    """The norm counts the separate gradients of a shared parameter, not their sum."""

    def learn(self, x_part: Array, t_part: NDArray[Any], max_grad: float | None) -> float:
        loss = float(self.model.forward(x_part, t_part))
        self.model.backward()
        if max_grad is not None:
            oracle.clip_grads(self.model.grads, max_grad)
        self.optimizer.update(*oracle.remove_duplicate(self.model.params, self.model.grads))
        return loss


@misconception("Trainer", rtol=1e-5)
class never_merges(Loop):
    """The optimizer gets a shared parameter as often as it is used."""

    def learn(self, x_part: Array, t_part: NDArray[Any], max_grad: float | None) -> float:
        loss = float(self.model.forward(x_part, t_part))
        self.model.backward()
        grads = [np.array(grad) for grad in self.model.grads]
        if max_grad is not None:
            oracle.clip_grads(grads, max_grad)
        self.optimizer.update(list(self.model.params), grads)
        return loss
