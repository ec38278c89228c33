"""A picture in a terminal: panels one below the other, at most 80 cells wide.

With colour and a Unicode encoding lines are drawn in braille dots, which are one cell wide everywhere;
without colour each line has a sign of its own, so that they can be told apart, and ASCII needs nothing else.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rich.text import Text

from grader.i18n import _
from grader.plots.canvas import Canvas, Cell, Pen
from grader.plots.picture import (
    Bars,
    Curve,
    Field,
    Floats,
    Flow,
    Images,
    Level,
    Matrix,
    Panel,
    Picture,
    Points,
    Range,
    Regions,
)
from grader.plots.tables import Lines, bar_lines, flow_lines, image_lines, matrix_lines
from grader.plots.ticks import decades, nice_ticks, padded, written
from grader.report.cells import cells as cells_of
from grader.report.cells import centred, wrapped
from grader.report.clean import clean, clean_line, quoted

MARGIN = "  "
MAX_WIDTH = 80
ROWS, ROWS_EQUAL, ROWS_SMALL = 14, 18, 9
_AXIS = 9  # cells left of a panel: numbers and the axis
TONES = ("#2a8fd0", "#e06a10", "#009e73", "#c05a95", "#c99700", "#7f8c8d")
_SIGNS = "*o+x#@"
_DASHED_SIGNS = ".:,;'`"
_RAMP = " .:-=+*#%@"
_CLASSES = ".:+=*#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the terminal can show."""

    width: int = MAX_WIDTH
    unicode: bool = True
    color: bool = False

    @property
    def dots(self) -> bool:
        """Return whether lines are drawn in dots."""
        return self.unicode and self.color


def render(picture: Picture, look: Look) -> Text:
    """Return the picture as lines of at most `look.width` cells."""
    text = Text()
    for row in picture.rows:
        _add(text, [[]])
        _add(text, [[(line, "bold")] for line in wrapped(clean_line(_(row.title)), look.width - 2)])
        for panel in row.panels:
            _add(
                text,
                [
                    [],
                    *([(line, "bold cyan")] for line in wrapped(clean_line(_(panel.title)), look.width - 2)),
                    *_panel(panel, look, small=len(row.panels) > 3),
                ],
            )
    _add(text, _notes(picture, look))
    return text


def _add(text: Text, lines: Lines) -> None:
    for line in lines:
        whole = Text.assemble(MARGIN, *line)
        whole.rstrip()
        text.append_text(whole).append("\n")


def _notes(picture: Picture, look: Look) -> Lines:
    lines: Lines = []
    for note in picture.notes:
        told = wrapped(clean(note, limit=2000), look.width - 2)
        lines += [[], *([(line, "yellow")] for line in told)]
    if picture.missing_layers:
        layers = clean_line(", ".join(picture.missing_layers))
        told = wrapped(
            _(
                "Note: this system lacks {layers}, so your code ran less confined (more: grade doctor).",
                layers=layers,
            ),
            76,
        )
        lines += [[], *([(line, "")] for line in told)]
    if picture.printed:
        lines += [
            [],
            [(_("Your code printed:"), "")],
            *([(line, "")] for line in quoted(picture.printed, max_lines=12)),
        ]
    return lines


def _panel(panel: Panel, look: Look, *, small: bool) -> Lines:
    first = panel.elements[0]
    if isinstance(first, Matrix):
        return matrix_lines(first)
    if isinstance(first, Images):
        return image_lines(first, look.width - 2)
    if isinstance(first, Bars):
        return bar_lines(first, look.width - 2, TONES[first.tone % len(TONES)])
    if isinstance(first, Flow):
        return flow_lines(first, look.width - 2, unicode=look.unicode)
    return _axes(panel, look, small=small)


def _axes(panel: Panel, look: Look, *, small: bool) -> Lines:
    """Return a panel with axes: drawing, numbers, and the names of what is drawn."""
    x, y = _ranges(panel)
    rows = ROWS_EQUAL if panel.equal else ROWS_SMALL if small else ROWS
    columns = min(look.width - 2 - _AXIS, 2 * rows + 4 if panel.equal else 66)
    canvas = Canvas(columns, rows, x, y)
    names = _draw(panel, canvas, look)
    return [*_framed(panel, canvas, x, y, look), *names]


def _ranges(panel: Panel) -> tuple[Range, Range]:
    xs: list[float] = []
    ys: list[float] = []
    for element in panel.elements:
        if isinstance(element, (Curve, Points, Regions, Field)):
            xs += [float(v) for v in element.x[np.isfinite(element.x)]]
            values = _height(element.y, panel)
            ys += [float(v) for v in values[np.isfinite(values)]]
    x = panel.x_range or (padded(min(xs), max(xs), 0.0) if xs else (0.0, 1.0))
    if panel.y_range is not None:
        low, high = _height(np.array(panel.y_range), panel)
        return x, (float(low), float(high))
    return x, padded(min(ys), max(ys)) if ys else (0.0, 1.0)


def _height(y: Floats, panel: Panel) -> Floats:
    """Return y, or its exponent on a logarithmic axis."""
    if not panel.log_y:
        return y
    with np.errstate(all="ignore"):
        return np.where(y > 0, np.log10(y), np.nan)


