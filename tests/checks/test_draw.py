"""Inputs of checks: reproducible, named, never dull."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.draw import Draw, derive_seed
from grader.jail.transcript import Transcript

seeds = st.integers(0, 2**63 - 1)


def test_the_same_seed_gives_the_same() -> None:
    """Two draws of one seed agree in everything, two seeds differ."""

    def everything(seed: int) -> list[float]:
        draw = Draw(seed)
        x, s = draw(x=(2, 3), s=())
        parts = [x, s, draw.labels(5, 3), draw.probabilities(2, 3), draw.one_hot(4, 2), draw.generator().seed]
        return np.concatenate([np.ravel(part) for part in parts]).tolist()

    assert everything(3) == everything(3)
    assert everything(3) != everything(4)


def test_seeds_are_derived_from_every_part() -> None:
    """Exercise, check and trial each change the seed; it fits into 63 bits."""
    made = [
        derive_seed("s", "a", "b"),
        derive_seed("t", "a", "b"),
        derive_seed("s", "a", "c"),
        derive_seed("s", "b", "a"),
    ]
    assert len(set(made)) == 4
    assert all(0 <= seed < 2**63 for seed in made)
    assert Draw(5).trial(0).seed != Draw(5).trial(1).seed
    assert Draw(5).trial(0).seed == Draw(5).trial(0).seed


@given(seeds, st.floats(0.1, 100))
def test_values_stay_away_from_zero(seed: int, scale: float) -> None:
    """No element is nearer to zero than 0.05 times the scale, and both signs occur."""
    x = Draw(seed)(x=(20, 20), scale=scale)
    assert np.abs(x).min() >= 0.05 * scale * (1 - 1e-12)
    assert (x > 0).any()
    assert (x < 0).any()


def test_shapes_and_kinds() -> None:
    """One name gives the array itself, several a tuple, and () a Python float."""
    draw = Draw(1)
    assert draw(x=(4, 3)).shape == (4, 3)
    x, b, s = draw(x=(4, 3), b=(5,), s=())
    assert (x.shape, b.shape, type(s), x.dtype) == ((4, 3), (5,), float, np.float64)
    assert draw(e=(0, 3)).shape == (0, 3)


@given(seeds, st.integers(2, 12), st.integers(2, 6))
def test_labels_are_never_sorted(seed: int, n: int, classes: int) -> None:
    """Labels are int64, in range, all present where they fit, not ascending, and first and last differ."""
    t = Draw(seed).labels(n, classes)
    assert t.dtype == np.int64
    assert t.shape == (n,)
    assert set(t.tolist()) == set(range(min(n, classes))) or (
        n > classes and set(t.tolist()) == set(range(classes))
    )
    assert not np.all(np.diff(t) >= 0)
    assert t[0] != t[-1]


@pytest.mark.parametrize(("n", "classes"), [(1, 1), (1, 3), (4, 1), (0, 2)])
def test_labels_that_have_no_choice(n: int, classes: int) -> None:
    """One sample, one class or none at all end as well."""
    assert Draw(1).labels(n, classes).shape == (n,)


@given(seeds, st.integers(1, 6), st.integers(2, 6))
def test_one_hot_and_probabilities(seed: int, n: int, classes: int) -> None:
    """One-hot rows hold one 1; probabilities sum to 1 and stay above 1e-2."""
    draw = Draw(seed)
    rows = draw.one_hot(n, classes)
    assert rows.sum(axis=1).tolist() == [1.0] * n
    assert set(np.unique(rows)) <= {0.0, 1.0}
    y = draw.probabilities(n, classes)
    assert np.allclose(y.sum(axis=1), 1, atol=1e-12)
    assert y.min() >= 1e-2 - 1e-15


def test_everything_goes_by_its_name() -> None:
    """What was drawn shows in a call under its name; copies of given values do too."""
    transcript = Transcript()
    draw = Draw(1, transcript)
    given_array = np.zeros(2)
    x, s = draw(x=(2, 2), s=())
    t = draw.labels(4, 2, name="labels")
    v, items = draw.values(v=given_array, items=[1, 2])
    rng = draw.generator(seed=7)
    assert (
        transcript.call_text("f", (x, s, t, v, items), {"rng": rng}) == "f(x, s, labels, v, items, rng=rng)"
    )
    assert v is not given_array
    assert rng.seed == 7


def test_trials_share_the_transcript() -> None:
    """A trial's values are named in the check's own transcript, and remarks and curves arrive there."""
    transcript = Transcript()
    trial = Draw(1, transcript).trial(2)
    x = trial(x=(2,))
    trial.remark("slow")
    trial.curve("loss", np.array([1.0, 0.5]))
    assert transcript.text(x) == "x"
    assert transcript.remarks == ["slow"]
    assert transcript.curve == (1.0, 0.5)
