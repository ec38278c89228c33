"""The system call filter: an allow-list as a small BPF program, written by hand.

An allow-list, because whole families of kernel faults (AF_ALG with splice, io_uring, user namespaces) start
with a call that no exercise needs. Refused calls answer EPERM, so that an honest mistake becomes a Python
exception; only a foreign calling convention kills, since its numbers mean other calls.
"""

import ctypes
import errno
import os
import struct
from dataclasses import dataclass

from . import kernel, syscalls

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000

_LOAD, _AND, _RETURN = 0x20, 0x54, 0x06
_JUMP, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT = 0x05, 0x15, 0x35, 0x45
_LONGEST_JUMP = 255
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16

KILL = 0x80000000
ALLOW = 0x7FFF0000
REFUSE = 0x00050000 | errno.EPERM
DOES_NOT_EXIST = 0x00050000 | errno.ENOSYS

_SECCOMP_SET_MODE_FILTER = 1
_SECCOMP_GET_ACTION_AVAIL = 2
_SECCOMP_FILTER_FLAG_TSYNC = 1

# O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND, __O_TMPFILE, and O_PATH, which Landlock does not look at.
_WRITING_FLAGS = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000 | 0o20000000 | 0o10000000
_SHARED_ANONYMOUS = 0x01 | 0x20
_THREAD_FLAGS = 0x00010000 | 0x00000100 | 0x00000800  # CLONE_THREAD, CLONE_VM, CLONE_SIGHAND
# CLONE_NEW*, CLONE_PIDFD, CLONE_PTRACE, CLONE_VFORK, CLONE_PARENT, CLONE_UNTRACED, CLONE_IO
_NEVER_CLONE = 0x7E020000 | 0x00001000 | 0x00002000 | 0x00004000 | 0x00008000 | 0x00800000 | 0x80000000
_TERMINAL_QUESTIONS = (0x5401, 0x5413, 0x541B, 0x5451, 0x5450)  # TCGETS TIOCGWINSZ FIONREAD FIOCLEX FIONCLEX
_DESCRIPTOR_QUESTIONS = (0, 1, 2, 3, 4, 1030)  # F_DUPFD F_GETFD F_SETFD F_GETFL F_SETFL F_DUPFD_CLOEXEC
_NAMES_ONLY = (kernel.PR_SET_NAME, kernel.PR_GET_NAME, kernel.PR_GET_DUMPABLE, kernel.PR_SET_VMA)

# Stands for the child's own process id, which is known only after the fork.
OWN_PID = -1

Instruction = tuple[int, int, int, int]


def _low(argument: int) -> int:
    return _ARGUMENTS_AT + 8 * argument


def _one_of(argument: int, values: tuple[int, ...]) -> list[Instruction]:
    """Allow where the argument (an int for the kernel, so its low half) is one of the values."""
    code: list[Instruction] = [(_LOAD, 0, 0, _low(argument))]
    for value in values:
        code += [(_JUMP_EQUAL, 0, 1, value), (_RETURN, 0, 0, ALLOW)]
    return [*code, (_RETURN, 0, 0, REFUSE)]


def _without(argument: int, bits: int) -> list[Instruction]:
    """Allow where none of the bits is set."""
    return [
        (_LOAD, 0, 0, _low(argument)),
        (_JUMP_ANY_BIT, 0, 1, bits),
        (_RETURN, 0, 0, REFUSE),
        (_RETURN, 0, 0, ALLOW),
    ]


def _masked(argument: int, mask: int, value: int, *, equal: int, other: int) -> list[Instruction]:
    """Answer `equal` where argument & mask == value, and `other` elsewhere."""
    return [
        (_LOAD, 0, 0, _low(argument)),
        (_AND, 0, 0, mask),
        (_JUMP_EQUAL, 0, 1, value),
        (_RETURN, 0, 0, equal),
        (_RETURN, 0, 0, other),
    ]


def _limits_read_only() -> list[Instruction]:
    """Allow prlimit64 on the child itself, and only without new limits (both halves of the pointer zero)."""
    return [
        (_LOAD, 0, 0, _low(2)),
        (_JUMP_EQUAL, 0, 2, 0),
        (_LOAD, 0, 0, _low(2) + 4),
        (_JUMP_EQUAL, 1, 0, 0),
        (_RETURN, 0, 0, REFUSE),
        *_one_of(0, (0, OWN_PID)),
    ]


def _by_argument(*, threads: bool) -> dict[str, list[Instruction]]:
    no_threads: list[Instruction] = [(_RETURN, 0, 0, REFUSE)]
    only_threads = _masked(0, _THREAD_FLAGS | _NEVER_CLONE, _THREAD_FLAGS, equal=ALLOW, other=REFUSE)
    return {
        "open": _without(1, _WRITING_FLAGS),
        "openat": _without(2, _WRITING_FLAGS),
        # Shared anonymous memory is not counted by RLIMIT_DATA and outlives the child's own limits.
        "mmap": _masked(3, _SHARED_ANONYMOUS, _SHARED_ANONYMOUS, equal=REFUSE, other=ALLOW),
        "clone": only_threads if threads else no_threads,
        "kill": _one_of(0, (OWN_PID,)),
        "tgkill": _one_of(0, (OWN_PID,)),
        "getpgid": _one_of(0, (0, OWN_PID)),
        "prlimit64": _limits_read_only(),
        "prctl": _one_of(0, _NAMES_ONLY),
        "ioctl": _one_of(1, _TERMINAL_QUESTIONS),
        "fcntl": _one_of(1, _DESCRIPTOR_QUESTIONS),
    }


