"""The rulers: type, shape, finiteness, values, in this order and with these tolerances."""

from typing import Any

import numpy as np
import pytest

from grader.checks import (
    CheckFailed,
    StudentError,
    TensorValue,
    assert_close,
    assert_raises,
    assert_same_array,
    assert_that,
    assert_unchanged,
)
from grader.checks.compare import FLOAT32_REMARK, compare, kind_of
from grader.checks.failure import recording
from grader.jail.proxy import OddValue
from grader.jail.transcript import Transcript
from grader.scorecard import Raised


def finding(actual: Any, expected: Any, **others: Any) -> CheckFailed:
    """Return how a comparison fails."""
    with pytest.raises(CheckFailed) as caught:
        assert_close(actual, expected, others.pop("name", "y"), **others)
    return caught.value


NOT_NUMBERS = {
    "None": (None, "None (is a return missing?)"),
    "list": ([1.0, 2.0], "a list of 2"),
    "tuple": ((1.0,), "a tuple of 1"),
    "dict": ({}, "a dict of 0"),
    "text": ("1.0", "a str"),
    "complex": (1j, "a complex number"),
    "complex array": (np.ones(2, dtype=complex), "an array of complex128, shape (2,)"),
    "object array": (np.array([1.0, 2.0], dtype=object), "an array of object, shape (2,)"),
    "text array": (np.array(["1"]), "an array of str"),
    "masked array": (np.ma.masked_array([1.0, 2.0], [False, True]), "a masked array"),
    "odd": (OddValue("a set"), "a set"),
}


@pytest.mark.parametrize(("actual", "words"), NOT_NUMBERS.values(), ids=NOT_NUMBERS)
def test_what_is_no_array_is_said_first(actual: Any, words: str) -> None:
    """A value of another kind fails with what it is, before any shape or number."""
    found = finding(actual, np.ones(2))
    assert found.message.startswith(f"y should be an array of shape (2,); got {words}")
    assert not found.compared


@pytest.mark.parametrize("expected", [2.0, np.float64(2), np.array(2.0)])
@pytest.mark.parametrize("actual", [2.0, 2, np.float64(2), np.array(2.0), np.int8(2), np.float32(2)])
def test_single_numbers_are_alike(actual: Any, expected: Any) -> None:
    """Python floats and ints, numpy scalars and 0-d arrays are the same as single numbers."""
    assert_close(actual, expected, "loss")


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (np.ones(1), 1.0),
        (np.ones((1, 1)), 1.0),
        (1.0, np.ones(1)),
        (np.ones((3, 1)), np.ones(3)),
        (np.ones((1, 3)), np.ones(3)),
        (np.ones(3), np.ones((1, 3))),
        (np.ones((3, 2)), np.ones((2, 3))),
        (np.ones(0), np.ones((0, 1))),
        (1.0, np.ones((2, 2))),
    ],
)
def test_shapes_come_before_values_and_nothing_broadcasts(actual: Any, expected: Any) -> None:
    """Another shape fails, however equal the numbers would be after broadcasting."""
    found = finding(actual, expected)
    assert "shape" in found.message
    assert not found.compared


@pytest.mark.parametrize(("value", "word"), [(np.nan, "nan"), (np.inf, "inf"), (-np.inf, "inf")])
def test_what_is_not_finite_fails(value: float, word: str) -> None:
    """NaN and infinity fail where they are, also against themselves and with any tolerance."""
    found = finding(
        np.array([[1.0, 2.0], [value, 4.0]]), np.array([[9.0, 2.0], [value, 4.0]]), rtol=1e9, atol=1e9
    )
    assert found.message == f"y should be finite; it contains {word}."
    assert found.worst == (1, 0)
    assert finding(value, 1.0).worst == ()


def test_an_expected_nan_never_passes() -> None:
    """A check whose own expected value is not a number passes nobody."""
    assert compare(np.zeros(2), np.array([0.0, np.nan]), "y") is not None


