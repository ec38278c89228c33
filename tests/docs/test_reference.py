"""docs/commands.md says what the commands say."""

from types import ModuleType

import pytest

from grader.i18n import use_language
from tests.docs.scripts import load


@pytest.fixture
def reference() -> ModuleType:
    """Return the script that writes the page."""
    return load("make_reference")


def test_reference_is_in_step(reference):
    """The page is the one that docs/make_reference.py writes; where this fails, run it."""
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page()


def test_reference_is_english_in_any_language(reference, monkeypatch):
    """Whoever makes the page on a Japanese computer makes the same page."""
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    monkeypatch.setenv("GRADE_LANG", "ja")
    use_language("ja")
    try:
        assert reference.page().isascii()
    finally:
        use_language("en")


def test_reference_has_every_command(reference):
    """No command of `grade` is missing, those of `grade author` included."""
    names = {name for name, command in reference.top_level()}
    assert {"check", "class", "author"} <= names
    text = reference.page()
    assert all(f"\n## grade {name}\n" in text for name in names)
    assert "\n## grade author verify\n" in text
