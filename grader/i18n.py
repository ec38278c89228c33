"""The language of what a person reads: `_("{name} should be finite.", name="db")`, translated, then filled in.

English stands in the code and is what is shown where no catalogue has the text. A catalogue is a gettext file
under `grader/locale/<language>/LC_MESSAGES/`; lessons, hints, diagnoses and the titles of checks are files of
the exercises (`README.ja.md`, `hints.ja.toml`). English costs no import and no file.
"""

import os
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import Any
from unicodedata import east_asian_width

LANGUAGES = ("en", "ja")
DOMAIN = "grade"
LOCALE = Path(__file__).parent / "locale"

_language = "en"
_translate: Callable[[str], str] = str


def _(message: str, /, **values: Any) -> str:
    """Return a message in the language in use, its `{placeholders}` filled in.

    A message without values is returned as it stands, braces and all.
    """
    text = _translate(message) if message else ""  # a catalogue keeps its header under the empty text
    if not values:
        return text
    return text.format(**values) if _language == "en" else _filled(text, values)


def _filled(text: str, values: dict[str, Any]) -> str:
    """Fill in a translated message; a space that would stand between two wide characters is left out.

    A space belongs between Japanese and Latin letters or digits, and what a placeholder will hold is not known before.
    """
    formatter = Formatter()
    filled = ""
    for literal, name, form, conversion in formatter.parse(text):
        filled = _beside(filled, literal)
        if name is not None:
            value = formatter.convert_field(values[name], conversion)
            filled = _beside(filled, format(value, form or ""))
    return filled


def _beside(left: str, right: str) -> str:
    if left[-1:] == " " and _is_wide(left[-2:-1]) and _is_wide(right[:1]):
        return left[:-1] + right
    if right[:1] == " " and _is_wide(left[-1:]) and _is_wide(right[1:2]):
        return left + right[1:]
    return left + right


def _is_wide(char: str) -> bool:
    return char != "" and east_asian_width(char) in "WF"


def later(message: str) -> str:
    """Return a message as it stands: one that the code keeps, and gives to `_` when it is shown."""
    return message


def language() -> str:
    """Return the language in use: "en" or "ja"."""
    return _language


def use_language(name: str) -> None:
    """Show messages in this language from now on; one without a catalogue is English."""
    global _language, _translate
    _language = name if name in LANGUAGES else "en"
    _translate = str if _language == "en" else _catalogue(_language)


def chosen_language(wanted: str | None = None) -> str:
    """Return the language to use: the one asked for, GRADE_LANG, or the locale's; else English."""
    names = (wanted, os.environ.get("GRADE_LANG"), os.environ.get("LANGUAGE"), _locale())
    return next((name[:2].lower() for name in names if name and name[:2].lower() in LANGUAGES), "en")


def _locale() -> str | None:
    """Return the locale of messages, as POSIX finds it: LC_ALL, LC_MESSAGES, LANG."""
    return next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None
    )


def _catalogue(name: str) -> Callable[[str], str]:
    import gettext

    return gettext.translation(DOMAIN, str(LOCALE), [name], fallback=True).gettext
