"""What a student's own check leaves behind: the record of the exercise and the script that repeats the failure."""

from dataclasses import replace
from pathlib import Path

from grader.course import is_own_file, remember
from grader.exercise import Exercise
from grader.kitversion import mismatch
from grader.report.redact import Feedback, redact
from grader.repro import keep_scripts
from grader.scorecard import Scorecard
from grader.settings import Settings
from grader.workspace import Workspace


def keep(
    exercise: Exercise,
    scorecard: Scorecard,
    path: Path,
    workspace: Workspace | None,
    *,
    settings: Settings,
    feedback: Feedback = Feedback.FULL,
) -> tuple[Scorecard, Path | None]:
    """Keep the results of a course folder's own file; return the scorecard to show, and the script if there is one.

    A file from elsewhere leaves nothing behind. The scorecard to show lacks what `feedback` and the course's
    settings hold back, and names a version of the course folder that is not the kit's.
    """
    own = workspace if workspace is not None and is_own_file(exercise, path, workspace) else None
    remark = mismatch(own) if own is not None else ""
    told = replace(scorecard, notices=(*scorecard.notices, remark)) if remark else scorecard
    shown = redact(told, feedback=feedback, diagnosis=settings.diagnosis)
    if own is None:
        return shown, None
    remember(exercise, shown, own)
    if feedback is not Feedback.FULL:  # a script holds the inputs of its check
        return shown, None
    return shown, keep_scripts(exercise, scorecard, path, own)