def _draw(panel: Panel, canvas: Canvas, look: Look) -> Lines:
    """Draw every element; the names of lines and points come back as one line or more."""
    names: list[list[Cell]] = []
    curves = [element for element in panel.elements if isinstance(element, Curve)]
    for element in panel.elements:
        if isinstance(element, Regions):
            _fill_regions(element, canvas)
        elif isinstance(element, Field) and element.filled:
            low, high = _fill_field(element, canvas)
            names.append(
                [(_("from {low:.3g} (blank) to {high:.3g} ({sign})", low=low, high=high, sign=_RAMP[-1]), "")]
            )
    for element in sorted(panel.elements, key=lambda e: not (isinstance(e, Curve) and e.dashed)):
        if isinstance(element, Curve):
            pen = _pen(element, look, curves.index(element), alone=len(curves) == 1)
            canvas.line(element.x, _height(element.y, panel), pen)
            sample = pen.sign * 2 or (":: " if element.dashed else "⠒⠒")
            names.append([(sample.strip(), pen.style), (f" {_(element.label)}", "")] if element.label else [])
        elif isinstance(element, Points):
            style = TONES[element.tone % len(TONES)]
            canvas.points(element.x, _height(element.y, panel), element.sign, f"bold {style}")
            names.append(
                [(element.sign, style), (f" {clean_line(element.label)}", "")]
                if element.label != element.sign
                else []
            )
    for element in panel.elements:
        if isinstance(element, Level):
            canvas.level(float(_height(np.array(element.y), panel)), "-", "dim")
            names.append([("- -", "dim"), (f" {element.shown or element.label}", "")])
    return _flowed([name for name in names if name], look.width - 2 - _AXIS)


def _pen(curve: Curve, look: Look, number: int, *, alone: bool) -> Pen:
    style = TONES[curve.tone % len(TONES)]
    if look.dots or (look.unicode and alone):
        return Pen(sign="", style=style, dashed=curve.dashed)
    signs = _DASHED_SIGNS if curve.dashed else _SIGNS
    return Pen(sign=signs[(curve.tone if curve.dashed else number) % len(signs)], style=style)


def _flowed(names: list[list[Cell]], width: int) -> Lines:
    """Put names side by side as far as they fit."""
    lines: Lines = []
    room = 0
    for name in names:
        length = sum(cells_of(text) for text, _style in name) + 3
        if not lines or room < length:
            lines.append([(" " * (_AXIS - 1), "")])
            room = width
        lines[-1] += [*name, ("   ", "")]
        room -= length
    return lines


def _fill_regions(regions: Regions, canvas: Canvas) -> None:
    cells = _sampled(regions.x, regions.y, canvas)
    canvas.fill(
        [
            [(_CLASSES[k % len(_CLASSES)], TONES[k % len(TONES)]) for k in regions.classes[i, cells[1]]]
            for i in cells[0]
        ]
    )


def _fill_field(field: Field, canvas: Canvas) -> Range:
    """Shade the plane, a denser sign for a larger value, and return the smallest and the largest."""
    rows, columns = _sampled(field.x, field.y, canvas)
    low, high = float(np.nanmin(field.values)), float(np.nanmax(field.values))
    share = (np.nan_to_num(field.values, nan=low) - low) / (high - low or 1.0)
    steps = np.clip((share * len(_RAMP)).astype(int), 0, len(_RAMP) - 1)
    canvas.fill([[(_RAMP[k], "") for k in steps[i, columns]] for i in rows])
    return low, high


def _sampled(x: Floats, y: Floats, canvas: Canvas) -> tuple[list[int], list[int]]:
    """Return which of the grid's rows and columns is nearest to each cell."""
    at_x, at_y = canvas.centres()
    return [int(np.abs(y - v).argmin()) for v in at_y], [int(np.abs(x - v).argmin()) for v in at_x]


def _framed(panel: Panel, canvas: Canvas, x: Range, y: Range, look: Look) -> Lines:
    """Return the drawing with its axes and their numbers."""
    bar, corner, rule, tick, down = "│└─┤┬" if look.unicode else "|+-++"
    most = 4 if canvas.rows < ROWS else 6
    ticks = decades(*y, most) if panel.log_y else nice_ticks(*y, most)
    at = {canvas.row_of(value): written(value, power=panel.log_y) for value in ticks}
    lines: Lines = [[(_(panel.y_label), "dim")]] if panel.y_label else []
    for number, cells in enumerate(canvas.lines()):
        name = at.get(number, "")
        lines.append([(f"{name:>{_AXIS - 2}} ", "dim"), (tick if name else bar, "dim"), *_joined(cells)])
    below = {
        canvas.column_of(v): written(v) for v in panel.x_ticks or nice_ticks(*x, max(2, canvas.columns // 9))
    }
    axis = "".join(down if column in below else rule for column in range(canvas.columns))
    lines.append([(" " * (_AXIS - 1) + corner + axis, "dim")])
    lines.append([(" " * _AXIS + _spaced(below, min(canvas.columns + 4, look.width - 2 - _AXIS)), "dim")])
    if panel.x_label:
        lines.append([(" " * _AXIS + centred(_(panel.x_label), canvas.columns), "dim")])
    return lines


def _spaced(names: dict[int, str], width: int) -> str:
    """Return numbers centred below their columns; one that would touch its neighbour is left out."""
    line = [" "] * width
    taken = -1
    for column, name in sorted(names.items()):
        start = max(min(column - len(name) // 2, width - len(name)), 0)
        if start > taken:
            line[start : start + len(name)] = name
            taken = start + len(name)
    return "".join(line).rstrip()


def _joined(cells: list[Cell]) -> list[Cell]:
    """Return the cells with neighbours of one style in one piece."""
    if not cells:
        return []
    cuts = [0, *(i for i in range(1, len(cells)) if cells[i][1] != cells[i - 1][1]), len(cells)]
    return [("".join(text for text, _style in cells[a:b]), cells[a][1]) for a, b in pairwise(cuts)]
