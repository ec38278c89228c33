"""Pictures in the terminal: golden files for what they look like, and what must hold for any of them.

Write the golden files anew with UPDATE_GOLDEN=1 and look at the difference.
"""

import os
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from grader.i18n import use_language
from grader.plots.picture import Curve, Field, LeftOut, Level, Panel, Picture, Points, Row
from grader.plots.text import Look, render
from grader.plots.ticks import decades, nice_ticks, padded, written
from grader.scorecard import Outcome

SLOW = [pytest.param(number, marks=pytest.mark.slow) for number in ("07", "08")]
GOLDEN = Path(__file__).parent / "golden"
LOOKS = {
    "color": Look(color=True),
    "plain": Look(),
    "ascii": Look(unicode=False),
    "narrow": Look(width=60, unicode=False),
}


def of(*panels, **others):
    """Return a picture of one row."""
    row = Row(name="row", title="A row.", panels=list(panels))
    return Picture(exercise="01_x", title="X", file="x.py", rows=(row,), **others)


def shown(picture, look):
    """Return the text as it is printed, checked to fit."""
    text = render(picture, look).plain
    assert max(cell_len(line) for line in text.splitlines()) <= look.width
    assert all(line == line.rstrip() for line in text.splitlines())
    return text


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("number", ["01", "02", "03", "06"])
def test_golden(solved, number, look):
    """The pictures of four solutions look as they did."""
    text = shown(solved(number), LOOKS[look])
    place = GOLDEN / f"{number}.{look}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        place.write_text(text, encoding="utf-8")
    assert text == place.read_text(encoding="utf-8")


@pytest.mark.parametrize("number", ["01", "02", "03", "04", "05", "06", *SLOW])
def test_ascii_needs_nothing_else(solved, number):
    """Where the encoding is poor every character is ASCII; everywhere a line fits into 80 cells."""
    shown(solved(number), LOOKS["ascii"]).encode("ascii")
    shown(solved(number), LOOKS["color"])


def cells(picture, look=LOOKS["ascii"]):
    """Return the drawing area as rows of text, from the top."""
    lines = [line for line in shown(picture, look).splitlines() if line[10:11] in "|+│┤" and line[10:]]
    return [line[11:] for line in lines if "++" not in line and "+-" not in line]


def test_a_curve_is_drawn_where_it_is():
    """A rising line begins at the lower left and ends at the upper right; the middle is in the middle."""
    line = Curve(x=np.array([0.0, 1.0]), y=np.array([0.0, 1.0]), label="up")
    drawn = cells(of(Panel(title="t", y_range=(0.0, 1.0), elements=[line])))
    marks = sorted(
        (column, row) for row, text in enumerate(drawn) for column, c in enumerate(text) if c == "*"
    )
    assert marks[0] == (0, 13)
    assert marks[-1] == (65, 0)
    assert (33, 6) in marks or (32, 7) in marks


def test_points_stand_at_their_place_and_outside_ones_nowhere():
    """A point in the middle, one far away that is not drawn, one that is not a number."""
    points = Points(x=np.array([0.5, 7.0, np.nan]), y=np.array([0.5, 0.5, 0.5]), sign="1", label="1")
    panel = Panel(title="t", x_range=(0.0, 1.0), y_range=(0.0, 1.0), elements=[points])
    assert "".join(cells(of(panel))).count("1") == 1


def test_what_is_not_finite_is_a_gap_and_no_error():
    """NaN and infinity interrupt a line; on a logarithmic axis so do zeros."""
    y = np.array([1.0, np.nan, np.inf, -np.inf, 0.0, 1e-300, 1e300, 1.0])
    for log_y in (False, True):
        shown(of(Panel(title="t", log_y=log_y, elements=[Curve(x=np.arange(8.0), y=y)])), LOOKS["color"])


