# ruff: noqa: INP001  a script beside the data it makes; the folder holds no package
"""Write iris.csv and digits.npz beside this file, from the copies in scikit-learn.

Run `python grader/data/make.py` after `pip install scikit-learn`. The kit itself never imports
scikit-learn: the two files are committed, and this script only says where they came from.
"""

from pathlib import Path

import numpy as np
from sklearn import datasets  # type: ignore[import-untyped,import-not-found,unused-ignore]

_FOLDER = Path(__file__).parent
_IRIS_COLUMNS = "sepal_length,sepal_width,petal_length,petal_width,label"


def write_iris(path: Path) -> None:
    """Write a table of 150 rows: four lengths in cm, printed exactly, and the label."""
    x, t = datasets.load_iris(return_X_y=True)
    rows = [
        ",".join([*map(repr, row), str(label)]) for row, label in zip(x.tolist(), t.tolist(), strict=True)
    ]
    path.write_text("\n".join([_IRIS_COLUMNS, *rows]) + "\n", encoding="utf-8", newline="\n")


def write_digits(path: Path) -> None:
    """Write x (1797, 64) and t (1797,) as bytes; pixels are whole numbers from 0 to 16."""
    x, t = datasets.load_digits(return_X_y=True)
    np.savez_compressed(path, x=x.astype(np.uint8), t=t.astype(np.uint8))


if __name__ == "__main__":
    write_iris(_FOLDER / "iris.csv")
    write_digits(_FOLDER / "digits.npz")
