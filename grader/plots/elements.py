"""Each kind of element in a matplotlib panel; part of figure.py."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from grader.plots.picture import (
    Bars,
    Curve,
    Element,
    Field,
    Flow,
    Images,
    Level,
    Matrix,
    Panel,
    Points,
    Regions,
)

# Okabe and Ito, "Color Universal Design", 2008; without its yellow, which is lost on white.
TONES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_MARKS = ("o", "s", "^", "D", "v", "P")
GREY, DARK = "#777777", "#222222"
_LABEL_GAP = 0.08  # of the height of a panel, between two names at its right edge
_MAPS = "cividis"  # light to dark without red against green, and the same in grey


class Style:
    """One panel being drawn: its axes, and the curves whose names are still to be placed."""

    def __init__(self, axes: Axes, panel: Panel) -> None:
        self.axes: Any = axes
        self.panel = panel
        self.named: list[Curve] = []
        self.solid = False
        self.barred = False


def tone(number: int) -> str:
    """Return a colour of the palette."""
    return TONES[number % len(TONES)]


def draw_element(style: Style, element: Element) -> None:
    """Draw one element."""
    _DRAW[type(element)](style, element)


def _curve(style: Style, curve: Curve) -> None:
    style.axes.plot(
        curve.x,
        curve.y,
        color=tone(curve.tone),
        linewidth=1.8 if not curve.dots else 1.3,
        linestyle=(0, (4, 2)) if curve.dashed else "-",
        marker="o" if curve.dots else "",
        markersize=3,
        markeredgewidth=0,
        zorder=3,
    )
    if curve.label:
        style.named.append(curve)


def _points(style: Style, points: Points) -> None:
    few = points.x.size <= 10
    style.axes.scatter(
        points.x,
        points.y,
        s=70 if few else 14,
        color=tone(points.tone),
        marker=_MARKS[points.tone % len(_MARKS)],
        edgecolors="white",
        linewidths=1.2 if few else 0.4,
        zorder=4,
    )
    if few and points.label:
        for x, y in zip(points.x, points.y, strict=True):
            text = style.axes.annotate(
                points.label,
                (x, y),
                xytext=(-13, -14),
                textcoords="offset points",
                color=tone(points.tone),
                weight="bold",
                zorder=5,
            )
            _halo(text)
    elif points.label and points.label_xy is not None:
        x, y = points.label_xy
        text = style.axes.text(
            x, y, points.label, color=tone(points.tone), weight="bold", ha="center", va="center", zorder=5
        )
        _halo(text)


def _regions(style: Style, regions: Regions) -> None:
    count = int(regions.classes.max()) + 1
    tints = [tuple(0.72 + 0.28 * part for part in to_rgb(tone(number))) for number in range(count)]
    extent = (regions.x[0], regions.x[-1], regions.y[0], regions.y[-1])
    style.axes.imshow(
        regions.classes,
        origin="lower",
        extent=extent,
        cmap=ListedColormap(tints),
        vmin=-0.5,
        vmax=count - 0.5,
        interpolation="nearest",
        aspect="auto",
        zorder=1,
    )


def _field(style: Style, field: Field) -> None:
    if field.surface:
        _surface(style, field)
    elif field.filled:
        filled = style.axes.contourf(field.x, field.y, field.values, levels=24, cmap=_MAPS, zorder=1)
        filled.set_edgecolor("face")  # no hairlines between the bands in SVG
        lines = style.axes.contour(
            field.x, field.y, field.values, levels=field.levels, colors="white", linewidths=0.9, zorder=2
        )
        style.axes.clabel(lines, fmt="%g", fontsize=8)
    else:
        style.axes.contour(
            field.x, field.y, field.values, levels=field.levels, colors="#bbbbbb", linewidths=0.8, zorder=1
        )


def _surface(style: Style, field: Field) -> None:
    axes = style.axes
    style.solid = True
    x, y = np.meshgrid(field.x, field.y)
    low, high = float(np.nanmin(field.values)), float(np.nanmax(field.values))
    floor = low - 0.55 * (high - low or 1.0)
    axes.plot_surface(
        x,
        y,
        field.values,
        cmap=_MAPS,
        linewidth=0.2,
        edgecolor="#00000030",
        rstride=1,
        cstride=1,
        antialiased=True,
    )
    axes.contour(x, y, field.values, levels=9, zdir="z", offset=floor, cmap=_MAPS, linewidths=1.1)
    axes.set_zlim(floor, high)
    axes.set_zticks([tick for tick in axes.get_zticks() if low - 0.01 <= tick <= high])
    axes.view_init(elev=28, azim=-58)
    axes.set_box_aspect((1, 1, 0.8), zoom=1.12)
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        axis.set_pane_color((1, 1, 1, 0))
        axis._axinfo["grid"].update(color="#e4e4e4", linewidth=0.6)  # noqa: SLF001  (there is no public way)
    axes.tick_params(pad=0, labelsize=8)


def _level(style: Style, level: Level) -> None:
    style.axes.axhline(level.y, color=DARK, linewidth=1.0, linestyle=(0, (1, 2)), zorder=2)
    text = style.axes.annotate(
        level.label,
        (1, level.y),
        xycoords=("axes fraction", "data"),
        xytext=(-2, 3),
        textcoords="offset points",
        ha="right",
        va="bottom",
        color=DARK,
        fontsize=8.5,
        zorder=5,
    )
    _halo(text)


def _matrix(style: Style, matrix: Matrix) -> None:
    axes, values = style.axes, matrix.values
    axes.imshow(np.sqrt(values), cmap="Blues", vmin=0, vmax=max(1.0, float(np.sqrt(values.max())) * 1.15))
    half = values.max() / 3
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            if value:
                wrong = i != j
                axes.text(
                    j,
                    i,
                    str(value),
                    ha="center",
                    va="center",
                    fontsize=9,
                    weight="bold" if wrong else "normal",
                    color=TONES[1] if wrong else "white" if value > half else DARK,
                )
    axes.set_xticks(range(len(matrix.names)), matrix.names)
    axes.set_yticks(range(len(matrix.names)), matrix.names)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _images(style: Style, images: Images) -> None:
    """Draw small images on a grid of their own inside the panel."""
    axes, columns = style.axes, images.columns
    _, height, width = images.pixels.shape
    lines = -(-len(images.captions) // columns)
    across, down = width * 1.35, height * 1.6
    for number, (pixels, caption) in enumerate(zip(images.pixels, images.captions, strict=True)):
        left, top = (number % columns) * across, (number // columns) * down
        axes.imshow(
            pixels,
            cmap="Greys",
            vmin=0,
            vmax=16,
            extent=(left, left + width, top + height, top),
            interpolation="nearest",
        )
        axes.text(
            left + width / 2, top + height + 0.6, caption, ha="center", va="top", fontsize=8, color=DARK
        )
    axes.set_xlim(-0.3, columns * across)
    axes.set_ylim(lines * down, -0.3)
    axes.set_aspect("equal")
    axes.axis("off")
    axes.set_title(style.panel.title)


def _bars(style: Style, bars: Bars) -> None:
    style.barred = True
    places = np.arange(len(bars.names))
    style.axes.bar(places, bars.values, color=tone(bars.tone), width=0.6)
    for place, value in zip(places, bars.values, strict=True):
        style.axes.annotate(
            f"{value:.2g}", (place, value), xytext=(0, 3), textcoords="offset points", ha="center"
        )
    style.axes.set_xticks(places, bars.names)
    style.axes.tick_params(axis="x", length=0)
    if style.panel.x_range is not None:
        style.axes.set_ylim(style.panel.x_range)


def _flow(style: Style, flow: Flow) -> None:
    axes, pitch, half = style.axes, 2.6, 0.6
    axes.axis("off")
    axes.set_title(style.panel.title)
    for i, name in enumerate(flow.boxes):
        centre = pitch * (i + 1)
        colour = tone(0) if "@" in name else GREY
        axes.add_patch(
            FancyBboxPatch(
                (centre - half, -0.42),
                2 * half,
                0.84,
                boxstyle="round,pad=0,rounding_size=0.12",
                facecolor="white",
                edgecolor=colour,
                linewidth=1.6,
            )
        )
        axes.text(centre, 0, name, ha="center", va="center", fontsize=9)
        if flow.down[i]:
            _arrow(axes, (centre, -0.42), (centre, -1.15), tone(1))
            axes.text(centre, -1.22, flow.down[i], ha="center", va="top", color=tone(1))
    for i, (forward, back) in enumerate(zip(flow.forward, flow.back, strict=True)):
        left, right = pitch * i + half, pitch * (i + 1) - half
        if forward:
            _arrow(axes, (left, 0.22), (right, 0.22), DARK)
            axes.text((left + right) / 2, 0.34, forward, ha="center", va="bottom", color=DARK)
        if back:
            _arrow(axes, (right, -0.22), (left, -0.22), tone(1))
            axes.text((left + right) / 2, -0.36, back, ha="center", va="top", color=tone(1))
    axes.set_xlim(0.3, pitch * len(flow.boxes) + half + 0.3)
    axes.set_ylim(-1.6, 0.8)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    axes.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=10, color=colour, linewidth=1.2, shrinkA=2, shrinkB=2
        )
    )


def label_curves(style: Style) -> None:
    """Write the name of each curve beside it: where it says, or at the right edge."""
    axes = style.axes
    for curve in style.named:
        if curve.label_at is not None:
            beside = curve.label_xy is None
            text = axes.annotate(
                curve.label,
                (curve.label_at, float(np.interp(curve.label_at, curve.x, curve.y))),
                xytext=(4, 5) if beside else curve.label_xy,
                textcoords="offset points" if beside else "data",
                color=tone(curve.tone),
                zorder=6,
                ha="left" if beside else "center",
                va="bottom" if beside else "center",
                arrowprops=None
                if beside
                else {"arrowstyle": "-", "color": tone(curve.tone), "linewidth": 0.6},
            )
            _halo(text)
    ends = sorted((_height_of_end(axes, c), n) for n, c in enumerate(style.named) if c.label_at is None)
    previous = -1.0
    for height, number in ends:
        previous = max(height, previous + _LABEL_GAP)
        curve = style.named[number]
        axes.annotate(
            curve.label, (1.015, previous), xycoords="axes fraction", va="center", color=tone(curve.tone)
        )


def _height_of_end(axes: Any, curve: Curve) -> float:
    """Return how high the curve ends, as a fraction of the panel's height."""
    usable = np.isfinite(curve.y) & (curve.y > 0 if axes.get_yscale() == "log" else True)
    if not usable.any():
        return 0.0
    last = np.flatnonzero(usable)[-1]
    shown = axes.transLimits.transform(axes.transScale.transform((curve.x[last], curve.y[last])))
    return float(np.clip(shown[1], 0.02, 0.98))


def _halo(text: Any) -> None:
    """Keep a name readable where it crosses a line."""
    text.set_path_effects([patheffects.withStroke(linewidth=2.5, foreground="white")])


_DRAW: dict[type, Callable[[Style, Any], None]] = {
    Curve: _curve,
    Points: _points,
    Regions: _regions,
    Field: _field,
    Level: _level,
    Matrix: _matrix,
    Images: _images,
    Bars: _bars,
    Flow: _flow,
}
