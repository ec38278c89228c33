"""The checks of 01_activations: values, shapes, large inputs, and arguments left alone.

Expected values are computed before the student's function is called, since that function may
change the array it is given. The derivative of relu is never asked for at 0.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks import Draw, Student, assert_close, assert_gradient, assert_unchanged, check

from . import oracle

Array = NDArray[np.float64]
Elementwise = Callable[[Any], Any]

# Both signs, above and below 709.78, where e^x leaves the range of float64.
EXTREMES = np.array([[-1000.0, 36.0, -709.0, 1000.0], [-36.0, 710.0, -745.0, 400.0]])
WHOLE_NUMBERS = np.array([[-3, 1, 2], [4, -1, -2]])


def compare(function: Elementwise, right: Elementwise, x: Any, name: str) -> None:
    """Compare one call of the student's function with the oracle's."""
    expected = right(x)
    assert_close(function(x), expected, name)


def compare_shapes(function: Elementwise, right: Elementwise, draw: Draw, name: str) -> None:
    """Compare on a Python number and on arrays of 0 to 3 dimensions."""
    number, line, block = draw(number=(), line=(5,), block=(2, 3, 4))
    point = draw.values(point=np.array(-0.75))
    for x in (number, point, line, block):
        compare(function, right, x, name)


def leaves_alone(function: Elementwise, draw: Draw) -> None:
    """Call the student's function and see that its argument is what it was."""
    x = draw(x=(3, 4))
    before = x.copy()
    function(x)
    assert_unchanged(x, before, "x")


# weighted_sum, 18 points


@check("weighted_sum", points=4)
def check_weighted_sum_of_inputs(student: Student, draw: Draw) -> None:
    """with b = 0, entry n of the result is the sum over i of w[i] * x[n, i]."""
    x, w = draw(x=(5, 3), w=(3,))
    expected = oracle.weighted_sum(x, w, 0.0)
    assert_close(student.weighted_sum(x, w, 0.0), expected, "u")


@check("weighted_sum", points=4)
def check_weighted_sum_bias(student: Student, draw: Draw) -> None:
    """the bias b is added to every sample's sum, once."""
    x, w, b = draw(x=(5, 3), w=(3,), b=())
    expected = oracle.weighted_sum(x, w, b)
    assert_close(student.weighted_sum(x=x, w=w, b=b), expected, "u")


@check("weighted_sum", points=3)
def check_weighted_sum_one_sample(student: Student, draw: Draw) -> None:
    """a single sample, x of shape (1, D), gives an array of shape (1,)."""
    x, w, b = draw(x=(1, 4), w=(4,), b=())
    expected = oracle.weighted_sum(x, w, b)
    assert_close(student.weighted_sum(x, w, b), expected, "u")


@check("weighted_sum", points=3)
def check_weighted_sum_square(student: Student, draw: Draw) -> None:
    """samples are rows and inputs are columns, also when there are as many of both."""
    x, w, b = draw(x=(3, 3), w=(3,), b=())
    expected = oracle.weighted_sum(x, w, b)
    assert_close(student.weighted_sum(x, w, b), expected, "u")


@check("weighted_sum", points=2)
def check_weighted_sum_leaves_arguments(student: Student, draw: Draw) -> None:
    """x and w are left as they were."""
    x, w, b = draw(x=(4, 3), w=(3,), b=())
    x_before, w_before = x.copy(), w.copy()
    student.weighted_sum(x, w, b)
    assert_unchanged(x, x_before, "x")
    assert_unchanged(w, w_before, "w")


@check("weighted_sum", points=2)
def check_weighted_sum_truth_table(student: Student, draw: Draw) -> None:
    """an integer x works: w = (1, 1), b = -1.5 gives the four sums of an AND gate."""
    x = draw.values(x=np.array([[0, 0], [1, 0], [0, 1], [1, 1]]))
    w = draw.values(w=np.array([1.0, 1.0]))
    assert_close(student.weighted_sum(x, w, -1.5), np.array([-1.5, -0.5, -0.5, 0.5]), "u")


# sigmoid, 20 points


@check("sigmoid", points=5)
def check_sigmoid_values(student: Student, draw: Draw) -> None:
    """every element becomes 1 / (1 + e^-x)."""
    compare(student.sigmoid, oracle.sigmoid, draw(x=(4, 3), scale=2.0), "y")


