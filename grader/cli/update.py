"""`grade update`: a newer kit's lessons and stubs, without touching anybody's work."""

from collections.abc import Sequence
from pathlib import Path

import click

from grader import __version__
from grader.errors import UsageProblem
from grader.exercise import all_exercises
from grader.handout import Handout, contents, notebooks, read_handout
from grader.i18n import _
from grader.update import Change, Step, carry_out, plan
from grader.workspace import find_workspace


@click.command("update")
@click.option("--dry-run", is_flag=True, help="Only show what would be done; write nothing.")
def update_command(*, dry_run: bool) -> None:
    """Bring the lessons and stubs of the installed kit into your course folder.

    Files that you did not change are replaced. Files that you changed stay as they are; where the kit has a newer
    one, it is put beside yours, for example backprop.new.py. Your progress stays.
    """
    workspace = find_workspace(Path.cwd())
    if workspace is None:
        raise UsageProblem(
            _("This is not a course folder, so there is nothing to update."),
            next_step=_("Go to your course folder, or make one: grade init my-course"),
        )
    # Of a folder without a record nothing is known to be untouched, so that every file that differs stays.
    known = read_handout(workspace.root) or Handout(version="")
    exercises = all_exercises()
    here = [exercise for exercise in exercises if (workspace.root / exercise.name).is_dir()]
    kit = {**dict(contents(exercises)), **dict(notebooks(exercises))}
    wanted = {name for name, _content in contents(here)}
    wanted |= {name for name, _content in notebooks(here) if (workspace.root / name).exists()}
    steps = plan(workspace.root, kit, wanted, known)
    if not dry_run:
        carry_out(workspace.root, steps, known)
    _tell(workspace.root, known, steps, dry_run=dry_run)
    # A course may hand out some exercises only; the others come when somebody asks for them.
    others = [exercise.name for exercise in exercises if exercise not in here]
    if others:
        names = ", ".join(others)
        click.echo(_("Not in this folder: {names}. To add them: grade init .", names=names))


def _tell(root: Path, known: Handout, steps: Sequence[Step], *, dry_run: bool) -> None:
    before = known.version or _("an unknown version")
    click.echo(_("{folder}: kit {before} -> {after}", folder=root, before=before, after=__version__))
    for step in steps:
        line = _line(step)
        if line:
            click.echo(f"  {line}")
    left = sum(step.change in (Change.YOURS, Change.CURRENT) for step in steps)
    if left == len(steps):
        click.echo(_("Everything is up to date; nothing was changed."))
    elif dry_run:
        click.echo(_("{number} other files need nothing. Nothing was written (--dry-run).", number=left))
    else:
        click.echo(_("{number} other files needed nothing. Next: grade", number=left))


def _line(step: Step) -> str:
    """Return what is said about one file; nothing where it stays as it is."""
    match step.change:
        case Change.ADDED:
            return _("added     {file}", file=step.name)
        case Change.REPLACED:
            return _("replaced  {file}", file=step.name)
        case Change.BESIDE:
            return _(
                "new       {new}  (you changed {file}, which stays as it is)", new=step.target, file=step.name
            )
        case Change.DROPPED:
            return _("left      {file}  (no longer part of the kit)", file=step.name)
        case _rest:
            return ""
