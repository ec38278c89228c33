"""Run a case outside the jail, the way a grader without one would: in the same process as its judge.

Called as: python control.py FILE CONTROL; an attack() is called; a sigmoid(x) is judged as naive graders judge.
"""

import os
import pickle
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

# What cases that know the wire look for: a naive grader has its messages at hand too.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
from grader.jail import wire as wire

Task = Callable[[Any], Any]
Judge = Callable[[object, object], bool]


def not_greater(got: object, expected: object) -> bool:
    """Judge as many do: wrong only where the difference is greater than the tolerance."""
    return not np.any(np.abs(np.subtract(got, expected)) > 1e-6)


def equal(got: object, expected: object) -> bool:
    """Judge by equality."""
    return bool(np.all(got == expected))


def close(got: object, expected: object) -> bool:
    """Judge by numpy's own comparison."""
    return bool(np.allclose(got, expected))


class Worker:
    """A grader whose verdict is made by an object in the student's own process."""

    def _do(self, got: object, expected: object) -> bool:
        return close(got, expected)


def own_worker(got: object, expected: object) -> bool:
    """Judge by what that object says."""
    return bool(Worker()._do(got, expected))


def right(x: Any) -> Any:
    """Return the sigmoid."""
    return 1 / (1 + np.exp(-x))


def in_time(judge: Judge) -> Callable[[Task], bool]:
    """Return a verdict for which the expected value was computed before the call."""

    def verdict(sigmoid: Task) -> bool:
        x = np.array([[0.5, -2.0, 3.0], [1.0, -1.0, 4.0]])
        expected = right(x)
        return judge(sigmoid(x), expected)

    return verdict


def too_late(judge: Judge) -> Callable[[Task], bool]:
    """Return a verdict for which it is computed after the call, from the argument as it is then."""

    def verdict(sigmoid: Task) -> bool:
        x = np.array([[0.5, -2.0, 3.0], [1.0, -1.0, 4.0]])
        return judge(sigmoid(x), right(x))

    return verdict


def drawn(sigmoid: Task) -> bool:
    """Return a verdict on an input that is drawn."""
    x = np.random.default_rng().standard_normal((2, 3))
    expected = right(x)
    return close(sigmoid(x), expected)


def is_fooled(sigmoid: Task) -> bool:
    """Return whether one of the naive judges passes the function."""
    judges = (not_greater, equal, close, own_worker)
    for verdict in (*map(in_time, judges), *map(too_late, judges), drawn):
        try:
            if verdict(sigmoid):
                return True
        except (TypeError, ValueError):
            continue
    return False


def hand_over(sigmoid: Task) -> None:
    """Hand the result to another process, as many graders do: pickled."""
    try:
        result = sigmoid(np.array([[0.5, -2.0]]))
    except Exception as error:
        result = error
    pickle.loads(pickle.dumps(result))
    print("handed over", flush=True)


def main() -> None:
    """Load the case and let it act."""
    file, control = Path(sys.argv[1]), sys.argv[2]
    os.dup2(os.pipe()[0], 60)  # where a grader reads its own requests, and nobody sends any
    names: dict[str, Any] = {"__name__": "student"}
    exec(compile(file.read_bytes(), str(file), "exec"), names)
    if "attack" in names:
        names["attack"]()
        print("acted", flush=True)
        time.sleep(60 if control == "lock" else 0)
    elif control in {"ground", "hand-over"}:
        hand_over(names["sigmoid"])
    elif control == "flood":
        names["sigmoid"](0.5)
    else:
        print("FOOLED" if is_fooled(names["sigmoid"]) else "NOT FOOLED", flush=True)


main()