@check("sigmoid", points=5)
def check_sigmoid_extremes(student: Student, draw: Draw) -> None:
    """the values at large x, up to 1000 on both sides, are finite and right."""
    compare(student.sigmoid, oracle.sigmoid, draw.values(x=EXTREMES), "y")


@check("sigmoid", points=4)
def check_sigmoid_shapes(student: Student, draw: Draw) -> None:
    """a plain number and arrays of 0, 1 and 3 dimensions keep their shape."""
    compare_shapes(student.sigmoid, oracle.sigmoid, draw, "y")


@check("sigmoid", points=3)
def check_sigmoid_integers(student: Student, draw: Draw) -> None:
    """an integer array gives the same values as the equal floats."""
    compare(student.sigmoid, oracle.sigmoid, draw.values(x=WHOLE_NUMBERS), "y")


@check("sigmoid", points=3)
def check_sigmoid_leaves_argument(student: Student, draw: Draw) -> None:
    """x is left as it was."""
    leaves_alone(student.sigmoid, draw)


# sigmoid_grad, 18 points


@check("sigmoid_grad", points=4)
def check_sigmoid_grad_values(student: Student, draw: Draw) -> None:
    """the derivative is taken at x, the input of the sigmoid."""
    compare(student.sigmoid_grad, oracle.sigmoid_grad, draw(x=(4, 3), scale=1.5), "dy/dx")


@check("sigmoid_grad", points=3)
def check_sigmoid_grad_is_slope(student: Student, draw: Draw) -> None:
    """the derivative agrees with the numerical gradient of the sigmoid."""
    x = draw(x=(3, 5))
    at = x.copy()
    assert_gradient(student.sigmoid_grad(x), lambda a: float(np.sum(oracle.sigmoid(a))), at, "dy/dx")


@check("sigmoid_grad", points=3)
def check_sigmoid_grad_peak(student: Student, draw: Draw) -> None:
    """the derivative is 0.25 at x = 0 and falls alike on both sides."""
    compare(student.sigmoid_grad, oracle.sigmoid_grad, draw.values(x=np.linspace(-4.0, 4.0, 9)), "dy/dx")


@check("sigmoid_grad", points=3)
def check_sigmoid_grad_extremes(student: Student, draw: Draw) -> None:
    """the derivative at large x, up to 1000 on both sides, is finite and right."""
    compare(student.sigmoid_grad, oracle.sigmoid_grad, draw.values(x=EXTREMES), "dy/dx")


@check("sigmoid_grad", points=3)
def check_sigmoid_grad_shapes(student: Student, draw: Draw) -> None:
    """plain numbers, integers and arrays of 0 to 3 dimensions keep their shape."""
    compare_shapes(student.sigmoid_grad, oracle.sigmoid_grad, draw, "dy/dx")
    compare(student.sigmoid_grad, oracle.sigmoid_grad, draw.values(x=WHOLE_NUMBERS), "dy/dx")


@check("sigmoid_grad", points=2)
def check_sigmoid_grad_leaves_argument(student: Student, draw: Draw) -> None:
    """x is left as it was."""
    leaves_alone(student.sigmoid_grad, draw)


# tanh, 14 points


@check("tanh", points=4)
def check_tanh_values(student: Student, draw: Draw) -> None:
    """every element becomes (e^x - e^-x) / (e^x + e^-x)."""
    compare(student.tanh, oracle.tanh, draw(x=(3, 4), scale=1.5), "y")


@check("tanh", points=3)
def check_tanh_extremes(student: Student, draw: Draw) -> None:
    """the values at large x, up to 1000 on both sides, are finite and right."""
    compare(student.tanh, oracle.tanh, draw.values(x=EXTREMES), "y")


@check("tanh", points=3)
def check_tanh_shapes(student: Student, draw: Draw) -> None:
    """a plain number, 0, and arrays of 0, 1 and 3 dimensions keep their shape."""
    compare_shapes(student.tanh, oracle.tanh, draw, "y")
    compare(student.tanh, oracle.tanh, 0.0, "y")


@check("tanh", points=2)
def check_tanh_integers(student: Student, draw: Draw) -> None:
    """an integer array gives the same values as the equal floats."""
    compare(student.tanh, oracle.tanh, draw.values(x=WHOLE_NUMBERS), "y")


