"""What `grade check` was asked to check: exercises by name, files by theirs, or the first not yet passed."""

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course import first_unpassed_exercise, submission_path
from grader.errors import NothingToGrade, UsageProblem
from grader.exercise import Exercise, find_exercise
from grader.i18n import _
from grader.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """One file to grade, the exercise it is graded as, and the command that asks for this alone."""

    exercise: Exercise
    path: Path
    again: str


def select(
    words: Sequence[str],
    as_exercise: str | None,
    exercises: Sequence[Exercise],
    here: Path,
    workspace: Workspace | None,
) -> tuple[Selected, ...]:
    """Return what to grade, in the order it was named; empty when every exercise is passed already."""
    named = find_exercise(as_exercise, exercises) if as_exercise is not None else None
    if words:
        return tuple(_select_one(word, named, exercises, here) for word in words)
    exercise = named or first_unpassed_exercise(exercises, workspace)
    return (_by_name(exercise, here),) if exercise is not None else ()


def places(exercises: Sequence[Exercise], here: Path, workspace: Workspace | None) -> tuple[Selected, ...]:
    """Return where each exercise's file is, or belongs in a course folder; outside of one those that there are."""
    found = []
    for exercise in exercises:
        try:
            found.append(_by_name(exercise, here))
        except NothingToGrade:
            if workspace is not None:
                path = _as_seen_from(here, workspace.root / exercise.name / exercise.file)
                found.append(Selected(exercise=exercise, path=path, again=_again(exercise)))
    return tuple(found)


def _select_one(word: str, named: Exercise | None, exercises: Sequence[Exercise], here: Path) -> Selected:
    path = here / word
    again = f"grade check {f'-e {named.number} ' if named else ''}{shlex.quote(word)}"
    if path.is_file() or named is not None:
        exercise = named or _exercise_of_file(path, exercises)
        return Selected(exercise=exercise, path=_as_seen_from(here, path), again=again)
    if path.is_dir() and (_has_separator(word) or word in (".", "..")):
        exercise = find_exercise(path.resolve().name, exercises)
        return Selected(exercise=exercise, path=_as_seen_from(here, path / exercise.file), again=again)
    if _has_separator(word):
        raise NothingToGrade(
            _("There is no file {word}.", word=word),
            next_step=_("Check the path, or name an exercise: grade list"),
        )
    return _by_name(find_exercise(word, exercises), here)


def _by_name(exercise: Exercise, here: Path) -> Selected:
    path = submission_path(exercise, here)
    return Selected(exercise=exercise, path=_as_seen_from(here, path), again=_again(exercise))


def _again(exercise: Exercise) -> str:
    return f"grade check {exercise.number}"


def _as_seen_from(here: Path, path: Path) -> Path:
    """Return the path as a student would write it, which is what the scorecard shows."""
    return path.relative_to(here) if path.is_relative_to(here) else path


def _exercise_of_file(path: Path, exercises: Sequence[Exercise]) -> Exercise:
    for exercise in exercises:
        if exercise.file == path.name:
            return exercise
    raise UsageProblem(
        _("{path} is not the file of any exercise.", path=path.name),
        next_step=_("Say which one it is: grade check -e EXERCISE {path}", path=path.name),
    )


def _has_separator(word: str) -> bool:
    return any(separator in word for separator in (os.sep, os.altsep) if separator)
