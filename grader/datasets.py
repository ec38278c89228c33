"""Load the small data sets of the exercises; every call returns fresh arrays.

XOR and the spiral are computed. Iris and digits are bundled in `grader/data/`, whose README states
source and licence. Nothing here needs scikit-learn or a network connection.
"""

from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["load_digits", "load_iris", "load_spiral", "load_xor"]

Data: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64]]
LabelledData: TypeAlias = tuple[NDArray[np.float64], NDArray[np.int64]]

_FOLDER = Path(__file__).parent / "data"


def load_xor() -> Data:
    """Return the four points of XOR in the order (1, 1), (1, 0), (0, 1), (0, 0).

    Returns x (4, 2) and t (4, 1), both float64; t is 1 where exactly one input is 1.
    """
    x = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    t = np.array([[0.0], [1.0], [1.0], [0.0]])
    return x, t


def load_spiral(seed: int = 1984) -> Data:
    """Return three interleaved spiral arms of 100 points each, one class after the other.

    Point i of arm j lies at radius r = i / 100 and angle theta = 4 j + 4 r + 0.2 noise, that is at
    (r sin theta, r cos theta). The same seed gives the same points everywhere.

    Returns x (300, 2) and one-hot t (300, 3), both float64.
    """
    # Imported here because numpy.random is slow to load and most callers need no spiral.
    from numpy.random import RandomState

    samples, classes = 100, 3
    # The legacy generator on purpose: its stream is frozen, a Generator's may change with numpy.
    noise = RandomState(seed).randn(classes, samples)
    r = np.arange(samples) / samples
    theta = 4.0 * np.arange(classes)[:, np.newaxis] + 4.0 * r + 0.2 * noise
    x = np.stack([r * np.sin(theta), r * np.cos(theta)], axis=-1).reshape(-1, 2)
    return x, np.repeat(np.eye(classes), samples, axis=0)


def load_iris() -> LabelledData:
    """Return Fisher's iris flowers, sorted by class, 50 of each.

    Returns x (150, 4) float64 in cm (sepal length, sepal width, petal length, petal width) and the labels
    t (150,) int64: 0 setosa, 1 versicolor, 2 virginica.
    """
    table = np.loadtxt(_FOLDER / "iris.csv", delimiter=",", skiprows=1, dtype=np.float64)
    return table[:, :4].copy(), table[:, 4].astype(np.int64)


def load_digits() -> LabelledData:
    """Return 1,797 handwritten digits as images of 8 by 8 pixels, in no particular order.

    Returns x (1797, 64) float64, the rows of an image one after the other, each pixel a whole number from
    0 (white) to 16 (black), and the labels t (1797,) int64 from 0 to 9.
    """
    with np.load(_FOLDER / "digits.npz", allow_pickle=False) as bundle:
        return bundle["x"].astype(np.float64), bundle["t"].astype(np.int64)
