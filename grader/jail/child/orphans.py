"""Processes that a child left behind: they become the zygote's own, and are ended.

With the system call filter in force there are none, because no child can fork. Elsewhere code can leave its group
and outlive its child; on Linux its orphans fall to the nearest ancestor that adopts them, which is the zygote.
"""

import os
import signal
import time
from collections.abc import Collection

_SECONDS = 5.0  # for a child that forks as fast as we kill


def end_all_but(living: Collection[int]) -> None:
    """Kill and wait for every child of this process but these, and for theirs, as they fall to us."""
    until = time.monotonic() + _SECONDS
    while strays := _children() - set(living):
        for pid in strays:
            kill(pid)
        for pid in strays:
            _wait(pid)
        if time.monotonic() > until:
            return


def kill(pid: int) -> None:
    """Kill a child and its group."""
    for end in (os.killpg, os.kill):
        try:
            end(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def _wait(pid: int) -> None:
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        return


def _children() -> set[int]:
    """Return the children of this process; none where there is no /proc to ask."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", "rb") as file:
            return {int(pid) for pid in file.read().split()}
    except OSError:
        return _children_by_looking()


def _children_by_looking() -> set[int]:
    """Look through all processes, for kernels that keep no list of children."""
    me = os.getpid()
    try:
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return set()
    return {pid for pid in pids if _parent(pid) == me}


def _parent(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return 0
