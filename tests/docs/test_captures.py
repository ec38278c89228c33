"""The captures in docs/captures show what the program prints today."""

import pytest

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
