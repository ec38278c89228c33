"""Wrong beliefs about the layers without parameters, Sigmoid and Relu."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import misconception

from . import oracle
from .misconceptions import Array

# ---------------------------------------------------------------- Sigmoid


@misconception("Sigmoid")
class sigmoid_without_brackets(oracle.Sigmoid):
    """1 / 1 + exp(-x). n = 10."""

    def forward(self, x: Array) -> Array:
        self.y = 1 + np.exp(-x)
        return self.y

    def backward(self, dout: Array) -> Array:
        return np.asarray(dout * self.y * (1 - self.y))


@misconception("Sigmoid")
class sigmoid_mirrored(oracle.Sigmoid):
    """1 / (1 + exp(x)). n = 3."""

    def forward(self, x: Array) -> Array:
        return super().forward(-x)


@misconception("Sigmoid")
class sigmoid_overflows(oracle.Sigmoid):
    """exp(x) / (1 + exp(x)). n = 1."""

    def forward(self, x: Array) -> Array:
        self.y = np.exp(x) / (1 + np.exp(x))
        return np.asarray(self.y)

    def backward(self, dout: Array) -> Array:
        return np.asarray(dout * self.y * (1 - self.y))


class OtherSlope(oracle.Sigmoid):
    """A right forward; `slope` decides what backward does with dout, the input x and the output y."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        raise NotImplementedError

    def backward(self, dout: Array) -> Array:
        return np.asarray(self.slope(dout, self.x, oracle.logistic(self.x)))


@misconception("Sigmoid")
class slope_of_the_input(OtherSlope):
    """dout * x * (1 - x): the input was remembered instead of the output. n = 3."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout * x * (1 - x)


@misconception("Sigmoid")
class slope_of_dout(OtherSlope):
    """dout * (1 - dout) * y. n = 1."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout * (1 - dout) * y


@misconception("Sigmoid")
class slope_only_of_dout(OtherSlope):
    """dout * (1 - dout). n = 1."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout * (1 - dout)


@misconception("Sigmoid")
class factors_added(OtherSlope):
    """dout + (1 - y) + y. n = 1."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout + (1 - y) + y


@misconception("Sigmoid")
class sigmoid_twice(OtherSlope):
    """The derivative taken at y instead of at x. n = 1."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout * oracle.logistic_slope(y)


@misconception("Sigmoid")
class slope_forgotten(OtherSlope):
    """dout unchanged. n = 2."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout


@misconception("Sigmoid")
class upstream_forgotten(OtherSlope):
    """y * (1 - y) without dout. n = 1 (backward without the parameter)."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return y * (1 - y)


@misconception("Sigmoid")
class slope_without_one_minus(OtherSlope):
    """dout * y."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout * y


@misconception("Sigmoid")
class slope_only_one_minus(OtherSlope):
    """dout * (1 - y)."""

    def slope(self, dout: Array, x: Array, y: Array) -> Any:
        return dout * (1 - y)


@misconception("Sigmoid")
class sigmoid_memory_shared(oracle.Sigmoid):
    """The output is kept on the class, for all layers together."""

    latest: Any = None

    def forward(self, x: Array) -> Array:
        type(self).latest = np.array(x)
        return oracle.logistic(x)

    def backward(self, dout: Array) -> Array:
        return np.asarray(dout * oracle.logistic_slope(type(self).latest))


# ---------------------------------------------------------------- Relu


@misconception("Relu")
class input_overwritten(oracle.Relu):
    """out = x; out[x <= 0] = 0. n = 5."""

    def forward(self, x: Array) -> Array:
        self.gate = np.where(x > 0, 1.0, 0.0)
        x[x <= 0] = 0
        return x


@misconception("Relu")
class relu_keeps_the_negative(oracle.Relu):
    """mask = x > 0; out[mask] = 0: the positive values are removed, on both ways. n = 1."""

    def forward(self, x: Array) -> Array:
        self.gate = np.where(x > 0, 0.0, 1.0)
        return np.asarray(np.minimum(x, 0))


@misconception("Relu")
class relu_mask_inverted(oracle.Relu):
    """backward passes where x was negative. n = 1."""

    def backward(self, dout: Array) -> Array:
        return np.asarray(dout * (1 - self.gate))


@misconception("Relu")
class relu_mask_missing(oracle.Relu):
    """backward returns dout. n = 1."""

    def backward(self, dout: Array) -> Array:
        return dout


@misconception("Relu")
class relu_of_dout(oracle.Relu):
    """np.maximum(0, dout). n = 1."""

    def backward(self, dout: Array) -> Array:
        return np.maximum(0, dout)


@misconception("Relu")
class relu_of_dout_and_input(oracle.Relu):
    """dout passes where both it and x are positive."""

    def backward(self, dout: Array) -> Array:
        return np.asarray(np.maximum(0, dout) * self.gate)


@misconception("Relu")
class relu_times_its_value(oracle.Relu):
    """dout * relu(x)."""

    def forward(self, x: Array) -> Array:
        self.y = super().forward(x)
        return self.y

    def backward(self, dout: Array) -> Array:
        return np.asarray(dout * self.y)


@misconception("Relu")
class relu_upstream_forgotten(oracle.Relu):
    """The derivative alone, without dout."""

    def backward(self, dout: Array) -> Array:
        return self.gate


@misconception("Relu")
class relu_memory_shared(oracle.Relu):
    """The mask is kept on the class, for all layers together."""

    latest: Any = None

    def forward(self, x: Array) -> Array:
        y = super().forward(x)
        type(self).latest = self.gate
        return y

    def backward(self, dout: Array) -> Array:
        return np.asarray(dout * type(self).latest)
