"""`grade check`: grade files, print their scorecards, and write reports of them."""

import os
from pathlib import Path

import click

from grader.cli.checking import Missing, Options, check_all, select_named
from grader.cli.completion import complete_exercise, complete_format, complete_target, complete_task
from grader.cli.formats import read_outputs, require_outputs, require_whole, setting_for, write_outputs
from grader.cli.output import tell_notices, wants_color
from grader.errors import ExitCode, most_serious
from grader.exercise import all_exercises
from grader.i18n import _
from grader.report.entries import exit_code
from grader.report.redact import Feedback
from grader.selection import Selected
from grader.settings import read_settings
from grader.workspace import Workspace, find_workspace

_UPSTREAM = "@upstream"  # what --changed stands for alone; no commit can be called that
_ZERO_WITH_EXIT_ZERO = (ExitCode.NOT_PASSED, ExitCode.FORBIDDEN)


@click.command("check")
@click.argument("targets", nargs=-1, metavar="[EXERCISE|FILE]...", shell_complete=complete_target)
@click.option(
    "-e", "--exercise", metavar="EXERCISE", shell_complete=complete_exercise,
    help="Grade the files as this exercise, whatever their names.",
)  # fmt: skip
@click.option("-t", "--task", "tasks", multiple=True, metavar="TASK", shell_complete=complete_task,
              help="Check only this task (may be repeated).")  # fmt: skip
@click.option("--changed", "since", is_flag=False, flag_value=_UPSTREAM, metavar="[SINCE]",
              help="Check only what differs from a commit, tag or branch: without one from the upstream branch,"
                   " or else from the last commit. What is not committed counts. Where nothing was touched"
                   " nothing can fail: exit 0.")  # fmt: skip
@click.option("-o", "--output", "outputs", multiple=True, metavar="FORMAT[=FILE]", shell_complete=complete_format,
              help="Write a report (may be repeated): text, lines, json, junit, gradescope, classroom50, github,"
                   " markdown or html. Without a file it goes to standard output, in place of the text.")  # fmt: skip
@click.option("--feedback", type=click.Choice([str(each) for each in Feedback]), default="full", show_default=True,
              help="What readers are told: all; no expected values and no diagnosis; outcomes and points.")  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="Show every check, passed ones too.")
@click.option("--quiet", is_flag=True, help="Print one line per file.")
@click.option("--no-color", is_flag=True, help="Print without colours (NO_COLOR does the same).")
@click.option("--seed", metavar="TEXT", help="Draw the inputs of the checks from this seed.")
@click.option(
    "--ci",
    is_flag=True,
    help="Strict: refuse to run where confinement is incomplete (CI=true does the same).",
)
@click.option("--accept-missing", multiple=True, metavar="LAYER",
              help="In strict mode, do without this layer of confinement; the result says so.")  # fmt: skip
@click.option("--exit-zero", is_flag=True, help="Exit 0 once files were graded, whatever the points.")
@click.option("--fresh", type=click.Choice(["seldom", "task", "check"]), default="seldom", hidden=True,
              help="How often to take a new process (for bench/latency.py).")  # fmt: skip
def check_command(
    targets: tuple[str, ...],
    exercise: str | None,
    tasks: tuple[str, ...],
    since: str | None,
    outputs: tuple[str, ...],
    feedback: str,
    verbose: bool,
    quiet: bool,
    no_color: bool,
    seed: str | None,
    ci: bool,
    accept_missing: tuple[str, ...],
    exit_zero: bool,
    fresh: str,
) -> int:
    """Check an exercise, or files; without a name the first exercise not yet passed.

    An exercise goes by its number, name or the beginning of one: 03, 03_backprop, backp. A file is graded as
    the exercise whose file has its name.
    """
    here = Path.cwd()
    workspace = find_workspace(here)
    options = Options(
        tasks=tasks,
        seed=seed,
        strict=ci or os.environ.get("CI", "").lower() in ("1", "true"),
        accept_missing=accept_missing,
        verbose=verbose,
        quiet=quiet,
        color=wants_color(no_color=no_color),
        fresh=fresh,
        settings=read_settings(workspace.root if workspace is not None else None),
        feedback=Feedback(feedback),
        outputs=read_outputs(outputs),
    )
    require_whole(options.outputs, named=bool(targets), part=since is not None)
    selected = _select(targets, exercise, since, here, workspace)
    setting = setting_for(options.outputs)
    require_outputs(options.outputs, [item.path for item in selected], setting)
    if not selected:
        click.echo(_nothing_selected(since), err=not options.prints)
    entries = check_all(selected, workspace, options)
    written = write_outputs(options.outputs, entries, setting)
    tell_notices(workspace)
    code = most_serious(exit_code(entries), written)
    return ExitCode.PASSED if exit_zero and code in _ZERO_WITH_EXIT_ZERO else code


def _select(
    targets: tuple[str, ...], exercise: str | None, since: str | None, here: Path, workspace: Workspace | None
) -> tuple[Selected | Missing, ...]:
    """Return what to grade: what is named or comes next, and with --changed what was touched of it."""
    exercises = all_exercises()
    if since is None or targets or exercise:
        selected = select_named(targets, exercise, exercises, here, workspace)
        if since is None:
            return selected
    from grader.changes import candidates, touched

    if not targets and not exercise:
        selected = candidates(exercises, here, workspace)
    return touched(selected, "" if since == _UPSTREAM else since, here)


def _nothing_selected(since: str | None) -> str:
    if since is None:
        return _("Every exercise is passed. To check one again, name it: grade check 01")
    return _("No exercise was touched, so nothing was checked. To check one all the same: grade check 01")
