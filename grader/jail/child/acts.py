"""What the confinement refused, in words: an audit hook remembers acts, so that a message can name them.

The hook refuses nothing and protects nothing; the kernel does. It exists so that an honest mistake
(a file opened for writing, a plot shown at import) gets a friendly message in place of "EPERM", and so that a
refusal which the student's code catches is told all the same (notes.py).
"""

import _thread
import os
import sys
import threading
from types import TracebackType
from typing import Any

from . import notes

_ACTS = {
    "socket.connect": "use the network",
    "socket.bind": "use the network",
    "socket.__new__": "use the network",
    "socket.getaddrinfo": "use the network",
    "subprocess.Popen": "start another program",
    "os.system": "start another program",
    "os.exec": "start another program",
    "os.posix_spawn": "start another program",
    "os.spawn": "start another program",
    "os.fork": "start another process",
    "os.forkpty": "start another process",
    "_thread.start_new_thread": "start a thread",
    "_thread.start_joinable_thread": "start a thread",
    "os.kill": "send a signal to another process",
    "os.remove": "delete a file",
    "os.rename": "rename a file",
    "os.mkdir": "make a folder",
    "os.rmdir": "remove a folder",
    "os.chmod": "change a file's permissions",
    "os.chown": "change a file's owner",
    "os.utime": "change a file's times",
    "os.link": "make a link",
    "os.symlink": "make a link",
    "os.truncate": "write to a file",
    "os.setxattr": "change a file's attributes",
    "os.listdir": "look into that folder",
    "os.scandir": "look into that folder",
    "sqlite3.connect": "open a database",
    "ctypes.dlopen": "load a shared library",
    "fcntl.flock": "lock a file",
    "fcntl.lockf": "lock a file",
    "resource.setrlimit": "change a limit",
}  # fmt: skip
# What may well be allowed: whether it is depends on the path, and is found out by trying.
_LOOKING = {"os.listdir", "os.scandir"}
_HARMLESS = {"ctypes.dlopen", "sqlite3.connect"}  # refused only now and then, and then by an exception
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_last = [""]


def watch() -> None:
    """Begin to remember the last act that may be refused."""
    sys.addaudithook(_remember)
    start = _thread.start_new_thread

    def started(*args: Any) -> int:  # not every version of Python tells of it by an event
        _remember("_thread.start_new_thread", args)
        return start(*args)

    _thread.start_new_thread = started
    threading._start_new_thread = started  # type: ignore[attr-defined]  # noqa: SLF001 - its own reference


def _remember(event: str, args: tuple[Any, ...]) -> None:
    act = _ACTS.get(event)
    if act is not None:
        _last[0] = act
        if event not in _HARMLESS and not _is_allowed(event, args):
            notes.take(act)
    elif event == "open" and len(args) == 3:
        _remember_open(*args)


def _is_allowed(event: str, args: tuple[Any, ...]) -> bool:
    if event == "os.kill":
        return bool(args) and args[0] == os.getpid()
    return event in _LOOKING and not notes.is_refused(args[0] if args else None)


def _remember_open(path: Any, mode: Any, flags: Any) -> None:
    writing = (isinstance(mode, str) and set(mode) & set("wax+")) or (
        isinstance(flags, int) and flags & _WRITING
    )
    _last[0] = "write to a file" if writing else "read that file"
    if not isinstance(path, int) and (writing or notes.is_refused(path)):
        notes.take(_last[0])


def refused(error: BaseException) -> str:
    """Return what was refused when `error` is a refusal of the confinement's, else an empty text."""
    seen: BaseException | None = error
    for _ in range(10):
        if isinstance(seen, PermissionError):
            return "start another process" if _in_multiprocessing(seen) else _last[0] or "do that"
        if isinstance(seen, RuntimeError) and "start new thread" in str(seen):
            return "start a thread"
        if isinstance(seen, BlockingIOError) and _last[0].startswith("start"):
            return _last[0]
        if seen is None:
            return ""
        seen = seen.__cause__ or seen.__context__
    return ""


def _in_multiprocessing(error: BaseException) -> bool:
    """Tell whether a queue, lock or pool of processes was being made: its semaphores are no act of their own."""
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        if f"{os.sep}multiprocessing{os.sep}" in trace.tb_frame.f_code.co_filename:
            return True
        trace = trace.tb_next
    return False
