"""`grade class`: grade every hand-in of a class."""

import shlex
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.class_options import FILE, OUT, chosen_exercises, grading_options, seed_of, settings_of
from grader.cli.class_progress import ClassProgress
from grader.errors import ExitCode, NothingToGrade, UsageProblem
from grader.i18n import _, later

if TYPE_CHECKING:
    from grader.classroom.conditions import Conditions
    from grader.classroom.gradebook import Gradebook
    from grader.classroom.handin import Handin
    from grader.classroom.run import Tally
    from grader.exercise import Exercise


@click.command("class")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, exists=True))
@click.option(
    "-e",
    "--exercise",
    "names",
    multiple=True,
    metavar="EXERCISE",
    help="Grade this exercise (may be repeated).",
)
@click.option("-o", "--out", type=OUT, required=True, help="The folder of the gradebook and the reports.")
@click.option("--resume", is_flag=True, help="Go on with a run that was begun; without one there, refuse.")
@click.option("--force", is_flag=True, help="Grade everything again, results that are there included.")
@click.option("--only", multiple=True, metavar="ID", help="Grade this student only (may be repeated).")
@click.option("--exclude", multiple=True, metavar="ID", help="Leave this student out (may be repeated).")
@click.option("--roster", type=FILE, metavar="CSV", help="Who is in the class: columns id, name, email.")
@grading_options
def class_command(
    directory: Path, names: tuple[str, ...], out: Path, resume: bool, force: bool, only: tuple[str, ...],
    exclude: tuple[str, ...], roster: Path | None, jobs: int | None, seed_file: Path | None, timeout: float,
    accept_missing: tuple[str, ...], executor: str, scheduler: str | None,
) -> int:  # fmt: skip
    """Grade every hand-in in DIR: folders, files, archives, Canvas, Moodle and Gradescope exports, clones.

    The same command again goes on where it stopped; nothing is graded twice.
    """
    from grader.classroom.conditions import conditions_of
    from grader.classroom.gradebook import FILE as GRADEBOOK
    from grader.classroom.gradebook import Gradebook, now
    from grader.classroom.run import grade_pending, locked

    if resume and not (out / GRADEBOOK).is_file():
        raise NothingToGrade(
            _("There is no run in {out} to go on with.", out=out),
            next_step=_("Leave --resume out to begin one."),
        )
    exercises = chosen_exercises(names)
    with locked(out), Gradebook(out / GRADEBOOK) as gradebook:
        seed = seed_of(seed_file, out, begun=bool(gradebook.counting()))
        settings, make_executor = settings_of(seed, jobs, timeout, accept_missing, executor, scheduler)
        conditions = {e.name: conditions_of(e, seed, accept_missing) for e in exercises}
        _require_same(gradebook, conditions, out, force=force)
        before = now() if force else ""
        count = gradebook.take_in(_handins(directory, exercises, roster, only, exclude))
        if count == 0:
            raise NothingToGrade(
                _("There is no hand-in in {directory}.", directory=directory),
                next_step=_("See what it takes: grade class --help"),
            )
        gradebook.count(conditions)
        pending = {
            name: gradebook.pending(one, before=before, people=only) for name, one in conditions.items()
        }
        planned = sum(map(len, pending.values()))
        click.echo(
            _("{count} hand-ins; {planned} different ones to grade.", count=count, planned=planned), err=True
        )
        with ClassProgress(planned) as progress:
            tally = grade_pending(gradebook, pending, conditions, settings, make_executor, progress.update)
        return _finish(gradebook, tally, out)


def _require_same(
    gradebook: "Gradebook", conditions: dict[str, "Conditions"], out: Path, *, force: bool
) -> None:
    """Refuse to mix results: a change of checks, kit, environment or seed is a regrade, which shows its effect."""
    for name, counted in gradebook.counting().items():
        if name in conditions and counted != conditions[name] and not force:
            fields = (later("checks"), later("kit"), later("environment"), later("seed"))
            changed = [f for f in fields if getattr(counted, f) != getattr(conditions[name], f)]
            raise UsageProblem(
                _(
                    "{name} was graded in {out} with another {changed}.",
                    name=name,
                    out=out,
                    changed=_(" and ").join(map(_, changed)),
                ),
                next_step=_(
                    "See who would change: grade regrade {out} --dry-run (or grade all anew: --force)",
                    out=out,
                ),
            )


def _handins(
    directory: Path,
    exercises: tuple["Exercise", ...],
    roster: Path | None,
    only: Iterable[str],
    exclude: Iterable[str],
) -> Iterator["Handin"]:
    from grader.classroom.intake import find_handins
    from grader.classroom.people import on_roster, read_roster

    people = read_roster(roster) if roster else None
    chosen, left_out = set(only), set(exclude)
    for handin in on_roster(find_handins(directory, exercises), people, [e.name for e in exercises]):
        if handin.person.id not in left_out and (not chosen or handin.person.id in chosen):
            yield handin


def _finish(gradebook: "Gradebook", tally: "Tally", out: Path) -> ExitCode:
    """Say how it ended and what comes next."""
    if tally.interrupted:
        again = shlex.join(["grade", *sys.argv[1:]])
        left = tally.planned - tally.done
        click.echo(
            _(
                "Interrupted: {done} graded and recorded, {left} left.\n  Next: {again}",
                done=tally.done,
                left=left,
                again=again,
            ),
            err=True,
        )
        return ExitCode.INTERRUPTED
    records = list(gradebook.records(text=False))
    odd = sum(record.oddity is not None for record in records)
    faults = sum(record.fault is not None and record.earned is None for record in records)
    click.echo(
        _(
            "{count} hand-ins: {graded} with points, {odd} odd, {faults} faults.",
            count=len(records),
            graded=len(records) - odd - faults,
            odd=odd,
            faults=faults,
        )
    )
    click.echo(_("  Next: grade report {out}", out=shlex.quote(str(out))))
    if faults:
        click.echo(_("The grader failed on some; the same command tries those again."), err=True)
        return ExitCode.GRADER_FAULT
    return ExitCode.PASSED
