"""Answers learnt by heart for the public seed of practice earn nothing under another seed.

Two gradings under the practice seed make the table: one of a right file that prints what it is called with and
what it answers, and, as the control, one of the file that holds the table, which is as good as the right one.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from grader.exercise import all_exercises, find_exercise
from grader.grading import Zygotes
from grader.scorecard import CheckResult, Outcome
from tests.attacks.grading import grade, offered

pytestmark = pytest.mark.skipif(
    not (offered["landlock"] and offered["seccomp"]), reason="this system cannot hold student code"
)

KEY = """
import hashlib, json, sys
import numpy as np


def _key(args):
    parts = [(np.asarray(arg).dtype.str, np.shape(arg), np.asarray(arg).tobytes()) for arg in args]
    return hashlib.sha256(repr(parts).encode()).hexdigest()
"""
TELLS = (
    KEY
    + """
_right = TASK


def TASK(*args, **kwargs):
    key = _key([*args, *kwargs.values()])
    answer = _right(*args, **kwargs)
    print("@@", json.dumps([key, np.asarray(answer, dtype=float).tolist(), isinstance(answer, np.ndarray)]))
    return answer
"""
)
KNOWS = (
    KEY
    + """
TABLE = json.loads(TABLE_TEXT)


def TASK(*args, **kwargs):
    answer, is_array = TABLE.get(_key([*args, *kwargs.values()]), (0.0, False))
    return np.array(answer) if is_array else answer
"""
)
# A task, its exercise, and its checks whose inputs follow no seed: extreme values, whole numbers, truth tables.
TASKS = {
    "weighted_sum": ("01", {"check_weighted_sum_truth_table"}),
    "sigmoid": ("01", {"check_sigmoid_extremes", "check_sigmoid_integers"}),
    "softmax": ("02", {"check_softmax_extremes", "check_softmax_rows_far_apart"}),
    "softmax_cross_entropy": (
        "02",
        {"check_softmax_cross_entropy_extremes", "check_softmax_cross_entropy_rows_far_apart"},
    ),
    "accuracy": ("06", set[str]()),
}


@pytest.fixture(scope="module")
def zygotes() -> Iterator[Zygotes]:
    """Keep one zygote."""
    with Zygotes() as warm:
        yield warm


@pytest.mark.parametrize("task", TASKS)
def test_a_table_of_answers_is_worth_nothing_under_another_seed(
    task: str, tmp_path: Path, zygotes: Zygotes
) -> None:
    """Under the practice seed the table passes all; under another it passes no check whose inputs are drawn."""
    exercise, fixed = TASKS[task]

    def graded(source: str, seed: str | None = None) -> tuple[CheckResult, ...]:
        scorecard = grade(source.encode(), tmp_path, zygotes, exercise=exercise, tasks=(task,), seed=seed)
        return scorecard.results

    def table_of(known: dict[str, object]) -> str:
        return KNOWS.replace("TABLE_TEXT", repr(json.dumps(known))).replace("TASK", task)

    solution = find_exercise(exercise, all_exercises()).solution
    assert solution is not None
    told = graded(solution.read_text(encoding="utf-8") + TELLS.replace("TASK", task))
    lines = [line[3:] for result in told for line in result.printed.splitlines() if line.startswith("@@ ")]
    table = table_of({key: answer for key, *answer in map(json.loads, lines)})
    assert _passed(graded(table)) == {result.name for result in told}, "it was not learnt by heart"
    assert _passed(graded(table, "a secret")) - _passed(graded(table_of({}), "a secret")) <= fixed


def _passed(results: Iterable[CheckResult]) -> set[str]:
    return {result.name for result in results if result.outcome is Outcome.PASSED}
