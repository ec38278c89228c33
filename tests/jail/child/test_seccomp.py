"""The filter as a program: run here by a small interpreter, so that both architectures are tested."""

import itertools
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.jail.child import seccomp, syscalls

OWN = 4242
EPERM, ENOSYS, ALLOW, KILL = seccomp.REFUSE, seccomp.DOES_NOT_EXIST, seccomp.ALLOW, seccomp.KILL
OTHER_ARCH = 0x40000003  # 32-bit x86

_each_machine = pytest.mark.parametrize("machine", syscalls.ARCHITECTURES)


@dataclass(frozen=True)
class Machine:
    """One architecture's filter, ready to be asked."""

    name: str
    threads: bool = False

    def decide(self, call: str | int, *arguments: int, arch: int | None = None) -> int:
        """Return what the filter answers to one call."""
        number = syscalls.number(self.name, call) if isinstance(call, str) else call
        padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
        values = [value % 2**64 for value in padded]
        if arch is None:
            arch = seccomp._AUDIT_ARCH[self.name]
        data = struct.pack("=IIQ6Q", number, arch, 0, *values)
        return _run(seccomp.instructions(self.name, threads=self.threads), data)[0]

    def comparisons(self, number: int) -> int:
        """Return how many instructions are run for a call with arguments of zero."""
        data = struct.pack("=IIQ6Q", number, seccomp._AUDIT_ARCH[self.name], 0, *[0] * 6)
        return _run(seccomp.instructions(self.name), data)[1]


def _run(program: list[Any], data: bytes) -> tuple[int, int]:
    """Interpret classic BPF, as far as the filter uses it; return the answer and the instructions it took."""
    accumulator = at = 0
    for count in itertools.count(1):
        code, yes, no, k = program[at]
        k = OWN if k == seccomp.OWN_PID else k
        assert 0 <= yes < 256 > no >= 0, "a jump must fit into a byte"
        at += 1
        if code == 0x20:
            assert k % 4 == 0
            accumulator = struct.unpack_from("=I", data, k)[0]
        elif code == 0x54:
            accumulator &= k
        elif code == 0x05:
            at += k
        elif code == 0x06:
            return int(k), count
        else:
            holds = {
                0x15: accumulator == k,
                0x35: accumulator >= k,
                0x45: accumulator & k != 0,
            }[code]
            at += yes if holds else no
    raise AssertionError


@_each_machine
def test_ordinary_calls_are_allowed_whatever_their_arguments(machine: str) -> None:
    """Reading, writing, waiting, asking the time."""
    for name in syscalls.allowed(machine):
        assert Machine(machine).decide(name, 2**64 - 1, 2**64 - 1, 2**64 - 1) == ALLOW, name


@_each_machine
def test_everything_that_is_not_named_is_refused(machine: str) -> None:
    """All other numbers that exist answer EPERM, those of later kernels ENOSYS."""
    known = {*syscalls.allowed(machine).values(), *syscalls.filtered(machine).values()}
    absent = set(syscalls.absent(machine).values())
    for number in range(syscalls.LAST_KNOWN + 1):
        if number not in known:
            assert Machine(machine).decide(number) == (ENOSYS if number in absent else EPERM), number
    assert Machine(machine).decide(syscalls.LAST_KNOWN + 1) == ENOSYS


@_each_machine
def test_dangerous_calls_are_refused(machine: str) -> None:
    """The calls that the self-test uses are among the refused."""
    for name in (
        "socket",
        "execve",
        "ptrace",
        "memfd_create",
        "fchmodat",
        "io_uring_setup",
        "capset",
        "seccomp",
    ):
        assert Machine(machine).decide(name) == EPERM, name


@_each_machine
def test_foreign_architecture_kills(machine: str) -> None:
    """Numbers of another architecture mean other calls."""
    assert Machine(machine).decide("read", arch=OTHER_ARCH) == KILL
    other = next(name for name in syscalls.ARCHITECTURES if name != machine)
    assert Machine(machine).decide("read", arch=seccomp._AUDIT_ARCH[other]) == KILL


def test_x32_kills() -> None:
    """The x32 numbers carry a bit of their own."""
    assert Machine("x86_64").decide(0x40000000) == KILL
    assert Machine("x86_64").decide(0xFFFFFFFF) == KILL
    assert Machine("aarch64").decide(0x40000000) == ENOSYS


# O_WRONLY O_RDWR O_CREAT O_EXCL|O_CREAT O_TRUNC O_APPEND O_TMPFILE O_PATH
_WRITING = (0o1, 0o2, 0o100, 0o300, 0o1000, 0o2000, 0o20200000, 0o20040000, 0o10000000)
# O_RDONLY, O_CLOEXEC, O_NONBLOCK, O_DIRECTORY of both architectures, O_NOFOLLOW of both
_READING = (0, 0o2000000, 0o4000, 0o200000, 0o40000, 0o400000, 0o100000)


@_each_machine
def test_files_open_for_reading_only(machine: str) -> None:
    """Every flag that writes, creates or evades is refused, also beside others."""
    calls = [("openat", 2)] + ([("open", 1)] if machine == "x86_64" else [])
    for name, at in calls:
        for flags in _READING:
            assert Machine(machine).decide(name, *[0] * at, flags) == ALLOW, oct(flags)
        for flags in _WRITING:
            assert Machine(machine).decide(name, *[0] * at, flags) == EPERM, oct(flags)
            assert Machine(machine).decide(name, *[0] * at, flags | 0o2000000) == EPERM, oct(flags)


