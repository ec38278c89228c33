"""Wrong beliefs about the fully connected layer."""

# ruff: noqa: PLW2901 - the six arrays of xor_gradients, slopes of (z, h), updates in place

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import misconception

from . import oracle
from .misconceptions import Array

# ---------------------------------------------------------------- Affine


class OtherBiasGradient(oracle.Affine):
    """Right but for db, which `reduce` makes of dout, and which takes the place of the old array."""

    def reduce(self, dout: Array) -> Any:
        raise NotImplementedError

    def backward(self, dout: Array) -> Array:
        np.copyto(self.grads[0], np.tensordot(self.x, dout, (0, 0)))
        self.grads[1] = self.reduce(dout)
        return np.asarray(np.tensordot(dout, self.params[0], (1, 1)))


@misconception("Affine")
class bias_gradient_one_number(OtherBiasGradient):
    """self.grads[1] = np.sum(dout). n = 3."""

    def reduce(self, dout: Array) -> Any:
        return dout.sum()


@misconception("Affine")
class bias_gradient_without_axis(oracle.Affine):
    """self.grads[1][...] = np.sum(dout): the same number for every unit. n = 13."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        self.grads[1].fill(dout.sum())
        return dx


@misconception("Affine")
class bias_gradient_not_summed(OtherBiasGradient):
    """db = dout. n = 1."""

    def reduce(self, dout: Array) -> Any:
        return dout


@misconception("Affine")
class bias_gradient_not_summed_in_place(oracle.Affine):
    """self.grads[1][...] = dout: fits only where N is 1. n = 1."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        self.grads[1][...] = dout
        return dx


@misconception("Affine")
class bias_gradient_along_rows(OtherBiasGradient):
    """np.sum(dout, axis=1). n = 1."""

    def reduce(self, dout: Array) -> Any:
        return dout.sum(axis=1)


@misconception("Affine")
class bias_gradient_along_rows_in_place(oracle.Affine):
    """self.grads[1][...] = dout.sum(axis=1): fits only where N equals the number of outputs. n = 1."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        self.grads[1][...] = dout.sum(axis=1)
        return dx


@misconception("Affine")
class bias_gradient_averaged(oracle.Affine):
    """np.mean(dout, axis=0). n = 2."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        self.grads[1] /= len(dout)
        return dx


@misconception("Affine")
class bias_gradient_from_weights(oracle.Affine):
    """db = np.sum(dW, axis=0). n = 2."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        self.grads[1][...] = self.grads[0].sum(axis=0)
        return dx


@misconception("Affine")
class averaged_a_second_time(oracle.Affine):
    """dW and db divided by N. n = 8."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        for grad in self.grads:
            grad /= len(dout)
        return dx


@misconception("Affine")
class grads_replaced(oracle.Affine):
    """self.grads = [dW, db] instead of writing into the arrays. n = 6."""

    def backward(self, dout: Array) -> Array:
        self.grads = [np.zeros_like(p) for p in self.params]
        return super().backward(dout)


@misconception("Affine")
class gradients_under_own_names(oracle.Affine):
    """self.dW = ..., self.db = ...: grads = [self.dW, self.db] still holds the zeros. Seen in one unseen file."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        for grad in self.grads:
            grad.fill(0)
        return dx


@misconception("Affine")
class grads_accumulated(oracle.Affine):
    """grads[0] += dW, grads[1] += db."""

    def backward(self, dout: Array) -> Array:
        before = [g.copy() for g in self.grads]
        dx = super().backward(dout)
        for grad, old in zip(self.grads, before, strict=True):
            grad += old
        return dx


@misconception("Affine")
class params_copied(oracle.Affine):
    """self.params = [W.copy(), b.copy()]."""

    def __init__(self, W: Array, b: Array) -> None:
        super().__init__(W.copy(), b.copy())


@misconception("Affine")
class weights_not_transposed(oracle.Affine):
    """dx = dout @ W: fails unless W is square. n = 1."""

    def backward(self, dout: Array) -> Array:
        super().backward(dout)
        return np.asarray(dout @ self.params[0])


@misconception("Affine")
class backward_returns_dW(oracle.Affine):
    """return dW. n = 1."""

    def backward(self, dout: Array) -> Array:
        super().backward(dout)
        return self.grads[0]


@misconception("Affine")
class backward_returns_nothing(oracle.Affine):
    """The return is missing. n = 1."""

    def backward(self, dout: Array) -> Any:
        super().backward(dout)


@misconception("Affine")
class gradient_stored_in_the_weights(oracle.Affine):
    """W and b are overwritten with dW and db. n = 1."""

    def backward(self, dout: Array) -> Array:
        dx = super().backward(dout)
        for p, grad in zip(self.params, self.grads, strict=True):
            p[...] = grad
        return dx


@misconception("Affine")
class gradient_named_W(oracle.Affine):
    """self.W = dW, self.b = db: grads stays 0, and the next forward multiplies by dW. n = 1."""

    def __init__(self, W: Array, b: Array) -> None:
        super().__init__(W, b)
        self.W, self.b = W, b

    def forward(self, x: Array) -> Array:
        self.x = np.array(x)
        return np.asarray(x @ self.W + self.b)

    def backward(self, dout: Array) -> Array:
        dx = dout @ self.W.T
        self.W, self.b = self.x.T @ dout, dout.sum(axis=0)
        return np.asarray(dx)


@misconception("Affine")
class bias_left_out(oracle.Affine):
    """x @ W: invisible as long as b is 0. n = 1."""

    def forward(self, x: Array) -> Array:
        super().forward(x)
        return np.asarray(x @ self.params[0])


@misconception("Affine")
class product_the_other_way_round(oracle.Affine):
    """W @ x: fails unless the sizes happen to fit. n = 1."""

    def forward(self, x: Array) -> Array:
        super().forward(x)
        return np.asarray(self.params[0] @ x + self.params[1])


@misconception("Affine")
class affine_memory_shared(oracle.Affine):
    """x is kept on the class, for all layers together."""

    latest: Any = None

    def forward(self, x: Array) -> Array:
        type(self).latest = np.array(x)
        return super().forward(x)

    def backward(self, dout: Array) -> Array:
        self.x = type(self).latest
        return super().backward(dout)
