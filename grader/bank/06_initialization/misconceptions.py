"""Known wrong beliefs about the tasks of 06_initialization, each replacing one task over the oracle.

"n" in a docstring counts the public files in which the mistake was seen; "taught" means that teachers
and questions in forums know it although no file was counted.
"""

import math

import numpy as np

from grader.checks import misconception

from . import oracle
from .oracle import Floats

Rng = np.random.Generator

# --- xavier_init ----------------------------------------------------------------------------------


@misconception("xavier_init")
def xavier_fan_in_only(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use 1 / sqrt(fan_in), the short form of a well-known book. Taught."""
    return oracle.normal_weights(fan_in**-0.5, fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_parentheses_missing(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Write sqrt(2 / fan_in + fan_out). Taught."""
    return oracle.normal_weights(np.sqrt(2 / fan_in + fan_out), fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_square_root_missing(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use the variance as the standard deviation. n = 1."""
    return oracle.normal_weights(2 / (fan_in + fan_out), fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_reciprocal(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use 1 / fan_in as the standard deviation. n = 1."""
    return oracle.normal_weights(1 / fan_in, fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_root_of_two_only(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Close the root after the 2: sqrt(2) / (fan_in + fan_out). Taught."""
    return oracle.normal_weights(2**0.5 / (fan_in + fan_out), fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_inverted_fraction(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Multiply by sqrt((fan_in + fan_out) / 2) where one divides by it. n = 1."""
    return oracle.normal_weights(((fan_in + fan_out) / 2) ** 0.5, fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_one_instead_of_two(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use sqrt(1 / (fan_in + fan_out)), which divides by the sum and not by the mean. Taught."""
    return oracle.normal_weights((fan_in + fan_out) ** -0.5, fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_limit_as_std(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use the limit of the uniform form as a standard deviation. n = 1."""
    return oracle.normal_weights((6 / (fan_in + fan_out)) ** 0.5, fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_uniform_form(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Draw from the uniform distribution with the right variance. Taught."""
    limit = (6 / (fan_in + fan_out)) ** 0.5
    return rng.uniform(-limit, limit, (fan_in, fan_out))


@misconception("xavier_init")
def xavier_zero_to_one(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Draw from U(0, 1) and scale: every weight is positive. n = 8."""
    return math.sqrt(2 / (fan_in + fan_out)) * rng.random((fan_in, fan_out))


@misconception("xavier_init")
def xavier_is_he(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use He's rule. Taught."""
    return oracle.he_init(fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_zeros(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Start from zeros. n = 1."""
    del rng
    return np.zeros((fan_in, fan_out))


@misconception("xavier_init")
def xavier_fixed_seed(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Set the seed 42 inside, so that every layer of one size is the same. n = 2."""
    del rng
    drawn: Floats = np.random.RandomState(42).standard_normal((fan_in, fan_out))
    return drawn * math.sqrt(2 / (fan_in + fan_out))


@misconception("xavier_init")
def xavier_transposed(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Return (fan_out, fan_in), the layout of PyTorch. n = 3."""
    return oracle.normal_weights((2 / (fan_in + fan_out)) ** 0.5, fan_out, fan_in, rng)


# --- he_init --------------------------------------------------------------------------------------


@misconception("he_init")
def he_fan_out(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use the number of outputs. n = 2."""
    return oracle.normal_weights((2 / fan_out) ** 0.5, fan_in, fan_out, rng)


@misconception("he_init")
def he_inverted_fraction(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Multiply by sqrt(fan_in / 2). n = 1."""
    return oracle.normal_weights((fan_in / 2) ** 0.5, fan_in, fan_out, rng)


@misconception("he_init")
def he_half_outside_the_root(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Divide by sqrt(fan_in) / 2, as an article's prose has it. n = 1."""
    return oracle.normal_weights(2 / fan_in**0.5, fan_in, fan_out, rng)


@misconception("he_init")
def he_square_root_missing(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use the variance as the standard deviation. n = 1."""
    return oracle.normal_weights(2 / fan_in, fan_in, fan_out, rng)


@misconception("he_init")
def he_reciprocal(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use 1 / fan_in as the standard deviation. n = 1."""
    return oracle.normal_weights(1 / fan_in, fan_in, fan_out, rng)


@misconception("he_init")
def he_root_of_two_only(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Close the root after the 2: sqrt(2) / fan_in. Taught."""
    return oracle.normal_weights(2**0.5 / fan_in, fan_in, fan_out, rng)


@misconception("he_init")
def he_one_instead_of_two(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use sqrt(1 / fan_in), forgetting that ReLU lets half through. Taught."""
    return oracle.normal_weights(fan_in**-0.5, fan_in, fan_out, rng)


@misconception("he_init")
def he_is_xavier(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use Xavier's rule. Taught."""
    return oracle.xavier_init(fan_in, fan_out, rng)


@misconception("he_init")
def he_limit_as_std(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use the limit of the uniform form as a standard deviation. n = 1."""
    return oracle.normal_weights((6 / fan_in) ** 0.5, fan_in, fan_out, rng)


@misconception("he_init")
def he_uniform_form(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Draw from the uniform distribution with the right variance. Taught."""
    limit = (6 / fan_in) ** 0.5
    return rng.uniform(-limit, limit, (fan_in, fan_out))


@misconception("he_init")
def he_zero_to_one(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Draw from U(0, 1) and scale: every weight is positive. n = 8."""
    return math.sqrt(2 / fan_in) * rng.random((fan_in, fan_out))


@misconception("he_init")
def he_times_a_hundredth(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Multiply the right scale by 0.01 once more. n = 1."""
    return oracle.he_init(fan_in, fan_out, rng) * 0.01


@misconception("he_init")
def he_always_a_hundredth(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use 0.01 whatever the size. Taught."""
    return oracle.normal_weights(0.01, fan_in, fan_out, rng)


@misconception("he_init")
def he_zeros(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Start from zeros. n = 1."""
    del rng
    return np.zeros((fan_in, fan_out))


@misconception("he_init")
def he_fixed_seed(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Set the seed 42 inside, so that every layer of one size is the same. n = 2."""
    del rng
    drawn: Floats = np.random.RandomState(42).standard_normal((fan_in, fan_out))
    return drawn * math.sqrt(2 / fan_in)


@misconception("he_init")
def he_transposed(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Return (fan_out, fan_in), the layout of PyTorch. n = 3."""
    return oracle.normal_weights((2 / fan_in) ** 0.5, fan_out, fan_in, rng)
