"""What optimizers compute when one idea is off.

Texts are in hints.en.toml; n counts wrong files seen in public. rtol leaves room for the choice of epsilon.

Most entries are one line: the step that is subtracted from an array, from its gradient and its own memory.
"""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from grader.checks import misconception

Array = NDArray[np.float64]
Arrays = list[Array]
EPS = 1e-8


class _Slot:
    """The memory of one position of the list: any number of named arrays that start at 0."""

    def __init__(self, like: Array) -> None:
        self._like = like

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return np.zeros_like(self._like)


class Optimizer:
    """Subtracts `step(slot, grad)` from each array, in place; `t` counts the updates."""

    def __init__(self, lr: float = 0.01) -> None:
        self.lr = lr
        self.t = 0
        self.slots: list[_Slot] = []

    def update(self, params: Arrays, grads: Arrays) -> None:
        self.t += 1
        self.slots = self.slots or [_Slot(param) for param in params]
        for i, slot in enumerate(self.slots):
            params[i][...] -= self.step(slot, grads[i])

    def step(self, slot: Any, grad: Array) -> Any:
        raise NotImplementedError


class _Momentum(Optimizer):
    def __init__(self, lr: float = 0.01, momentum: float = 0.9) -> None:
        super().__init__(lr)
        self.momentum = momentum

    def step(self, slot: Any, grad: Array) -> Any:
        slot.v = self.momentum * slot.v + self.lr * grad
        return slot.v


# ------------------------------------------------------------------------------------------------ SGD


@misconception("SGD")
class sgd_uphill(Optimizer):
    """+= instead of -=."""

    def step(self, slot: Any, grad: Array) -> Any:
        return -self.lr * grad


@misconception("SGD")
class sgd_local_name(Optimizer):
    """`param = param - lr * grad` in a loop: a new array under a local name. n = 2."""

    def step(self, slot: Any, grad: Array) -> Any:
        return 0.0


@misconception("SGD")
class sgd_list_entry(Optimizer):
    """`params[i] = params[i] - lr * grads[i]`: the list gets new arrays, the network keeps the old ones."""

    def update(self, params: Arrays, grads: Arrays) -> None:
        for i in range(len(params)):
            params[i] = params[i] - self.lr * grads[i]


@misconception("SGD")
class sgd_scales_the_gradients(Optimizer):
    """`grad *= lr` before the subtraction: the right step, but the caller's gradients are changed. n = 1."""

    def step(self, slot: Any, grad: Array) -> Any:
        grad *= self.lr
        return grad


@misconception("SGD")
class sgd_averages_again(Optimizer):
    """The gradient is divided by its number of rows, although the loss was averaged already. n = 2."""

    def step(self, slot: Any, grad: Array) -> Any:
        return self.lr * grad / grad.shape[0]


@misconception("SGD")
class sgd_first_array_only(Optimizer):
    """A return inside the loop ends the update after the first array."""

    def update(self, params: Arrays, grads: Arrays) -> None:
        params[0] -= self.lr * grads[0]


@misconception("SGD")
class sgd_last_array_only(Optimizer):
    """The update stands below the loop and sees its last round alone. n = 1."""

    def update(self, params: Arrays, grads: Arrays) -> None:
        params[-1] -= self.lr * grads[-1]


# ------------------------------------------------------------------------------------------- Momentum


@misconception("Momentum")
class momentum_uphill(_Momentum):
    """v = momentum * v + lr * g together with w += v. n = 1."""

    def step(self, slot: Any, grad: Array) -> Any:
        return -super().step(slot, grad)


@misconception("Momentum")
class momentum_as_average(_Momentum):
    """v = momentum * v + (1 - momentum) * g: a moving average, ten times smaller. n = 4."""

    def step(self, slot: Any, grad: Array) -> Any:
        slot.v = self.momentum * slot.v + (1 - self.momentum) * grad
        return self.lr * slot.v


@misconception("Momentum")
class momentum_lr_twice(_Momentum):
    """The velocity holds lr * g already and is multiplied by lr once more."""

    def step(self, slot: Any, grad: Array) -> Any:
        return self.lr * super().step(slot, grad)


