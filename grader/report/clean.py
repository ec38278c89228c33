"""The one place where text that a student controls is made safe to show.

Printed text, exception messages, file names and source lines can hold escape codes that repaint a terminal,
characters that reverse or hide what follows, and lines that a CI service takes for commands. Nothing of
that survives `clean`; everything else stays readable.
"""

import re
import unicodedata

from grader.i18n import _

LIMIT = 16_000
LINE_LIMIT = 500
PREFIX = "  | "

# Categories whose members draw nothing themselves but change what is drawn: control, format (bidirectional
# overrides, zero width), surrogates, private use, unassigned, and two separators that can pass for new lines.
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

# "##[error]", "##vso[", "##teamcity[" count anywhere in a line; "::error" where it starts, and wrapping can
# bring any place to a line's start.
_CI_COMMAND = re.compile(r"##(?=\w*\[)|::(?=[A-Za-z])")


def clean(text: str | bytes, *, limit: int = LIMIT) -> str:
    """Return `text` with all escaped that is not plain to see; what is over `limit` characters is cut."""
    if isinstance(text, bytes):
        text = text[: limit + 4].decode("utf-8", "replace")
    cut = len(text) > limit
    text = text[:limit].replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(_visible(char) for char in text)
    shown = _CI_COMMAND.sub(lambda match: " ".join(match[0]), shown)
    return (
        _("{shown}\n(cut here: more than {limit:,} characters)", shown=shown, limit=limit) if cut else shown
    )


def clean_line(text: str | bytes, *, limit: int = LINE_LIMIT) -> str:
    """Return `text` cleaned and on one line, cut with an ellipsis."""
    if isinstance(text, bytes):
        text = text[: limit + 4].decode("utf-8", "replace")
    shown = clean(text[:limit]).replace("\n", "\\n").replace("\t", " ")
    return f"{shown}..." if len(text) > limit else shown


def quoted(text: str | bytes, *, max_lines: int = 20) -> tuple[str, ...]:
    """Return the cleaned lines of `text`, each behind a bar, so that none can pass for the grader's own."""
    lines = clean(text).expandtabs(4).rstrip("\n").split("\n")
    shown = [f"{PREFIX}{line}".rstrip() for line in lines[:max_lines]]
    if len(lines) > max_lines:
        shown.append(f"{PREFIX}{_('... ({count} more lines)', count=len(lines) - max_lines)}")
    return tuple(shown)


def _visible(char: str) -> str:
    """Return the character itself, or its escape where it would not be seen as itself."""
    if char in "\n\t" or " " <= char <= "~":
        return char
    if unicodedata.category(char) in _UNSAFE_CATEGORIES:
        return char.encode("unicode_escape").decode("ascii")
    return char
