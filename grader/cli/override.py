"""`grade override`: points given by hand, kept through regrades and shown apart."""

from pathlib import Path

import click

from grader.cli.class_options import OUT
from grader.errors import ExitCode, UsageProblem
from grader.i18n import _


@click.command("override")
@click.argument("person", metavar="ID")
@click.argument("task")
@click.argument("points", type=click.IntRange(0), required=False)
@click.option("--reason", default="", help="Why; it is shown with the points.")
@click.option("-o", "--out", type=OUT, default=Path(), help="The folder of the gradebook (default: here).")
@click.option(
    "-e", "--exercise", "name", metavar="EXERCISE", help="Which exercise, where the class has several."
)
@click.option("--remove", is_flag=True, help="Take an override back.")
def override_command(
    person: str, task: str, points: int | None, reason: str, out: Path, name: str | None, remove: bool
) -> int:
    """Give the student ID this many points for TASK, whatever the checks say, now and after regrades."""
    from grader.classroom.gradebook import open_gradebook
    from grader.classroom.run import locked
    from grader.exercise import all_exercises, find_exercise

    if remove == (points is not None) or not (remove or reason.strip()):
        raise UsageProblem(_("An override needs points and a reason."), next_step=_('Add: 5 --reason "..."'))
    open_gradebook(out).close()
    with locked(out), open_gradebook(out) as gradebook:
        wanted = find_exercise(name, all_exercises()).name if name else None
        records = [r for r in gradebook.records() if r.person == person and wanted in (None, r.exercise)]
        holding = [e for e in all_exercises() if any(t.name == task for t in e.tasks)]
        records = [r for r in records if r.exercise in {e.name for e in holding}]
        if len(records) != 1:
            found = ", ".join(r.exercise for r in records) or _("none")
            raise UsageProblem(
                _(
                    "{person} has {task!r} in these exercises: {found}.",
                    person=person,
                    task=task,
                    found=found,
                ),
                next_step=_("Name one with -e, or check ID and TASK."),
            )
        card = records[0].scorecard()
        most = next((t.points for t in card.tasks if t.name == task), None) if card else None
        if points is not None and most is not None and points > most:
            raise UsageProblem(
                _("{task} has {most} points.", task=task, most=most),
                next_step=_("Give at most {most}.", most=most),
            )
        gradebook.override(person, records[0].exercise, task, points, reason.strip())
    click.echo(
        _("{person}, {task}: as the checks say.", person=person, task=task)
        if remove
        else _(
            "{person}, {task}: {points} points by hand ({reason}).",
            person=person,
            task=task,
            points=points,
            reason=reason.strip(),
        )
    )
    return ExitCode.PASSED
