"""`grade check`: grade files and print their scorecards."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.completion import complete_exercise, complete_target, complete_task
from grader.cli.output import tell_error, tell_fault, tell_notices, wants_color
from grader.cli.progress_line import ProgressLine
from grader.course import is_own_file, remember
from grader.errors import DojoError, ExitCode, MissingLayer, most_serious
from grader.exercise import all_exercises
from grader.hints import check_task_name
from grader.i18n import _
from grader.report.redact import redact
from grader.repro import keep_scripts
from grader.scorecard import Scorecard
from grader.selection import Selected, select
from grader.settings import Settings, read_settings
from grader.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from grader.grading import Zygotes

_ZERO_WITH_EXIT_ZERO = (ExitCode.NOT_PASSED, ExitCode.FORBIDDEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to grade and how to print."""

    tasks: tuple[str, ...]
    seed: str | None
    strict: bool
    accept_missing: tuple[str, ...]
    verbose: bool
    quiet: bool
    color: bool
    fresh: str
    settings: Settings


@click.command("check")
@click.argument("targets", nargs=-1, metavar="[EXERCISE|FILE]...", shell_complete=complete_target)
@click.option(
    "-e", "--exercise", metavar="EXERCISE", shell_complete=complete_exercise,
    help="Grade the files as this exercise, whatever their names.",
)  # fmt: skip
@click.option("-t", "--task", "tasks", multiple=True, metavar="TASK", shell_complete=complete_task,
              help="Check only this task (may be repeated).")  # fmt: skip
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
    )
    selected = select(targets, exercise, all_exercises(), here, workspace)
    if not selected:
        click.echo(_("Every exercise is passed. To check one again, name it: grade check 01"))
        return ExitCode.PASSED
    code = _check_all(selected, workspace, options)
    tell_notices(workspace)
    return ExitCode.PASSED if exit_zero and code in _ZERO_WITH_EXIT_ZERO else code


def _check_all(selected: tuple[Selected, ...], workspace: Workspace | None, options: Options) -> ExitCode:
    """Grade one file after the other; what is wrong with one does not stop the others."""
    from grader.grading import Zygotes

    codes = []
    with Zygotes() as zygotes:
        for item in selected:
            try:
                codes.append(_check_one(item, workspace, options, zygotes))
            except MissingLayer:
                raise
            except DojoError as error:
                tell_error(error)
                codes.append(error.exit_code)
            except Exception as error:
                tell_fault(error)
                codes.append(ExitCode.GRADER_FAULT)
    return most_serious(*codes)


def _check_one(item: Selected, workspace: Workspace | None, options: Options, zygotes: "Zygotes") -> ExitCode:
    from grader.grading import grade_file
    from grader.jail.flavours import Fresh

    with ProgressLine(quiet=options.quiet) as progress:
        scorecard = grade_file(
            item.exercise,
            item.path,
            tasks=[check_task_name(item.exercise, task) for task in options.tasks],
            seed=options.seed,
            strict=options.strict,
            accept_missing=options.accept_missing,
            on_progress=progress.update,
            zygotes=zygotes,
            fresh=Fresh(options.fresh),
        )
    script = None
    if workspace is not None and is_own_file(item.exercise, item.path, workspace):
        remember(item.exercise, redact(scorecard, diagnosis=options.settings.diagnosis), workspace)
        script = keep_scripts(item.exercise, scorecard, item.path, workspace)
    shown = redact(scorecard, diagnosis=options.settings.diagnosis)
    _print(shown, options, item.again, script)
    return scorecard.exit_code


def _print(scorecard: Scorecard, options: Options, again: str, script: Path | None) -> None:
    from grader.report import terminal

    if options.quiet:
        click.echo(terminal.summary(scorecard))
    else:
        terminal.show(
            scorecard, verbose=options.verbose, color=options.color, again=again, script=_shown_path(script)
        )


def _shown_path(path: Path | None) -> str:
    """Return a path as one would type it from here."""
    if path is None:
        return ""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
