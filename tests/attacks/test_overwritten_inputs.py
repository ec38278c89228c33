"""No check can be won, and no later student harmed, by overwriting what a check passes in.

Arrays stay in step on both sides, so a student's code may change a check's own arrays. A check that computes
what it expects from them after the call would compute it from what the student left there; one that passes
in an array of its module would hand the next student what this one left. Every task of every exercise is
replaced by one that answers with zeros, once leaving its arguments alone and once filling them with zeros:
the second must not pass a single check that the first does not, and a right file must pass after it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.exercise import Exercise, all_exercises
from grader.grading import Zygotes, grade_file
from grader.scorecard import Outcome

ZEROS = """


def _zeros(value):
    if isinstance(value, (tuple, list)):
        return type(value)(_zeros(item) for item in value)
    if isinstance(value, dict):
        return {key: _zeros(item) for key, item in value.items()}
    return value * 0 if isinstance(value, (int, float, np.ndarray, np.generic)) else value


def _fill(values):
    for value in values:
        if isinstance(value, np.ndarray) and OVERWRITE:
            value[...] = 0
        elif isinstance(value, (tuple, list)):
            _fill(value)
        elif isinstance(value, dict):
            _fill(value.values())


def _copy(value):
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (tuple, list)):
        return type(value)(_copy(item) for item in value)
    return {key: _copy(item) for key, item in value.items()} if isinstance(value, dict) else value


def _spoilt(function):
    def spoilt(*args, **kwargs):
        # On copies, so that a task that works in place changes nothing.
        result = _zeros(function(*_copy(args), **_copy(kwargs)))
        _fill([*args, *kwargs.values()])
        return result
    return spoilt


for _name in TASKS:
    _task = globals()[_name]
    if isinstance(_task, type):
        for _method, _function in list(vars(_task).items()):
            if callable(_function) and not _method.startswith("__"):
                setattr(_task, _method, _spoilt(_function))
    else:
        globals()[_name] = _spoilt(_task)
"""


@pytest.fixture(scope="module")
def zygotes() -> Iterator[Zygotes]:
    """Keep the warm processes for all exercises."""
    with Zygotes() as warm:
        yield warm


def _passed(exercise: Exercise, file: Path, spoilt: str, zygotes: Zygotes) -> dict[str, int]:
    assert exercise.solution is not None
    file.parent.mkdir(exist_ok=True)
    file.write_text(exercise.solution.read_text(encoding="utf-8") + spoilt, encoding="utf-8")
    scorecard = grade_file(exercise, file, with_pytest=False, zygotes=zygotes)
    assert scorecard.problem is None, scorecard.problem
    assert scorecard.complete
    return {result.name: result.points for result in scorecard.results if result.outcome is Outcome.PASSED}


def _exercises() -> list[Any]:
    return [
        pytest.param(exercise, id=exercise.name)
        for exercise in all_exercises()
        if exercise.solution and not exercise.requires
    ]


@pytest.mark.slow
@pytest.mark.parametrize("exercise", _exercises())
def test_overwriting_the_inputs_wins_and_harms_nothing(
    exercise: Exercise, tmp_path: Path, zygotes: Zygotes
) -> None:
    """Filling the check's arrays with zeros passes nothing more, and the same process grades on rightly."""
    file = tmp_path / exercise.file
    tasks = [task.name for task in exercise.tasks]
    alone = _passed(exercise, file, f"\nTASKS = {tasks}\nOVERWRITE = False\n{ZEROS}", zygotes)
    overwriting = _passed(exercise, file, f"\nTASKS = {tasks}\nOVERWRITE = True\n{ZEROS}", zygotes)
    after = _passed(exercise, file, "", zygotes)
    assert sum(alone.values()) < 90, alone
    assert sum(after.values()) == 100, "a right file fails after one that overwrote the checks' arrays"
    assert set(overwriting) <= set(alone), sorted(set(overwriting) - set(alone))
