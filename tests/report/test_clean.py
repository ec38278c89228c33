"""The one choke point for text that a student controls."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.clean import clean, clean_line, quoted


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("誤差逆伝播法 é", "誤差逆伝播法 é"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("a\x00b\x7f\x85", "a\\x00b\\x7f\\x85"),
        ("\u202eevil\u2066\u200b", "\\u202eevil\\u2066\\u200b"),
        ("line\u2028separator\u2029", "line\\u2028separator\\u2029"),
        ("\ud800 alone", "\\ud800 alone"),
        ("windows\r\nold mac\rend", "windows\nold mac\nend"),
        ("##[error]x ##vso[task] ##teamcity[y] ## [z]", "# #[error]x # #vso[task] # #teamcity[y] ## [z]"),
        ("::set-output name=a::b", ": :set-output name=a: :b"),
        ("x[::2]", "x[::2]"),
        ("[bold]kept[/bold]", "[bold]kept[/bold]"),
        (b"bytes \xff", "bytes \ufffd"),
    ],
)
def test_escapes_what_is_not_plain_to_see(given_text, shown):
    """Harmless text stays as it is; everything else becomes its escape."""
    assert clean(given_text) == shown


@given(st.text(st.characters(), max_size=60))
def test_nothing_unsafe_survives(text):
    """Whatever goes in, no control, format, surrogate, private or unassigned character comes out."""
    for char in clean(text):
        assert char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(st.text(st.sampled_from("#:[avso\n "), max_size=30))
def test_no_ci_command_survives(text):
    """However the pieces fall, no runner finds a command in the result."""
    shown = clean(text)
    assert "##[" not in shown
    assert "##vso[" not in shown
    assert not any(line.lstrip().startswith(("::a", "::v", "::s", "::o")) for line in shown.splitlines())


def test_long_text_is_cut_and_says_so():
    """A flood is cut to its beginning."""
    assert clean("x" * 50, limit=10) == "x" * 10 + "\n(cut here: more than 10 characters)"


def test_one_line_stays_one_line():
    """A name or a message on one line cannot open a second one."""
    assert clean_line("a\nb\tc") == "a\\nb c"
    assert clean_line("y" * 30, limit=5) == "yyyyy..."


def test_quoted_lines_stand_behind_a_bar():
    """No quoted line can pass for the grader's own, and a flood of lines is counted."""
    assert quoted("a\n\nb\n") == ("  | a", "  |", "  | b")
    assert quoted("n\n" * 5, max_lines=2) == ("  | n", "  | n", "  | ... (3 more lines)")