@_each_machine
def test_no_memory_is_shared(machine: str) -> None:
    """MAP_SHARED with MAP_ANONYMOUS is refused, each alone is what the loader and malloc use."""
    for flags, answer in (
        (0x22, ALLOW),
        (0x01, ALLOW),
        (0x02, ALLOW),
        (0x21, EPERM),
        (0x23, EPERM),
        (0x4021, EPERM),
    ):
        assert Machine(machine).decide("mmap", 0, 4096, 3, flags) == answer, hex(flags)


_PTHREAD = 0x3D0F00
_FORK = 0x01200011


@_each_machine
def test_clone_makes_threads_only_where_asked_for(machine: str) -> None:
    """fork, vfork, new namespaces and pidfds are refused in both modes."""
    assert Machine(machine).decide("clone", _PTHREAD) == EPERM
    threaded = Machine(machine, threads=True)
    assert threaded.decide("clone", _PTHREAD) == ALLOW
    for bits in (0x10000000, 0x20000, 0x40000000, 0x2000, 0x1000, 0x8000, 0x4000, 0x800000, 0x80000000):
        assert threaded.decide("clone", _PTHREAD | bits) == EPERM, hex(bits)
    for flags in (_FORK, 0, 17, 0x4111, 0x100, 0x10000):
        assert threaded.decide("clone", flags) == EPERM, hex(flags)


@_each_machine
def test_signals_reach_only_the_child_itself(machine: str) -> None:
    """Neither the group (0), nor everybody (-1), nor another group, nor another process."""
    for name in ("kill", "tgkill"):
        assert Machine(machine).decide(name, OWN, 9) == ALLOW
        for pid in (0, -1, -OWN, 1, OWN + 1):
            assert Machine(machine).decide(name, pid, 9) == EPERM, pid


@_each_machine
def test_limits_are_read_only_and_ones_own(machine: str) -> None:
    """prlimit64 with new limits is refused, also where only the upper half of the pointer is set."""
    for pid in (0, OWN):
        assert Machine(machine).decide("prlimit64", pid, 7, 0, 1) == ALLOW
        for new in (1, 1 << 32, 0x7FFF_0000_0000, 0x7FFF_1234_5678):
            assert Machine(machine).decide("prlimit64", pid, 7, new, 1) == EPERM, hex(new)
    assert Machine(machine).decide("prlimit64", 1, 7, 0, 1) == EPERM


@_each_machine
@pytest.mark.parametrize(
    ("call", "at", "fine", "refused"),
    [
        ("prctl", 0, (15, 16, 3, 0x53564D41), (1, 4, 22, 38, 47, 53)),  # no PDEATHSIG, DUMPABLE, SECCOMP …
        ("ioctl", 1, (0x5401, 0x5413, 0x541B, 0x5450, 0x5451), (0x5412, 0x5402, 0x5421, 0x541C, 0x80045430)),
        ("fcntl", 1, (0, 1, 2, 3, 4, 1030), (5, 6, 7, 8, 10, 15, 37, 1024, 1031, 1033)),
        ("getpgid", 0, (0, OWN), (1, OWN + 1)),
    ],
)
def test_small_lists_of_arguments(
    call: str, at: int, fine: tuple[int, ...], refused: tuple[int, ...], machine: str
) -> None:
    """Only the listed questions are answered."""
    for value in fine:
        assert Machine(machine).decide(call, *[0] * at, value) == ALLOW, hex(value)
    for value in refused:
        assert Machine(machine).decide(call, *[0] * at, value) == EPERM, hex(value)


@_each_machine
def test_every_instruction_is_reached_within_the_kernels_bounds(machine: str) -> None:
    """The kernel takes at most 4096 instructions and forward jumps inside the program."""
    program = seccomp.instructions(machine)
    assert len(program) < 4096
    assert program[-1][0] == 0x06
    for at, (code, yes, no, k) in enumerate(program):
        if code not in {0x20, 0x54, 0x06}:
            assert at + 1 + max(yes, no) < len(program)
            assert at + 1 + (k if code == 0x05 else 0) < len(program)


@_each_machine
def test_any_answer_is_found_in_a_few_comparisons(machine: str) -> None:
    """The kernel walks the program once per number at installation: the search must stay short."""
    for number in range(syscalls.LAST_KNOWN + 1):
        assert Machine(machine).comparisons(number) <= 20


_HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


@_each_machine
def test_numbers_agree_with_the_kernels_headers(machine: str) -> None:
    """Every number of ours that the installed headers know is the same there."""
    header = _HEADERS[machine]
    if not header.exists():
        pytest.skip("the kernel's headers are not installed")
    theirs = dict(re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text(), re.MULTILINE))
    ours = {**syscalls.allowed(machine), **syscalls.filtered(machine), **syscalls.absent(machine)}
    ours |= syscalls._for(machine, syscalls._OTHERS)
    generic = {"newfstatat": "fstatat"}  # the generic header's name for it
    compared = 0
    for name, number in ours.items():
        value = theirs.get(name, theirs.get(generic.get(name, ""), ""))
        if value:
            assert int(value) == number, name
            compared += 1
    assert compared >= len(ours) - 3
