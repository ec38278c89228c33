"""`-o FORMAT[=FILE]`: read what was asked for before anything is graded, and write it when all is."""

import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from grader.cli.output import tell_error
from grader.errors import DojoError, ExitCode, UsageProblem, most_serious
from grader.i18n import _
from grader.report.entries import Entry, Setting
from grader.report.formats import GRADES, Format, render, require
from grader.workspace import write_atomically

_MEBIBYTE = 1 << 20  # what GitHub takes of one step's summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A format and the file it goes to; None is standard output."""

    format: Format
    file: Path | None = None


def read_outputs(words: Sequence[str]) -> tuple[Output, ...]:
    """Return the outputs that the options name; without one for standard output, text goes there.

    UsageProblem for an unknown format, a file that cannot be one, or two outputs for the same place.
    """
    outputs = tuple(_read(word) for word in words)
    places = [output.file.absolute() if output.file else None for output in outputs]
    if places.count(None) > 1:
        raise UsageProblem(
            _("Only one format can go to standard output."),
            next_step=_("Give the others a file: -o json=report.json"),
        )
    if len(set(places)) < len(places):
        raise UsageProblem(
            _("Two formats cannot go to the same file."), next_step=_("Give each a file of its own.")
        )
    return outputs if None in places else (*outputs, Output(format=Format.TEXT))


def _read(word: str) -> Output:
    name, _equals, file = word.partition("=")
    if name not in list(Format):
        raise UsageProblem(
            _("There is no format {name!r}.", name=name),
            next_step=_("The formats are: {names}", names=", ".join(Format)),
        )
    if file in ("", "-"):
        return Output(format=Format(name))
    _require_place(Path(file))
    return Output(format=Format(name), file=Path(file))


def _require_place(path: Path) -> None:
    """Refuse what cannot be replaced by a plain file: no folder around it, a folder, a device, a link.

    A link could lead a report over a file that whoever handed in the folder chose.
    """
    if not path.parent.is_dir():
        raise UsageProblem(
            _("There is no folder {folder} for {name}.", folder=path.parent, name=path.name),
            next_step=_("Make it first, or name another file."),
        )
    if os.path.lexists(path) and not stat.S_ISREG(path.lstat().st_mode):
        raise UsageProblem(
            _("{path} is not a plain file.", path=path),
            next_step=_("Name a file; for standard output leave it out: -o json"),
        )


def require_whole(outputs: Iterable[Output], *, named: bool, part: bool) -> None:
    """Refuse to write a grade from what nobody named, or from a part of it."""
    grades = [output.format for output in outputs if output.format in GRADES]
    if grades and (part or not named):
        raise UsageProblem(
            _("The format {name} holds a grade, so it needs all that is graded by name.", name=grades[0]),
            next_step=_(
                "Name every exercise or file, without --changed: grade check 03 -o {name}", name=grades[0]
            ),
        )


def require_outputs(outputs: Iterable[Output], inputs: Iterable[Path], setting: Setting) -> None:
    """Refuse before grading what could not be written after it, and what would replace a student's file."""
    read = {path.resolve() for path in inputs}
    for output in outputs:
        require(output.format, setting)
        if output.file is not None and output.file.resolve() in read:
            raise UsageProblem(
                _("{path} is a file to grade; a report would replace it.", path=output.file),
                next_step=_("Name another file for the report."),
            )


def setting_for(outputs: Iterable[Output]) -> Setting:
    """Return what renderers may know of the world around them."""
    from grader import __version__
    from grader.changes import committed_at, utc

    here = Path.cwd()
    wants_commit = any(output.format is Format.CLASSROOM50 for output in outputs)
    return Setting(
        kit=__version__,
        here=str(here),
        environment=dict(os.environ),
        committed=committed_at(here) if wants_commit else "",
        now=utc(time.time()),
    )


def write_outputs(outputs: Iterable[Output], entries: Sequence[Entry], setting: Setting) -> ExitCode:
    """Write every output but the text that was printed file by file; what fails of one does not stop the others."""
    codes = [ExitCode.PASSED]
    for output in outputs:
        if output.format is Format.TEXT and output.file is None:
            continue
        try:
            _write(output, entries, setting)
        except DojoError as error:
            tell_error(error)
            codes.append(error.exit_code)
    return most_serious(*codes)


def _write(output: Output, entries: Sequence[Entry], setting: Setting) -> None:
    text = render(output.format, entries, setting)
    if output.file is None:
        click.echo(text, nl=False)
    else:
        _require_place(output.file)  # it may have become something else while the checks ran
        with _told(output.file):
            write_atomically(output.file, text.encode("utf-8", "backslashreplace"))
    if output.format is Format.GITHUB:
        _append_summary(entries, setting)


def _append_summary(entries: Sequence[Entry], setting: Setting) -> None:
    """Append the scorecards to the job summary; the short form where the long one is more than GitHub takes."""
    from grader.report import github, markdown

    place = setting.environment.get(github.SUMMARY)
    if not place:
        return
    with _told(Path(place)), open(place, "ab") as stream:
        room = _MEBIBYTE - stream.tell()
        forms = (markdown.render(entries, setting), markdown.render_short(entries))
        fitting = (
            text for text in (form.encode("utf-8", "backslashreplace") for form in forms) if len(text) <= room
        )
        stream.write(next(fitting, b""))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the system says against writing into a message."""
    try:
        yield
    except OSError as error:
        raise UsageProblem(
            _("{path} cannot be written ({error}).", path=path, error=error.strerror),
            next_step=_("Make it writable, or name another file."),
        ) from error