@pytest.mark.parametrize("size", [1.0, 1e-3, 1e6])
def test_the_tolerance_has_two_sides(size: float) -> None:
    """Just inside atol + rtol |expected| passes, just outside fails, above and below."""
    expected = np.array([size * np.pi, -size * np.e])
    edge = 1e-9 + 1e-6 * np.abs(expected)
    for sign in (1.0, -1.0):
        assert_close(expected + sign * edge * 0.999, expected, "y")
        finding(expected + sign * edge * 1.001, expected)
    assert_close(expected * 1.01, expected, "y", rtol=0.02)
    finding(expected * 1.03, expected, rtol=0.02)


def test_one_wrong_element_is_found_as_the_worst() -> None:
    """The worst element by excess over its own tolerance is named, with its error and the tolerances."""
    expected = np.array([[1e6, 1.0], [2.0, 3.0]])
    actual = expected + np.array([[0.9, 0.0], [0.0, 0.1]])
    found = finding(actual, expected)
    assert found.compared
    assert found.worst == (1, 1)
    assert found.error == pytest.approx(0.1)
    assert (found.rtol, found.atol) == (1e-6, 1e-9)
    assert found.message == "y has the right shape but not the right values."
    assert finding(1.5, 1.0).message == "y is not the right number."


def test_integers_and_booleans_are_numbers() -> None:
    """An integer or boolean result is compared by value; unsigned ones do not wrap round."""
    assert_close(np.array([1, 0]), np.array([1.0, 0.0]), "y")
    assert_close(np.array([True, False]), np.array([1, 0]), "mask")
    finding(np.array([0], dtype=np.uint8), np.array([1]))
    finding(np.array([255], dtype=np.uint8), np.array([-1]))


def remarks_of(actual: Any, expected: Any) -> list[str]:
    """Return the remarks of a comparison that passes."""
    transcript = Transcript()
    with recording(transcript):
        assert_close(actual, expected, "y")
        assert_close(actual, expected, "y")
    return transcript.remarks


def test_float32_is_compared_to_its_precision_and_remarked_once() -> None:
    """A float32 result gets float32's tolerance and one remark, also when it was widened to float64 again."""
    expected = np.random.default_rng(1).standard_normal(5)
    single = (expected * (1 + 1e-5)).astype(np.float32)  # as several operations in float32 leave it
    assert remarks_of(single, expected) == [FLOAT32_REMARK]
    assert remarks_of(single.astype(np.float64), expected) == [FLOAT32_REMARK]
    assert remarks_of(expected.astype(np.float16), expected.astype(np.float16).astype(float) * 1.0005) == [
        FLOAT32_REMARK
    ]
    assert_close((expected * (1 + 9e-4)).astype(np.float32), expected, "y")
    assert finding((expected * (1 + 2e-3)).astype(np.float32), expected).rtol == 1e-3


def test_float64_gets_no_such_tolerance() -> None:
    """A float64 result is compared strictly; round and short numbers are no sign of float32."""
    expected = np.random.default_rng(1).standard_normal(5)
    assert remarks_of(expected, expected) == []
    finding(expected * (1 + 1e-5), expected)
    finding(np.array([0.25, 0.5]), np.array([0.2501, 0.5]))
    finding(0.25, 0.2501)
    finding(np.array([1000.0, 3.0]), np.array([1000.5, 3.0]))
    assert remarks_of(np.array([1.0, 2.0], dtype=np.float32), np.array([1.0, 2.0])) == []


def test_results_in_a_tuple() -> None:
    """A tuple or list of results is compared item by item under the names; another number of them is told."""
    wanted = (np.ones(2), 3.0)
    assert_close((np.ones(2), 3.0), wanted, ("dx", "loss"))
    assert_close([np.ones(2), 3.0], wanted, ("dx", "loss"))
    assert finding((np.ones(2), 4.0), wanted, name=("dx", "loss")).name == "loss"
    assert finding((np.ones(2), 4.0), wanted, name="out").name == "out[1]"
    assert finding(np.ones(2), wanted, name=("dx", "loss")).message == (
        "2 results were expected, (dx, loss); got an array of float64, shape (2,)."
    )
    assert "got 3." in finding((1, 2, 3), wanted, name=("dx", "loss")).message
    assert "None" in finding(None, wanted, name=("dx", "loss")).message


