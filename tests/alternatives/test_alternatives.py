"""Right code in other words must earn every point: the checks judge behaviour, never style."""

import importlib.util
from pathlib import Path

import pytest

from grader.checks.bank import load_checks
from grader.checks.runner import run_locally
from grader.exercise import all_exercises, find_exercise
from grader.grading import grade_file

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*.py"))


def load(path):
    """Import one alternative from its file."""
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # warnings are shown to a student and never cost points
@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.stem}" for path in FILES])
@pytest.mark.parametrize("seed", ["one", "two"])
def test_an_alternative_passes_every_check_that_is_not_statistical(path, seed):
    """Another right implementation passes all checks but the convergence ones, which need not run again."""
    exercise = find_exercise(path.parent.name, all_exercises())
    for extra in exercise.requires:
        pytest.importorskip(extra)
    names = [check.name for check in load_checks(exercise) if not check.declared.statistical]
    results = run_locally(exercise, load(path), seed=seed, only=names)
    wrong = {
        r.name: (r.outcome.value, r.evidence and r.evidence.message) for r in results if r.earned < r.points
    }
    assert not wrong
    assert len(results) == len(names)


@pytest.mark.slow
def test_loops_over_single_numbers_have_time_enough_to_train():
    """The slowest right code there is, without one product of matrices, reaches every bar of 03 in its time."""
    exercise = find_exercise("03", all_exercises())
    card = grade_file(exercise, HERE / "03_backprop" / "plain_loops.py", with_pytest=False)
    assert [(r.name, r.outcome) for r in card.results if r.earned < r.points] == []
