"""Wrong beliefs about tanh and ReLU, and about their derivatives."""

from typing import Any

import numpy as np

from grader.checks import misconception

from . import oracle
from .misconceptions import into_buffer_like, power_of_e

# tanh


@misconception("tanh")
def tanh_minus_in_denominator(x: Any) -> Any:
    """Numerator and denominator are the same difference. n = 1."""
    difference = power_of_e(x) - power_of_e(-np.asarray(x))
    with np.errstate(invalid="ignore"):
        return difference / difference


@misconception("tanh")
def tanh_overflowing_ratio(x: Any) -> Any:
    """The formula as it stands is infinity by infinity beyond 709. n = 1."""
    up, down = power_of_e(x), power_of_e(-np.asarray(x))
    with np.errstate(invalid="ignore"):
        return (up - down) / (up + down)


@misconception("tanh")
def tanh_upside_down(x: Any) -> Any:
    """The sum is divided by the difference."""
    with np.errstate(divide="ignore"):
        return 1.0 / oracle.tanh(x)


@misconception("tanh")
def tanh_half_argument(x: Any) -> Any:
    """2 sigmoid(x) - 1 is tanh(x / 2)."""
    return oracle.tanh(np.asarray(x) / 2.0)


@misconception("tanh")
def tanh_no_parentheses(x: Any) -> Any:
    """e^x - e^-x / e^x + e^-x: the fraction lacks its parentheses."""
    up, down = power_of_e(x), power_of_e(-np.asarray(x))
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return up - down / up + down


@misconception("tanh")
def tanh_whole_number_buffer(x: Any) -> Any:
    """np.zeros_like(x) of an integer array cuts every result to a whole number."""
    return into_buffer_like(x, oracle.tanh(x))


# tanh_grad


@misconception("tanh_grad")
def tanh_grad_rule_for_output(x: Any) -> Any:
    """1 - y^2 is applied to x itself. n = 1."""
    return 1.0 - np.square(x)


@misconception("tanh_grad")
def tanh_grad_tanh_twice(x: Any) -> Any:
    """tanh is applied to its own output."""
    return oracle.tanh_grad(oracle.tanh(x))


@misconception("tanh_grad")
def tanh_grad_rule_of_sigmoid(x: Any) -> Any:
    """y (1 - y) is the rule of the sigmoid."""
    y = oracle.tanh(x)
    return y - y**2


@misconception("tanh_grad")
def tanh_grad_square_missing(x: Any) -> Any:
    """1 - y, without the square."""
    return 1.0 - oracle.tanh(x)


@misconception("tanh_grad")
def tanh_grad_one_over_cosh(x: Any) -> Any:
    """1 / cosh, the root of the derivative. Seen in one file by somebody who had not read the bank."""
    return np.sqrt(oracle.tanh_grad(x))


@misconception("tanh_grad")
def tanh_grad_overflowing_ratio(x: Any) -> Any:
    """The square of a fraction that is infinity by infinity beyond 709."""
    return 1.0 - tanh_overflowing_ratio(x) ** 2


@misconception("tanh_grad")
def tanh_grad_function_returned(x: Any) -> Any:
    """tanh itself is returned."""
    return oracle.tanh(x)


# relu


@misconception("relu")
def relu_changes_x(x: Any) -> Any:
    """`out = x` is the same array, so the caller's x is overwritten. n = 5."""
    out = x
    out[out <= 0] = 0
    return out


@misconception("relu")
def relu_builtin_max(x: Any) -> Any:
    """max(0, x) compares whole arrays and raises ValueError. n = 2."""
    return max(0, x)


@misconception("relu")
def relu_numpy_max(x: Any) -> Any:
    """np.max(x, 0) is the largest entry along axis 0."""
    return np.max(x, 0)


@misconception("relu")
def relu_mask_inverted(x: Any) -> Any:
    """The negative part is kept. n = 1."""
    return -oracle.relu(-np.asarray(x))


@misconception("relu")
def relu_step_returned(x: Any) -> Any:
    """Positive inputs become 1: a step, not a ramp."""
    return oracle.relu_grad(x)


@misconception("relu")
def relu_absolute_value(x: Any) -> Any:
    """Negative inputs change their sign."""
    return np.abs(x)


@misconception("relu")
def relu_leaky(x: Any) -> Any:
    """A slope of 0.01 is left on the negative side."""
    return oracle.relu(x) - 0.01 * oracle.relu(-np.asarray(x))


@misconception("relu")
def relu_vectorize_whole_numbers(x: Any) -> Any:
    """np.vectorize takes the type of its first result: 0 makes whole numbers of all. Seen in one unseen file."""
    return np.vectorize(lambda value: max(0, value))(x)


# relu_grad


@misconception("relu_grad")
def relu_grad_function_returned(x: Any) -> Any:
    """relu itself is returned."""
    return oracle.relu(x)


@misconception("relu_grad")
def relu_grad_mask_inverted(x: Any) -> Any:
    """1 on the negative side. n = 1."""
    return 1.0 - oracle.relu_grad(x)


@misconception("relu_grad")
def relu_grad_changes_x(x: Any) -> Any:
    """Zeros and ones are written into the caller's x. n = 5 with relu."""
    x[x > 0] = 1
    x[x <= 0] = 0
    return x


@misconception("relu_grad")
def relu_grad_zeros_of_x(x: Any) -> Any:
    """np.zeros takes a shape and raises TypeError for the values of x. n = 1."""
    slopes = np.zeros(x)
    slopes[x > 0] = 1
    return slopes


@misconception("relu_grad")
def relu_grad_if_on_array(x: Any) -> Any:
    """`if x > 0` asks one question of a whole array and raises ValueError."""
    return 1.0 if x > 0 else 0.0


@misconception("relu_grad")
def relu_grad_sign(x: Any) -> Any:
    """The sign of x: -1 on the negative side."""
    return np.sign(x)
