"""A rectangle of characters to draw lines and points on: in dots of a braille cell, or a sign per cell."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from grader.plots.picture import Floats, Range

Cell = tuple[str, str]  # the character and its style
_BRAILLE = 0x2800
# The bit of each of the 4 by 2 dots of a braille cell, row by row.
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_MOST_STEPS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """How a line is drawn: by a sign of its own, or (an empty sign) by dots."""

    sign: str
    style: str
    dashed: bool = False


class Canvas:
    """Cells addressed by data: x to the right, y upwards. What is outside the ranges is not drawn."""

    def __init__(self, columns: int, rows: int, x: Range, y: Range) -> None:
        self.columns = columns
        self.rows = rows
        self._x, self._y = x, y
        self._cells: list[list[Cell]] = [[(" ", "")] * columns for _ in range(rows)]
        self._dots = np.zeros((rows, columns), dtype=np.int64)

    def line(self, x: Floats, y: Floats, pen: Pen) -> None:
        """Draw straight lines from point to point; a point that is not finite interrupts them."""
        across, up = self._unit(x, self._x), self._unit(y, self._y)
        usable = np.isfinite(across) & np.isfinite(up)
        drawn = 0
        for i in range(len(across) - 1):
            if usable[i] and usable[i + 1]:
                drawn = self._segment((across[i], up[i]), (across[i + 1], up[i + 1]), pen, drawn)

    def _segment(self, start: tuple[float, float], end: tuple[float, float], pen: Pen, drawn: int) -> int:
        wide, high = (1, 1) if pen.sign else (2, 4)
        length = max(abs(end[0] - start[0]) * self.columns * wide, abs(end[1] - start[1]) * self.rows * high)
        steps = int(min(length, _MOST_STEPS)) + 1
        for share in np.linspace(0.0, 1.0, steps + 1)[:-1]:
            drawn += 1
            if pen.dashed and not pen.sign and drawn % 6 >= 3:
                continue
            self._dot(start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]), pen)
        return drawn

    def _dot(self, across: float, up: float, pen: Pen) -> None:
        if not (-1e-9 <= across <= 1 + 1e-9 and -1e-9 <= up <= 1 + 1e-9):
            return
        column = min(max(int(across * self.columns), 0), self.columns - 1)
        row = min(max(int((1 - up) * self.rows), 0), self.rows - 1)
        if pen.sign:
            self._cells[row][column] = (pen.sign, pen.style)
            return
        dot_column = min(int((across * self.columns - column) * 2), 1)
        dot_row = min(max(int(((1 - up) * self.rows - row) * 4), 0), 3)
        self._dots[row, column] |= _BITS[dot_row][max(dot_column, 0)]
        self._cells[row][column] = (chr(_BRAILLE + int(self._dots[row, column])), pen.style)

    def points(self, x: Floats, y: Floats, sign: str, style: str) -> None:
        """Put a sign at each point."""
        pen = Pen(sign=sign, style=style)
        for across, up in zip(self._unit(x, self._x), self._unit(y, self._y), strict=True):
            if np.isfinite(across) and np.isfinite(up):
                self._dot(across, up, pen)

    def level(self, y: float, sign: str, style: str) -> None:
        """Draw a horizontal line behind what is there already."""
        up = float(self._unit(np.array([y]), self._y)[0])
        if not 0 <= up <= 1:
            return
        row = min(int((1 - up) * self.rows), self.rows - 1)
        for column in range(0, self.columns, 2):
            if self._cells[row][column][0] == " ":
                self._cells[row][column] = (sign, style)

    def fill(self, cells: list[list[Cell]]) -> None:
        """Fill every cell; from the top row down."""
        for row, line in zip(self._cells, cells, strict=True):
            row[:] = line

    def centres(self) -> tuple[Floats, Floats]:
        """Return the x of each column and the y of each row, from the top, at the middle of the cells."""
        x = self._x[0] + (np.arange(self.columns) + 0.5) / self.columns * (self._x[1] - self._x[0])
        y = self._y[1] - (np.arange(self.rows) + 0.5) / self.rows * (self._y[1] - self._y[0])
        return x, y

    def row_of(self, y: float) -> int:
        """Return the row that shows this y."""
        return int(np.clip((1 - self._unit(np.array([y]), self._y)[0]) * self.rows, 0, self.rows - 1))

    def column_of(self, x: float) -> int:
        """Return the column that shows this x."""
        return int(np.clip(self._unit(np.array([x]), self._x)[0] * self.columns, 0, self.columns - 1))

    def lines(self) -> Iterator[list[Cell]]:
        """Yield the rows from the top."""
        yield from self._cells

    @staticmethod
    def _unit(values: Floats, limits: Range) -> Floats:
        with np.errstate(all="ignore"):
            result: Floats = (values - limits[0]) / (limits[1] - limits[0])
        return result
