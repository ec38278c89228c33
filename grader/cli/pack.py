"""`grade pack`: make the archive to hand in."""

from pathlib import Path

import click

from grader.cli.completion import complete_target
from grader.errors import ExitCode, UsageProblem
from grader.exercise import all_exercises
from grader.i18n import _
from grader.report.clean import clean_line
from grader.selection import select
from grader.workspace import find_workspace


@click.command("pack")
@click.argument(
    "targets", nargs=-1, required=True, metavar="EXERCISE|FILE...", shell_complete=complete_target
)
@click.option(
    "--id", "student", required=True, metavar="ID", help="Your student id, as your course knows you."
)
@click.option(
    "-o",
    "--into",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The archive (default: ID.dojo.zip).",
)
def pack_command(targets: tuple[str, ...], student: str, into: Path | None) -> int:
    """Pack exercises into one archive for handing in."""
    from grader.classroom.pack import pack

    if not student.strip() or any(char in student for char in '/\\:*?"<>|') or not student.isprintable():
        raise UsageProblem(
            _("{student!r} is no id.", student=clean_line(student)),
            next_step=_("Use letters, digits, dots and dashes."),
        )
    here = Path.cwd()
    selected = select(targets, None, all_exercises(), here, find_workspace(here))
    into = into or Path(f"{student}.dojo.zip")
    pack([(item.exercise, item.path) for item in selected], student, into)
    click.echo(
        _(
            "{into}: {exercises}\n  Next: hand in this file as it is.",
            into=into,
            exercises=", ".join(item.exercise.name for item in selected),
        )
    )
    return ExitCode.PASSED
