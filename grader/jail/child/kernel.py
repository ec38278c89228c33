"""Raw access to the kernel through ctypes: the few calls that Python's standard library does not offer."""

import ctypes
import os
import sys
from functools import cache

MACHINE = os.uname().machine if sys.platform == "linux" and sys.maxsize > 2**32 else ""
# Elsewhere no call of this module is made: the numbers would mean something else.
SUPPORTED = MACHINE in {"x86_64", "aarch64"}

SIGKILL = 9  # on Windows `signal` has none
PR_SET_PDEATHSIG = 1
PR_GET_DUMPABLE = 3
PR_SET_DUMPABLE = 4
PR_GET_NAME = 16
PR_SET_NAME = 15
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
PR_SET_VMA = 0x53564D41

# Numbers that are the same on every architecture (everything added since Linux 5.1 is).
CLOSE_RANGE = 436
LANDLOCK_CREATE_RULESET = 444
LANDLOCK_ADD_RULE = 445
LANDLOCK_RESTRICT_SELF = 446


class Unavailable(Exception):
    """This system does not offer what was asked for; nothing was changed."""


@cache
def _libc() -> ctypes.CDLL:
    if not SUPPORTED:
        raise Unavailable("only Linux on x86_64 and aarch64 is confined")
    libc = ctypes.CDLL(None, use_errno=True)
    # Without the types ctypes would pass 32-bit integers and cut every pointer in half.
    libc.syscall.argtypes = [ctypes.c_long] * 7
    libc.syscall.restype = ctypes.c_long
    libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    return libc


def attempt(number: int, *arguments: int) -> int:
    """Make one system call; return its result, or the negative errno as the kernel itself does."""
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    result: int = _libc().syscall(number, *padded)
    return -ctypes.get_errno() if result == -1 else result


def syscall(number: int, *arguments: int) -> int:
    """Make one system call; raise OSError with the kernel's errno where it fails."""
    result = attempt(number, *arguments)
    if result < 0:
        raise OSError(-result, os.strerror(-result))
    return result


def prctl(option: int, *arguments: int) -> int:
    """Make one prctl call; raise OSError where it fails."""
    padded = (*arguments, 0, 0, 0, 0)[:4]
    result: int = _libc().prctl(option, *padded)
    if result == -1:
        errno = ctypes.get_errno()
        raise OSError(errno, os.strerror(errno))
    return result


def address(buffer: ctypes.Array[ctypes.c_char]) -> int:
    """Return where a buffer lies; the caller keeps it alive during the call."""
    return ctypes.addressof(buffer)
