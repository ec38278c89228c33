"""The negative self-test: after sealing, the child itself tries what it must not be able to do.

A probe is tried where at least one layer that stops it is said to hold; its success means that the layer does
not do what it says. What no layer stops is already reported as a missing layer. No probe changes anything
outside the child, even where it succeeds.
"""

import ctypes
import errno
import os
import signal
import stat
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from . import identity, kernel, syscalls

_LOOKED_AT = 10_000
_AT_FDCWD = -100


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the probes need to know about the sealed child."""

    forbidden: tuple[str, ...]
    proofless: bool  # paths are forbidden, and none of them is there to be tried
    parent: int
    kept: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One attempt: `refused` makes it and tells whether it was refused."""

    name: str
    stopped_by: frozenset[str]
    refused: Callable[[Situation], bool]


def failed(situation: Situation, layers: Collection[str]) -> tuple[str, ...]:
    """Run the probes that these layers are to stop; return the names of those that were not refused."""
    names = [probe.name for probe in PROBES if _applies(probe, layers) and not probe.refused(situation)]
    if _FILE_LAYERS & set(layers):
        names += [
            f"read {path}" for path in situation.forbidden if not _is_denied(os.fsencode(path), os.O_RDONLY)
        ]
        names += ["nothing to probe"] if situation.proofless else []
    return tuple(names)


def _applies(probe: Probe, layers: Collection[str]) -> bool:
    return not probe.stopped_by or not probe.stopped_by.isdisjoint(layers)


def files_to_probe(forbidden: Collection[str], list_only: Collection[str]) -> tuple[str, ...]:
    """Return the files whose opening proves something about the forbidden paths.

    A folder that may be listed says nothing by being opened, so its first file stands for it; a path that
    is not there says nothing either.
    """
    real = (os.path.realpath(path) for path in forbidden)
    openable = (path for path in real if len(os.fsencode(path)) < len(_PATH))
    return tuple(dict.fromkeys(probe for path in openable for probe in _probes_for(path, list_only)))


def _probes_for(path: str, list_only: Collection[str]) -> Iterator[str]:
    try:
        is_folder = stat.S_ISDIR(os.stat(path).st_mode)
    except FileNotFoundError:
        return
    except OSError:  # already closed to us, so to our child
        yield path
        return
    if not is_folder:
        yield path
        return
    if not any((path + "/").startswith(listed.rstrip("/") + "/") for listed in list_only):
        yield path
    if (first := _first_file(path)) is not None:
        yield first


def _first_file(folder: str) -> str | None:
    for parent, _folders, files in islice(os.walk(folder), _LOOKED_AT):
        if files:
            return os.path.join(parent, min(files))
    return None


def _is_denied(path: bytes, flags: int) -> bool:
    """Try to open; only a plain refusal counts, not that there is nothing.

    A raw call: os.open would build an exception for every refusal, which costs a forked child copied pages.
    """
    _PATH.value = path
    openat = syscalls.number(kernel.MACHINE, "openat")
    result = kernel.attempt(openat, _AT_FDCWD, kernel.address(_PATH), flags | os.O_CLOEXEC | os.O_NONBLOCK)
    if result >= 0:
        os.close(result)
    return result in (-errno.EACCES, -errno.EPERM)


def _call_is_refused(name: str, *arguments: int) -> bool:
    """Make a call that the kernel alone would accept or answer with another errno than EPERM."""
    return kernel.attempt(syscalls.number(kernel.MACHINE, name), *arguments) == -errno.EPERM


def _fork_is_refused(_situation: Situation) -> bool:
    child = kernel.attempt(syscalls.number(kernel.MACHINE, "clone"), signal.SIGCHLD)
    if child == 0:
        os._exit(0)
    if child > 0:
        os.waitpid(child, 0)
    return child == -errno.EPERM


def _signal_is_refused(situation: Situation) -> bool:
    """Signal 0 asks for permission and sends nothing."""
    return _call_is_refused("kill", situation.parent, 0)


def _limits_are_refused(situation: Situation) -> bool:
    """Ask for the parent's CPU limit, which is the call that could also set it."""
    return _call_is_refused("prlimit64", situation.parent, 0, 0, kernel.address(_LIMIT))


def _environment_is_refused(situation: Situation) -> bool:
    path = f"/proc/{situation.parent}/environ"
    return _is_denied(path.encode(), os.O_RDONLY) or not os.path.exists(path)


def _path_call_is_refused(name: str, at: int) -> bool:
    arguments = [0, 0, 0]
    arguments[at] = kernel.address(_NO_PATH)
    return _call_is_refused(name, *arguments)


# Made once, before the fork: see identity.py.
_LIMIT = ctypes.create_string_buffer(16)
_NO_PATH = ctypes.create_string_buffer(1)
_PATH = ctypes.create_string_buffer(4096)
_FILE_LAYERS = frozenset({"landlock", "uid"})
_SECCOMP = frozenset({"seccomp"})
_AF_UNIX, _SOCK_STREAM = 1, 1
_SHARED_ANONYMOUS = 0x21

PROBES = (
    Probe(
        name="descriptors", stopped_by=frozenset(), refused=lambda at: all(map(identity.is_harmless, at.kept))
    ),
    Probe(
        name="write",
        stopped_by=frozenset({"landlock", "seccomp"}),
        refused=lambda _: _is_denied(b"/dev/null", os.O_WRONLY),
    ),
    Probe(name="parent's environment", stopped_by=_FILE_LAYERS, refused=_environment_is_refused),
    Probe(name="signal", stopped_by=frozenset({"seccomp", "uid"}), refused=_signal_is_refused),
    Probe(name="limits of others", stopped_by=frozenset({"seccomp", "uid"}), refused=_limits_are_refused),
    Probe(name="fork", stopped_by=_SECCOMP, refused=_fork_is_refused),
    Probe(name="exec", stopped_by=_SECCOMP, refused=lambda _: _path_call_is_refused("execve", 0)),
    Probe(name="chmod", stopped_by=_SECCOMP, refused=lambda _: _path_call_is_refused("fchmodat", 1)),
    Probe(
        name="socket",
        stopped_by=_SECCOMP,
        refused=lambda _: _call_is_refused("socket", _AF_UNIX, _SOCK_STREAM, 0),
    ),
    Probe(name="ptrace", stopped_by=_SECCOMP, refused=lambda _: _call_is_refused("ptrace", 17, 0x7FFFFFFF)),
    Probe(name="memfd", stopped_by=_SECCOMP, refused=lambda _: _path_call_is_refused("memfd_create", 0)),
    Probe(name="io_uring", stopped_by=_SECCOMP, refused=lambda _: _call_is_refused("io_uring_setup", 0, 0)),
    Probe(
        name="shared memory",
        stopped_by=_SECCOMP,
        refused=lambda _: _call_is_refused("mmap", 0, 4096, 0, _SHARED_ANONYMOUS, -1, 0),
    ),
)
