"""Wrong beliefs about the tasks of 01_activations, each as the function it leads to.

"n" counts independent public files in which the mistake was seen; where none is given, the
mistake is likely but was not counted. Overflow is part of several mistakes, so numpy's warnings
are silenced where a formula overflows on purpose.
"""

from typing import Any

import numpy as np

from grader.checks import misconception

from . import oracle


def _power_of_e(x: Any) -> Any:
    with np.errstate(over="ignore"):
        return np.exp(np.asarray(x, dtype=np.float64))


def _into_buffer_like(x: Any, values: Any) -> Any:
    buffer = np.zeros_like(x)
    buffer[...] = values
    return buffer


# weighted_sum


@misconception("weighted_sum")
def weighted_sum_bias_left_out(x: Any, w: Any, b: float) -> Any:
    """The bias is forgotten. n = 1 (in an affine layer)."""
    return oracle.weighted_sum(x, w, 0.0)


@misconception("weighted_sum")
def weighted_sum_bias_per_input(x: Any, w: Any, b: float) -> Any:
    """The bias is added inside the sum, D times."""
    return oracle.weighted_sum(x, w, b * len(w))


@misconception("weighted_sum")
def weighted_sum_bias_as_threshold(x: Any, w: Any, b: float) -> Any:
    """The bias is subtracted, as a threshold would be."""
    return oracle.weighted_sum(x, w, -b)


@misconception("weighted_sum")
def weighted_sum_one_number(x: Any, w: Any, b: float) -> Any:
    """np.sum without an axis adds up all samples."""
    return np.sum(oracle.weighted_sum(x, w, 0.0)) + b


@misconception("weighted_sum")
def weighted_sum_over_samples(x: Any, w: Any, b: float) -> Any:
    """axis=0 adds up the samples and leaves one sum per input."""
    return np.sum(x * w, axis=0) + b


@misconception("weighted_sum")
def weighted_sum_not_summed(x: Any, w: Any, b: float) -> Any:
    """The products are never added up."""
    return np.multiply(w, x) + b


@misconception("weighted_sum")
def weighted_sum_weights_first(x: Any, w: Any, b: float) -> Any:
    """np.dot(w, x), which fits only when there are as many samples as inputs."""
    return np.dot(w, x) + b


@misconception("weighted_sum")
def weighted_sum_column(x: Any, w: Any, b: float) -> Any:
    """The sums come as a column (N, 1)."""
    return oracle.weighted_sum(x, w, b).reshape(-1, 1)


@misconception("weighted_sum")
def weighted_sum_rows_as_inputs(x: Any, w: Any, b: float) -> Any:
    """The loop pairs weight i with row i, as if x were one sample."""
    total = b
    for i in range(len(w)):
        total = total + w[i] * x[i]
    return total


@misconception("weighted_sum")
def weighted_sum_changes_x(x: Any, w: Any, b: float) -> Any:
    """x *= w works in the caller's array."""
    x *= w
    return x.sum(axis=1) + b


# sigmoid


@misconception("sigmoid")
def sigmoid_no_parentheses(x: Any) -> Any:
    """1 / 1 + e^-x: the denominator lacks its parentheses. n = 10."""
    return 1.0 + _power_of_e(-np.asarray(x))


@misconception("sigmoid")
def sigmoid_mirrored(x: Any) -> Any:
    """The minus sign of the exponent is lost. n = 3."""
    return oracle.sigmoid(-np.asarray(x))


@misconception("sigmoid")
def sigmoid_one_number_only(x: Any) -> Any:
    """math.exp takes one number and raises TypeError for an array. n = 3 with the next entry."""
    return 1.0 / (1.0 + _power_of_e(-float(x)))


@misconception("sigmoid")
def sigmoid_if_on_array(x: Any) -> Any:
    """`if x >= 0` asks one question of a whole array and raises ValueError."""
    if x >= 0:
        return 1.0 / (1.0 + _power_of_e(-np.asarray(x)))
    return 1.0 - 1.0 / (1.0 + _power_of_e(x))


