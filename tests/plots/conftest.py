"""Pictures of the solutions, each made once, and of files written for a test."""

import functools

import pytest

from grader.exercise import all_exercises, find_exercise
from grader.grading import Zygotes
from grader.plots.run import plot_file


@pytest.fixture(scope="session")
def zygotes():
    """One warm process of each flavour for all pictures."""
    with Zygotes() as warm:
        yield warm


@pytest.fixture(scope="session")
def solved(zygotes):
    """Return the picture of an exercise's solution by its number."""

    @functools.cache
    def draw(number):
        exercise = find_exercise(number, all_exercises())
        for extra in exercise.requires:
            pytest.importorskip(extra)
        return plot_file(exercise, exercise.solution, zygotes=zygotes)

    return draw


@pytest.fixture
def drawn(zygotes, tmp_path):
    """Return the picture of a file for an exercise, given as text."""

    def draw(number, source):
        exercise = find_exercise(number, all_exercises())
        path = tmp_path / exercise.file
        path.write_text(source)
        return plot_file(exercise, path, zygotes=zygotes)

    return draw
