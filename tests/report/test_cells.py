"""Lines that count cells: wide characters take two, and lines break where Japanese lets them."""

import pytest
from rich.cells import cell_len

from grader.report.cells import cells, cut, padded, wrapped


@pytest.mark.parametrize("text", ["", "plain", "損失 = 0.5", "é e\u0301", "「かっこ」！", "✓ · …"])
def test_cells_are_counted_as_rich_counts_them(text):
    """What is laid out here and what rich lays out stand in the same columns."""
    assert cells(text) == cell_len(text)


def test_text_is_filled_up_and_cut_by_cells():
    """A column of Japanese is as wide as one of English; half a wide character is never shown."""
    assert padded("合格", 6) + "|" == "合格  |"
    assert padded("not started", 6) == "not started"
    assert cut("損失関数", 5) == "損失"
    assert cut("abc", 5) == "abc"


def test_japanese_breaks_between_characters_but_for_the_forbidden_places():
    """No line begins with what closes or goes on, none ends with what opens, and no Latin word is torn."""
    assert wrapped("損失を求めます。次へ", 14) == ["損失を求めま", "す。次へ"]
    assert wrapped("これは（正しい）です", 8) == ["これは", "（正し", "い）です"]
    assert wrapped("今日はデーター", 8) == ["今日は", "データー"]
    assert wrapped("次に grade check 03 と打ちます", 12) == ["次に grade", "check 03 と", "打ちます"]


def test_english_breaks_at_spaces_alone():
    """A word goes to the next line whole; one that is longer than a line is cut."""
    assert wrapped("one two three", 9) == ["one two", "three"]
    assert wrapped("a " + "b" * 10, 8) == ["a", "b" * 8, "bb"]
    assert wrapped("one\n\ntwo", 8) == ["one", "", "two"]


@pytest.mark.parametrize("width", range(8, 30))
def test_no_line_is_wider_than_asked_for_and_nothing_is_lost(width):
    """At every width the characters come out as they went in."""
    text = "dW は、形状は正しいのですが（3, 5）、値が正しくありません。次は grade check 03 -t Affine。"
    lines = wrapped(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
