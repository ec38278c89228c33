"""`grade export`: fill points into the instructor's own gradebook file, with the diff first."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.class_options import OUT
from grader.errors import ExitCode, UsageProblem
from grader.i18n import _, later
from grader.report.clean import clean_line
from grader.workspace import write_atomically

if TYPE_CHECKING:
    from grader.classroom.export import Filled


@click.command("export")
@click.argument("out", type=OUT)
@click.option("--format", "form", type=click.Choice(["csv", "canvas", "moodle", "gradescope", "json"]), default="csv",
              show_default=True, help="Whose file it is.")  # fmt: skip
@click.option("--into", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="The file as downloaded, which is filled in; with csv and json a file to write.")  # fmt: skip
@click.option("--column", metavar="TITLE|ID", help="The column to fill, by title or by Canvas's number.")
@click.option(
    "-e", "--exercise", "name", metavar="EXERCISE", help="Which exercise, where the class has several."
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("-y", "--yes", is_flag=True, help="Write without asking.")
@click.option("--due", metavar="MOMENT", help="When hand-ins were due: 2026-05-01T23:59+09:00.")
@click.option(
    "--grace",
    type=click.FloatRange(0),
    default=0.0,
    metavar="MINUTES",
    help="Minutes after it that cost nothing.",
)
@click.option(
    "--late-per-day",
    type=click.FloatRange(0, 100),
    default=0.0,
    metavar="PERCENT",
    help="What each begun day costs.",
)
@click.option(
    "--late-most",
    type=click.FloatRange(0, 100),
    default=100.0,
    metavar="PERCENT",
    help="What lateness costs at most.",
)
def export_command(
    out: Path, form: str, into: Path | None, column: str | None, name: str | None, dry_run: bool, yes: bool,
    due: str | None, grace: float, late_per_day: float, late_most: float,
) -> int:  # fmt: skip
    """Take the points of OUT to where grades are kept; the late policy applies here and never in the record."""
    from grader.classroom.export import OWN, fill
    from grader.classroom.gradebook import open_gradebook
    from grader.classroom.standing import LatePolicy, read_moment, standings
    from grader.exercise import all_exercises, find_exercise

    policy = LatePolicy(
        due=read_moment(due) if due else None, grace=timedelta(minutes=grace), per_day=late_per_day / 100,
        most=late_most / 100,
    )  # fmt: skip
    wanted = find_exercise(name, all_exercises()).name if name else None
    with open_gradebook(out) as gradebook:
        chosen = (
            s
            for s in standings(gradebook, policy, text=form == "json")
            if wanted in (None, s.record.exercise)
        )
        if form in OWN:
            return _write_own(OWN[form](chosen), into, dry_run=dry_run)
        if wanted is None and len(gradebook.counting()) > 1:
            raise UsageProblem(
                _("This class has several exercises."), next_step=_("Name the one to export with -e.")
            )
        if into is None or not into.is_file():
            raise UsageProblem(
                _("There is no file to fill."), next_step=_("Download the gradebook, then: --into FILE")
            )
        filled = fill(into.read_bytes(), into.name, form, column, chosen, gradebook.aliases())
    _tell(filled)
    if dry_run or not filled.edits:
        return ExitCode.PASSED
    if not yes and not click.confirm(
        _("Write {count} cells into {into}?", count=len(filled.edits), into=into), default=False
    ):
        return ExitCode.PASSED
    write_atomically(into, filled.data)
    click.echo(_("Written. Next: import {into} where you downloaded it.", into=into))
    return ExitCode.PASSED


def _write_own(text: str, into: Path | None, *, dry_run: bool) -> ExitCode:
    if into is None or dry_run:
        click.echo(text, nl=False)
    else:
        write_atomically(into, text.encode())
    return ExitCode.PASSED


def _tell(filled: "Filled") -> None:
    """Show the diff, and who could not be matched in either direction."""
    click.echo(
        _("Column {column}: {count} cells change.", column=clean_line(filled.column), count=len(filled.edits))
    )
    for edit in filled.edits:
        click.echo(f"  {clean_line(edit.person)}: {clean_line(edit.before) or _('(empty)')} -> {edit.after}")
    for message, people in (
        (later("Only in the gradebook ({count}): {people}"), filled.only_in_gradebook),
        (later("Only in the file ({count}): {people}"), filled.only_in_file),
    ):
        if people:
            click.echo(_(message, count=len(people), people=", ".join(map(clean_line, people))))
