"""The scorecard as it is printed, against golden files: UPDATE_GOLDEN=1 writes them anew, for review."""

import dataclasses
import os
import re
from pathlib import Path

import pytest
import samples
from rich.cells import cell_len

from grader.i18n import use_language
from grader.report.marks import ASCII, UNICODE
from grader.report.terminal import render, summary
from grader.scorecard import Outcome

GOLDEN = Path(__file__).parent / "golden"
CASES = {
    **{name: {} for name in samples.ALL},
    "failed.verbose": {"verbose": True},
    "failed.narrow": {"width": 40},
    "failed.wide": {"width": 120},
    "failed.ascii": {"marks": ASCII},
    "large.ascii": {"marks": ASCII},
    "curve.ascii": {"marks": ASCII},
    "failed.again": {"again": "grade check hand_in/backprop.py"},
}
JAPANESE = {
    "failed.ja": {},
    "failed.ja.narrow": {"width": 40},
    "failed.ja.verbose": {"verbose": True},
    "curve.ja": {},
    "errored.ja": {},
    "skipped.ja": {},
}


@pytest.mark.parametrize("case", CASES)
def test_looks_as_agreed(case):
    """Every outcome, and every way a value can look, renders as its golden file says."""
    text = render(samples.ALL[case.partition(".")[0]], **CASES[case]).plain
    path = GOLDEN / f"{case}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", JAPANESE)
def test_looks_as_agreed_in_japanese(case):
    """What the kit says is in Japanese, in columns that count wide characters as two cells."""
    use_language("ja")
    try:
        text = render(samples.ALL[case.partition(".")[0]], **JAPANESE[case]).plain
    finally:
        use_language("en")
    path = GOLDEN / f"{case}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("name", samples.ALL)
def test_japanese_stays_within_the_width(name, width):
    """No line is wider than the terminal, and none ends in blanks."""
    use_language("ja")
    try:
        lines = render(samples.ALL[name], width=width, verbose=True).plain.splitlines()
    finally:
        use_language("en")
    assert all(cell_len(line) <= width for line in lines)
    assert all(line == line.rstrip() for line in lines)


def test_every_outcome_has_a_sample():
    """No outcome can be added without somebody looking at how it is shown."""
    shown = {result.outcome for card in samples.ALL.values() for result in card.results}
    assert shown == set(Outcome)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 500])
@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("name", samples.ALL)
def test_stays_within_the_width(name, width, verbose):
    """No line is wider than the terminal, and none ends in blanks; only commands are never broken."""
    for line in render(samples.ALL[name], width=width, verbose=verbose).plain.splitlines():
        assert cell_len(line) <= min(width, 120), line
        assert line == line.rstrip()


@pytest.mark.parametrize("name", samples.ALL)
def test_ascii_marks_need_ascii_only(name):
    """With the plain set of signs nothing but ASCII is added to what the scorecard holds."""
    render(samples.ALL[name], marks=ASCII, verbose=True).plain.encode("ascii")


def test_state_never_hangs_on_colour_alone():
    """Every task's line says its state in words."""
    plain = render(samples.SKIPPED).plain
    assert re.search(r"Affine .* failed", plain)
    assert re.search(r"Sigmoid .* skipped: fix Affine first", plain)
    assert re.search(r"TwoLayerNet .* not started", plain)


def test_nothing_hostile_survives():
    """Escape codes, bidirectional overrides, CI commands and markup come out as harmless text."""
    plain = render(samples.HOSTILE, verbose=True).plain
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028\u202e]", plain)
    assert "::error" not in plain
    assert "##[" not in plain
    assert "[bold]markup[/bold]" in plain


def test_worst_element_is_marked_in_both():
    """The worst element stands between signs in expected and in got."""
    plain = render(samples.FAILED, marks=UNICODE).plain
    assert "»0.75«" in plain
    assert "»3.00«" in plain


def test_close_numbers_are_written_until_they_differ():
    """Expected and got never look the same."""
    lines = render(samples.CLOSE).plain.splitlines()
    expected = next(line for line in lines if "Expected" in line)
    got = next(line for line in lines if "Got" in line)
    assert expected.removeprefix("  Expected") != got.removeprefix("  Got     ")


def test_total_is_withheld_when_the_grader_failed():
    """A fault of the grader's gives no total, and says whose fault it is."""
    plain = render(samples.BROKEN).plain
    assert "no total (of 30 points)" in plain
    assert "The grader's, not yours." in plain
    assert summary(samples.BROKEN) == "03_backprop: no total (of 30 points), 1 of 3 tasks passed"


@pytest.mark.parametrize(
    ("curve", "drawn"),
    [
        ((4.0, 3.0, 2.0, 1.0), "█▆▃▁ first 4, lowest 1, last 1 (4 values)"),
        ((1.0, 1.0, 1.0), "▁▁▁ first 1, lowest 1, last 1 (3 values)"),
        ((1000.0, 10.0, 1.0, 0.1), "█▅▃▁ first 1000, lowest 0.1, last 0.1 (4 values, by powers of ten)"),
        ((200.0, 0.0, 1.0), "█▁▁ first 200, lowest 0, last 1 (3 values)"),
        ((1.0, 2.0, float("nan"), float("inf")), "▁███ first 1, lowest 1, last inf (4 values)"),
        ((float("nan"),), "first nan, last nan after 1"),
    ],
)
def test_a_curve_is_drawn_high_where_it_is_large(curve, drawn):
    """One sign a value, by powers of ten where the range is wide; nan and inf stand at the top."""
    results = tuple(
        dataclasses.replace(r, evidence=dataclasses.replace(r.evidence, curve=curve)) if r.evidence else r
        for r in samples.CURVE.results
    )
    text = render(dataclasses.replace(samples.CURVE, results=results), width=120).plain
    assert f"Curve      {drawn}\n" in text


def test_no_exclamation_marks_of_our_own():
    """The tone is kind and quiet."""
    for name in set(samples.ALL) - {"broken"}:
        assert "!" not in render(samples.ALL[name]).plain
