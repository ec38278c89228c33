"""The process that grades for a notebook: lines of JSON in, lines of JSON out, until the kernel is gone."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grader.course import remember
from grader.errors import DojoError, UsageProblem
from grader.exercise import Exercise, all_exercises, find_exercise
from grader.grading import Zygotes, grade_submission, require_extras
from grader.hints import check_task_name
from grader.i18n import _, chosen_language, use_language
from grader.notebook.client import Shown, told
from grader.notebook.collect import collect, in_cells, tasks_of_last
from grader.notebook.show import as_html, as_text
from grader.report.redact import redact
from grader.scorecard import Scorecard
from grader.settings import read_settings
from grader.submission import Submission
from grader.workspace import find_workspace


def main() -> None:
    """Answer requests. Only answers go to standard output: what anything else prints there goes to errors."""
    use_language(chosen_language())
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    with Zygotes() as zygotes:
        for line in sys.stdin:
            answers.write(json.dumps(answer(json.loads(line), zygotes)) + "\n")
            answers.flush()


def answer(request: dict[str, Any], zygotes: Zygotes) -> dict[str, Any]:
    """Return what a notebook shows for a request; whatever goes wrong is told in it."""
    try:
        scorecard = check(request, zygotes)
    except DojoError as error:
        return asdict(told(error))
    except Exception as error:
        words = _(
            "grade: the grader itself failed ({type}: {error}). This is not your mistake, and nothing was recorded.",
            type=type(error).__name__,
            error=error,
        )
        return asdict(Shown(text=words))
    return asdict(
        Shown(
            text=as_text(scorecard),
            html=as_html(scorecard),
            earned=scorecard.earned,
            points=scorecard.points,
            passed=scorecard.passed,
        )
    )


def check(request: dict[str, Any], zygotes: Zygotes) -> Scorecard:
    """Check what cells define, and remember it where the notebook stands in a course folder."""
    exercise = find_exercise(request["exercise"], all_exercises())
    cells = [(number, text) for number, text in request["cells"]]
    tasks = [check_task_name(exercise, task) for task in request["tasks"]]
    if request["own_tasks"]:
        tasks = list(tasks_of_last(exercise, cells))
        _require_own_tasks(exercise, tasks)
    require_extras(exercise)
    workspace = find_workspace(Path.cwd())
    settings = read_settings(workspace.root if workspace is not None else None)
    collected = collect(exercise, cells)
    submission = Submission(
        path=Path(_("this notebook")),
        file=exercise.file,
        source=collected.source.encode("utf-8", "replace"),
        helpers={},
    )
    scorecard = grade_submission(exercise, submission, zygotes=zygotes, tasks=tasks)
    shown = in_cells(redact(scorecard, diagnosis=settings.diagnosis), exercise, collected)
    if workspace is not None:
        remember(exercise, shown, workspace)
    return shown


def _require_own_tasks(exercise: Exercise, tasks: Sequence[str]) -> None:
    if not tasks:
        raise UsageProblem(
            _("This cell defines no task of {exercise}.", exercise=exercise.name),
            next_step=_(
                "Its tasks are: {tasks}. To check one that other cells define, name it: %%grade {exercise} -t TASK",
                tasks=", ".join(task.name for task in exercise.tasks),
                exercise=exercise.name,
            ),
        )


if __name__ == "__main__":
    main()
