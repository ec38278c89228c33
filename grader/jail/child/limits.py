"""Resource limits of the child: what it may use up, in the kernel's own units."""

import sys
from contextlib import suppress

from . import kernel

if sys.platform != "win32":
    import resource

_MIB = 1 << 20

# No core files, no file ever grows, no locked memory, no message queues, no priority; few descriptors and
# signals. The stack keeps room for honest deep recursion.
_FIXED = {
    "RLIMIT_CORE": 0,
    "RLIMIT_FSIZE": 0,
    "RLIMIT_NOFILE": 64,
    "RLIMIT_STACK": 64 * _MIB,
    "RLIMIT_MEMLOCK": 0,
    "RLIMIT_MSGQUEUE": 0,
    "RLIMIT_SIGPENDING": 64,
    "RLIMIT_NICE": 0,
    "RLIMIT_RTPRIO": 0,
}


# Only Linux has all of these; what else there is is no less a limit for that. macOS takes a limit of address space
# and does not heed it: there the trusted side watches what is really used.
_ONLY_LINUX = ("RLIMIT_MSGQUEUE", "RLIMIT_SIGPENDING", "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_AS")


def offered() -> bool:
    """Tell whether this system has limits."""
    return sys.platform != "win32"


def wanted(*, memory_bytes: int, cpu_seconds: int, own_uid: bool = False) -> dict[str, tuple[int, int]]:
    """Return soft and hard limit by name; the soft CPU limit ends a loop, the hard one a handler too."""
    table = {name: (value, value) for name, value in _FIXED.items()}
    table["RLIMIT_AS"] = (memory_bytes, memory_bytes)
    table["RLIMIT_CPU"] = (cpu_seconds, cpu_seconds + 1)
    if own_uid:
        # Counted per user, so it means something only for a user that nobody else is.
        table["RLIMIT_NPROC"] = (1, 1)
    return table if sys.platform == "linux" else {n: v for n, v in table.items() if n not in _ONLY_LINUX}


def apply(table: dict[str, tuple[int, int]]) -> None:
    """Set each limit, never above the hard limit that is there; `not_in_force` tells what came of it."""
    if not offered():
        raise kernel.Unavailable("no limits on this system")
    for name, limit in table.items():
        with suppress(AttributeError, OSError, ValueError):  # one that cannot be set must not cost the others
            _set(getattr(resource, name), *limit)


def _set(number: int, soft: int, hard: int) -> None:
    ceiling = resource.getrlimit(number)[1]
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(number, (soft, hard))


def not_in_force(table: dict[str, tuple[int, int]]) -> tuple[str, ...]:
    """Return the names of limits that are higher than wanted, or that this system does not have."""
    return tuple(name for name, limit in table.items() if not _at_most(name, limit))


def _at_most(name: str, limit: tuple[int, int]) -> bool:
    if not hasattr(resource, name):
        return False
    actual = resource.getrlimit(getattr(resource, name))
    return all(now != resource.RLIM_INFINITY and now <= most for now, most in zip(actual, limit, strict=True))
