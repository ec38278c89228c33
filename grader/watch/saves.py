"""What counts as a save: a file whose content is not what was last checked, and has come to rest.

Editors save in many ways: in place (for a moment the file is empty, or half there), by writing another file and
renaming it, by deleting and making it anew. So it is files that are looked at: events only say when.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.errors import DojoError
from grader.submission import read_plain_file

QUIET = 0.03  # seconds without a change before a file that is sound Python is taken as saved
HALF_WRITTEN = 0.4  # the same for one that is empty or has a syntax error: the rest may still be coming
GONE = 2.0  # a file that is missing for so long is not being saved, it is gone


@dataclass(slots=True)
class _File:
    """What is known of one file. `due` is when its last change will have come to rest; None without one."""

    path: Path
    signature: tuple[int, ...] | None
    content: bytes | None
    checked: bytes | None
    changed: float = 0.0
    due: float | None = None


class Saves:
    """Watches files, each by the name of its exercise: `look` after each event, then ask `ready` what to check."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        """Take every file as it is now; what is there already is no save."""
        self._files = {}
        for name, path in files.items():
            content = _content(path)
            self._files[name] = _File(path, _signature(path), content, content)

    def look(self, now: float) -> None:
        """See which files have changed since the last look."""
        for file in self._files.values():
            signature = _signature(file.path)
            if signature != file.signature:
                file.signature, file.content = signature, _content(file.path)
                file.changed = now
                file.due = None if file.content == file.checked else now + _rest(file.content)

    def due(self) -> float | None:
        """Return when the changes seen so far will have come to rest; None without any."""
        return max((file.due for file in self._files.values() if file.due is not None), default=None)

    def ready(self, now: float) -> str | None:
        """Return the exercise that was saved last, once all is at rest; it is then taken as checked.

        Several files at once (a `git checkout`) are one save: the others are taken as seen.
        """
        due = self.due()
        if due is None or now < due:
            return None
        waiting = {name: file for name, file in self._files.items() if file.due is not None}
        for file in waiting.values():
            file.checked, file.due = file.content, None
        return max(waiting, key=lambda name: waiting[name].changed)

    def checked(self, name: str, content: bytes) -> None:
        """Remember what was read for a check, which may be newer than what the last look saw."""
        file = self._files[name]
        file.checked = content
        if file.content == content:
            file.due = None


def _rest(content: bytes | None) -> float:
    """Return how long a file must be left alone before it is taken as saved."""
    if content is None:
        return GONE
    try:
        complete = bool(ast.parse(content).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        complete = False
    return QUIET if complete else HALF_WRITTEN


def _signature(path: Path) -> tuple[int, ...] | None:
    """Return what tells two saves apart without reading; None without a file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _content(path: Path) -> bytes | None:
    try:
        return read_plain_file(path)
    except DojoError:
        return None
