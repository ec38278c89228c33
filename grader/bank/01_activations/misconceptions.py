"""Wrong beliefs about the tasks of 01_activations, each as the function it leads to.

"n" counts independent public files in which the mistake was seen; where none is given, the
mistake is likely but was not counted. Overflow is part of several mistakes, so numpy's warnings
are silenced where a formula overflows on purpose.
"""

from typing import Any

import numpy as np

from grader.checks import misconception

from . import oracle


def power_of_e(x: Any) -> Any:
    with np.errstate(over="ignore"):
        return np.exp(np.asarray(x, dtype=np.float64))


def into_buffer_like(x: Any, values: Any) -> Any:
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
    return 1.0 + power_of_e(-np.asarray(x))


@misconception("sigmoid")
def sigmoid_mirrored(x: Any) -> Any:
    """The minus sign of the exponent is lost. n = 3."""
    return oracle.sigmoid(-np.asarray(x))


@misconception("sigmoid")
def sigmoid_one_number_only(x: Any) -> Any:
    """math.exp takes one number and raises TypeError for an array. n = 3 with the next entry."""
    return 1.0 / (1.0 + power_of_e(-float(x)))


@misconception("sigmoid")
def sigmoid_if_on_array(x: Any) -> Any:
    """`if x >= 0` asks one question of a whole array and raises ValueError."""
    if x >= 0:
        return 1.0 / (1.0 + power_of_e(-np.asarray(x)))
    return 1.0 - 1.0 / (1.0 + power_of_e(x))


@misconception("sigmoid")
def sigmoid_overflowing_ratio(x: Any) -> Any:
    """e^x / (1 + e^x) is infinity by infinity for large x. n = 1."""
    e = power_of_e(x)
    with np.errstate(invalid="ignore"):
        return e / (1.0 + e)


@misconception("sigmoid")
def sigmoid_derivative_returned(x: Any) -> Any:
    """The derivative is returned in place of the function. n = 1."""
    return oracle.sigmoid_grad(x)


@misconception("sigmoid")
def sigmoid_minus_in_denominator(x: Any) -> Any:
    """1 / (1 - e^-x)."""
    return 1.0 / (1.0 - power_of_e(-np.asarray(x)))


@misconception("sigmoid")
def sigmoid_whole_number_buffer(x: Any) -> Any:
    """np.zeros_like(x) of an integer array cuts every result to a whole number."""
    return into_buffer_like(x, oracle.sigmoid(x))


@misconception("sigmoid")
def sigmoid_changes_x(x: Any) -> Any:
    """x *= -1 works in the caller's array."""
    x *= -1
    return 1.0 / (1.0 + power_of_e(x))


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
    e = power_of_e(-np.asarray(x))
    with np.errstate(over="ignore", invalid="ignore"):
        return e / (1.0 + e) ** 2


@misconception("sigmoid_grad")
def sigmoid_grad_caret(x: Any) -> Any:
    """^ is used as a power and raises TypeError. n = 1."""
    e = power_of_e(-np.asarray(x))
    return e / ((1.0 + e) ^ 2)
