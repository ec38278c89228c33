"""`grade plot`: draw what a student's file does."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.completion import complete_exercise
from grader.cli.output import tell_notices, wants_color
from grader.errors import ExitCode, NothingToGrade, UsageProblem, most_serious
from grader.exercise import Exercise, all_exercises
from grader.i18n import _
from grader.report.clean import clean, clean_line
from grader.selection import select
from grader.workspace import find_workspace, write_atomically

if TYPE_CHECKING:
    from grader.plots.picture import Picture

_FORMS = (".png", ".svg")


@click.command("plot")
@click.argument("exercise", shell_complete=complete_exercise)
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE.png|FILE.svg",
    help="Write the picture to this file instead.",
)
@click.option("--no-color", is_flag=True, help="Draw without colours (NO_COLOR does the same).")
def plot_command(exercise: str, file: Path | None, output: Path | None, no_color: bool) -> int:
    """Draw what your code of an EXERCISE does, or that of a FILE written for it.

    Your code runs in the same confined process as for a check. What is not written yet is left out.
    """
    if output is not None:
        _require_output(output)
    here = Path.cwd()
    workspace = find_workspace(here)
    words = (str(file),) if file is not None else ()
    (selected,) = select(words, exercise, all_exercises(), here, workspace)
    picture = _picture(selected.exercise, selected.path)
    if output is None:
        show_picture(picture, color=wants_color(no_color=no_color))
    else:
        _write(picture, output)
    tell_notices(workspace)
    return _told(picture, selected.exercise)


def _require_output(output: Path) -> None:
    """Refuse before any code runs what could not be written after it."""
    if output.suffix.lower() not in _FORMS:
        raise UsageProblem(
            _("{output} is neither .png nor .svg.", output=output),
            next_step=_("Give it one of these endings: --output picture.png"),
        )
    if not output.absolute().parent.is_dir():
        raise UsageProblem(
            _("There is no folder {parent}.", parent=output.parent),
            next_step=_("Make it first, or choose another place."),
        )
    try:
        import grader.plots.figure  # noqa: F401  (slow; the terminal needs none)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "matplotlib":
            raise
        raise NothingToGrade(
            _("Pictures as files need matplotlib, which is not installed."),
            next_step=_('Install it: pip install "backprop-dojo[plots]"; or leave out --output.'),
        ) from error


def _picture(exercise: Exercise, path: Path) -> "Picture":
    from grader.grading import Zygotes
    from grader.plots.run import plot_file

    with Zygotes() as zygotes:
        return plot_file(exercise, path, zygotes=zygotes)


def show_picture(picture: "Picture", *, color: bool) -> None:
    """Draw a picture in the terminal."""
    from grader.plots.text import Look, render
    from grader.report.marks import UNICODE, marks_for
    from grader.report.terminal import console_for

    console = console_for(color=color)
    colored = console.color_system is not None
    look = Look(
        width=min(max(console.width, 40), 80), unicode=marks_for(console.encoding) is UNICODE, color=colored
    )
    text = render(picture, look)
    text.rstrip()
    console.print(text, soft_wrap=True)


def _write(picture: "Picture", output: Path) -> None:
    """Write the picture, and say on the terminal where it is and what is missing from it."""
    from grader.plots.figure import render

    for note in picture.notes:
        click.echo(clean(note, limit=2000))
    if not picture.rows:
        return
    try:
        write_atomically(output, render(picture, output.suffix.lower().removeprefix(".")))
    except OSError as error:
        raise UsageProblem(
            _("{output} cannot be written ({reason}).", output=output, reason=error.strerror),
            next_step=_("Choose a place that you may write to."),
        ) from error
    click.echo(_("Written: {output}", output=clean_line(str(output))))


def _told(picture: "Picture", exercise: Exercise) -> ExitCode:
    """Return the exit code; where something was left out, say what to type next."""
    if not picture.left_out:
        return ExitCode.PASSED
    task = picture.left_out[0].task
    command = f"grade check {exercise.number}{f' -t {task}' if task else ''}"
    click.echo(_("  Next: {command}", command=command), err=True)
    return most_serious(*(note.exit_code for note in picture.left_out))
