"""What a bank's plots.py draws with: panels that take curves and fields, and parts that may be missing.

Whatever comes from the student is looked at here before it is drawn: a curve is numbers of the right shape.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from grader.checks.bank import PlannedCheck
from grader.checks.compare import as_numbers, kind_of
from grader.checks.failure import CheckFailed
from grader.checks.slips import missing_task
from grader.exercise import Exercise
from grader.i18n import _
from grader.jail.proxy import GeneratorToken
from grader.jail.remote import RemoteSession
from grader.jail.transcript import ChildEnded, StudentError
from grader.plots.picture import (
    Bars,
    Curve,
    Element,
    Field,
    Floats,
    Flow,
    Images,
    LeftOut,
    Level,
    Matrix,
    Panel,
    Points,
    Range,
    Regions,
    Row,
    floats,
)
from grader.scorecard import Outcome

PART_SECONDS = 2.0  # as for a check


def numbers(value: Any, shape: tuple[int, ...], what: str) -> Floats:
    """Return what the student's code gave as float64 of this shape (-1: any size); else CheckFailed."""
    if isinstance(value, (list, tuple)):
        items = [as_numbers(item) for item in value]
        singles = [item.reshape(()) for item in items if item is not None and item.size == 1]
        if len(singles) < len(items):
            raise CheckFailed(_("{what} should hold numbers only; it holds something else.", what=what))
        found: Any = np.array(singles, dtype=np.float64)
    else:
        found = as_numbers(value)
    if found is None:
        raise CheckFailed(
            _("{what} should be {shape}; got {got}.", what=what, shape=_words(shape), got=kind_of(value))
        )
    fits = len(found.shape) == len(shape) and all(
        s in (-1, f) for s, f in zip(shape, found.shape, strict=True)
    )
    if not fits:
        raise CheckFailed(
            _(
                "{what} should be {shape}; its shape is {got}.",
                what=what,
                shape=_words(shape),
                got=found.shape,
            )
        )
    result = floats(found)
    if result.size and not np.isfinite(result).any():
        raise CheckFailed(_("{what} holds no finite number, so there is nothing to draw.", what=what))
    return result


def _words(shape: tuple[int, ...]) -> str:
    if not shape:
        return _("one number")
    return _("a row of numbers") if shape == (-1,) else _("an array of shape {shape}", shape=shape)


class PanelSketch:
    """One panel as plots.py sees it; each method adds one element and returns nothing."""

    def __init__(self, panel: Panel, bars: Mapping[str, PlannedCheck]) -> None:
        self._panel = panel
        self._bars = bars

    def _add(self, element: Element, *, background: bool = False) -> None:
        self._panel.elements.append(element)
        self._panel.drawn = self._panel.drawn or not background

    def curve(
        self,
        x: Any,
        y: Any,
        label: str = "",
        *,
        tone: int = 0,
        dashed: bool = False,
        dots: bool = False,
        label_at: float | None = None,
        label_xy: tuple[float, float] | None = None,
    ) -> None:
        """Draw a line; y is checked to be as many numbers as x."""
        at = numbers(x, (-1,), label or "x")
        values = numbers(y, (at.size,), label or "y")
        self._add(
            Curve(
                x=at,
                y=values,
                label=label,
                tone=tone,
                dashed=dashed,
                dots=dots,
                label_at=label_at,
                label_xy=label_xy,
            )
        )

    def points(
        self,
        x: Any,
        y: Any,
        label: str = "",
        *,
        tone: int = 0,
        sign: str = "o",
        label_xy: tuple[float, float] | None = None,
        background: bool = False,
    ) -> None:
        """Draw points of one kind."""
        made = Points(x=floats(x), y=floats(y), label=label, tone=tone, sign=sign, label_xy=label_xy)
        self._add(made, background=background)

    def regions(self, x: Any, y: Any, classes: Any) -> None:
        """Colour the plane by class."""
        self._add(Regions(x=floats(x), y=floats(y), classes=np.array(classes, dtype=np.int64)))

    def field(
        self,
        x: Any,
        y: Any,
        values: Any,
        *,
        levels: Sequence[float] = (),
        filled: bool = True,
        surface: bool = False,
        background: bool = False,
    ) -> None:
        """Draw a function of two variables."""
        made = Field(
            x=floats(x),
            y=floats(y),
            values=floats(values),
            levels=tuple(levels),
            filled=filled,
            surface=surface,
        )
        self._add(made, background=background)

    def level(self, y: float, label: str) -> None:
        """Draw a horizontal line with its name."""
        self._add(Level(y=float(y), label=label), background=True)

    def bar(self, check: str) -> None:
        """Draw the bar of a convergence check, where it is calibrated."""
        planned = self._bars.get(check)
        if planned is None or planned.bar is None:
            return
        declared = planned.declared
        if declared.below is not None:
            shown = _("the bar: below {limit:g}", limit=declared.below)
            self._bar(declared.below, f"the bar: below {declared.below:g}", shown)
        elif declared.above is not None:
            shown = _("the bar: above {limit:g}", limit=declared.above)
            self._bar(declared.above, f"the bar: above {declared.above:g}", shown)

    def _bar(self, y: float, label: str, shown: str) -> None:
        self._add(Level(y=y, label=label, shown=shown), background=True)

    def matrix(self, values: Any, names: Sequence[str]) -> None:
        """Draw a table of counts."""
        self._add(Matrix(values=np.array(values, dtype=np.int64), names=tuple(names)))

    def images(
        self, pixels: Any, captions: Sequence[str], *, columns: int = 4, background: bool = False
    ) -> None:
        """Draw small grey images."""
        made = Images(pixels=floats(pixels), captions=tuple(captions), columns=columns)
        self._add(made, background=background)

    def bars(
        self,
        names: Sequence[str],
        values: Any,
        *,
        tone: int = 0,
        what: str = "the values",
        background: bool = False,
    ) -> None:
        """Draw one bar for each name."""
        made = Bars(names=tuple(names), values=numbers(values, (len(names),), what), tone=tone)
        self._add(made, background=background)

    def flow(
        self, boxes: Sequence[str], forward: Sequence[str], back: Sequence[str], down: Sequence[str]
    ) -> None:
        """Draw a chain of boxes with arrows both ways."""
        self._add(Flow(boxes=tuple(boxes), forward=tuple(forward), back=tuple(back), down=tuple(down)))


