"""System call numbers, and the list of what a jailed child may call, each group with its reason."""

from functools import cache
from typing import Final

# name: (x86_64, aarch64); None where the architecture never had the call.
_ALLOWED: Final[tuple[tuple[str, dict[str, tuple[int | None, int | None]]], ...]] = (
    (
        "talk through descriptors that are already open",
        {
            "read": (0, 63),
            "write": (1, 64),
            "readv": (19, 65),
            "writev": (20, 66),
            "pread64": (17, 67),
            "pwrite64": (18, 68),
            "preadv": (295, 69),
            "pwritev": (296, 70),
            "preadv2": (327, 286),
            "pwritev2": (328, 287),
            "lseek": (8, 62),
            "fadvise64": (221, 223),
            "close": (3, 57),
            "close_range": (436, 436),
            "dup": (32, 23),
            "dup2": (33, None),
            "dup3": (292, 24),
            "pipe": (22, None),
            "pipe2": (293, 59),
        },
    ),
    (
        "imports ask what lies where; Landlock decides what can be opened",
        {
            "fstat": (5, 80),
            "newfstatat": (262, 79),
            "statx": (332, 291),
            "stat": (4, None),
            "lstat": (6, None),
            "access": (21, None),
            "faccessat": (269, 48),
            "faccessat2": (439, 439),
            "readlink": (89, None),
            "readlinkat": (267, 78),
            "getcwd": (79, 17),
            "getdents64": (217, 61),
            "statfs": (137, 43),
            "fstatfs": (138, 44),
        },
    ),
    (
        "memory of its own, bounded by RLIMIT_AS (mmap is filtered by argument)",
        {
            "munmap": (11, 215),
            "mremap": (25, 216),
            "mprotect": (10, 226),
            "madvise": (28, 233),
            "brk": (12, 214),
        },
    ),
    (
        "locks and thread bookkeeping of the C library",
        {
            "futex": (202, 98),
            "futex_waitv": (449, 449),
            "membarrier": (324, 283),
            "set_robust_list": (273, 99),
            "rseq": (334, 293),
            "set_tid_address": (218, 96),
            "arch_prctl": (158, None),
            "sched_yield": (24, 124),
            "getcpu": (309, 168),
            "sched_getaffinity": (204, 123),
            "sched_getparam": (143, 121),
            "sched_getscheduler": (145, 120),
            "sched_get_priority_max": (146, 125),
            "sched_get_priority_min": (147, 126),
        },
    ),
    (
        "signal handlers of its own",
        {
            "rt_sigaction": (13, 134),
            "rt_sigprocmask": (14, 135),
            "rt_sigreturn": (15, 139),
            "rt_sigpending": (127, 136),
            "rt_sigtimedwait": (128, 137),
            "rt_sigsuspend": (130, 133),
            "sigaltstack": (131, 132),
            "restart_syscall": (219, 128),
            "pause": (34, None),
        },
    ),
    (
        "who am I, and what have I used",
        {
            "getpid": (39, 172),
            "gettid": (186, 178),
            "getppid": (110, 173),
            "getuid": (102, 174),
            "geteuid": (107, 175),
            "getgid": (104, 176),
            "getegid": (108, 177),
            "getpgrp": (111, None),
            "getresuid": (118, 148),
            "getresgid": (120, 150),
            "getgroups": (115, 158),
            "getrlimit": (97, 163),
            "getrusage": (98, 165),
            "times": (100, 153),
            "sysinfo": (99, 179),
            "uname": (63, 160),
        },
    ),
    (
        "time, waiting, chance",
        {
            "clock_gettime": (228, 113),
            "clock_getres": (229, 114),
            "clock_nanosleep": (230, 115),
            "nanosleep": (35, 101),
            "gettimeofday": (96, 169),
            "time": (201, None),
            "getrandom": (318, 278),
            "poll": (7, None),
            "ppoll": (271, 73),
            "select": (23, None),
            "pselect6": (270, 72),
            "epoll_create": (213, None),
            "epoll_create1": (291, 20),
            "epoll_ctl": (233, 21),
            "epoll_wait": (232, None),
            "epoll_pwait": (281, 22),
            "epoll_pwait2": (441, 441),
            "eventfd2": (290, 19),
        },
    ),
    ("the end", {"exit": (60, 93), "exit_group": (231, 94)}),
)

_FILTERED: Final[dict[str, tuple[int | None, int | None]]] = {
    "open": (2, None), "openat": (257, 56), "mmap": (9, 222), "clone": (56, 220), "kill": (62, 129),
    "tgkill": (234, 131), "getpgid": (121, 155), "prlimit64": (302, 261), "prctl": (157, 167),
    "ioctl": (16, 29), "fcntl": (72, 25),
}  # fmt: skip

# Answered with ENOSYS: their arguments lie behind a pointer, and the C library falls back to the old call.
_ABSENT: Final[dict[str, tuple[int | None, int | None]]] = {"clone3": (435, 435), "openat2": (437, 437)}

# Needed by the confinement itself or by its self-test; no jailed child may call them.
_OTHERS: Final[dict[str, tuple[int | None, int | None]]] = {
    "seccomp": (317, 277), "capget": (125, 90), "capset": (126, 91), "socket": (41, 198), "execve": (59, 221),
    "ptrace": (101, 117), "memfd_create": (319, 279), "fchmodat": (268, 53), "io_uring_setup": (425, 425),
}  # fmt: skip

ARCHITECTURES: Final = ("x86_64", "aarch64")

# Nothing above this number is known to this list; newer calls do not exist for the child.
LAST_KNOWN: Final = 470


def _for(machine: str, table: dict[str, tuple[int | None, int | None]]) -> dict[str, int]:
    column = ARCHITECTURES.index(machine)
    return {name: number for name, row in table.items() if (number := row[column]) is not None}


def allowed(machine: str) -> dict[str, int]:
    """Return the calls that are allowed whatever their arguments."""
    return {name: number for _reason, group in _ALLOWED for name, number in _for(machine, group).items()}


def filtered(machine: str) -> dict[str, int]:
    """Return the calls that are allowed for some of their arguments."""
    return _for(machine, _FILTERED)


def absent(machine: str) -> dict[str, int]:
    """Return the calls that the child is told do not exist."""
    return _for(machine, _ABSENT)


def number(machine: str, name: str) -> int:
    """Return the number of one call; raise KeyError where the architecture has none."""
    return _every(machine)[name]


@cache
def _every(machine: str) -> dict[str, int]:
    return {**allowed(machine), **filtered(machine), **absent(machine), **_for(machine, _OTHERS)}
