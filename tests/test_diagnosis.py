"""When two runs of a check count as alike."""

import numpy as np
import pytest

from grader.diagnosis import same_transcript, same_value
from grader.jail.transcript import Crossing
from grader.scorecard import Opaque, Raised


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


def _call(name, result, target=""):
    return Crossing(kind="call", text="", target=target, name=name, result=result)


def test_an_object_that_is_called_counts_as_the_function_of_its_name():
    """np.vectorize makes an object: reading it from the file and calling it is calling the task."""
    theirs = [_call("relu", 1.0), _call("relu", 2.0)]
    read = Crossing(kind="get", text="relu", name="relu", result=Opaque(text="vectorize"))
    assert same_transcript([read, _call("", 1.0, "relu"), read, _call("", 2.0, "relu")], theirs)
    assert not same_transcript([read, _call("", 1.0, "relu"), read, _call("", 3.0, "relu")], theirs)
    assert not same_transcript([read, _call("", 1.0, "tanh"), read, _call("", 2.0, "relu")], theirs)


def test_what_an_instance_is_called_does_not_matter():
    """Two networks that are called are alike, whatever their classes are named."""
    assert same_transcript([_call("", 1.0, "sequential")], [_call("", 1.0, "net")])