def test_a_flat_curve_and_a_constant_field_have_a_range():
    """Equal values everywhere give a line and a plane, not a division by zero."""
    flat = Curve(x=np.arange(3.0), y=np.zeros(3))
    field = Field(x=np.arange(3.0), y=np.arange(3.0), values=np.ones((3, 3)))
    panels = Panel(title="a", elements=[flat]), Panel(title="b", elements=[field])
    text = shown(of(*panels), LOOKS["ascii"])
    assert "*" * 60 in text


def test_a_level_lies_behind_and_is_named():
    """The bar is a broken line with its name below the axes."""
    curve = Curve(x=np.array([0.0, 1.0]), y=np.array([0.0, 1.0]), label="loss")
    level = Level(y=0.5, label="the bar: below 0.5")
    text = shown(of(Panel(title="t", elements=[curve, level])), LOOKS["ascii"])
    assert "- - - - - -" in text
    assert "- - the bar: below 0.5" in text


def test_colour_and_dots_only_where_they_are_welcome():
    """Without colour each of two curves has its own sign, and no style carries meaning alone."""
    curves = [Curve(x=np.arange(3.0), y=np.arange(3.0) * k, label=f"c{k}", tone=k) for k in (1, 2)]
    plain = shown(of(Panel(title="t", elements=list(curves))), LOOKS["plain"])
    assert "** c1   oo c2" in plain
    dots = shown(of(Panel(title="t", elements=list(curves))), LOOKS["color"])
    assert any(0x2800 < ord(c) <= 0x28FF for c in dots)


def test_what_was_left_out_and_printed_stands_below():
    """Unfinished tasks in one sentence, errors in one each; no control character gets through."""
    notes = (
        LeftOut(task="a", outcome=Outcome.NOT_STARTED, message=""),
        LeftOut(task="b", outcome=Outcome.NOT_STARTED, message=""),
        LeftOut(task="c", outcome=Outcome.ERRORED, message="c raised ValueError: \x1b[2Jno."),
    )
    panel = Panel(title="t", elements=[Curve(x=np.arange(2.0), y=np.arange(2.0))])
    text = shown(
        of(panel, left_out=notes, printed="hi\x1b[31m\n", missing_layers=("landlock",)), LOOKS["plain"]
    )
    assert "Left out, because not written yet: a, b." in text
    assert "Left out: c raised ValueError: \\x1b[2Jno." in text
    assert "this system lacks landlock" in text
    assert "| hi\\x1b[31m" in text


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]), (-1.3, 2.4, 6, [-1, 0, 1, 2]),
        (0, 3000, 4, [0, 1000, 2000, 3000]),
        (5, 5, 4, [5]), (0, float("inf"), 4, [0]), (-7e-9, 7e-9, 3, [-5e-9, 0, 5e-9]),
    ],
)  # fmt: skip
def test_ticks_are_round(low, high, most, expected):
    """Steps of 1, 2 or 5 times a power of ten, never more than asked for."""
    assert nice_ticks(low, high, most) == pytest.approx(expected)


def test_decades_and_how_they_are_written():
    """Whole powers of ten, thinned out evenly; a range is never empty."""
    assert decades(-4, 5, 6) == [-4, -2, 0, 2, 4]
    assert [written(v, power=True) for v in (-12, -2, 0, 3)] == ["1e-12", "0.01", "1", "1000"]
    assert padded(2, 2)[0] < 2 < padded(2, 2)[1]
    assert padded(0, 0)[0] < 0 < padded(0, 0)[1]


def test_names_are_in_the_language_in_use():
    """Titles, axes and names of lines are translated in the terminal, and still fit."""
    x = np.linspace(0, 1, 5)
    elements = [
        Curve(x=x, y=x, label="training loss"),
        Level(y=0.5, label="the bar: below 0.5", shown="基準: 0.5 未満"),
    ]
    panel = Panel(title="Loss", x_label="epoch", y_label="mean cross entropy", elements=elements)
    use_language("ja")
    try:
        text = shown(of(panel), Look(width=60))
    finally:
        use_language("en")
    for word in ("損失", "エポック", "交差エントロピー誤差の平均", "訓練データの損失", "基準: 0.5 未満"):
        assert word in text
    assert "training loss" in shown(of(panel), Look(width=60))
