"""Bring a newer kit's lessons and stubs into a course folder, and touch nobody's work.

A file that is still what was handed out is replaced. A file that somebody changed stays as it is; where the kit has
a newer one, that is put beside it (`backprop.new.py`). Nothing is ever deleted. A second run finds nothing to do.
"""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from grader import __version__
from grader.errors import UsageProblem
from grader.handout import Handout, fingerprint, write_handout
from grader.i18n import _
from grader.kitversion import order
from grader.workspace import write_atomically


class Change(StrEnum):
    """What an update does about one file."""

    ADDED = "added"
    REPLACED = "replaced"
    BESIDE = "beside"
    YOURS = "yours"
    CURRENT = "current"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One file of the course: what happens to it, and where the new content goes (`target`)."""

    name: str
    change: Change
    target: str
    content: bytes = b""

    @property
    def writes(self) -> bool:
        """Return whether this step writes a file."""
        return self.change in (Change.ADDED, Change.REPLACED, Change.BESIDE)


def plan(root: Path, kit: Mapping[str, bytes], wanted: Collection[str], known: Handout) -> tuple[Step, ...]:
    """Return what an update of the course folder `root` to the wanted files of the kit does, file by file."""
    if order(known.version) > order(__version__):
        raise UsageProblem(
            _(
                "This course folder came from version {newer} of the kit, and version {older} is installed.",
                newer=known.version,
                older=__version__,
            ),
            next_step=_("Install version {noted} of the kit, or a later one.", noted=known.version),
        )
    steps = [_step(root, name, content, known) for name, content in kit.items() if name in wanted]
    gone = sorted(name for name in set(known.files) - set(kit) if (root / name).exists())
    return (*steps, *(Step(name=name, change=Change.DROPPED, target=name) for name in gone))


def _step(root: Path, name: str, content: bytes, known: Handout) -> Step:
    path, new, was = root / name, fingerprint(name, content), known.files.get(name)
    if not path.exists() and not path.is_symlink():
        return Step(name=name, change=Change.ADDED, target=name, content=content)
    now = _fingerprint_of(path, name)
    if now == new:
        return Step(name=name, change=Change.CURRENT, target=name, content=content)
    if now is not None and now == was:
        return Step(name=name, change=Change.REPLACED, target=name, content=content)
    if was == new:
        return Step(name=name, change=Change.YOURS, target=name, content=content)
    target = _beside(root, name, new, known.beside)
    return Step(name=name, change=Change.BESIDE, target=target, content=content)


def _fingerprint_of(path: Path, name: str) -> str | None:
    """Return the fingerprint of a file; None for what is not ours to replace: a link, a folder, a closed file."""
    if path.is_symlink() or not path.is_file():
        return None
    try:
        return fingerprint(name, path.read_bytes())
    except PermissionError:
        return None


def _beside(root: Path, name: str, new: str, known: Mapping[str, str]) -> str:
    """Return the first name beside a file that is free, holds the new content, or was put there and left alone."""
    for candidate in _names_beside(name):
        path = root / candidate
        if not path.exists() and not path.is_symlink():
            return candidate
        if (now := _fingerprint_of(path, candidate)) is not None and now in (new, known.get(candidate)):
            return candidate
    raise AssertionError("the names never end")


def _names_beside(name: str) -> Iterator[str]:
    path = PurePosixPath(name)
    for suffix in itertools.chain(("new",), (f"new-{number}" for number in itertools.count(2))):
        yield str(path.with_name(f"{path.stem}.{suffix}{path.suffix}"))


def carry_out(root: Path, steps: Sequence[Step], known: Handout) -> None:
    """Write what the plan says, then the record of it; interrupted between two files, a second run goes on."""
    try:
        for step in steps:
            if step.writes:
                write_atomically(root / step.target, step.content)
        write_handout(root, _record(steps, known))
    except OSError as error:
        raise UsageProblem(
            _("{file} cannot be written ({reason}).", file=error.filename or root, reason=error.strerror),
            next_step=_("Make the folder writable, then: grade update"),
        ) from error


def _record(steps: Sequence[Step], known: Handout) -> Handout:
    """Return what has been handed out now; work that is older than the kit is told of once and counts as told."""
    files, beside = dict(known.files), dict(known.beside)
    for step in steps:
        if step.change is Change.DROPPED:
            del files[step.name]
            continue
        files[step.name] = fingerprint(step.name, step.content)
        if step.target != step.name:
            beside[step.target] = files[step.name]
    return Handout(version=__version__, files=files, beside=beside)
