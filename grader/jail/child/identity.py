"""Who the child is: no way back to privileges, an identity of its own, and only the descriptors it needs."""

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Collection

from . import kernel, syscalls

# Buffers are made here, once: making one in a forked child copies dozens of memory pages.
_CAPABILITY_HEADER = ctypes.create_string_buffer(struct.pack("=Ii", 0x20080522, 0), 8)
_CAPABILITY_SETS = ctypes.create_string_buffer(24)
_LAST_DESCRIPTOR = 0xFFFFFFFF
_MOST_DESCRIPTORS = 4096  # looked through where the system cannot be asked
_SETS = struct.Struct("=6I")  # effective, permitted, inheritable; then the upper halves of the three
_CAP_SETGID, _CAP_SETUID = 1 << 6, 1 << 7
# Kept by a child that stays root: its interpreter may lie in somebody's closed home. Landlock still decides.
_CAP_DAC_READ_SEARCH = 1 << 2
_NULL_DEVICE = 0 if sys.platform == "win32" else os.stat(os.devnull).st_rdev


def become(uid: int) -> None:
    """Change to a user and group without privileges, for good."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if os.getresuid() != (uid, uid, uid) or os.getresgid() != (uid, uid, uid):
        raise OSError("the user id did not change")


def may_become_another() -> bool:
    """Tell whether this process holds what changing the user needs."""
    if not kernel.SUPPORTED:
        return False
    needed = _CAP_SETGID | _CAP_SETUID
    return _permitted() & needed == needed


def give_up_privileges() -> None:
    """Set no_new_privs, and drop the capabilities of a child that is still root."""
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_CAP_AMBIENT, kernel.PR_CAP_AMBIENT_CLEAR_ALL)
    permitted = _permitted()
    if permitted & ~_CAP_DAC_READ_SEARCH:
        kept = permitted & _CAP_DAC_READ_SEARCH
        _SETS.pack_into(_CAPABILITY_SETS, 0, kept, kept, 0, 0, 0, 0)
        _capability_call("capset")
    if kernel.prctl(kernel.PR_GET_NO_NEW_PRIVS) != 1:
        raise OSError("no_new_privs does not hold")


def _permitted() -> int:
    """Return the permitted capabilities, both halves."""
    _capability_call("capget")
    _, low, _, _, high, _ = _SETS.unpack_from(_CAPABILITY_SETS)
    return int(low | high << 32)


def _capability_call(name: str) -> None:
    number = syscalls.number(kernel.MACHINE, name)
    kernel.syscall(number, kernel.address(_CAPABILITY_HEADER), kernel.address(_CAPABILITY_SETS))


def hide_memory() -> None:
    """Make this process's memory unreadable to others of the same user; it leaves no core file either."""
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    if kernel.prctl(kernel.PR_GET_DUMPABLE) != 0:
        raise OSError("the process is still dumpable")


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent dies; raise where the parent is already gone."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, kernel.SIGKILL)
    if os.getppid() != parent:
        raise OSError("the parent is not the expected one")


def own_session(parent: int) -> None:
    """Leave the group of whoever started us, and the session, and with it the terminal.

    A parent that leads a session of its own has left the terminal already: then a new group is enough, and
    spares a call that now and then takes the kernel three milliseconds.
    """
    session = os.getsid(0)
    if session == parent:
        os.setpgid(0, 0)
    elif session != os.getpid():
        os.setsid()


def is_single_threaded() -> bool:
    """Tell whether no other thread could escape layers that are applied per thread."""
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return True  # no /proc to ask: a freshly forked process has one thread


def pipes() -> set[int]:
    """Return the descriptors of this process that are pipes."""
    return {fd for fd in _open_descriptors() if stat.S_ISFIFO(os.fstat(fd).st_mode)}


def _open_descriptors() -> list[int]:
    try:
        candidates = [int(name) for name in os.listdir("/proc/self/fd")]
    except OSError:
        candidates = list(range(_MOST_DESCRIPTORS))
    return [fd for fd in candidates if _mode(fd) is not None]


def _mode(fd: int) -> os.stat_result | None:
    try:
        return os.fstat(fd)
    except OSError:
        return None


def close_all_but(keep: Collection[int]) -> None:
    """Close every descriptor that is not to be kept."""
    first = 0
    for fd in sorted(keep):
        if fd > first:
            _close_range(first, fd - 1)
        first = fd + 1
    _close_range(first, _LAST_DESCRIPTOR)


def _close_range(first: int, last: int) -> None:
    try:
        kernel.syscall(kernel.CLOSE_RANGE, first, last, 0)
    except (OSError, kernel.Unavailable):
        os.closerange(first, min(last, _MOST_DESCRIPTORS) + 1)


def is_harmless(fd: int) -> bool:
    """Tell whether a kept descriptor is a pipe, the null device or closed, and so changes nothing outside."""
    info = _mode(fd)
    if info is None:
        return True
    if sys.platform == "win32":  # devices have no numbers there
        return stat.S_ISFIFO(info.st_mode) or (stat.S_ISCHR(info.st_mode) and not os.isatty(fd))
    return stat.S_ISFIFO(info.st_mode) or (stat.S_ISCHR(info.st_mode) and info.st_rdev == _NULL_DEVICE)
