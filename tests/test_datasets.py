"""Tests of grader.datasets."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from grader import datasets


def test_xor_has_the_order_of_the_lesson() -> None:
    """XOR comes as (1, 1), (1, 0), (0, 1), (0, 0) in float64."""
    x, t = datasets.load_xor()
    assert x.dtype == t.dtype == np.float64
    assert x.tolist() == [[1, 1], [1, 0], [0, 1], [0, 0]]
    assert t.tolist() == [[0], [1], [1], [0]]


def test_spiral_has_the_known_rows() -> None:
    """Rows 96 to 104, the end of one arm and the start of the next, are the published ones."""
    x, t = datasets.load_spiral()
    assert x.shape == (300, 2)
    assert t.shape == (300, 3)
    assert x.dtype == t.dtype == np.float64
    assert x[96].tolist() == pytest.approx([-0.78313528, -0.55524691], abs=5e-9)
    assert x[104].tolist() == pytest.approx([-0.0271639, -0.02936192], abs=5e-9)
    np.testing.assert_allclose(
        np.hypot(x[96:105, 0], x[96:105, 1]), [0.96, 0.97, 0.98, 0.99, 0, 0.01, 0.02, 0.03, 0.04]
    )


def test_spiral_has_three_classes_in_a_row() -> None:
    """Each class is a block of 100 one-hot rows."""
    _, t = datasets.load_spiral()
    assert t.argmax(axis=1).tolist() == [0] * 100 + [1] * 100 + [2] * 100
    assert t.sum(axis=1).tolist() == [1.0] * 300


def test_spiral_follows_its_seed() -> None:
    """Equal seeds agree and different seeds differ."""
    assert np.array_equal(datasets.load_spiral(7)[0], datasets.load_spiral(7)[0])
    assert not np.array_equal(datasets.load_spiral(7)[0], datasets.load_spiral(8)[0])


def test_spiral_matches_a_point_by_point_construction() -> None:
    """The vectorised noise is used in the order of a loop over arms and points."""
    random = np.random.RandomState(1984)
    expected = []
    for j in range(3):
        for i in range(100):
            theta = 4.0 * j + 4.0 * i / 100 + 0.2 * random.randn()
            expected.append([i / 100 * np.sin(theta), i / 100 * np.cos(theta)])
    np.testing.assert_allclose(datasets.load_spiral()[0], expected, rtol=1e-12)


def test_iris_has_fifty_flowers_of_each_class() -> None:
    """Iris has the shapes, dtypes and the means that are published with it."""
    x, t = datasets.load_iris()
    assert x.shape == (150, 4)
    assert x.dtype == np.float64
    assert t.shape == (150,)
    assert t.dtype == np.int64
    assert np.bincount(t).tolist() == [50, 50, 50]
    assert x.mean(axis=0).round(2).tolist() == [5.84, 3.06, 3.76, 1.20]


def test_digits_are_whole_pixels() -> None:
    """Digits have the shapes, dtypes and range that their docstring states."""
    x, t = datasets.load_digits()
    assert x.shape == (1797, 64)
    assert x.dtype == np.float64
    assert t.shape == (1797,)
    assert t.dtype == np.int64
    assert (x.min(), x.max()) == (0, 16)
    assert np.array_equal(x, x.round())
    assert np.bincount(t).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


@pytest.mark.parametrize("name", ["load_iris", "load_digits"])
def test_bundled_data_equal_those_of_scikit_learn(name: str) -> None:
    """The bundled files hold exactly what scikit-learn holds."""
    reference = pytest.importorskip("sklearn.datasets")
    x, t = getattr(datasets, name)()
    x_reference, t_reference = getattr(reference, name)(return_X_y=True)
    assert np.array_equal(x, x_reference)
    assert np.array_equal(t, t_reference)


@pytest.mark.parametrize(
    "load", [datasets.load_xor, datasets.load_spiral, datasets.load_iris, datasets.load_digits]
)
def test_every_call_returns_fresh_arrays(load: Callable[[], tuple[np.ndarray, np.ndarray]]) -> None:
    """A caller who changes the arrays does not change them for the next one."""
    x, t = load()
    x += 1
    t += 1
    x_again, t_again = load()
    assert np.array_equal(x, x_again + 1)
    assert np.array_equal(t, t_again + 1)


def test_import_does_not_load_numpy_random() -> None:
    """Importing the module, and loading all but the spiral, leaves numpy.random alone."""
    code = (
        "import sys, grader.datasets as d; d.load_xor(); d.load_iris(); d.load_digits();"
        "sys.exit('numpy.random.mtrand' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
