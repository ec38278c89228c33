"""`grade init` and `grade reset`: what writes into the course folder."""

from pathlib import Path

import click

from grader import __version__
from grader.cli.completion import complete_exercise
from grader.cli.output import tell_notices
from grader.course import copy_course, reset
from grader.errors import UsageProblem
from grader.exercise import all_exercises, find_exercise
from grader.workspace import find_workspace

_SHOWN = 12


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def init_command(folder: Path) -> None:
    """Make a course folder: lessons and stubs of every exercise.

    In a folder that has them already only what is missing is added; your work is never overwritten.
    """
    copied = copy_course(folder, all_exercises())
    click.echo(f"{copied.root}: {_count(len(copied.written), 'file')} added.")
    if copied.kept:
        click.echo(f"Kept as they are, because they differ from what is shipped ({len(copied.kept)}):")
        for path in copied.kept[:_SHOWN]:
            click.echo(f"  {path}")
        if len(copied.kept) > _SHOWN:
            click.echo(f"  ... and {len(copied.kept) - _SHOWN} more")
    step = "" if folder.resolve() == Path.cwd() else f"cd {folder}; then: "
    command = "grade" if copied.version == __version__ else "grade update"
    click.echo(f"Next: {step}{command}")


@click.command("reset")
@click.argument("exercise", shell_complete=complete_exercise)
def reset_command(exercise: str) -> None:
    """Put back the stub of an EXERCISE; your file is kept as a backup."""
    found = find_exercise(exercise, all_exercises())
    workspace = find_workspace(Path.cwd())
    if workspace is None:
        raise UsageProblem(
            "This is not a course folder, so there is nothing to reset.",
            next_step="Go to your course folder, or make one: grade init my-course",
        )
    backup = reset(found, workspace)
    click.echo(f"{found.name}/{found.file} is the stub again.")
    if backup is not None:
        click.echo(f"Your file is kept: {backup}")
    click.echo(f"Next: grade check {found.number}")
    tell_notices(workspace)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
