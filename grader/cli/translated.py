"""Commands in the language in use: copies whose help is translated when it is shown, in lines that fit.

Options keep their names, and what stands for their values too. Click's own words ("Usage:") are a catalogue
of their own, `click.po`, which Click finds through the gettext domain that `speaking` sets.
"""

import copy
import gettext
import inspect
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import click

from grader.i18n import LANGUAGES, LOCALE, _, chosen_language, language, use_language
from grader.report.cells import cells, padded, wrapped

_FIRST_COLUMN = 30  # cells of an option's name at most, as Click has it


class WideFormatter(click.HelpFormatter):
    """Writes help as Click does, with lines and columns counted in cells."""

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        if language() == "en":
            super().write_text(text)
            return
        indent = " " * self.current_indent
        for number, paragraph in enumerate(inspect.cleandoc(text).split("\n\n")):
            if number:
                self.write("\n")
            for line in wrapped(_joined(paragraph), self.width - len(indent)):
                self.write(f"{indent}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = _FIRST_COLUMN, col_spacing: int = 2
    ) -> None:
        """Write names with what they mean beside them, below each other."""
        if language() == "en":
            super().write_dl(rows, col_max, col_spacing)
            return
        rows = list(rows)
        indent = " " * self.current_indent
        column = min(max((cells(name) for name, _text in rows), default=0), col_max) + col_spacing
        blank = f"{indent}{' ' * column}"
        for name, text in rows:
            first, *others = wrapped(_joined(text), self.width - len(blank))
            if cells(name) <= column - col_spacing:
                self.write(f"{indent}{padded(name, column)}{first}".rstrip() + "\n")
            else:
                self.write(f"{indent}{name}\n{blank}{first}\n")
            for line in others:
                self.write(f"{blank}{line}\n")


class Context(click.Context):
    """A context whose help fits wide characters."""

    formatter_class = WideFormatter


def _joined(paragraph: str) -> str:
    """Return a paragraph on one line; between wide characters a new line is no space."""
    lines = [line.strip() for line in paragraph.splitlines()]
    text = lines[0] if lines else ""
    for line in lines[1:]:
        text += ("" if text and line and cells(text[-1]) > 1 and cells(line[0]) > 1 else " ") + line
    return text


def translated(command: click.Command) -> click.Command:
    """Return the command as it is shown in the language in use; the command itself stays English."""
    shown = copy.copy(command)
    shown.context_class = Context
    shown.params = [*command.params, language_option()]
    if isinstance(shown, click.Group):
        shown.commands = {name: translated(member) for name, member in shown.commands.items()}
    if language() == "en":
        return shown
    shown.help = _(inspect.cleandoc(command.help)) if command.help else command.help
    if command.help:
        shown.short_help = shown.help.partition("\n")[0] if shown.help else None
    shown.params = [_translated_parameter(parameter) for parameter in shown.params]
    return shown


def _translated_parameter(parameter: click.Parameter) -> click.Parameter:
    shown = copy.copy(parameter)
    if isinstance(shown, click.Option) and shown.help:
        shown.help = _(shown.help)
    return shown


def asked_language(arguments: Sequence[str]) -> str | None:
    """Return what --lang is given on a command line: help and mistakes in typing are told in it as well."""
    for word, following in pairwise([*arguments, ""]):
        if word == "--":
            return None
        if word == "--lang":
            return following
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return None


@contextmanager
def speaking(wanted: str | None) -> Iterator[None]:
    """Use a language for one command: for our messages, for what Click says, and in processes begun from here.

    gettext's own functions, which Click calls, learn the language from the environment and from nowhere else.
    """
    spoken = language()
    before = {name: os.environ.get(name) for name in ("GRADE_LANG", "LANGUAGE")}
    use_language(chosen_language(wanted))
    if language() != "en":
        os.environ.update(GRADE_LANG=language(), LANGUAGE=language())
        gettext.bindtextdomain("click", str(LOCALE))
        gettext.textdomain("click")
    try:
        yield
    finally:
        use_language(spoken)
        gettext.textdomain("messages")
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def language_option() -> click.Option:
    """Return the option for the language of messages, which `asked_language` has read already."""
    return click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        help="Show messages in this language (GRADE_LANG does the same).",
    )
