"""Keep each failed check as a script in the course folder, and find it again."""

from pathlib import Path

from grader.errors import NothingToGrade
from grader.exercise import Exercise
from grader.i18n import _
from grader.report import repro
from grader.scorecard import CheckResult, Outcome, Scorecard, first_unpassed
from grader.workspace import FOLDER, Workspace, write_atomically

_SHOWN = (Outcome.FAILED, Outcome.ERRORED, Outcome.TIMED_OUT, Outcome.KILLED, Outcome.FORBIDDEN)


def keep_scripts(exercise: Exercise, scorecard: Scorecard, file: Path, workspace: Workspace) -> Path | None:
    """Write one script per task for its first failed check; return the one of the check that is shown.

    A folder that cannot be written is no error: then there is no script.
    """
    shown = first_unpassed(scorecard.results)
    found = None
    for task in scorecard.tasks:
        first = next((r for r in task.results if r.outcome in _SHOWN), None)
        place = script_path(exercise, task.name, workspace)
        try:
            if first is None or first.evidence is None or not first.evidence.calls:
                place.unlink(missing_ok=True)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(place, _script(exercise, first, file).encode())
        except OSError:
            continue
        if first is shown:
            found = place
    return found


def _script(exercise: Exercise, result: CheckResult, file: Path) -> str:
    return repro.render(result, file.resolve(), exercise.folder / "driver.py")


def script_path(exercise: Exercise, task: str, workspace: Workspace) -> Path:
    """Return where the script of a task is kept."""
    return workspace.root / FOLDER / "repro" / exercise.name / f"{task}.py"


def find_script(exercise: Exercise, task: str | None, workspace: Workspace) -> Path:
    """Return the script of a task, or of the first task that has one; NothingToGrade when there is none."""
    names = [task] if task else [t.name for t in exercise.tasks]
    for name in names:
        place = script_path(exercise, name, workspace)
        if place.is_file():
            return place
    what = task or exercise.name
    raise NothingToGrade(
        _("The last check of {what} left no failing call to repeat.", what=what),
        next_step=_("Check again: grade check {number}", number=exercise.number),
    )
