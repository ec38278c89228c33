"""A picture as PNG or SVG, by matplotlib. The only module that knows it; imported when a file is asked for.

The colours are Okabe and Ito's, which stay apart for colour-blind readers and in grey print; lines of one
tone differ by dashes, points by their marks, and names stand beside what they name wherever there is room.
"""

import io
import math
from collections.abc import Sequence
from typing import Any

from matplotlib import rc_context, rcParamsDefault
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from grader.plots.elements import Style, draw_element, label_curves
from grader.plots.picture import Field, Flow, Images, Matrix, Panel, Picture, Row

PNG_DPI = 160
PANEL_INCHES = 3.3
WIDTH_INCHES = 9.0
_STYLE: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9.5,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.titlepad": 9.0,
    "axes.labelcolor": "#444444",
    "axes.edgecolor": "#888888",
    "xtick.color": "#666666",
    "ytick.color": "#666666",
    "xtick.labelcolor": "#444444",
    "ytick.labelcolor": "#444444",
    "figure.constrained_layout.use": True,
    "svg.hashsalt": "backprop-dojo",  # the same picture gives the same file
    "svg.fonttype": "path",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def render(picture: Picture, form: str, *, rows: Sequence[str] = ()) -> bytes:
    """Return the picture as a file of this form, "png" or "svg"; `rows` limits it to these."""
    chosen = [row for row in picture.rows if not rows or row.name in rows]
    settings: dict[Any, Any] = {**rcParamsDefault, **_STYLE}  # whatever a matplotlibrc says
    with rc_context(settings):
        figure = _figure(chosen)
        stream = io.BytesIO()
        metadata = (
            {"Date": None, "Creator": "backprop-dojo"} if form == "svg" else {"Software": "backprop-dojo"}
        )
        figure.savefig(stream, format=form, dpi=PNG_DPI, metadata=metadata, facecolor="white")
    return stream.getvalue()


def _figure(rows: Sequence[Row]) -> Figure:
    heights = [_height(row) for row in rows]
    figure = Figure(figsize=(WIDTH_INCHES, sum(heights)))
    parts = figure.subfigures(len(rows), 1, height_ratios=heights, squeeze=False)[:, 0]
    for part, row in zip(parts, rows, strict=True):
        _draw_row(part, row)
    return figure


def _lines(row: Row) -> tuple[int, int]:
    columns = row.columns or len(row.panels)
    return math.ceil(len(row.panels) / columns), columns


def _height(row: Row) -> float:
    if all(isinstance(panel.elements[0], Flow) for panel in row.panels):
        return 2.5
    if any(
        isinstance(element, Matrix) or (isinstance(element, Field) and element.surface)
        for panel in row.panels
        for element in panel.elements
    ):
        return 4.3
    lines, columns = _lines(row)
    return lines * (PANEL_INCHES if columns < 3 else 2.5 if lines > 1 else 2.9)


def _draw_row(part: SubFigure, row: Row) -> None:
    lines, columns = _lines(row)
    ratios = [panel.width for panel in row.panels[:columns]] if lines == 1 else [1.0] * columns
    grid = part.add_gridspec(lines, columns, width_ratios=ratios)
    for number, panel in enumerate(row.panels):
        place = grid[number // columns, number % columns]
        surface = any(isinstance(element, Field) and element.surface for element in panel.elements)
        axes = part.add_subplot(place, projection="3d" if surface else None)
        _draw_panel(axes, panel)


def _draw_panel(axes: Axes, panel: Panel) -> None:
    axes.set_title(panel.title)
    axes.set_xlabel(panel.x_label)
    axes.set_ylabel(panel.y_label)
    if panel.log_y:
        axes.set_yscale("log")
    style = Style(axes, panel)
    for element in panel.elements:
        draw_element(style, element)
    if any(isinstance(element, (Matrix, Images, Flow)) for element in panel.elements):
        return
    if panel.x_range is not None and not style.solid and not style.barred:
        axes.set_xlim(panel.x_range)
    if panel.y_range is not None and not style.solid:
        axes.set_ylim(panel.y_range)
    if panel.x_ticks and not style.barred:
        axes.set_xticks(panel.x_ticks)
        if panel.equal:
            axes.set_yticks(panel.x_ticks)
    if panel.equal and not style.solid:
        axes.set_aspect("equal")
    label_curves(style)
