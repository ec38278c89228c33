"""Numbers of evidence, decoded and written without numpy; numpy is the oracle here."""

import numpy as np
import pytest
from samples import array

from grader.report.grid import block
from grader.report.marks import ASCII
from grader.report.values import Notation, element, elements, inline, kind_of, notation_for
from grader.scorecard import Array, Opaque


@pytest.mark.parametrize(
    "dtype",
    ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
     "float16", "float32", "float64", "complex64", "complex128"],
)  # fmt: skip
def test_decodes_every_dtype_as_numpy_does(dtype):
    """The elements are numpy's, in C order, little endian."""
    values = np.array([[0, 1, 1], [1, 0, 1]]).astype(dtype)
    evidence = Array(
        dtype=dtype, shape=values.shape, raw=values.astype(values.dtype.newbyteorder("<")).tobytes()
    )
    assert list(elements(evidence)) == values.ravel().tolist()
    assert element(evidence, (1, 2)) == values[1, 2]


def test_cut_and_foreign_evidence_is_shown_as_far_as_it_goes():
    """Bytes cut within an element, a place beyond the cut, and an unknown dtype raise nothing."""
    cut = Array(dtype="float64", shape=(100,), raw=np.arange(3.0).tobytes()[:-2], truncated=True)
    assert elements(cut) == (0.0, 1.0)
    assert element(cut, (50,)) is None
    assert element(cut, (1, 1)) is None
    assert elements(Array(dtype="object", shape=(2,), raw=b"")) == ()
    assert "?" in "".join(text for line in _block(cut, worst=(50,)) for text, _ in line)


def _block(value, *, width=70, worst=None):
    return block(value, width=width, marks=ASCII, notation=notation_for(value), worst=worst)


def test_marks_exactly_the_worst_element():
    """One piece is marked, and it holds the worst element's number."""
    marked = [
        text
        for line in _block(array([1, 2, 3, 4, 5, 6], 2, 3), worst=(1, 0))
        for text, is_marked in line
        if is_marked
    ]
    assert [text.strip() for text in marked] == [">4.0<"]


@pytest.mark.parametrize("shape", [(3,), (200,), (7, 2), (90, 90), (2, 3, 4), (1, 1, 1, 1)])
@pytest.mark.parametrize("width", [28, 67])
def test_the_worst_element_is_always_in_sight(shape, width):
    """However large the array and wherever its worst element, that one is shown, within the width."""
    numbers = np.arange(float(np.prod(shape))).reshape(shape)
    evidence = array(numbers.ravel().tolist(), *shape)
    for index in (tuple(0 for _ in shape), tuple(n - 1 for n in shape), tuple(n // 2 for n in shape)):
        lines = _block(evidence, width=width, worst=index)
        marked = [text.strip(" ><") for line in lines for text, is_marked in line if is_marked]
        assert [float(text) for text in marked] == [numbers[index]]
        assert all(len("".join(text for text, _ in line)) <= width for line in lines)


def test_empty_arrays_have_no_grid():
    """An array without elements is told by its shape."""
    assert _block(array([], 0, 3)) == ((("[]", False),),)
    assert kind_of(array([], 0, 3)) == "float64 array (0, 3)"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (3, "3"),
        (0.1, "0.1"),
        (1 + 2j, "(1+2j)"),
        (float("nan"), "nan"),
        ("it's", '"it\'s"'),
        ([1, 2.5], "[1, 2.5]"),
        ((1,), "(1,)"),
        ({"a": 1}, "{'a': 1}"),
        (Opaque(text="<Affine>"), "<Affine>"),
        (array([1.0, 2.0], 1, 2), "[[1.0, 2.0]]"),
    ],
)
def test_writes_values_as_a_student_would(value, text):
    """Plain values look like Python."""
    assert inline(value, 40) == text


def test_inline_is_cut_to_its_limit():
    """A long value ends in an ellipsis."""
    assert inline("x" * 100, 20) == "'xxxxxxxxxxxxxxxx..."


def test_notation_follows_the_size_of_the_numbers():
    """Very small and very large numbers are written with an exponent, whole ones without a tail."""
    assert notation_for(array([1.0, 2.0], 2)) == Notation(decimals=1)
    assert notation_for(array([1e-5, 2e-6], 2)).scientific
    assert notation_for(array([1e8, 1.0], 2)).scientific
    assert Notation(decimals=2).write(complex(1, -2)) == "1.00-2.00j"


def test_lists_of_arrays_are_listed():
    """Lists of arrays such as params and grads are shown entry by entry."""
    lines = _block([array([1.0], 1), array([2.0], 1)])
    assert [text for line in lines for text, _ in line] == [
        "[0] float64 array (1,): [1.0]",
        "[1] float64 array (1,): [2.0]",
    ]
