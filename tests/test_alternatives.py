"""Correct code is never accused: many right implementations, each as a student's file through the jail."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from grader.exercise import all_exercises
from grader.grading import Zygotes, grade_file

FOLDER = Path(__file__).parent / "alternatives"
FILES = sorted(FOLDER.glob("*/*.py"))
EXERCISES = {exercise.name: exercise for exercise in all_exercises()}


@pytest.fixture(scope="module")
def zygotes():
    """Keep warm processes for all files."""
    with Zygotes() as warm:
        yield warm


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_correct_implementation_earns_everything_and_is_told_nothing(path, zygotes):
    """All points, no diagnosis, whatever the algorithm and the style."""
    exercise = EXERCISES[path.parent.name]
    if any(find_spec(extra) is None for extra in exercise.requires):
        pytest.skip("its extra is not installed")
    card = grade_file(exercise, path, with_pytest=False, zygotes=zygotes)
    missed = {r.name: r.evidence.message if r.evidence else "" for r in card.results if r.earned < r.points}
    assert (missed, card.problem) == ({}, None)
    assert [r.diagnosis for r in card.results if r.diagnosis is not None] == []


def test_there_are_at_least_sixty_of_them_over_all_exercises():
    """Every exercise has alternatives, sixty in all."""
    assert len(FILES) >= 60
    assert {path.parent.name for path in FILES} == set(EXERCISES)
