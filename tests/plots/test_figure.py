"""Pictures as files: matplotlib is given the picture's own data, and the same picture gives the same file."""

from itertools import pairwise

import numpy as np
import pytest

pytest.importorskip("matplotlib")

from matplotlib.colors import to_hex, to_rgb

from grader.plots.elements import TONES
from grader.plots.figure import _figure, render
from grader.plots.picture import Curve, Panel, Row


def axes_of(row):
    """Return the axes of a figure of one row, by the titles of their panels."""
    made = _figure([row]).subfigs[0].axes
    return {axes.get_title("left") or axes.get_title(): axes for axes in made}


@pytest.mark.parametrize("number", ["01", "02", "04", "06"])
def test_the_lines_are_the_curves(solved, number):
    """Every curve is a line with the same points, dashes and colour."""
    for row in solved(number).rows:
        axes = axes_of(row)
        for panel in row.panels:
            curves = [element for element in panel.elements if isinstance(element, Curve)]
            lines = axes[panel.title].get_lines()
            assert len(lines) == len(curves)
            for line, curve in zip(lines, curves, strict=True):
                np.testing.assert_array_equal(line.get_xydata(), np.column_stack([curve.x, curve.y]))
                assert line.is_dashed() == curve.dashed
                assert to_hex(line.get_color()).upper() == TONES[curve.tone % len(TONES)]


def test_axes_are_labelled_and_every_curve_is_named(solved):
    """No legend: the name of each curve is a text of its panel."""
    (row,) = solved("06").rows
    (axes,) = axes_of(row).values()
    assert axes.get_yscale() == "log"
    assert axes.get_xlabel()
    assert axes.get_ylabel()
    assert axes.get_legend() is None
    assert {text.get_text() for text in axes.texts} == {"sigmoid, Xavier", "relu, He", "tanh, Xavier"}


def test_names_at_the_right_edge_keep_apart():
    """Three curves that end at one place have names at three heights."""
    curves = [Curve(x=np.arange(3.0), y=np.ones(3), label=f"c{k}", tone=k) for k in range(3)]
    panel = Panel(title="t", elements=list(curves))
    (axes,) = axes_of(Row(name="r", title="R", panels=[panel])).values()
    heights = sorted(text.xy[1] for text in axes.texts)
    assert all(b - a >= 0.07 for a, b in pairwise(heights))


def test_neighbouring_tones_differ_in_grey():
    """Printed without colour, the first three tones are of different lightness."""
    grey = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(to_rgb, TONES[:3])]
    assert min(abs(a - b) for i, a in enumerate(grey) for b in grey[:i]) > 0.02


@pytest.mark.parametrize("number", ["03", "06"])
def test_files_are_what_they_are_called_and_always_the_same(solved, number):
    """PNG and SVG by their first bytes; drawing again gives the same bytes."""
    png, svg = render(solved(number), "png"), render(solved(number), "svg")
    assert png.startswith(b"\x89PNG\r\n")
    assert b"<svg" in svg[:600]
    assert svg == render(solved(number), "svg")
    assert png == render(solved(number), "png")


def test_rows_can_be_chosen(solved):
    """A file of one row is not as high as that of all."""
    height = [
        int.from_bytes(render(solved("03"), "png", rows=rows)[20:24], "big") for rows in (("flow",), ())
    ]
    assert height[0] < height[1]


@pytest.mark.slow
@pytest.mark.parametrize("number", ["07", "08"])
def test_surfaces_images_and_tables_are_drawn(solved, number):
    """What needs torch to be computed can be drawn as well."""
    assert render(solved(number), "png").startswith(b"\x89PNG")
