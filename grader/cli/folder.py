"""`grade init` and `grade reset`: what writes into the course folder."""

from pathlib import Path

import click

from grader import __version__
from grader.cli.completion import complete_exercise
from grader.cli.output import tell_notices
from grader.course import copy_course, copy_notebooks, reset
from grader.errors import UsageProblem
from grader.exercise import all_exercises, find_exercise
from grader.i18n import _
from grader.workspace import find_workspace

_SHOWN = 12


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--notebooks", is_flag=True, help="Add a Jupyter notebook of each exercise beside its file.")
def init_command(folder: Path, *, notebooks: bool) -> None:
    """Make a course folder: lessons and stubs of every exercise.

    In a folder that has them already only what is missing is added; your work is never overwritten.
    """
    copied = copy_course(folder, all_exercises())
    added = len(copied.written) + (len(copy_notebooks(folder, all_exercises())) if notebooks else 0)
    click.echo(
        _("{root}: {count} file added.", root=copied.root, count=added)
        if added == 1
        else _("{root}: {count} files added.", root=copied.root, count=added)
    )
    if copied.kept:
        click.echo(
            _("Kept as they are, because they differ from what is shipped ({count}):", count=len(copied.kept))
        )
        for path in copied.kept[:_SHOWN]:
            click.echo(f"  {path}")
        if len(copied.kept) > _SHOWN:
            click.echo(_("  ... and {count} more", count=len(copied.kept) - _SHOWN))
    command = "grade" if copied.version == __version__ else "grade update"
    step = (
        _("Next: {command}", command=command)
        if folder.resolve() == Path.cwd()
        else _("Next: cd {folder}; then: {command}", folder=folder, command=command)
    )
    click.echo(step)


@click.command("reset")
@click.argument("exercise", shell_complete=complete_exercise)
def reset_command(exercise: str) -> None:
    """Put back the stub of an EXERCISE; your file is kept as a backup."""
    found = find_exercise(exercise, all_exercises())
    workspace = find_workspace(Path.cwd())
    if workspace is None:
        raise UsageProblem(
            _("This is not a course folder, so there is nothing to reset."),
            next_step=_("Go to your course folder, or make one: grade init my-course"),
        )
    backup = reset(found, workspace)
    click.echo(_("{exercise}/{file} is the stub again.", exercise=found.name, file=found.file))
    if backup is not None:
        click.echo(_("Your file is kept: {backup}", backup=backup))
    click.echo(_("Next: grade check {number}", number=found.number))
    tell_notices(workspace)
