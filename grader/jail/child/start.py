"""The script that every process for student code begins with: find the kit, then become what was asked for.

    start.py zygote ROOT CONTROL_DESCRIPTOR SETTINGS      forks a child per request (zygote.py)
    start.py alone ROOT                                   is one child, told its settings by its input

A child alone has requests as its input, replies as its output, and prints to its error stream. The first message of
its input are the settings: the trusted side sends them when it has done what it can from outside (job.py).
"""

import json
import os
import signal
import struct
import sys
from typing import Any

_LENGTH = struct.Struct("<I")


def main(kind: str, root: str, *arguments: str) -> None:
    """Import what the rest of the life needs from the kit, and live it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = json.loads(arguments[1]) if kind == "zygote" else _settings()
    sys.path.insert(0, root)
    sys.path.extend(settings["site"])
    if kind == "zygote":
        from grader.jail.child import zygote

        zygote.main(int(arguments[0]), settings)
    else:
        from grader.jail.child import life

        life.arrange(os.dup(0), os.dup(1), os.dup(2))
        life.live(life.prepare(settings), settings, os.getppid())


def _settings() -> dict[str, Any]:
    """Read the first message of the input, and no byte more."""
    if sys.platform == "win32":
        import msvcrt

        for stream in (0, 1):
            msvcrt.setmode(stream, os.O_BINARY)
    (size,) = _LENGTH.unpack(_read(_LENGTH.size))
    settings: dict[str, Any] = json.loads(_read(size))
    return settings


def _read(size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = os.read(0, size - len(data))
        if not piece:
            sys.exit("the trusted side has gone")
        data += piece
    return data


if __name__ == "__main__":
    main(*sys.argv[1:])
