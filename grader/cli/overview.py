"""`grade`, `grade list` and `grade progress`: where you are. Plain text, so that it is instant."""

import sys
from pathlib import Path

import click

from grader import __version__
from grader.cli.output import tell_notices
from grader.course import first_unpassed_exercise
from grader.errors import ExitCode
from grader.exercise import Exercise, all_exercises
from grader.i18n import _
from grader.progress import Record
from grader.report.cells import cells, padded
from grader.report.marks import Marks, marks_for
from grader.scorecard import Outcome
from grader.workspace import Workspace, find_workspace


@click.command("list")
@click.option("--tasks", is_flag=True, help="List the tasks of every exercise too.")
def list_command(tasks: bool) -> None:
    """List the exercises, and which of them you have passed."""
    exercises = all_exercises()
    workspace = find_workspace(Path.cwd())
    width = max((len(exercise.name) for exercise in exercises), default=0)
    for exercise in exercises:
        mark, state = _state(_record(exercise, workspace), _marks())
        needs = _(" (needs {extras})", extras=", ".join(exercise.requires)) if exercise.requires else ""
        click.echo(f"{_line(mark, exercise, width, state)}  {exercise.shown_title}{needs}")
        for task in exercise.tasks if tasks else ():
            click.echo(f"      {task.name}: {task.shown_summary}")
    tell_notices(workspace)


@click.command("progress")
def progress_command() -> None:
    """See how far you are: points and tasks of every exercise, as last checked."""
    exercises = all_exercises()
    workspace = find_workspace(Path.cwd())
    width = max((len(exercise.name) for exercise in exercises), default=0)
    for exercise in exercises:
        record = _record(exercise, workspace)
        mark, state = _state(record, _marks())
        points = f"{record.earned}/{record.points}" if record.points and record.earned is not None else ""
        click.echo(f"{_line(mark, exercise, width, state)}  {points:>7}  {_tasks(exercise, record)}".rstrip())
    click.echo(f"\n{_next(first_unpassed_exercise(exercises, workspace), workspace)}")
    tell_notices(workspace)


def where_you_are() -> int:
    """Print the course folder, the exercise that is next, and what to type."""
    workspace = find_workspace(Path.cwd())
    exercises = all_exercises()
    click.echo(f"backprop-dojo {__version__}")
    if workspace is not None:
        passed = sum(workspace.record(exercise.name).passed for exercise in exercises)
        click.echo(
            _(
                "Course folder {root}: {passed} of {count} exercises passed.",
                root=workspace.root,
                passed=passed,
                count=len(exercises),
            )
        )
    click.echo(_next(first_unpassed_exercise(exercises, workspace), workspace))
    click.echo(_("All commands: grade --help"))
    tell_notices(workspace)
    return ExitCode.PASSED


def _next(exercise: Exercise | None, workspace: Workspace | None) -> str:
    if workspace is None:
        return _("This is not a course folder. Make one: grade init my-course; then: cd my-course")
    if exercise is None:
        return _("Every exercise is passed: well done.")
    return _(
        "Next: {name}, {title}\n"
        "  read      {name}/README.md\n"
        "  fill in   {name}/{file}\n"
        "  type      grade check {number}",
        name=exercise.name,
        title=exercise.shown_title,
        file=exercise.file,
        number=exercise.number,
    )


def _record(exercise: Exercise, workspace: Workspace | None) -> Record:
    return workspace.record(exercise.name) if workspace else Record()


def _state(record: Record, marks: Marks) -> tuple[str, str]:
    """Return the sign and the word for an exercise."""
    if record.passed:
        return marks.passed, _("passed")
    if any(task.earned for task in record.tasks.values()):
        return marks.unpassed, _("begun")
    return marks.waiting, _("not started")


def _line(mark: str, exercise: Exercise, width: int, state: str) -> str:
    """Return the first columns of an exercise's line."""
    widest = max(cells(word) for word in (_("passed"), _("begun"), _("not started")))
    return f"{mark} {exercise.name:<{width}}  {padded(state, widest)}"


def _tasks(exercise: Exercise, record: Record) -> str:
    passed = [name for name, task in record.tasks.items() if task.outcome == Outcome.PASSED]
    return (
        _("{passed} of {count} tasks", passed=len(passed), count=len(exercise.tasks))
        if record.checked
        else ""
    )


def _marks() -> Marks:
    return marks_for(sys.stdout.encoding)
