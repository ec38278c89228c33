"""What a student's own check leaves behind: the record of the exercise and the script that repeats the failure."""

from pathlib import Path

from grader.course import is_own_file, remember
from grader.exercise import Exercise
from grader.report.redact import redact
from grader.repro import keep_scripts
from grader.scorecard import Scorecard
from grader.settings import Settings
from grader.workspace import Workspace


def keep(
    exercise: Exercise, scorecard: Scorecard, path: Path, workspace: Workspace | None, settings: Settings
) -> tuple[Scorecard, Path | None]:
    """Keep the results of a course folder's own file; return the scorecard to show, and the script if there is one.

    A file from elsewhere leaves nothing behind.
    """
    shown = redact(scorecard, diagnosis=settings.diagnosis)
    if workspace is None or not is_own_file(exercise, path, workspace):
        return shown, None
    remember(exercise, shown, workspace)
    return shown, keep_scripts(exercise, scorecard, path, workspace)
