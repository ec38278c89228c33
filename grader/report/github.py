"""Annotations for GitHub Actions on the student's own lines, as workflow commands; the rest is in the summary.

GitHub shows about ten annotations a step: what several checks find on one line is one of them, and the first of
each task comes before the others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from grader.i18n import _
from grader.report.clean import clean_line
from grader.report.entries import Entry, Graded, Setting
from grader.report.remarks import remarks
from grader.report.spots import Spot, spots
from grader.scorecard import Outcome, Scorecard

SHOWN = 10
SUMMARY = "GITHUB_STEP_SUMMARY"
_ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_ESCAPES_IN_PROPERTIES = {**_ESCAPES, ":": "%3A", ",": "%2C"}


def render(entries: Sequence[Entry], setting: Setting) -> str:
    """Return the ten most important annotations, and a line that counts the others."""
    found = sorted((spot for entry in entries for spot in _causes(entry)), key=lambda spot: spot.rank)
    lines = [_annotation(spot, setting) for spot in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(_("{count} more are in the summary.", count=len(found) - SHOWN))
    lines += [line for entry in entries if isinstance(entry, Graded) for line in _remarks(entry.scorecard)]
    return "".join(f"{line}\n" for line in lines)


def _remarks(scorecard: Scorecard) -> list[str]:
    """Return a warning for each remark on the whole file; GitHub counts them apart from errors."""
    title = _escaped(clean_line(scorecard.exercise), _ESCAPES_IN_PROPERTIES)
    return [f"::warning title={title}::{_escaped(remark, _ESCAPES)}" for remark in remarks(scorecard)]


def _causes(entry: Entry) -> Iterator[Spot]:
    """Yield one place for each cause: what ten checks of a task find on one line is one annotation."""
    groups: dict[tuple[str, int, str], list[Spot]] = {}
    for spot in spots(entry):
        groups.setdefault((spot.title, spot.line, spot.cause), []).append(spot)
    for first, *others in groups.values():
        more = _("Checks that find the same here: {count} more.", count=len(others)) if others else ""
        yield replace(first, message=f"{first.message}\n{more}".rstrip())


def _annotation(spot: Spot, setting: Setting) -> str:
    properties = {
        "file": _from_root(spot.file, setting),
        "line": str(spot.line),
        "title": f"{spot.title}: {_(spot.outcome)}",
    }
    told = ",".join(f"{name}={_escaped(value, _ESCAPES_IN_PROPERTIES)}" for name, value in properties.items())
    return f"::{_kind(spot)} {told}::{_escaped(spot.message, _ESCAPES)}"


def _kind(spot: Spot) -> str:
    return "notice" if spot.outcome == Outcome.NOT_STARTED else "error"


def _from_root(file: str, setting: Setting) -> str:
    """Return a path as GitHub wants it: from the root of the checkout, with slashes."""
    root = setting.environment.get("GITHUB_WORKSPACE")
    whole = PurePath(setting.here, file)
    if root and whole.is_relative_to(root):
        return whole.relative_to(root).as_posix()
    return PurePath(file).as_posix()


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(char, char) for char in text)
