"""Run an exercise's plots.py on a student's file, behind the wall, and return the picture."""

import gc
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from grader.checks.bank import PlannedCheck, load_checks, load_module
from grader.checks.slips import empty_file, load_problem
from grader.errors import GraderFault, NothingToGrade
from grader.exercise import Exercise
from grader.grading import Zygotes, require_extras
from grader.i18n import _
from grader.jail.pool import Pool, flavour_of
from grader.jail.process import Child
from grader.jail.remote import RemoteSession
from grader.jail.transcript import ChildEnded, StudentError
from grader.plots.picture import LeftOut, Picture, Row
from grader.plots.sketch import Sketch
from grader.scorecard import Outcome
from grader.submission import read_submission

DrawRow = Callable[[Any, Sketch], None]


def plot_file(exercise: Exercise, path: Path, *, zygotes: Zygotes) -> Picture:
    """Draw what a student's file does; what it cannot give is left out of the picture and named in it.

    Raises NothingToGrade (no file, no pictures for this exercise, an extra is missing) and UsageProblem.
    """
    require_extras(exercise)
    rows = _rows(exercise)
    submission = read_submission(path, exercise)
    pool = Pool(zygotes.get(flavour_of(exercise.requires)), submission, driver=exercise.folder / "driver.py")
    run = _PlotRun(exercise, pool)
    collecting = gc.isenabled()
    gc.disable()  # as for a check: a collection between two messages could release what the second one names
    try:
        run.draw(rows)
    finally:
        pool.close()
        if collecting:
            gc.enable()
    return run.picture(str(path))


def _rows(exercise: Exercise) -> tuple[DrawRow, ...]:
    if not (exercise.folder / "plots.py").is_file():
        raise NothingToGrade(
            _("There are no pictures for {exercise}.", exercise=exercise.name),
            next_step=_("Check it: grade check {number}", number=exercise.number),
        )
    rows: tuple[DrawRow, ...] = load_module(exercise.folder, "plots").ROWS
    return rows


class _PlotRun:
    """Draws with one function of plots.py after the other, each with a fresh copy of the student's file."""

    def __init__(self, exercise: Exercise, pool: Pool) -> None:
        self._exercise = exercise
        self._pool = pool
        self._bars: Mapping[str, PlannedCheck] = {check.name: check for check in load_checks(exercise)}
        self._rows: list[Row] = []
        self._left_out: list[LeftOut] = []
        self._missing: tuple[str, ...] = ()
        self._printed = ""

    def draw(self, rows: tuple[DrawRow, ...]) -> None:
        """Draw every row; a file that does not load ends the run with what is wrong with it."""
        empty = empty_file(self._pool.source, self._exercise)
        if empty is not None:
            self._left_out.append(LeftOut(task="", outcome=Outcome.ERRORED, message=empty.message))
            return
        for draw_row in rows:
            child, session = self._pool.take()
            try:
                if not self._load(child, session):
                    return
                self._one(draw_row, session)
            finally:
                self._printed += child.printed()
                child.close()

    def _load(self, child: Child, session: RemoteSession) -> bool:
        try:
            session.ready()
        except StudentError as error:
            evidence, outcome = load_problem(error, self._exercise)
            self._left_out.append(LeftOut(task="", outcome=outcome, message=evidence.message))
            return False
        except ChildEnded as end:
            self._left_out.append(LeftOut(task="", outcome=end.outcome, message=end.message))
            return False
        seal = session.seal
        self._missing = (*seal.missing, *(f"probe:{probe}" for probe in seal.failed_probes)) if seal else ()
        return True

    def _one(self, draw_row: DrawRow, session: RemoteSession) -> None:
        row = Row(name=draw_row.__name__, title=(draw_row.__doc__ or "").strip().partition("\n")[0])
        sketch = Sketch(row, self._exercise, session, self._bars)
        try:
            draw_row(session.module, sketch)
        except ChildEnded as end:
            if end.outcome is Outcome.BROKEN:
                raise GraderFault(end.message) from end
        for drawn in sketch.rows:
            if any(panel.drawn for panel in drawn.panels):
                drawn.panels = [panel for panel in drawn.panels if panel.drawn or panel.beside]
                self._rows.append(drawn)
        self._left_out.extend(note for note in sketch.left_out if note not in self._left_out)

    def picture(self, file: str) -> Picture:
        """Return what was drawn and what was left out."""
        return Picture(
            exercise=self._exercise.name,
            title=self._exercise.shown_title,
            file=file,
            rows=tuple(self._rows),
            left_out=tuple(self._left_out),
            missing_layers=self._missing,
            printed=self._printed,
        )