@misconception("sigmoid")
def sigmoid_overflowing_ratio(x: Any) -> Any:
    """e^x / (1 + e^x) is infinity by infinity for large x. n = 1."""
    e = _power_of_e(x)
    with np.errstate(invalid="ignore"):
        return e / (1.0 + e)


@misconception("sigmoid")
def sigmoid_derivative_returned(x: Any) -> Any:
    """The derivative is returned in place of the function. n = 1."""
    return oracle.sigmoid_grad(x)


@misconception("sigmoid")
def sigmoid_minus_in_denominator(x: Any) -> Any:
    """1 / (1 - e^-x)."""
    return 1.0 / (1.0 - _power_of_e(-np.asarray(x)))


@misconception("sigmoid")
def sigmoid_whole_number_buffer(x: Any) -> Any:
    """np.zeros_like(x) of an integer array cuts every result to a whole number."""
    return _into_buffer_like(x, oracle.sigmoid(x))


@misconception("sigmoid")
def sigmoid_changes_x(x: Any) -> Any:
    """x *= -1 works in the caller's array."""
    x *= -1
    return 1.0 / (1.0 + _power_of_e(x))


# sigmoid_grad


@misconception("sigmoid_grad")
def sigmoid_grad_rule_for_output(x: Any) -> Any:
    """y (1 - y) is applied to x itself. n = 8."""
    return x * (1.0 - x)


@misconception("sigmoid_grad")
def sigmoid_grad_sigmoid_twice(x: Any) -> Any:
    """The sigmoid is applied to its own output. n = 1."""
    return oracle.sigmoid_grad(oracle.sigmoid(x))


@misconception("sigmoid_grad")
def sigmoid_grad_function_returned(x: Any) -> Any:
    """The sigmoid itself is returned."""
    return oracle.sigmoid(x)


@misconception("sigmoid_grad")
def sigmoid_grad_first_factor_missing(x: Any) -> Any:
    """1 - y alone. Measured as "1 - y" among the wrong networks."""
    return oracle.sigmoid(-np.asarray(x))


@misconception("sigmoid_grad")
def sigmoid_grad_input_in_second_factor(x: Any) -> Any:
    """y (1 - x): half of the rule uses x."""
    return oracle.sigmoid(x) * (1.0 - x)


@misconception("sigmoid_grad")
def sigmoid_grad_negative(x: Any) -> Any:
    """The inner derivative -1 of e^-x is dropped, or counted twice."""
    return -oracle.sigmoid_grad(x)


@misconception("sigmoid_grad")
def sigmoid_grad_rule_of_tanh(x: Any) -> Any:
    """1 - y^2 is the rule of tanh."""
    return 1.0 - oracle.sigmoid(x) ** 2


@misconception("sigmoid_grad")
def sigmoid_grad_overflowing_ratio(x: Any) -> Any:
    """e^-x / (1 + e^-x)^2 is infinity by infinity at -1000."""
    e = _power_of_e(-np.asarray(x))
    with np.errstate(over="ignore", invalid="ignore"):
        return e / (1.0 + e) ** 2


@misconception("sigmoid_grad")
def sigmoid_grad_caret(x: Any) -> Any:
    """^ is used as a power and raises TypeError. n = 1."""
    e = _power_of_e(-np.asarray(x))
    return e / ((1.0 + e) ^ 2)


# tanh


@misconception("tanh")
def tanh_minus_in_denominator(x: Any) -> Any:
    """Numerator and denominator are the same difference. n = 1."""
    difference = _power_of_e(x) - _power_of_e(-np.asarray(x))
    with np.errstate(invalid="ignore"):
        return difference / difference


@misconception("tanh")
def tanh_overflowing_ratio(x: Any) -> Any:
    """The formula as it stands is infinity by infinity beyond 709. n = 1."""
    up, down = _power_of_e(x), _power_of_e(-np.asarray(x))
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
    up, down = _power_of_e(x), _power_of_e(-np.asarray(x))
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return up - down / up + down


@misconception("tanh")
def tanh_whole_number_buffer(x: Any) -> Any:
    """np.zeros_like(x) of an integer array cuts every result to a whole number."""
    return _into_buffer_like(x, oracle.tanh(x))


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
