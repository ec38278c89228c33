"""One line a failure, `file:line: message`, as editors and `grep -n` know it."""

from collections.abc import Sequence

from grader.report.clean import clean_line
from grader.report.entries import Entry, Setting
from grader.report.spots import spots


def render(entries: Sequence[Entry], _setting: Setting) -> str:
    """Return one line for each place to look at; nothing where all is well."""
    found = [spot for entry in entries for spot in spots(entry)]
    return "".join(f"{spot.file}:{spot.line}: {clean_line(spot.one_line)}\n" for spot in found)
