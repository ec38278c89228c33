"""Notes of what a line of the student's tried and may not do, also where it caught the refusal.

A note is sent when it is taken, so that nothing the code does next takes it along; between two requests, when the
pipe is nobody's, it waits. It is a courtesy to the reader of a scorecard: student code can prevent it, and wins
nothing by that.
"""

import errno
import inspect
import linecache
import os
from collections.abc import Callable
from types import FrameType
from typing import Any

_MOST = 20
_DEEPEST = 200
_INSTALLED = ("site-packages", "dist-packages")
# Packages whose files are opened because the student asked for it. What others do of their own accord (torch looks
# for a cache folder when it first makes an optimizer) is nobody's act.
_ON_REQUEST = tuple(
    os.path.join("", *names, "")[:-1]
    for names in (("numpy",), ("torch", "serialization.py"), ("torch", "hub.py"))
)

Send = Callable[[str, int, str], None]


class _State:
    """The notes of this process: whose lines count, what was noted, and what waits to be sent."""

    def __init__(self) -> None:
        self.file = ""
        self.taken: set[tuple[str, int]] = set()
        self.waiting: list[tuple[str, int, str]] = []
        self.send: Send | None = None
        self.looking = False


_state = _State()


def begin(file: str) -> None:
    """Note what lines of this file try."""
    _state.file = file


def loud(send: Send) -> None:
    """Send notes from now on as they come, and those that waited."""
    _state.send = send
    while _state.waiting:
        send(*_state.waiting.pop(0))


def quiet() -> None:
    """Keep notes until it is this side's turn to write again."""
    _state.send = None


def take(act: str) -> None:
    """Note an act where a line of the student's asked for it; each line and act once."""
    if not _state.file or _state.looking or len(_state.taken) >= _MOST:
        return
    line = _line()
    if line and (act, line) not in _state.taken:
        _state.taken.add((act, line))
        note = (act, line, linecache.getline(_state.file, line).strip()[:300])
        if _state.send is None:
            _state.waiting.append(note)
        else:
            _state.send(*note)


def _line() -> int:
    """Return the innermost line of the student's file that is running; 0 where a package acts by itself."""
    frame: FrameType | None = inspect.currentframe()
    for _ in range(_DEEPEST):
        if frame is None:
            return 0
        name = frame.f_code.co_filename
        if name == _state.file:
            return frame.f_lineno
        if any(part in name for part in _INSTALLED) and not any(part in name for part in _ON_REQUEST):
            return 0
        frame = frame.f_back
    return 0


def is_refused(path: Any) -> bool:
    """Tell whether reading a path is refused, by trying; only while a line of the student's is running."""
    if not _state.file or _state.looking or isinstance(path, int) or not _line():
        return False
    _state.looking = True
    try:
        os.close(os.open(path if path is not None else ".", os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)))
    except OSError as error:
        return error.errno in (errno.EACCES, errno.EPERM)
    except (TypeError, ValueError):
        return False
    finally:
        _state.looking = False
    return False