def test_tensors_are_compared_by_their_elements() -> None:
    """A tensor is its elements, at float32's precision where that is its dtype."""
    values = np.random.default_rng(2).standard_normal(3)
    tensor = TensorValue(array=(values * (1 + 1e-5)).astype(np.float32), requires_grad=True, dtype="float32")
    assert remarks_of(tensor, values) == [FLOAT32_REMARK]


def test_everything_seen_is_recorded() -> None:
    """Rulers write what they saw to the transcript, passed or not."""
    transcript = Transcript()
    with recording(transcript):
        assert_close(1.0, 1.0, "a")
        finding(2.0, 1.0, name="b")
        assert_that(True, "c")
    assert [(c.kind, c.name, c.passed) for c in transcript.crossings] == [
        ("saw", "a", True), ("saw", "b", False), ("saw", "c", True),
    ]  # fmt: skip


# -- the other rulers -------------------------------------------------------------------------------------


def test_unchanged() -> None:
    """A changed input is found with its first changed element; NaN and equal copies are unchanged."""
    array = np.array([[1.0, np.nan], [3.0, 4.0]])
    assert_unchanged(array, array.copy(), "x")
    before = array.copy()
    array[1, 0] = -3
    with pytest.raises(CheckFailed, match="x was changed by the call") as caught:
        assert_unchanged(array, before, "x")
    assert caught.value.worst == (1, 0)
    with pytest.raises(CheckFailed):
        assert_unchanged(np.array([np.nan]), np.array([1.0]), "x")
    assert_unchanged(np.array([complex(np.nan, 1)]), np.array([complex(np.nan, 1)]), "x")
    assert_unchanged(np.zeros((0, 2)), np.zeros((0, 2)), "x")


def test_same_array() -> None:
    """Only the very same object passes; a copy is called a copy."""
    array = np.ones(2)
    assert_same_array(array, array, "W")
    for other, words in (
        (array.copy(), "a copy of it"),
        (np.zeros(2), "an array of float64"),
        (None, "None"),
    ):
        with pytest.raises(CheckFailed, match="very same array object") as caught:
            assert_same_array(other, array, "W")
        assert words in caught.value.message


def student_raises(kind: str, *bases: str) -> Any:
    """Return a call that raises as student code would."""

    def call(*args: Any, **kwargs: Any) -> None:
        raise StudentError(Raised(type=kind, message="", bases=bases))

    return call


def test_raises() -> None:
    """The named type or a subclass passes, a result fails, another exception stays what it is."""
    assert_raises("ValueError", student_raises("ValueError", "Exception"))
    assert_raises(
        ("KeyError", "ValueError"), student_raises("LinAlgError", "ValueError", "Exception"), 1, a=2
    )
    with pytest.raises(CheckFailed, match=r"should raise ValueError; it returned None"):
        assert_raises("ValueError", lambda: None)
    with pytest.raises(StudentError):
        assert_raises("ValueError", student_raises("TypeError"))
    with pytest.raises(StudentError):
        assert_raises("Exception", student_raises("NotImplementedError", "RuntimeError", "Exception"))


@pytest.mark.parametrize("holds", [True, 1, np.True_, np.array(True)])
def test_that(holds: Any) -> None:
    """A condition that holds passes; else the message is filled from the values."""
    assert_that(holds, "never")
    with pytest.raises(CheckFailed, match=r"accuracy was 0\.5") as caught:
        assert_that(not holds, "accuracy was {actual}", actual=0.5)
    assert caught.value.actual == 0.5
    with pytest.raises(CheckFailed, match=r"^use \{x\}$"):
        assert_that(0, "use {x}")


def test_kinds_in_words() -> None:
    """What else a student may return has words."""
    assert kind_of(np.float32(1)) == "a float32"
    assert kind_of(True) == "a bool"
    assert kind_of(Raised(type="E", message="")) == "a Raised"
