"""Run a case outside the jail, the way a grader without one would: in the same process as its judge.

Called as: python control.py FILE; an attack() is called; a sigmoid(x) is judged as naive graders judge.
"""

import sys
from pathlib import Path

import numpy as np


def not_greater(got: object, expected: object) -> bool:
    """Judge as many do: wrong only where the difference is greater than the tolerance."""
    return not np.any(np.abs(np.subtract(got, expected)) > 1e-6)


def equal(got: object, expected: object) -> bool:
    """Judge by equality."""
    return bool(np.all(got == expected))


def close(got: object, expected: object) -> bool:
    """Judge by numpy's own comparison."""
    return bool(np.allclose(got, expected))


def is_fooled(sigmoid: object) -> bool:
    """Return whether one of the naive judges passes the function."""
    for judge in (not_greater, equal, close):
        x = np.array([[0.5, -2.0, 3.0], [1.0, -1.0, 4.0]])
        expected = 1 / (1 + np.exp(-x))
        try:
            if judge(sigmoid(x), expected):  # type: ignore[operator]
                return True
            if judge(sigmoid(x), 1 / (1 + np.exp(-x))):  # type: ignore[operator]
                return True  # the expected value was computed too late
        except (TypeError, ValueError):
            continue
    return False


def main() -> None:
    """Load the case and let it act."""
    names: dict[str, object] = {"__name__": "student"}
    exec(compile(Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[1], "exec"), names)
    if "attack" in names:
        names["attack"]()  # type: ignore[operator]
    else:
        print("FOOLED" if is_fooled(names["sigmoid"]) else "NOT FOOLED", flush=True)


main()
