"""What RMSProp and Adam compute when one idea about their moving averages is off."""

from typing import Any

import numpy as np

from grader.checks import misconception

from .misconceptions import EPS, Array, Optimizer


class _RMSProp(Optimizer):
    def __init__(self, lr: float = 0.01, decay_rate: float = 0.99) -> None:
        super().__init__(lr)
        self.rho = decay_rate

    def step(self, slot: Any, grad: Array) -> Any:
        slot.h = self.average(slot.h, grad)
        return self.lr * grad / (np.sqrt(slot.h) + EPS)

    def average(self, h: Array, grad: Array) -> Any:
        return self.rho * h + (1 - self.rho) * grad**2


class _Adam(Optimizer):
    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999) -> None:
        super().__init__(lr)
        self.beta1, self.beta2 = beta1, beta2

    def step(self, slot: Any, grad: Array) -> Any:
        self.moments(slot, grad)
        return self.ratio(*self.corrected(slot))

    def moments(self, slot: Any, grad: Array) -> None:
        slot.m = self.beta1 * slot.m + (1 - self.beta1) * grad
        slot.v = self.beta2 * slot.v + (1 - self.beta2) * grad**2

    def corrected(self, slot: Any) -> tuple[Array, Array]:
        return slot.m / (1 - self.beta1**self.t), slot.v / (1 - self.beta2**self.t)

    def ratio(self, m_hat: Array, v_hat: Array) -> Any:
        return self.lr * m_hat / (np.sqrt(v_hat) + EPS)


# -------------------------------------------------------------------------------------------- RMSProp


@misconception("RMSProp", rtol=1e-6)
class rmsprop_without_share(_RMSProp):
    """h = decay_rate * h + g * g: the factor 1 - decay_rate is missing."""

    def average(self, h: Array, grad: Array) -> Any:
        return self.rho * h + grad**2


@misconception("RMSProp", rtol=1e-6)
class rmsprop_shares_swapped(_RMSProp):
    """h = (1 - decay_rate) * h + decay_rate * g * g."""

    def average(self, h: Array, grad: Array) -> Any:
        return (1 - self.rho) * h + self.rho * grad**2


@misconception("RMSProp", rtol=1e-6)
class rmsprop_never_forgets(_RMSProp):
    """h += (1 - decay_rate) * g * g: nothing decays."""

    def average(self, h: Array, grad: Array) -> Any:
        return h + (1 - self.rho) * grad**2


@misconception("RMSProp", rtol=1e-6)
class rmsprop_default_of_other_kits(_RMSProp):
    """decay_rate=0.9, as Keras has it. Seen in one unseen file."""

    def __init__(self, lr: float = 0.01, decay_rate: float = 0.9) -> None:
        super().__init__(lr, decay_rate)


@misconception("RMSProp", rtol=1e-6)
class rmsprop_is_adagrad(_RMSProp):
    """h += g * g: decay_rate is not used at all."""

    def average(self, h: Array, grad: Array) -> Any:
        return h + grad**2


@misconception("RMSProp", rtol=1e-6)
class rmsprop_not_kept(_RMSProp):
    """h = (1 - decay_rate) * g * g: the past is lost at every call."""

    def average(self, h: Array, grad: Array) -> Any:
        return (1 - self.rho) * grad**2


@misconception("RMSProp", rtol=1e-6)
class rmsprop_first_call_idle(_RMSProp):
    """The update stands in the else of `if self.h is None`, so the first call only prepares. n = 1."""

    def step(self, slot: Any, grad: Array) -> Any:
        return 0.0 if self.t == 1 else super().step(slot, grad)


@misconception("RMSProp", rtol=1e-5)
class rmsprop_without_root(_RMSProp):
    """Divided by h instead of sqrt(h)."""

    def step(self, slot: Any, grad: Array) -> Any:
        slot.h = self.average(slot.h, grad)
        return self.lr * grad / (slot.h + EPS)


@misconception("RMSProp", rtol=1e-4)
class rmsprop_eps_outside(_RMSProp):
    """g / sqrt(h) + eps without brackets: 0 / 0 where the gradient is 0. n = 1."""

    def step(self, slot: Any, grad: Array) -> Any:
        slot.h = self.average(slot.h, grad)
        return self.lr * grad / np.sqrt(slot.h) + EPS


