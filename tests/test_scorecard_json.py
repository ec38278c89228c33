"""The scorecard's JSON loses nothing."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import GraderFault
from grader.scorecard import (
    Array,
    Attempt,
    CheckResult,
    Confinement,
    Diagnosis,
    Evidence,
    Named,
    Opaque,
    Outcome,
    Raised,
    Scorecard,
)
from grader.scorecard_json import dumps, loads

texts = st.text(st.characters(), max_size=8)  # lone surrogates included: students' messages may hold them
numbers = st.floats()
arrays = st.builds(
    Array,
    dtype=st.sampled_from(["float64", "int64", "bool"]),
    shape=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    raw=st.binary(max_size=12),
    truncated=st.booleans(),
)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    numbers,
    st.complex_numbers(),
    texts,
    arrays,
    st.builds(Opaque, text=texts),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(texts, inner, max_size=3),
    ),
    max_leaves=6,
)
tuples_of = lambda strategy: st.lists(strategy, max_size=2).map(tuple)  # noqa: E731
evidence = st.builds(
    Evidence,
    message=texts,
    calls=tuples_of(texts),
    inputs=tuples_of(st.builds(Named, name=texts, value=values)),
    constants=tuples_of(st.builds(Named, name=texts, value=values)),
    expected=values,
    actual=values,
    compared=st.booleans(),
    worst=st.none() | tuples_of(st.integers(0, 9)),
    error=st.none() | numbers,
    rtol=st.none() | numbers,
    atol=st.none() | numbers,
    raised=st.none()
    | st.builds(
        Raised, type=texts, message=texts, line=st.none() | st.integers(1, 99), bases=tuples_of(texts)
    ),
    limit=texts,
    curve=tuples_of(numbers),
)
results = st.builds(
    CheckResult,
    name=texts,
    task=texts,
    title=texts,
    points=st.integers(0, 9),
    outcome=st.sampled_from(Outcome),
    evidence=st.none() | evidence,
    remarks=tuples_of(texts),
    printed=texts,
    seconds=numbers,
    diagnosis=st.none()
    | st.builds(Diagnosis, kind=texts, name=texts, explanation=texts, evidence=texts, hint=texts),
)
scorecards = st.builds(
    Scorecard,
    exercise=texts,
    title=texts,
    file=texts,
    results=tuples_of(results),
    problem=st.none() | evidence,
    notices=tuples_of(texts),
    printed=texts,
    kit=texts,
    seed=texts,
    seconds=numbers,
    confinement=st.builds(
        Confinement, layers=tuples_of(texts), missing=tuples_of(texts), accepted=tuples_of(texts)
    ),
    attempts=tuples_of(
        st.builds(Attempt, act=texts, line=st.integers(), source=texts, check=texts, task=texts)
    ),
)

SMALL = Scorecard(exercise="01_a", title="A", file="a.py", results=())


@settings(max_examples=150, deadline=None)
@given(scorecards)
def test_every_scorecard_comes_back_as_it_was(scorecard: Scorecard) -> None:
    """What is written is read back equal, types of sequences and odd numbers included."""
    text = dumps(scorecard)
    assert text.isascii()
    assert repr(loads(text)) == repr(scorecard)  # repr: nan is unequal to itself


def test_the_format_is_in_the_text() -> None:
    """The version stands in the JSON, and another one is refused."""
    data = json.loads(dumps(SMALL))
    assert data["format"] == 1
    with pytest.raises(GraderFault, match="format 1"):
        loads(json.dumps({**data, "format": 2}))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"format":1,"exercise":"x"}', '{"format":1,"evil":1}']
)
def test_what_is_no_scorecard_is_a_fault(text: str) -> None:
    """A damaged text ends in one clear error."""
    with pytest.raises(GraderFault):
        loads(text)


def test_points_follow_from_what_was_read() -> None:
    """A read scorecard computes its totals as the original does."""
    passed = CheckResult(name="c", task="t", title="", points=3, outcome=Outcome.PASSED)
    card = replace(SMALL, results=(passed, replace(passed, name="d", outcome=Outcome.FAILED)))
    assert loads(dumps(card)).earned == 3
    assert loads(dumps(card)).exit_code == card.exit_code
