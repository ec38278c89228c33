"""Exercise 01: a neuron and its activation functions.

Replace each `raise NotImplementedError(...)` by code of your own.
Check your work with `grade check 01`; `grade hint 01` gives a hint when you are stuck.

Conventions:
- One sample is one row: x of shape (N, D) holds N samples with D inputs each.
- The activation functions work element by element. Their x is a number or a numpy array of any
  shape (0-d included) holding floats or integers, and the result has the shape of x.
- No function may change the arrays that it is given.
- Results hold real numbers, never NaN or infinity, for every x between -1000 and 1000.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def weighted_sum(x: Array, w: Array, b: float) -> Array:
    """Return what a neuron computes before its activation, once for every sample.

    u_n = w_1 x_n1 + w_2 x_n2 + ... + w_D x_nD + b

    x: (N, D), one sample a row, floats or integers. w: (D,), one weight per input. b: a number.
    Returns an array of shape (N,), also when N is 1.

    Example: x = [[1.0, 2.0], [3.0, 4.0]], w = [0.5, -1.0], b = 0.1 gives [-1.4, -2.4],
    because 0.5 * 1 - 1 * 2 + 0.1 = -1.4 and 0.5 * 3 - 1 * 4 + 0.1 = -2.4.
    """
    # <solution>
    return x @ w + b
    # </solution>


def sigmoid(x: Array | float) -> Array:
    """Return the sigmoid of every element of x.

    sigmoid(x) = 1 / (1 + e^(-x)), between 0 and 1, and 0.5 at x = 0.

    x: a number or an array of any shape. Returns the same shape. Right from -1000 to 1000.

    Example: x = [-2.0, 0.0, 2.0] gives [0.11920292, 0.5, 0.88079708].
    """
    # <solution>
    # e^(-|x|) never overflows; for a negative x both parts of the fraction were multiplied by e^x.
    e = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1.0, e) / (1.0 + e)
    # </solution>


def sigmoid_grad(x: Array | float) -> Array:
    """Return the derivative of the sigmoid with respect to x, at every element of x.

    x is what goes into the sigmoid, not what comes out of it.
    The derivative is largest at x = 0, where it is 0.25, and goes to 0 on both sides.

    x: a number or an array of any shape. Returns the same shape. Right from -1000 to 1000.

    Example: x = [-2.0, 0.0, 2.0] gives [0.10499359, 0.25, 0.10499359].
    """
    # <solution>
    y = sigmoid(x)
    return y * (1.0 - y)
    # </solution>


def tanh(x: Array | float) -> Array:
    """Return the hyperbolic tangent of every element of x.

    tanh(x) = (e^x - e^(-x)) / (e^x + e^(-x)), between -1 and 1, and 0 at x = 0.

    x: a number or an array of any shape. Returns the same shape. Right from -1000 to 1000.
    Any way of computing it is welcome.

    Example: x = [-2.0, 0.0, 0.5] gives [-0.96402758, 0.0, 0.46211716].
    """
    # <solution>
    # Both parts of the fraction divided by e^|x|: nothing is left that can overflow.
    e = np.exp(-2.0 * np.abs(x))
    return np.sign(x) * (1.0 - e) / (1.0 + e)
    # </solution>


def tanh_grad(x: Array | float) -> Array:
    """Return the derivative of tanh with respect to x, at every element of x.

    x is what goes into tanh, not what comes out of it.
    The derivative is largest at x = 0, where it is 1, and goes to 0 on both sides.

    x: a number or an array of any shape. Returns the same shape. Right from -1000 to 1000.

    Example: x = [-2.0, 0.0, 0.5] gives [0.07065082, 1.0, 0.78644773].
    """
    # <solution>
    return 1.0 - tanh(x) ** 2
    # </solution>


def relu(x: Array | float) -> Array:
    """Return x where x is positive and 0 elsewhere, element by element.

    relu(x) = x if x > 0, else 0.

    x: a number or an array of any shape. Returns the same shape, in an array of its own:
    x itself stays as it was.

    Example: x = [-2.0, 0.0, 3.0] gives [0.0, 0.0, 3.0].
    """
    # <solution>
    return np.maximum(x, 0.0)
    # </solution>


def relu_grad(x: Array | float) -> Array:
    """Return the derivative of relu with respect to x, at every element of x.

    1 where x > 0, and 0 where x < 0. At exactly 0 the derivative does not exist; here it is 0 by
    definition. Other values at 0 are a matter of convention and are not checked.

    x: a number or an array of any shape. Returns the same shape; zeros and ones may be floats,
    integers or booleans.

    Example: x = [-2.0, 0.0, 3.0] gives [0.0, 0.0, 1.0].
    """
    # <solution>
    return np.where(np.asarray(x) > 0, 1.0, 0.0)
    # </solution>
