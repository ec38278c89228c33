"""Lines of text in the cells of a terminal, where a Japanese character takes two and lines break between them."""

from itertools import pairwise
from unicodedata import category, combining, east_asian_width

# Japanese breaks a line anywhere but before what closes, ends or goes on, and after what opens (kinsoku).
_NOT_FIRST = {"Pe", "Pf", "Po", "Pd", "Lm"}  # brackets and marks; Lm are the signs that lengthen or repeat
_NOT_LAST = {"Ps", "Pi"}
_SMALL = frozenset("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ")


def cells(text: str) -> int:
    """Return how many cells a text takes (as rich counts, without the time that importing rich takes)."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def _cells_of(char: str) -> int:
    return 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1


def padded(text: str, width: int) -> str:
    """Return the text filled up with spaces to `width` cells; a longer one stays as it is."""
    return text + " " * (width - cells(text))


def centred(text: str, width: int) -> str:
    """Return the text with the spaces before it that put it in the middle of `width` cells."""
    return " " * ((width - cells(text)) // 2) + text


def cut(text: str, width: int) -> str:
    """Return as much of the text as `width` cells hold."""
    return _chopped(text, width)[0] if text else text


def wrapped(text: str, width: int) -> list[str]:
    """Break cleaned text into lines of at most `width` cells, at spaces and between wide characters."""
    return [line for paragraph in text.split("\n") for line in _wrap_paragraph(paragraph, max(width, 8))]


def _wrap_paragraph(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        space = " "
        for part in _parts(word):
            joined = f"{lines[-1]}{space}{part}" if lines[-1] else part
            space = ""
            if cells(joined) <= width:
                lines[-1] = joined
            elif cells(part) <= width:
                lines.append(part)
            else:
                lines = [line for line in lines if line] + _chopped(part, width)
    return lines


def _chopped(text: str, width: int) -> list[str]:
    """Cut a text into pieces of at most `width` cells, wherever that falls."""
    pieces, room = [""], width
    for char in text:
        size = _cells_of(char)
        if size > room:
            pieces.append("")
            room = width
        pieces[-1] += char
        room -= size
    return pieces


def _parts(word: str) -> list[str]:
    """Split a word where a line may break in it: beside wide characters."""
    parts = [word[:1]]
    for before, char in pairwise(word):
        if _may_break(before, char):
            parts.append(char)
        else:
            parts[-1] += char
    return parts


def _may_break(before: str, after: str) -> bool:
    if category(before) in _NOT_LAST or category(after) in _NOT_FIRST or after in _SMALL:
        return False
    return cells(before) > 1 or cells(after) > 1
