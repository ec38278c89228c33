"""What `grade check` does with each file that was selected: grade it, print it, remember it, make it an entry."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.formats import Output
from grader.cli.output import shown_path, tell_error, tell_fault
from grader.cli.progress_line import ProgressLine
from grader.errors import DojoError, ExitCode, GraderFault, MissingLayer, NothingToGrade, UnknownExercise
from grader.exercise import Exercise, find_exercise
from grader.hints import check_task_name
from grader.i18n import _
from grader.practice import keep
from grader.report.entries import Entry, Graded, NotGraded, Reason
from grader.report.formats import Format
from grader.report.redact import Feedback
from grader.scorecard import Scorecard
from grader.selection import Selected, select
from grader.settings import Settings
from grader.submission import read_plain_file
from grader.workspace import Workspace

if TYPE_CHECKING:
    from grader.grading import Zygotes


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
    feedback: Feedback
    outputs: tuple[Output, ...]

    @property
    def prints(self) -> bool:
        """Return whether the scorecards are printed one by one, as they come."""
        return Output(format=Format.TEXT) in self.outputs

    @property
    def reports(self) -> bool:
        """Return whether anything is written beside or in place of the printed scorecards."""
        return len(self.outputs) > self.prints


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An exercise that was named and whose file is not there, with what there is to say about it."""

    exercise: Exercise
    path: Path
    error: NothingToGrade


def select_named(
    words: Sequence[str],
    as_exercise: str | None,
    exercises: Sequence[Exercise],
    here: Path,
    workspace: Workspace | None,
) -> tuple[Selected | Missing, ...]:
    """Return what is named, each on its own: a file that is not there does not stop the others."""
    if not words:
        return select(words, as_exercise, exercises, here, workspace)
    found: list[Selected | Missing] = []
    for word in words:
        try:
            found += select((word,), as_exercise, exercises, here, workspace)
        except NothingToGrade as error:
            exercise = _exercise_meant(word, exercises)
            if exercise is None:
                raise
            path = Path(word) if Path(word).name == exercise.file else Path(exercise.name, exercise.file)
            found.append(Missing(exercise=exercise, path=path, error=error))
    return tuple(found)


def _exercise_meant(word: str, exercises: Sequence[Exercise]) -> Exercise | None:
    """Return the exercise of a word that named no file: by the name of the file, or of the exercise."""
    by_file = next((exercise for exercise in exercises if exercise.file == Path(word).name), None)
    if by_file is not None:
        return by_file
    try:
        return find_exercise(word, exercises)
    except UnknownExercise:
        return None


def check_all(
    selected: Sequence[Selected | Missing], workspace: Workspace | None, options: Options
) -> tuple[Entry, ...]:
    """Grade one file after the other; what is wrong with one does not stop the others."""
    from grader.grading import Zygotes

    entries: list[Entry] = []
    with Zygotes() as zygotes:
        for item in selected:
            try:
                entries.append(_check_one(item, workspace, options, zygotes))
            except MissingLayer:
                raise
            except DojoError as error:
                tell_error(error)
                entries.append(_not_graded(item, error, options))
            except Exception as error:
                tell_fault(error)
                entries.append(_not_graded(item, GraderFault(_("The grader itself failed.")), options))
    return tuple(entries)


def _check_one(
    item: Selected | Missing, workspace: Workspace | None, options: Options, zygotes: "Zygotes"
) -> Graded:
    if isinstance(item, Missing):
        raise item.error
    scorecard = _grade(item, options, zygotes)
    shown, script = keep(
        item.exercise, scorecard, item.path, workspace, settings=options.settings, feedback=options.feedback
    )
    if options.prints:
        _print(shown, options, item.again, script)
    return Graded(scorecard=shown, source=_source(item.path))


def _grade(item: Selected, options: Options, zygotes: "Zygotes") -> Scorecard:
    from grader.grading import grade_file
    from grader.jail.flavours import Fresh

    with ProgressLine(quiet=options.quiet) as progress:
        return grade_file(
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


def _not_graded(item: Selected | Missing, error: DojoError, options: Options) -> NotGraded:
    """Return the entry of a file without a scorecard; of one that is not there with the points that it costs."""
    reason = Reason.GRADER_FAULT if error.exit_code is ExitCode.GRADER_FAULT else Reason.NOT_GRADABLE
    points = 0
    if isinstance(item, Missing) or not os.path.lexists(item.path):
        reason = Reason.NO_FILE
        points = _planned_points(item.exercise, options) if options.reports else 0
    return NotGraded(
        exercise=item.exercise.name, title=item.exercise.title, file=str(item.path), reason=reason,
        message=error.message, next_step=error.next_step, exit_code=error.exit_code, points=points,
    )  # fmt: skip


def _planned_points(exercise: Exercise, options: Options) -> int:
    from grader.checks.bank import load_checks  # numpy, which no grading has imported here

    tasks = [check_task_name(exercise, task) for task in options.tasks]
    with suppress(GraderFault):
        planned = [check.declared for check in load_checks(exercise)]
        return sum(declared.points for declared in planned if not tasks or declared.task in tasks)
    return 0


def _source(path: Path) -> str:
    """Return a student's file as text, to find the lines of its tasks; "" where it cannot be read any more."""
    try:
        return read_plain_file(path).decode("utf-8", "replace")
    except DojoError:
        return ""


def _print(scorecard: Scorecard, options: Options, again: str, script: Path | None) -> None:
    from grader.report import terminal

    if options.quiet:
        click.echo(terminal.summary(scorecard))
    else:
        terminal.show(
            scorecard, verbose=options.verbose, color=options.color, again=again, script=shown_path(script)
        )