@misconception("RMSProp", rtol=1e-5)
class rmsprop_without_square(_RMSProp):
    """h averages |g| instead of g * g."""

    def average(self, h: Array, grad: Array) -> Any:
        return self.rho * h + (1 - self.rho) * np.abs(grad)


# ----------------------------------------------------------------------------------------------- Adam


@misconception("Adam", rtol=1e-6)
class adam_without_correction(_Adam):
    """m and v are used as they are: the first step is 3.16 times too long. n = 3."""

    def corrected(self, slot: Any) -> tuple[Array, Array]:
        return slot.m, slot.v


@misconception("Adam", rtol=1e-6)
class adam_constant_correction(_Adam):
    """1 - beta without the power: exact in the first update and in no other. n = 4."""

    def corrected(self, slot: Any) -> tuple[Array, Array]:
        return slot.m / (1 - self.beta1), slot.v / (1 - self.beta2)


@misconception("Adam", rtol=1e-6)
class adam_beta_squared(_Adam):
    """1 - beta**2 in every update. n = 1."""

    def corrected(self, slot: Any) -> tuple[Array, Array]:
        return slot.m / (1 - self.beta1**2), slot.v / (1 - self.beta2**2)


@misconception("Adam", rtol=1e-6)
class adam_t_one_too_late(_Adam):
    """t starts at 1 and is raised before it is used. n = 1."""

    def corrected(self, slot: Any) -> tuple[Array, Array]:
        return slot.m / (1 - self.beta1 ** (self.t + 1)), slot.v / (1 - self.beta2 ** (self.t + 1))


@misconception("Adam", rtol=1e-6)
class adam_t_from_zero(_Adam):
    """t is raised after it is used: the first correction divides by 1 - beta**0 = 0. n = 1."""

    def corrected(self, slot: Any) -> tuple[Array, Array]:
        zero = np.float64(self.t - 1)
        return slot.m / (1 - self.beta1**zero), slot.v / (1 - self.beta2**zero)


@misconception("Adam", rtol=1e-6)
class adam_t_from_zero_divides(_Adam):
    """As above, with a rate of plain numbers: Python raises ZeroDivisionError where an array gives nan. n = 1."""

    def step(self, slot: Any, grad: Array) -> Any:
        before = self.t - 1
        self.lr *= (1 - self.beta2**before) ** 0.5 / (1 - self.beta1**before)
        return super().step(slot, grad)


@misconception("Adam", rtol=1e-6)
class adam_t_per_array(_Adam):
    """t is raised inside the loop, once for every array. n = 1."""

    calls = 0

    def step(self, slot: Any, grad: Array) -> Any:
        self.calls += 1
        self.t = self.calls
        return super().step(slot, grad)


@misconception("Adam", rtol=1e-6)
class adam_corrected_stored(_Adam):
    """m and v are replaced by their corrected values, which the next update averages again. n = 2."""

    def corrected(self, slot: Any) -> tuple[Array, Array]:
        slot.m, slot.v = super().corrected(slot)
        return slot.m, slot.v


@misconception("Adam", rtol=1e-6)
class adam_without_square(_Adam):
    """v averages |g| instead of g * g."""

    def moments(self, slot: Any, grad: Array) -> None:
        slot.m = self.beta1 * slot.m + (1 - self.beta1) * grad
        slot.v = self.beta2 * slot.v + (1 - self.beta2) * np.abs(grad)


@misconception("Adam", rtol=1e-6)
class adam_twice_for_squared(_Adam):
    """g * 2 for g ** 2: the root of a negative number is nan. Seen in one unseen file."""

    def moments(self, slot: Any, grad: Array) -> None:
        slot.m = self.beta1 * slot.m + (1 - self.beta1) * grad
        slot.v = self.beta2 * slot.v + (1 - self.beta2) * grad * 2


@misconception("Adam", rtol=1e-6)
class adam_v_minus_m(_Adam):
    """v += (1 - beta2) * (g * g - m): the wrong moment in the difference. n = 1."""

    def moments(self, slot: Any, grad: Array) -> None:
        slot.m = slot.m + (1 - self.beta1) * (grad - slot.m)
        slot.v = slot.v + (1 - self.beta2) * (grad**2 - slot.m)


