"""A picture as plain data: rows of panels, and in each panel curves, points, fields, matrices and the like.

Nothing here knows how it will look; text.py draws for a terminal, figure.py for PNG and SVG.
"""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from grader.errors import ExitCode
from grader.i18n import _
from grader.scorecard import Outcome

Floats: TypeAlias = NDArray[np.float64]
Range: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """A line through points; `tone` is its place in the palette.

    Its name stands at the right end, or beside the curve at the x `label_at`, or, with a thin line from
    there, at `label_xy`.
    """

    x: Floats
    y: Floats
    label: str = ""
    tone: int = 0
    dashed: bool = False
    dots: bool = False
    label_at: float | None = None
    label_xy: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Points:
    """Single points of one kind; `sign` is how they show in text, one character.

    Few points are all named in a figure; of many the name stands once, at `label_xy`.
    """

    x: Floats
    y: Floats
    label: str = ""
    tone: int = 0
    sign: str = "o"
    label_xy: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regions:
    """Which class each place belongs to: `classes[i, j]` at y[i] and x[j], both ascending."""

    x: Floats
    y: Floats
    classes: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """A number at each place, `values[i, j]` at y[i] and x[j]: contours, filled ones, or a 3-D surface."""

    x: Floats
    y: Floats
    values: Floats
    levels: tuple[float, ...] = ()
    filled: bool = True
    surface: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A horizontal line: the bar that a convergence check asks for, say. `shown` is its name in a terminal."""

    y: float
    label: str
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matrix:
    """Counts in a table, with a name for every row and column."""

    values: NDArray[np.int64]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Images:
    """Small grey images (count, height, width), 0 white, and what stands below each."""

    pixels: Floats
    captions: tuple[str, ...]
    columns: int = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bars:
    """One bar for each name."""

    names: tuple[str, ...]
    values: Floats
    tone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A chain of boxes: what goes forward from each to the next, what comes back, what a box gives off.

    The first of `forward` and `back` stands before the first box. An empty text is no arrow.
    """

    boxes: tuple[str, ...]
    forward: tuple[str, ...]
    back: tuple[str, ...]
    down: tuple[str, ...]


Element: TypeAlias = Curve | Points | Regions | Field | Level | Matrix | Images | Bars | Flow


@dataclass(slots=True, kw_only=True)
class Panel:
    """One pair of axes with what is drawn in it.

    `drawn` is set once something of the student's is in it; a panel `beside` needs nothing of the student's.
    """

    title: str
    x_label: str = ""
    y_label: str = ""
    x_range: Range | None = None
    y_range: Range | None = None
    x_ticks: tuple[float, ...] = ()
    log_y: bool = False
    equal: bool = False
    width: float = 1.0
    beside: bool = False
    elements: list[Element] = field(default_factory=list)
    drawn: bool = False


@dataclass(slots=True, kw_only=True)
class Row:
    """Panels that belong together; `columns` is how many stand side by side (0: all)."""

    name: str
    title: str
    panels: list[Panel] = field(default_factory=list)
    columns: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What could not be drawn, and why, in one sentence."""

    task: str
    outcome: Outcome
    message: str

    @property
    def exit_code(self) -> ExitCode:
        """Return what this stands for in the exit code of a command."""
        return ExitCode.FORBIDDEN if self.outcome is Outcome.FORBIDDEN else ExitCode.NOT_PASSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All rows that an exercise's code gave, and what is missing from them."""

    exercise: str
    title: str
    file: str
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...] = ()
    missing_layers: tuple[str, ...] = ()
    printed: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what was left out in sentences; all that is not written yet in one."""
        waiting = dict.fromkeys(note.task for note in self.left_out if note.outcome is Outcome.NOT_STARTED)
        others = tuple(
            _("Left out: {message}", message=note.message)
            for note in self.left_out
            if note.outcome is not Outcome.NOT_STARTED
        )
        if not waiting:
            return others
        names = ", ".join(waiting)
        if self.rows:
            return (_("Left out, because not written yet: {names}.", names=names), *others)
        return (_("Nothing to draw yet. Not written: {names}.", names=names), *others)

    def row(self, name: str) -> Row:
        """Return a row by its name; KeyError where it could not be drawn."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(name)


def floats(values: Any) -> Floats:
    """Return values as an array of float64 of its own."""
    return np.array(values, dtype=np.float64)
