"""Take what a student hands in: the declared files by exact name, regular files only, within a size."""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from grader.errors import NothingToGrade, UsageProblem
from grader.exercise import Exercise
from grader.i18n import _

SIZE_LIMIT = 512 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One student's file for one exercise, as bytes, and the declared further files by module name."""

    path: Path
    file: str
    source: bytes
    helpers: dict[str, bytes]


def read_submission(path: Path, exercise: Exercise) -> Submission:
    """Read a submission; NothingToGrade without a file, UsageProblem where it is no plain file in bounds."""
    source = read_plain_file(path)
    helpers = {}
    for name in exercise.helpers:
        beside = path.parent / name
        if os.path.lexists(beside):
            helpers[name.removesuffix(".py")] = read_plain_file(beside)
    return Submission(path=path, file=exercise.file, source=source, helpers=helpers)


def read_plain_file(path: Path) -> bytes:
    """Return a regular file's bytes without following a link at its end or waiting for a pipe."""
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise NothingToGrade(
            _("There is no file {path}.", path=path),
            next_step=_("Check the name, or make the exercises here: grade init ."),
        ) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UsageProblem(
                _("{path} is a link.", path=path), next_step=_("Give the file itself.")
            ) from None
        raise UsageProblem(
            _("{path} cannot be read: {reason}.", path=path, reason=error.strerror),
            next_step=_("Check its permissions."),
        ) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            what = _("folder") if stat.S_ISDIR(status.st_mode) else _("device or pipe")
            raise UsageProblem(
                _("{path} is a {what}, not a file.", path=path, what=what),
                next_step=_("Give the Python file to check."),
            )
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(SIZE_LIMIT + 1)
    finally:
        os.close(descriptor)
    if len(data) > SIZE_LIMIT:
        raise UsageProblem(
            _("{path} is larger than {limit} KiB.", path=path, limit=SIZE_LIMIT >> 10),
            next_step=_("Hand in the exercise's file without data in it."),
        )
    return data
