"""The record of one check: copies at the time, names, texts, and bounds on all of them."""

from typing import Any

import numpy as np
import pytest

from grader.jail.transcript import Stop, StudentError, Transcript
from grader.scorecard import Raised


@pytest.fixture
def transcript() -> Transcript:
    """Return an empty record."""
    return Transcript()


def test_copies_are_taken_at_the_time(transcript: Transcript) -> None:
    """What is changed after a call is recorded as it was, arguments before and result after the call."""
    x, items, result = np.zeros(2), [np.ones(1)], np.ones(2)

    def call() -> Any:
        x[:] = 9
        return result

    transcript.run("call", "f(x)", call, name="f", args=(x, items), kwargs={"k": x})
    result[:] = 7
    items.append(np.zeros(1))
    crossing = transcript.crossings[0]
    assert crossing.args[0].tolist() == [0, 0]
    assert crossing.kwargs["k"].tolist() == [0, 0]
    assert len(crossing.args[1]) == 1
    assert crossing.result.tolist() == [1, 1]


def test_exceptions_are_recorded_and_go_on(transcript: Transcript) -> None:
    """A student's exception is the result of its crossing; an end of an iteration leaves none."""

    def fail() -> None:
        raise StudentError(Raised(type="ValueError", message="no"))

    def stop() -> None:
        raise Stop

    with pytest.raises(StudentError):
        transcript.run("call", "f()", fail)
    with pytest.raises(Stop):
        transcript.run("next", "next(a)", stop)
    assert len(transcript.crossings) == 1
    assert not transcript.crossings[0].passed
    assert transcript.crossings[0].result == Raised(type="ValueError", message="no")
    assert transcript.error is not None


def test_labels_count(transcript: Transcript) -> None:
    """Instances of one type are numbered from the second on."""
    assert [transcript.label("Affine") for _ in range(3)] == ["affine", "affine_2", "affine_3"]
    assert transcript.label("") == "value"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.5, "1.5"),
        (None, "None"),
        ("abc", "'abc'"),
        ([1, 2], "[1, 2]"),
        ((1,), "(1,)"),
        ((), "()"),
        ([], "[]"),
        ([[[[1]]]], "[[[[...]]]]"),
        ([0] * 60, "[" + "0, " * 50 + "...]"),
        (np.float32(0.5), "0.5"),
    ],
)
def test_values_in_a_call(transcript: Transcript, value: Any, text: str) -> None:
    """Values are written as a student would write them, cut where they are long or deep."""
    found = transcript.text(value)
    assert found == text or (isinstance(value, np.generic) and "0.5" in found)


def test_names_win(transcript: Transcript) -> None:
    """A named value is written by its name, also inside a list and as a keyword."""
    x, W = np.zeros(2), np.zeros((2, 2))
    transcript.name(x, "x")
    transcript.name(W, "W")
    assert (
        transcript.call_text("net.forward", (x, [W, x]), {"scale": 2.0})
        == "net.forward(x, [W, x], scale=2.0)"
    )


def test_named_inputs_are_kept_as_they_were(transcript: Transcript) -> None:
    """The named arguments of a call are recorded with copies, also from inside lists."""
    x, W = np.zeros(1), np.ones(1)
    transcript.name(x, "x")
    transcript.name(W, "W")
    transcript.run("call", "f", lambda: None, args=(x, [W, 3]))
    x[:] = 5
    assert [(name, value.tolist()) for name, value in transcript.crossings[0].named] == [
        ("x", [0.0]),
        ("W", [1.0]),
    ]


def test_bytes_are_bounded(transcript: Transcript, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit arrays are recorded as None and the record says that it is cut."""
    monkeypatch.setattr("grader.jail.transcript.COPY_LIMIT", 100)
    assert transcript.copy(np.zeros(10)) is not None
    assert not transcript.truncated
    assert transcript.copy([np.zeros(10)]) == [None]
    assert transcript.truncated


def ring() -> list[Any]:
    """Return a list that contains itself."""
    made: list[Any] = [1]
    made.append(made)
    return made


def shared() -> list[Any]:
    """Return a list of 10 to the 15 items, in 15 lists."""
    level: list[Any] = [0] * 10
    for _ in range(14):
        level = [level] * 10
    return level


@pytest.mark.parametrize(
    "make", [ring, shared, lambda: {"a": ring()}, lambda: (ring(), shared()), lambda: [0] * 10**6]
)
def test_what_has_no_end_is_bounded(transcript: Transcript, make: Any) -> None:
    """Values without end, or with 10 to the 15 items, are copied, written and named in bounds."""
    value = make()
    transcript.run("get", "net.layers", lambda: value, args=(value,), kwargs={"k": value})
    assert transcript.truncated
    assert len(transcript.text(value)) < 2_000_000
    assert len(transcript.call_text("f", (value,), {"k": value})) < 4_000_000


def test_names_hold_little_alive(transcript: Transcript) -> None:
    """Large unnamed arguments are not held for their names' sake."""
    for _ in range(20):
        transcript.text(np.zeros((512, 512)))
    assert sum(value.nbytes for _, value in transcript._names.values()) <= 8 * 1024 * 1024
