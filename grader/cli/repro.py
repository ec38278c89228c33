"""`grade repro`: the failing call of the last check as a plain script."""

from pathlib import Path

import click

from grader.cli.completion import complete_exercise, complete_task
from grader.course import first_unpassed_exercise
from grader.errors import UsageProblem
from grader.exercise import all_exercises, find_exercise
from grader.hints import check_task_name
from grader.i18n import _
from grader.repro import find_script
from grader.workspace import find_workspace


@click.command("repro")
@click.argument("task", required=False, shell_complete=complete_task)
@click.option(
    "-e", "--exercise", metavar="EXERCISE", shell_complete=complete_exercise, help="Of this exercise."
)
def repro_command(task: str | None, exercise: str | None) -> None:
    """Print a script that repeats the failing call of the last check, for an editor or a debugger.

    The first line printed is where the script is kept; run it with python.
    """
    exercises = all_exercises()
    workspace = find_workspace(Path.cwd())
    if workspace is None:
        raise UsageProblem(
            _("This is not a course folder."),
            next_step=_("Make one: grade init my-course; then: cd my-course"),
        )
    chosen = find_exercise(exercise, exercises) if exercise else first_unpassed_exercise(exercises, workspace)
    if chosen is None:
        raise UsageProblem(
            _("Every exercise is passed; there is nothing to repeat."),
            next_step=_("Name one: grade repro -e 03"),
        )
    place = find_script(chosen, check_task_name(chosen, task) if task else None, workspace)
    click.echo(f"# {place}")
    click.echo(place.read_text(encoding="utf-8"), nl=False)
