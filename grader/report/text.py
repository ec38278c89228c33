"""Scorecards as the terminal shows them, one after the other, for a file."""

from collections.abc import Sequence

from grader.report.clean import clean
from grader.report.entries import Entry, Graded, Setting
from grader.report.terminal import render as render_one


def render(entries: Sequence[Entry], _setting: Setting) -> str:
    """Return all scorecards as plain text, 80 columns wide."""
    return "".join(_entry(entry) for entry in entries)


def _entry(entry: Entry) -> str:
    if isinstance(entry, Graded):
        return f"{render_one(entry.scorecard).plain.rstrip()}\n"
    said = f"\n  {entry.exercise}\n  {clean(entry.message)}\n"
    return f"{said}  {clean(entry.next_step)}\n" if entry.next_step else said