def instructions(machine: str, *, threads: bool = False) -> list[Instruction]:
    """Return the filter of one architecture; OWN_PID still stands for the child's process id."""
    code: list[Instruction] = [
        (_LOAD, 0, 0, _ARCH_AT),
        (_JUMP_EQUAL, 1, 0, _AUDIT_ARCH[machine]),
        (_RETURN, 0, 0, KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]
    if machine == "x86_64":
        code += [(_JUMP_AT_LEAST, 0, 1, _X32_BIT), (_RETURN, 0, 0, KILL)]
    return [*code, *_search(_answers(machine, threads=threads))]


def _answers(machine: str, *, threads: bool) -> list[tuple[int, list[Instruction]]]:
    """Return what answers which numbers: pairs of a first number and the code that holds from there on."""
    by_number: dict[int, list[Instruction]] = {}
    for number in syscalls.absent(machine).values():
        by_number[number] = [(_RETURN, 0, 0, DOES_NOT_EXIST)]
    for number in syscalls.allowed(machine).values():
        by_number[number] = [(_RETURN, 0, 0, ALLOW)]
    blocks = _by_argument(threads=threads)
    for name, number in syscalls.filtered(machine).items():
        by_number[number] = blocks[name]
    refuse: list[Instruction] = [(_RETURN, 0, 0, REFUSE)]
    answers: list[tuple[int, list[Instruction]]] = []
    for number in range(syscalls.LAST_KNOWN + 1):
        code = by_number.get(number, refuse)
        if not answers or answers[-1][1] != code:
            answers.append((number, code))
    return [*answers, (syscalls.LAST_KNOWN + 1, [(_RETURN, 0, 0, DOES_NOT_EXIST)])]


def _search(answers: list[tuple[int, list[Instruction]]]) -> list[Instruction]:
    """Find the answer by halving.

    At installation the kernel walks the program once for every number, so a plain list of comparisons costs
    each child a fifth of a millisecond.
    """
    if len(answers) == 1:
        return answers[0][1]
    middle = len(answers) // 2
    first = answers[middle][0]
    below, above = _search(answers[:middle]), _search(answers[middle:])
    if len(below) <= _LONGEST_JUMP:
        return [(_JUMP_AT_LEAST, len(below), 0, first), *below, *above]
    return [(_JUMP_AT_LEAST, 0, 1, first), (_JUMP, 0, 0, len(below)), *below, *above]


@dataclass(frozen=True, slots=True)
class Filter:
    """A finished program: built once before the fork, completed with the child's process id after it."""

    code: ctypes.Array[ctypes.c_char]
    header: ctypes.Array[ctypes.c_char]  # struct sock_fprog, which points to the code
    own_pid_at: tuple[int, ...]

    def install(self) -> None:
        """Put the filter on every thread of this process; raise OSError where the kernel declines."""
        for offset in self.own_pid_at:
            struct.pack_into("=I", self.code, offset, os.getpid())
        seccomp = syscalls.number(kernel.MACHINE, "seccomp")
        mode, flag = _SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC
        if thread := kernel.syscall(seccomp, mode, flag, kernel.address(self.header)):
            raise OSError(errno.EBUSY, f"thread {thread} could not be confined")


def build(*, threads: bool = False) -> Filter:
    """Build the filter of this machine; raise Unavailable where there is none for it."""
    if not available():
        raise kernel.Unavailable("no system call filter on this kernel or machine")
    code = instructions(kernel.MACHINE, threads=threads)
    packed = b"".join(struct.pack("=HBBI", op, yes, no, 0 if k == OWN_PID else k) for op, yes, no, k in code)
    own_pid_at = tuple(8 * at + 4 for at, (_op, _yes, _no, k) in enumerate(code) if k == OWN_PID)
    program = ctypes.create_string_buffer(packed, len(packed))
    header = struct.pack("@HP", len(code), kernel.address(program))
    return Filter(program, ctypes.create_string_buffer(header, len(header)), own_pid_at)


def available() -> bool:
    """Tell whether this kernel takes filters and this machine has one."""
    if not kernel.SUPPORTED:
        return False
    action = ctypes.create_string_buffer(struct.pack("=I", KILL), 4)
    seccomp = syscalls.number(kernel.MACHINE, "seccomp")
    try:
        kernel.syscall(seccomp, _SECCOMP_GET_ACTION_AVAIL, 0, kernel.address(action))
    except OSError:
        return False
    return True
