"""`grade regrade`: grade again what has changed, and show who changes before it counts."""

from pathlib import Path

import click

from grader.cli.class_options import OUT, chosen_exercises, grading_options, seed_of, settings_of
from grader.cli.class_progress import ClassProgress
from grader.errors import ExitCode, GraderFault
from grader.i18n import _


@click.command("regrade")
@click.argument("out", type=OUT)
@click.option(
    "-e", "--exercise", "names", multiple=True, metavar="EXERCISE", help="Regrade this exercise only."
)
@click.option("--dry-run", is_flag=True, help="Show who would change; what counts stays as it is.")
@click.option("-y", "--yes", is_flag=True, help="Record without asking.")
@grading_options
def regrade_command(
    out: Path, names: tuple[str, ...], dry_run: bool, yes: bool, jobs: int | None, seed_file: Path | None,
    timeout: float, accept_missing: tuple[str, ...], executor: str, scheduler: str | None,
) -> int:  # fmt: skip
    """Run the submissions in OUT whose checks, kit, environment or seed has changed since they were graded."""
    from grader.classroom.changes import changes
    from grader.classroom.conditions import conditions_of
    from grader.classroom.gradebook import open_gradebook
    from grader.classroom.run import grade_pending, locked

    open_gradebook(out).close()
    with locked(out), open_gradebook(out) as gradebook:
        counting = gradebook.counting()
        seed = seed_of(seed_file, out, begun=True)
        settings, make_executor = settings_of(seed, jobs, timeout, accept_missing, executor, scheduler)
        exercises = [e for e in chosen_exercises(names or tuple(counting)) if e.name in counting]
        conditions = {e.name: conditions_of(e, seed, accept_missing) for e in exercises}
        pending = {name: gradebook.pending(one) for name, one in conditions.items()}
        with ClassProgress(sum(map(len, pending.values()))) as progress:
            tally = grade_pending(gradebook, pending, conditions, settings, make_executor, progress.update)
        if tally.interrupted:
            click.echo(
                _("Interrupted; the same command goes on from here. What counts is as before."), err=True
            )
            return ExitCode.INTERRUPTED
        if tally.faults:
            raise GraderFault(
                _(
                    "The grader failed on {faults} submissions; what counts is as before.",
                    faults=tally.faults,
                ),
                next_step=_("See what this machine offers: grade doctor. Then give the same command again."),
            )
        found = sorted(changes(gradebook, conditions), key=lambda change: (change.difference, change.person))
        click.echo(
            _("{done} graded again; {count} people's points differ.", done=tally.done, count=len(found))
        )
        for change in found:
            before, after = (0 if points is None else points for points in (change.before, change.after))
            click.echo(f"  {change.person}  {change.exercise}  {before} -> {after}  ({change.difference:+d})")
        if dry_run or conditions == {name: counting[name] for name in conditions}:
            return ExitCode.PASSED
        if found and not yes and not click.confirm(_("Let these points count?"), default=False):
            click.echo(_("What counts is as before."))
            return ExitCode.PASSED
        gradebook.count(conditions)
        click.echo(_("Recorded."))
    return ExitCode.PASSED
