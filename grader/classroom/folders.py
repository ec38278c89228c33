"""List the files of a student's folder without following a link or waiting for a pipe."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from grader.classroom.archives import MEMBERS_LIMIT, limit_of
from grader.classroom.handin import Entry, OddHandin, Oddity
from grader.i18n import _

# What tools leave beside people's work; none of it is ever the hand-in.
NOISE = frozenset({
    ".git", ".dojo", "__MACOSX", "__pycache__", ".ipynb_checkpoints", ".venv", "venv", "node_modules",
    ".idea", ".vscode", ".pytest_cache",
})  # fmt: skip
_DEPTH_LIMIT = 20


def is_noise(path: str) -> bool:
    """Return whether a path lies in something that is never a hand-in."""
    parts = path.split("/")
    return bool(NOISE & set(parts)) or parts[-1].startswith("._")


def folder_entries(root: Path) -> list[Entry]:
    """Return every file below a folder, links and devices included as entries that cannot be read."""
    entries: list[Entry] = []
    _walk(root, "", entries, 0)
    return entries


def file_entry(path: Path, name: str = "") -> Entry:
    """Return one file as an entry."""
    status = path.lstat()
    return Entry(path=name or path.name, size=status.st_size, read=_reader(path), time=status.st_mtime)


def _walk(folder: Path, prefix: str, entries: list[Entry], depth: int) -> None:
    try:
        found = sorted(os.scandir(folder), key=lambda item: item.name)
    except OSError as error:
        raise OddHandin(Oddity.UNREADABLE, f"{prefix or folder.name}: {error.strerror}") from error
    for item in found:
        name = f"{prefix}{item.name}"
        if is_noise(item.name):
            continue
        if len(entries) >= MEMBERS_LIMIT:
            raise OddHandin(Oddity.TOO_MANY, _("more than {limit:,}", limit=MEMBERS_LIMIT))
        if item.is_dir(follow_symlinks=False):
            if depth < _DEPTH_LIMIT:
                _walk(Path(item.path), f"{name}/", entries, depth + 1)
        else:
            entries.append(file_entry(Path(item.path), name))


def _reader(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        flags |= getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(path, flags)
        except OSError as error:
            if path.is_symlink():
                raise OddHandin(Oddity.LINK, path.name) from error
            raise OddHandin(Oddity.UNREADABLE, f"{path.name}: {error.strerror}") from error
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OddHandin(Oddity.NOT_A_FILE, path.name)
            limit = limit_of(path.name)
            data = file.read(limit + 1)
        if len(data) > limit:
            raise OddHandin(
                Oddity.TOO_LARGE, _("{path} is over {limit:,} KiB", path=path.name, limit=limit >> 10)
            )
        return data

    return read