@misconception("Adam", rtol=1e-6)
class adam_difference_assigned(_Adam):
    """m = (1 - beta1) * (g - m), with = where += belongs; v likewise. n = 1."""

    def moments(self, slot: Any, grad: Array) -> None:
        slot.m = (1 - self.beta1) * (grad - slot.m)
        slot.v = (1 - self.beta2) * (grad**2 - slot.v)


@misconception("Adam", rtol=1e-6)
class adam_average_added(_Adam):
    """m += beta1 * m + (1 - beta1) * g, with += where = belongs; v likewise. n = 1."""

    def moments(self, slot: Any, grad: Array) -> None:
        slot.m = slot.m + (self.beta1 * slot.m + (1 - self.beta1) * grad)
        slot.v = slot.v + (self.beta2 * slot.v + (1 - self.beta2) * grad**2)


@misconception("Adam", rtol=1e-4)
class adam_eps_outside(_Adam):
    """m_hat / sqrt(v_hat) + eps without brackets: 0 / 0 where the gradient is 0. n = 1."""

    def ratio(self, m_hat: Array, v_hat: Array) -> Any:
        return self.lr * m_hat / np.sqrt(v_hat) + EPS


@misconception("Adam", rtol=1e-6)
class adam_divided_by_eps(_Adam):
    """Epsilon as a divisor of its own: every step is multiplied by 1e8. Printed in an article."""

    def ratio(self, m_hat: Array, v_hat: Array) -> Any:
        return self.lr * m_hat / np.sqrt(v_hat) / EPS


@misconception("Adam", rtol=1e-6)
class adam_without_root(_Adam):
    """Divided by v_hat instead of its square root."""

    def ratio(self, m_hat: Array, v_hat: Array) -> Any:
        return self.lr * m_hat / (v_hat + EPS)


@misconception("Adam", rtol=1e-6)
class adam_rate_without_root(_Adam):
    """The learning rate is multiplied by (1 - beta2**t) / (1 - beta1**t), without the root of the first."""

    def step(self, slot: Any, grad: Array) -> Any:
        self.moments(slot, grad)
        rate = self.lr * (1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        return rate * slot.m / (np.sqrt(slot.v) + EPS)


@misconception("Adam", rtol=1e-6)
class adam_betas_swapped(_Adam):
    """beta2 averages the gradients and beta1 their squares."""

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999) -> None:
        super().__init__(lr, beta2, beta1)


@misconception("Adam", rtol=1e-6)
class adam_beta1_keeps_both(_Adam):
    """The line of m copied for v, its first beta1 left: v = beta1 v + (1 - beta2) g^2. Seen in one unseen file."""

    def moments(self, slot: Any, grad: Array) -> None:
        slot.m = self.beta1 * slot.m + (1 - self.beta1) * grad
        slot.v = self.beta1 * slot.v + (1 - self.beta2) * grad**2


@misconception("Adam", rtol=1e-6)
class adam_shares_swapped(_Adam):
    """m = (1 - beta1) * m + beta1 * g, and v likewise."""

    def moments(self, slot: Any, grad: Array) -> None:
        slot.m = (1 - self.beta1) * slot.m + self.beta1 * grad
        slot.v = (1 - self.beta2) * slot.v + self.beta2 * grad**2


@misconception("Adam", rtol=1e-6)
class adam_default_of_the_others(_Adam):
    """lr=0.01, as the other four have it. Seen in one unseen file."""

    def __init__(self, lr: float = 0.01, beta1: float = 0.9, beta2: float = 0.999) -> None:
        super().__init__(lr, beta1, beta2)


@misconception("Adam", rtol=1e-6)
class adam_clips(_Adam):
    """The gradient is clipped to -1 ... 1 first. n = 1."""

    def step(self, slot: Any, grad: Array) -> Any:
        return super().step(slot, np.clip(grad, -1.0, 1.0))


@misconception("Adam", rtol=1e-6)
class adam_not_kept(_Adam):
    """m, v and t start anew in every call: every step is lr times the sign of the gradient."""

    def step(self, slot: Any, grad: Array) -> Any:
        return self.lr * grad / (np.abs(grad) + EPS)


@misconception("Adam", rtol=1e-6)
class adam_pseudo_inverse(_Adam):
    """A matrix (pseudo-)inverse where an element-wise division belongs. n = 1."""

    def ratio(self, m_hat: Array, v_hat: Array) -> Any:
        return self.lr * (np.linalg.pinv(np.sqrt(v_hat) + EPS).T * m_hat)
