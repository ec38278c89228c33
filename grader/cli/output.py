"""What every command prints alike: errors with their next step, faults with the place of their traceback."""

import io
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

import click

from grader.errors import DojoError
from grader.i18n import _, language
from grader.report.cells import cells, wrapped
from grader.report.clean import clean, clean_line
from grader.workspace import Workspace, find_workspace


def prepare_streams() -> None:
    """Let no character end a command: what the terminal's encoding lacks is written as its escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def tell_error(error: DojoError) -> None:
    """Print what is wrong and what to do about it."""
    click.echo(f"grade: {clean(error.message)}", err=True)
    if error.next_step:
        click.echo(_("  Next: {next_step}", next_step=clean(error.next_step)), err=True)


def tell_fault(error: BaseException) -> None:
    """Print one paragraph on a fault of the grader's, and keep its traceback in a file."""
    place = _keep_traceback(error)
    kept = (
        _("The details are in {place}; please send that file along when you report this.", place=place)
        if place
        else ""
    )
    click.echo(
        _(
            "grade: the grader itself failed ({kind}). This is not your mistake, and nothing was "
            "recorded. {kept}\n  Next: see whether the installation is sound: grade doctor",
            kind=type(error).__name__,
            kept=kept,
        ),
        err=True,
    )


def tell_notices(workspace: Workspace | None) -> None:
    """Print what a course folder could not read or keep."""
    for notice in workspace.notices if workspace else ():
        click.echo(_("Note: {notice}", notice=clean_line(notice)), err=True)


def beside(opening: str, text: str, *, width: int = 80) -> str:
    """Return text in lines of at most `width` cells, the first behind `opening`, the others as far in."""
    if language() == "en":
        blank = " " * len(opening)
        return click.wrap_text(text, width, opening, blank, preserve_paragraphs=True)
    lines = wrapped(text, width - cells(opening))
    return "\n".join(
        [f"{opening}{lines[0]}", *(f"{' ' * cells(opening)}{line}".rstrip() for line in lines[1:])]
    )


def wants_color(*, no_color: bool) -> bool:
    """Return whether colour is welcome: not refused by an option or by NO_COLOR (https://no-color.org)."""
    return not no_color and not os.environ.get("NO_COLOR")


def shown_path(path: Path | None) -> str:
    """Return a path as one would type it from here; empty without one."""
    if path is None:
        return ""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _keep_traceback(error: BaseException) -> Path | None:
    """Write the traceback into the course folder, or the temporary folder where that fails."""
    text = "".join(traceback.format_exception(error))
    workspace = find_workspace(Path.cwd())
    name = f"fault-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    for folder in ([workspace.folder / "faults"] if workspace else []) + [Path(tempfile.gettempdir())]:
        try:
            folder.mkdir(exist_ok=True)
            with (folder / name).open("x", encoding="utf-8", errors="backslashreplace") as stream:
                stream.write(text)
        except OSError:
            continue
        return folder / name
    return None
