"""When two runs of a check count as alike."""

import numpy as np
import pytest

from grader.diagnosis import same_value
from grader.scorecard import Raised


def _raised(call):
    with pytest.raises(Exception) as caught:  # noqa: PT011  (whatever numpy says is what is compared)
        call()
    return Raised(type=caught.type.__name__, message=str(caught.value))


A, B = np.zeros((5, 3)), np.zeros((4, 6))


def test_dot_and_matmul_complain_of_one_misfit():
    """The same two arrays, multiplied in two ways that numpy words differently, are one mistake."""
    assert same_value(_raised(lambda: np.dot(A, B)), _raised(lambda: A @ B))
    assert same_value(_raised(lambda: np.matmul(A, B)), _raised(lambda: A.dot(B)))


def test_another_misfit_is_another_complaint():
    """Other sizes, or another kind of exception, are not the same."""
    assert not same_value(_raised(lambda: np.dot(A, B)), _raised(lambda: A @ np.zeros((2, 6))))
    assert not same_value(_raised(lambda: np.dot(A, B)), _raised(lambda: A + B))
    assert not same_value(_raised(lambda: int("x")), _raised(lambda: float("x")))


def test_values_are_alike_up_to_rounding_and_no_further():
    """Rounding counts as equal; a part in a million, a shape or a kind does not."""
    values = np.array([1.0, 2.0])
    assert same_value(values, values * (1 + 1e-12))
    assert not same_value(values, values * (1 + 1e-6))
    assert not same_value(values, values[None])
    assert not same_value(None, 0.0)
