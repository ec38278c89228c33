"""The student's copy of the course: making it, finding a file in it, starting over, reading solutions."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import NothingToGrade, UsageProblem
from grader.exercise import Exercise, exercises_root
from grader.handout import contents, notebooks, read_handout, record
from grader.i18n import _
from grader.progress import after_check
from grader.scorecard import Scorecard
from grader.workspace import FOLDER, Workspace, find_workspace, write_atomically


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What `init` did: files it wrote, files that were there and differ, the kit that the folder came from."""

    root: Path
    version: str
    written: tuple[Path, ...]
    kept: tuple[Path, ...]


def copy_course(target: Path, exercises: Sequence[Exercise]) -> Copied:
    """Copy lessons and stubs into `target`; a file that exists there is never touched."""
    if target.exists() and not target.is_dir():
        raise UsageProblem(
            _("{target} is a file.", target=target), next_step=_("Name a folder: grade init my-course")
        )
    written, kept = [], []
    handed = dict(contents(exercises))
    try:
        (target / FOLDER).mkdir(parents=True, exist_ok=True)
        for name, content in handed.items():
            place = target / name
            if _write_new(place, content):
                written.append(place)
            elif not _same(place, content):
                kept.append(place)
        known = record(target, {name: data for name, data in handed.items() if target / name not in kept})
    except OSError as error:
        raise UsageProblem(
            _(
                "{place} cannot be written ({reason}).",
                place=error.filename or target,
                reason=error.strerror,
            ),
            next_step=_("Choose a folder that you may write to."),
        ) from error
    return Copied(root=target, version=known.version, written=tuple(written), kept=tuple(kept))


def copy_notebooks(target: Path, exercises: Sequence[Exercise]) -> tuple[Path, ...]:
    """Put the exercises' notebooks into a course folder and return those written; one that is there is kept."""
    try:
        found = notebooks(exercises)
        written = {name: content for name, content in found if _write_new(target / name, content)}
        record(target, written)
    except OSError as error:
        raise UsageProblem(
            _("{place} cannot be written ({reason}).", place=error.filename, reason=error.strerror),
            next_step=_("Choose a folder that you may write to."),
        ) from error
    return tuple(target / name for name in written)


def _write_new(path: Path, content: bytes) -> bool:
    """Write a file that does not exist; mode "x" makes sure of that even when two programs try."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as stream:
            stream.write(content)
    except FileExistsError:
        return False
    return True


def _same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def submission_path(exercise: Exercise, here: Path) -> Path:
    """Return the student's file of an exercise: in the course folder, or around `here`."""
    workspace = find_workspace(here)
    places = [workspace.root / exercise.name / exercise.file] if workspace else []
    places += [
        here / exercise.name / exercise.file,
        here / exercise.file,
        here / exercises_root().name / exercise.name / exercise.file,
    ]
    for place in places:
        if place.is_file():
            return place
    if workspace is None:
        raise NothingToGrade(
            _("There is no {file} here, and this is not a course folder.", file=exercise.file),
            next_step=_("Make one: grade init my-course; then: cd my-course"),
        )
    raise NothingToGrade(
        _("{place} does not exist.", place=places[0]),
        next_step=_(
            "Put the stub back, nothing else is changed: grade reset {number}", number=exercise.number
        ),
    )


def is_own_file(exercise: Exercise, path: Path, workspace: Workspace | None) -> bool:
    """Return whether `path` is the course folder's file of this exercise, whose results are remembered."""
    return (
        workspace is not None and path.resolve() == (workspace.root / exercise.name / exercise.file).resolve()
    )


def remember(exercise: Exercise, scorecard: Scorecard, workspace: Workspace) -> None:
    """Keep the results of a check; a scorecard with a fault of the grader's in it is not kept."""
    if scorecard.complete and scorecard.results:
        record = workspace.record(exercise.name)
        names = frozenset(task.name for task in exercise.tasks)
        workspace.keep(exercise.name, after_check(record, scorecard, names))


def first_unpassed_exercise(exercises: Sequence[Exercise], workspace: Workspace | None) -> Exercise | None:
    """Return the first exercise not yet passed; the first of all without a course folder."""
    if workspace is None:
        return next(iter(exercises), None)
    return next((e for e in exercises if not workspace.record(e.name).passed), None)


def reset(exercise: Exercise, workspace: Workspace) -> Path | None:
    """Put the stub back and return where the student's file is kept; None when there was none."""
    place = workspace.root / exercise.name / exercise.file
    backup = workspace.backup(exercise.name, place) if place.is_file() else None
    try:
        write_atomically(place, exercise.stub.read_bytes())
    except OSError as error:
        raise UsageProblem(
            _(
                "{place} cannot be written ({reason}); it was not changed.",
                place=place,
                reason=error.strerror,
            ),
            next_step=_("Make the folder writable and try again."),
        ) from error
    with contextlib.suppress(
        OSError, UsageProblem
    ):  # without the note, `grade update` takes the stub for work
        if read_handout(workspace.root) is not None:
            record(workspace.root, {f"{exercise.name}/{exercise.file}": exercise.stub.read_bytes()})
    return backup


def solution_text(exercise: Exercise, workspace: Workspace | None) -> str:
    """Return the solution of an exercise that was passed; UsageProblem before that."""
    if exercise.solution is None:
        raise UsageProblem(
            _("Solutions are not part of an installed kit; instructors have them in the repository."),
            next_step=_("For a push in the right direction: grade hint {number}", number=exercise.number),
        )
    if workspace is None or not workspace.record(exercise.name).passed:
        raise UsageProblem(
            _("The solution of {exercise} can be read once you have passed it.", exercise=exercise.name),
            next_step=_("See how it stands: grade check {number}", number=exercise.number),
        )
    return exercise.solution.read_text(encoding="utf-8")
