"""The captures in docs/captures show what the program prints today."""

import pytest
from rich.text import Text

pytest.importorskip("pty", reason="captures are made in a pseudo-terminal")

from grader.jail.child.seal import probe_system
from tests.docs.pages import ROOT
from tests.docs.scripts import load

CAPTURES = load("make_captures")
OFFERED = probe_system()
PLACE = ROOT / "docs" / "captures"


@pytest.mark.skipif(
    not (OFFERED["landlock"] and OFFERED["seccomp"]), reason="where a layer is missing, scorecards say so"
)
@pytest.mark.parametrize("name", CAPTURES.SCENES)
def test_capture_shows_what_the_program_prints(name):
    """Each picture holds the words that its commands print now; where this fails, run docs/make_captures.py."""
    kept = (PLACE / f"{name}.svg").read_text(encoding="utf-8")
    assert CAPTURES.words(kept) == "".join(CAPTURES.capture(name).plain.split())


def test_no_capture_is_left_over():
    """Every picture there belongs to a scene."""
    assert {path.name for path in PLACE.iterdir()} == {f"{name}.svg" for name in CAPTURES.SCENES}


@pytest.mark.parametrize("name", CAPTURES.SCENES)
def test_capture_asks_nobody(name):
    """A picture fetches no font and no style."""
    kept = (PLACE / f"{name}.svg").read_text(encoding="utf-8")
    assert "url(http" not in kept.replace('"', "")
    assert "@font-face" not in kept


def test_wide_characters_take_two_cells():
    """A Japanese text is as long as its cells, and one beside it begins where it ends."""
    picture = CAPTURES.svg(Text("演習 ok"))
    assert f'textLength="{7 * CAPTURES.CELL:.1f}"' in picture


def test_readme_shows_what_the_program_prints():
    """Every line of the scorecard in README.md is one of the capture's; left-out lines are marked."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme[readme.index("$ grade check 01") :].partition("\n```")[0].splitlines()
    shown = CAPTURES.words((PLACE / "check.svg").read_text(encoding="utf-8"))
    lines = ["".join(line.split()) for line in block if line.strip() not in {"", "…"}]
    assert len(lines) > 10
    assert [line for line in lines if line not in shown] == []
