"""What the confinement refused, in words: an audit hook remembers acts, so that a message can name them.

The hook refuses nothing and protects nothing; the kernel does. It exists so that an honest mistake
(a file opened for writing, a plot shown at import) gets a friendly message in place of "EPERM".
"""

import os
import sys
from typing import Any

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
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_last = [""]


def watch() -> None:
    """Begin to remember the last act that may be refused."""
    sys.addaudithook(_remember)


def _remember(event: str, args: tuple[Any, ...]) -> None:
    act = _ACTS.get(event)
    if act is not None:
        _last[0] = act
    elif event == "open" and len(args) == 3:
        mode, flags = args[1], args[2]
        writing = (isinstance(mode, str) and set(mode) & set("wax+")) or (
            isinstance(flags, int) and flags & _WRITING
        )
        _last[0] = "write to a file" if writing else "read that file"


def refused(error: BaseException) -> str:
    """Return what was refused when `error` is a refusal of the confinement's, else an empty text."""
    seen: BaseException | None = error
    for _ in range(10):
        if isinstance(seen, PermissionError):
            return _last[0] or "do that"
        if isinstance(seen, RuntimeError) and "start new thread" in str(seen):
            return "start a thread"
        if isinstance(seen, BlockingIOError) and _last[0].startswith("start"):
            return _last[0]
        if seen is None:
            return ""
        seen = seen.__cause__ or seen.__context__
    return ""