@check("tanh", points=2)
def check_tanh_leaves_argument(student: Student, draw: Draw) -> None:
    """x is left as it was."""
    leaves_alone(student.tanh, draw)


# tanh_grad, 12 points


@check("tanh_grad", points=3)
def check_tanh_grad_values(student: Student, draw: Draw) -> None:
    """the derivative is taken at x, the input of tanh."""
    compare(student.tanh_grad, oracle.tanh_grad, draw(x=(3, 4), scale=1.5), "dy/dx")


@check("tanh_grad", points=2)
def check_tanh_grad_is_slope(student: Student, draw: Draw) -> None:
    """the derivative agrees with the numerical gradient of tanh."""
    x = draw(x=(5, 2))
    at = x.copy()
    assert_gradient(student.tanh_grad(x), lambda a: float(np.sum(oracle.tanh(a))), at, "dy/dx")


@check("tanh_grad", points=2)
def check_tanh_grad_extremes(student: Student, draw: Draw) -> None:
    """the derivative at large x, up to 1000 on both sides, is finite and right."""
    compare(student.tanh_grad, oracle.tanh_grad, draw.values(x=EXTREMES), "dy/dx")


@check("tanh_grad", points=3)
def check_tanh_grad_shapes(student: Student, draw: Draw) -> None:
    """plain numbers, integers and arrays of 0 to 3 dimensions keep their shape."""
    compare_shapes(student.tanh_grad, oracle.tanh_grad, draw, "dy/dx")
    compare(student.tanh_grad, oracle.tanh_grad, draw.values(x=WHOLE_NUMBERS), "dy/dx")


@check("tanh_grad", points=2)
def check_tanh_grad_leaves_argument(student: Student, draw: Draw) -> None:
    """x is left as it was."""
    leaves_alone(student.tanh_grad, draw)


# relu, 9 points


@check("relu", points=3)
def check_relu_values(student: Student, draw: Draw) -> None:
    """positive elements stay, negative ones become 0."""
    compare(student.relu, oracle.relu, draw(x=(4, 5), scale=2.0), "y")


@check("relu", points=2)
def check_relu_leaves_argument(student: Student, draw: Draw) -> None:
    """x is left as it was: the result is an array of its own."""
    leaves_alone(student.relu, draw)


@check("relu", points=2)
def check_relu_extremes(student: Student, draw: Draw) -> None:
    """0 gives 0, and large values pass without a limit."""
    x = np.array([[0.0, 1000.0], [-1000.0, 1e-3], [-1e-3, 7.5]])
    compare(student.relu, oracle.relu, draw.values(x=x), "y")


@check("relu", points=2)
def check_relu_shapes(student: Student, draw: Draw) -> None:
    """plain numbers, integers and arrays of 0 to 3 dimensions keep their shape."""
    compare_shapes(student.relu, oracle.relu, draw, "y")
    compare(student.relu, oracle.relu, draw.values(x=WHOLE_NUMBERS), "y")


# relu_grad, 9 points


@check("relu_grad", points=3)
def check_relu_grad_values(student: Student, draw: Draw) -> None:
    """the derivative is 1 where x > 0 and 0 where x < 0."""
    compare(student.relu_grad, oracle.relu_grad, draw(x=(5, 4), scale=2.0), "dy/dx")


@check("relu_grad", points=2)
def check_relu_grad_leaves_argument(student: Student, draw: Draw) -> None:
    """x is left as it was: the result is an array of its own."""
    leaves_alone(student.relu_grad, draw)


@check("relu_grad", points=2)
def check_relu_grad_is_slope(student: Student, draw: Draw) -> None:
    """the derivative agrees with the numerical gradient of relu, away from 0."""
    x = draw(x=(2, 6))
    at = x.copy()
    assert_gradient(student.relu_grad(x), lambda a: float(np.sum(oracle.relu(a))), at, "dy/dx")


@check("relu_grad", points=2)
def check_relu_grad_shapes(student: Student, draw: Draw) -> None:
    """plain numbers, integers and arrays of 0 to 3 dimensions keep their shape."""
    compare_shapes(student.relu_grad, oracle.relu_grad, draw, "dy/dx")
    compare(student.relu_grad, oracle.relu_grad, draw.values(x=WHOLE_NUMBERS), "dy/dx")
