"""What the child says of values that may not cross is told in the language in use."""

import numpy as np
import pytest

from grader.checks.odd import odd_words
from grader.i18n import use_language
from grader.jail.memory import _odd_array
from grader.jail.wire import ARRAY_LIMIT

ODD = [
    np.array([{}], dtype=object),
    np.array(["a"]),
    np.array([b"a"]),
    np.array(["2026-01-01"], dtype="datetime64[D]"),
    np.array([1], dtype="timedelta64[s]"),
    np.zeros(2, dtype=[("x", "f8")]),
    np.zeros(2, dtype=">f8"),
    np.zeros((1,) * 33),
    np.ma.masked_array([1.0]),
    np.broadcast_to(np.zeros(1), (ARRAY_LIMIT // 8 + 1,)),
]


@pytest.fixture(autouse=True)
def english_again():
    """Go back to English after each test."""
    yield
    use_language("en")


@pytest.mark.parametrize("array", ODD, ids=lambda a: f"{a.dtype}-{a.ndim}")
def test_every_sort_of_odd_array_has_its_words(array):
    """In Japanese no English word is left but the names of dtypes; in English it stands as the child said it."""
    said = _odd_array(array)
    assert said
    assert odd_words(said) == said
    use_language("ja")
    told = odd_words(said)
    assert "配列" in told
    assert "array" not in told
    assert "shape" not in told


def test_what_is_no_message_stays_as_it_is():
    """A child can say anything; what is not known is shown as it came."""
    use_language("ja")
    assert odd_words("an array of {shape}, shape {0}") == "{shape} の配列（形状 {0}）"
    assert odd_words("something else") == "something else"
    assert odd_words("") == ""
    long = "an array of text, shape " + ", shape " * 100_000
    assert odd_words(long) == long
