"""`grade hint` and `grade solution`."""

from pathlib import Path

import click

from grader.cli.completion import complete_exercise, complete_task
from grader.cli.output import beside, tell_notices
from grader.course import first_unpassed_exercise, solution_text
from grader.errors import UsageProblem
from grader.exercise import Exercise, all_exercises, find_exercise
from grader.hints import Hint, next_hint
from grader.i18n import _
from grader.settings import read_settings
from grader.workspace import Workspace, find_workspace


@click.command("hint")
@click.argument("exercise", required=False, shell_complete=complete_exercise)
@click.option(
    "-t", "--task", metavar="TASK", shell_complete=complete_task, help="The task to get a hint for."
)
@click.option("--level", type=click.IntRange(min=1), help="Read this level, whatever you have read so far.")
def hint_command(exercise: str | None, task: str | None, level: int | None) -> None:
    """Get the next hint, from gentle to plain.

    Without an EXERCISE: the first one not yet passed. Without a task: the one your last check stopped at.
    """
    workspace = find_workspace(Path.cwd())
    if not read_settings(workspace.root if workspace is not None else None).hints:
        raise UsageProblem(
            _("Hints are switched off in this course."), next_step=_("The lesson is yours to read again.")
        )
    found = _exercise(exercise, workspace)
    hint = next_hint(found, workspace, task, level)
    click.echo(f"{found.name}, {hint.task}: {_level(hint)}\n")
    click.echo(beside("  ", hint.text, width=78))
    kept = workspace is not None and not workspace.notices
    click.echo(f"\n{_after(hint, found, remembered=kept)}")
    tell_notices(workspace)


@click.command("solution")
@click.argument("exercise", shell_complete=complete_exercise)
def solution_command(exercise: str) -> None:
    """Read the solution of an EXERCISE that you have passed."""
    workspace = find_workspace(Path.cwd())
    found = find_exercise(exercise, all_exercises())
    click.echo(solution_text(found, workspace), nl=False)
    tell_notices(workspace)


def _exercise(name: str | None, workspace: Workspace | None) -> Exercise:
    exercises = all_exercises()
    found = find_exercise(name, exercises) if name else first_unpassed_exercise(exercises, workspace)
    if found is None:
        raise UsageProblem(
            _("Every exercise is passed."), next_step=_("For a hint all the same, name one: grade hint 01")
        )
    return found


def _level(hint: Hint) -> str:
    return (
        _("hint {level} of {levels}", level=hint.level, levels=hint.levels)
        if hint.level
        else _("on what your last check found")
    )


def _after(hint: Hint, exercise: Exercise, *, remembered: bool) -> str:
    """Return what to do after a hint; where nothing can be remembered, the next is asked for by number."""
    if hint.repeated:
        return _(
            "That was the last hint. Read the lesson again: {exercise}/README.md", exercise=exercise.name
        )
    told = _("After a change:  grade check {number}", number=exercise.number)
    if hint.level == hint.levels:
        return told
    level = "" if remembered else f" --level {hint.level + 1}"
    return _(
        "{told}\nThe next hint:   grade hint {number} -t {task}{level}",
        told=told,
        number=exercise.number,
        task=hint.task,
        level=level,
    )