class Sketch:
    """The `draw` of one function of plots.py: makes panels, and notes what was left out."""

    def __init__(
        self, row: Row, exercise: Exercise, session: RemoteSession, bars: Mapping[str, PlannedCheck]
    ) -> None:
        self.rows = [row]
        self.left_out: list[LeftOut] = []
        self._exercise = exercise
        self._session = session
        self._bars = bars

    def panel(
        self,
        title: str,
        *,
        x: str = "",
        y: str = "",
        x_range: Range | None = None,
        y_range: Range | None = None,
        x_ticks: Sequence[float] = (),
        log_y: bool = False,
        equal: bool = False,
        width: float = 1.0,
        beside: bool = False,
    ) -> PanelSketch:
        """Begin a panel; it is shown once something of the student's is in it, or (`beside`) in its row."""
        panel = Panel(
            title=title,
            x_label=x,
            y_label=y,
            x_range=x_range,
            y_range=y_range,
            x_ticks=tuple(x_ticks),
            log_y=log_y,
            equal=equal,
            width=width,
            beside=beside,
        )
        self.rows[-1].panels.append(panel)
        return PanelSketch(panel, self._bars)

    def row(self, name: str, title: str) -> None:
        """Begin a further row, from the same run of the student's code."""
        self.rows.append(Row(name=name, title=title))

    def columns(self, count: int) -> None:
        """Say how many panels stand side by side."""
        self.rows[-1].columns = count

    def generator(self, seed: int) -> GeneratorToken:
        """Return a numpy Generator of the student's side."""
        return GeneratorToken(seed)

    @staticmethod
    def numbers(value: Any, shape: tuple[int, ...], what: str) -> Floats:
        """Return what came back as float64 of this shape; what does not fit is noted, and ends the part."""
        return numbers(value, shape, what)

    @contextmanager
    def part(self, task: str, *, seconds: float = PART_SECONDS) -> Iterator[None]:
        """Draw what needs `task`; where that is not written, or fails, the part is left out and said to be.

        A child that ended gives no further answers, so ChildEnded goes on to end the row.
        """
        self._session.seconds = seconds
        try:
            yield
        except CheckFailed as finding:
            self._note(task, Outcome.FAILED, finding.message)
        except StudentError as error:
            if not self._note_missing(task):
                self._note_raised(task, error)
        except ChildEnded as end:
            self._note(task, end.outcome, end.message)
            raise
        except (TypeError, ValueError, AttributeError, IndexError, KeyError) as error:
            if not self._note_missing(task):
                self._note_misfit(task, error)

    def _note_missing(self, task: str) -> bool:
        """Note that the task's name is not in the file, if that is so."""
        missing = missing_task(self._exercise.task(task), self._session.names, self._exercise.file)
        if missing is not None:
            self._note(task, Outcome.ERRORED, missing.message)
        return missing is not None

    def _note(self, task: str, outcome: Outcome, message: str) -> None:
        self.left_out.append(LeftOut(task=task, outcome=outcome, message=message))

    def _note_raised(self, task: str, error: StudentError) -> None:
        raised = error.raised
        where = _(" ({file}, line {line})", file=self._exercise.file, line=raised.line) if raised.line else ""
        if raised.type == "NotImplementedError":
            named = raised.message.partition(".")[0]
            own = named if named in {t.name for t in self._exercise.tasks} else task
            self._note(own, Outcome.NOT_STARTED, _("{own} is not written yet{where}.", own=own, where=where))
        elif error.act:
            self._note(
                task,
                Outcome.FORBIDDEN,
                _("{task} is not allowed to {act}{where}.", task=task, act=_(error.act), where=where),
            )
        else:
            told = f"{raised.type}: {raised.message}" if raised.message else raised.type
            self._note(
                task, Outcome.ERRORED, _("{task} raised {told}{where}.", task=task, told=told, where=where)
            )

    def _note_misfit(self, task: str, error: Exception) -> None:
        """Say that what came back does not fit; with nothing returned it is the kit's own fault."""
        returned = [c for c in self._session.transcript.crossings if c.kind in ("call", "get", "next")]
        if not returned:
            raise error
        last = returned[-1]
        self._note(
            task,
            Outcome.FAILED,
            _(
                "{call} gave {got}, which cannot be drawn ({error}).",
                call=last.text,
                got=kind_of(last.result),
                error=error,
            ),
        )