@misconception("Momentum")
class momentum_not_kept(_Momentum):
    """The velocity starts at 0 in every call: plain SGD. n = 1."""

    def step(self, slot: Any, grad: Array) -> Any:
        return self.lr * grad


@misconception("Momentum")
class momentum_first_call_only(_Momentum):
    """The update stands inside `if self.v is None`. n = 1."""

    def step(self, slot: Any, grad: Array) -> Any:
        return self.lr * grad if self.t == 1 else 0.0


@misconception("Momentum")
class momentum_nesterov_twice(_Momentum):
    """Nesterov's step with the velocity that was already renewed. n = 3."""

    def step(self, slot: Any, grad: Array) -> Any:
        renewed = super().step(slot, grad)
        return self.momentum**2 * renewed + (1 + self.momentum) * self.lr * grad


@misconception("Momentum")
class momentum_nesterov(_Momentum):
    """Nesterov's momentum, a different method: the gradient counts once more, as if looked up ahead."""

    def step(self, slot: Any, grad: Array) -> Any:
        return self.momentum * super().step(slot, grad) + self.lr * grad


@misconception("Momentum")
class momentum_old_velocity(_Momentum):
    """w += v comes before v is renewed: the first update does nothing."""

    def step(self, slot: Any, grad: Array) -> Any:
        old = slot.v
        super().step(slot, grad)
        return old


@misconception("Momentum")
class momentum_shared_velocity(_Momentum):
    """`v = []` in the class body: all objects of the class share one velocity."""

    pool: ClassVar[list[_Slot]] = []

    def __init__(self, lr: float = 0.01, momentum: float = 0.9) -> None:
        super().__init__(lr, momentum)
        self.pool.clear()  # a student's process begins with an empty list; here several replays share one

    def update(self, params: Arrays, grads: Arrays) -> None:
        if not self.pool:
            self.pool.extend(_Slot(param) for param in params)
        self.slots = self.pool
        super().update(params, grads)


# -------------------------------------------------------------------------------------------- AdaGrad


class _AdaGrad(Optimizer):
    def step(self, slot: Any, grad: Array) -> Any:
        slot.h = slot.h + self.add(grad)
        return self.lr * grad / (np.sqrt(slot.h) + EPS)

    def add(self, grad: Array) -> Any:
        return grad**2


@misconception("AdaGrad", rtol=1e-6)
class adagrad_not_added_up(_AdaGrad):
    """h = g * g instead of h += g * g. n = 2."""

    def step(self, slot: Any, grad: Array) -> Any:
        return self.lr * grad / (np.sqrt(grad**2) + EPS)


@misconception("AdaGrad", rtol=1e-6)
class adagrad_without_root(_AdaGrad):
    """Divided by h instead of sqrt(h)."""

    def step(self, slot: Any, grad: Array) -> Any:
        slot.h = slot.h + grad**2
        return self.lr * grad / (slot.h + EPS)


@misconception("AdaGrad", rtol=1e-4)
class adagrad_eps_outside(_AdaGrad):
    """g / sqrt(h) + eps without brackets: 0 / 0 where the gradient is 0. n = 2."""

    def step(self, slot: Any, grad: Array) -> Any:
        slot.h = slot.h + grad**2
        return self.lr * grad / np.sqrt(slot.h) + EPS


@misconception("AdaGrad", rtol=1e-6)
class adagrad_without_square(_AdaGrad):
    """h adds up |g| instead of g * g."""

    def add(self, grad: Array) -> Any:
        return np.abs(grad)


@misconception("AdaGrad", rtol=1e-6)
class adagrad_one_h_per_array(_AdaGrad):
    """np.sum(g * g): one number for a whole array, so that all its weights share a learning rate."""

    def add(self, grad: Array) -> Any:
        return np.sum(grad**2)


@misconception("AdaGrad", rtol=1e-6)
class adagrad_old_h(_AdaGrad):
    """The step is taken before h grows: the first one is divided by epsilon alone."""

    def step(self, slot: Any, grad: Array) -> Any:
        old = slot.h
        slot.h = old + grad**2
        return self.lr * grad / (np.sqrt(old) + EPS)
