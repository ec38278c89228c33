"""What a student's code may try against the kernel: every layer that stops it does so alone, and is real.

Each attempt is made three times: sealed in full (refused); sealed with one layer only, once for each layer
that claims to stop it (refused); sealed without any of those layers (works: the positive control).
"""

# ruff: noqa: D103 (the name of an attempt says what it attempts)

import array
import ctypes
import fcntl
import mmap
import os
import resource
import signal
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.jail.child import kernel, landlock
from tests.jail.child.sealing import Jail, all_but, linux_only, only, open_the_way_to, zygote_users

pytestmark = linux_only

HIDDEN = b"the hidden check expects 42"


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Where the attempts happen: files outside the jail, a listening server, and the processes in it."""

    folder: Path
    port: int
    abstract: str

    @property
    def hidden(self) -> Path:
        """Return the file with the secret."""
        return self.folder / "hidden.txt"

    @property
    def writable(self) -> Path:
        """Return a folder in which everybody may write."""
        return self.folder / "writable"


@pytest.fixture
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Lay out a folder open to every user: only the jail may stand between it and the attempt."""
    folder = tmp_path_factory.mktemp("ground")
    open_the_way_to(folder)
    ground = Ground(folder=folder, port=0, abstract=f"\0dojo-{os.getpid()}")
    ground.hidden.write_bytes(HIDDEN)
    ground.hidden.chmod(0o644)
    ground.writable.mkdir()
    ground.writable.chmod(0o777)
    victim = ground.writable / "victim.txt"
    victim.write_text("honest")
    victim.chmod(0o666)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(ground.abstract)
        local.listen()
        with socket.socket(socket.AF_UNIX) as named:
            named.bind(str(folder / "socket"))
            (folder / "socket").chmod(0o777)
            named.listen()
            yield Ground(folder=folder, port=server.getsockname()[1], abstract=ground.abstract)


# -- the attempts: each returns True where it got what it wanted, and lets the kernel's refusal through


def _number(x86_64: int, aarch64: int) -> int:
    return {"x86_64": x86_64, "aarch64": aarch64}[kernel.MACHINE]


def read_hidden(ground: Ground) -> bool:
    return ground.hidden.read_bytes() == HIDDEN


def list_hidden(ground: Ground) -> bool:
    return "hidden.txt" in os.listdir(ground.folder)


def read_environment_of_parent(_: Ground) -> bool:
    return len(Path(f"/proc/{os.getppid()}/environ").read_bytes()) > 0


def open_memory_of_parent(_: Ground) -> bool:
    os.close(os.open(f"/proc/{os.getppid()}/mem", os.O_RDONLY))
    return True


def write_own_memory_file(_: Ground) -> bool:
    os.close(os.open("/proc/self/mem", os.O_RDWR))
    return True


def read_memory_of_parent(_: Ground) -> bool:
    secret = ctypes.create_string_buffer(HIDDEN, len(HIDDEN))  # the same address in the parent: forked
    target = ctypes.create_string_buffer(len(HIDDEN))
    local = struct.pack("@PN", ctypes.addressof(target), len(HIDDEN))
    remote = struct.pack("@PN", ctypes.addressof(secret), len(HIDDEN))
    here, there = ctypes.create_string_buffer(local, 16), ctypes.create_string_buffer(remote, 16)
    count = kernel.syscall(
        _number(310, 270), os.getppid(), kernel.address(here), 1, kernel.address(there), 1, 0
    )
    return count == len(HIDDEN)


def trace_parent(_: Ground) -> bool:
    seize = 0x4206
    kernel.syscall(_number(101, 117), seize, os.getppid(), 0, 0)
    return True


def steal_descriptor_of_parent(_: Ground) -> bool:
    pidfd = kernel.syscall(434, os.getppid(), 0)
    return kernel.syscall(438, pidfd, 2, 0) >= 0


def signal_parent(_: Ground) -> bool:
    os.kill(os.getppid(), signal.SIGURG)  # ignored by default: arrives without doing harm
    return True


def signal_everybody(_: Ground) -> bool:
    os.kill(-1, 0)
    return True


def own_the_signals_of_a_pipe(_: Ground) -> bool:
    reading, _writing = os.pipe()
    fcntl.fcntl(reading, fcntl.F_SETOWN, os.getppid())
    return True


def limit_parent(_: Ground) -> bool:
    resource.prlimit(os.getppid(), resource.RLIMIT_CORE, (0, 0))
    return True


def raise_own_limit(_: Ground) -> bool:
    limits = ctypes.create_string_buffer(16)
    kernel.syscall(_number(160, 164), resource.RLIMIT_CORE, kernel.address(limits))  # setrlimit
    return True


def slow_parent_down(_: Ground) -> bool:
    os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)
    return True


def pin_parent(_: Ground) -> bool:
    os.sched_setaffinity(os.getppid(), os.sched_getaffinity(0))
    return True


def change_mode(ground: Ground) -> bool:
    file = ground.writable / "mine.txt"
    file.chmod(0o600)
    return True


def change_times(ground: Ground) -> bool:
    os.utime(ground.writable / "victim.txt")
    return True


def create_file(ground: Ground) -> bool:
    os.close(os.open(ground.writable / "new.txt", os.O_CREAT | os.O_WRONLY))
    return True


def open_for_writing(ground: Ground) -> bool:
    os.close(os.open(ground.writable / "victim.txt", os.O_WRONLY))
    return True


def truncate_file(ground: Ground) -> bool:
    os.truncate(ground.writable / "victim.txt", 0)
    return True


def make_folder(ground: Ground) -> bool:
    (ground.writable / "folder").mkdir()
    return True


def make_link(ground: Ground) -> bool:
    (ground.writable / "link").symlink_to("/etc/passwd")
    return True


def rename_file(ground: Ground) -> bool:
    (ground.writable / "victim.txt").rename(ground.writable / "renamed.txt")
    return True


def remove_file(ground: Ground) -> bool:
    (ground.writable / "victim.txt").unlink()
    return True


def open_as_path_only(ground: Ground) -> bool:
    os.close(os.open(ground.hidden, os.O_PATH))
    return True


def lock_library_file(_: Ground) -> bool:
    with open(np.__file__, "rb") as library:
        fcntl.flock(library, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return True


def fork(_: Ground) -> bool:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return True


def execute_program(_: Ground) -> bool:
    os.execv("/bin/sh", ["sh", "-c", "exit 42"])
    return False


def make_memory_file(_: Ground) -> bool:
    os.close(os.memfd_create("program"))
    return True


def share_memory(_: Ground) -> bool:
    mmap.mmap(-1, 4096).close()
    return True


def connect_tcp(ground: Ground) -> bool:
    with socket.socket() as client:
        client.connect(("127.0.0.1", ground.port))
    return True


def listen_tcp(_: Ground) -> bool:
    socket.create_server(("127.0.0.1", 0)).close()
    return True


def send_udp(ground: Ground) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(b"hidden", ("127.0.0.1", ground.port))
    return True


def ask_netlink(_: Ground) -> bool:
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()
    return True


def connect_named_socket(ground: Ground) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(ground.folder / "socket"))
    return True


def connect_abstract_socket(ground: Ground) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(ground.abstract)
    return True


def pair_of_sockets(_: Ground) -> bool:
    for end in socket.socketpair():
        end.close()
    return True


def open_crypto_socket(_: Ground) -> bool:
    socket.socket(38, socket.SOCK_SEQPACKET).close()
    return True


def system_v_memory(_: Ground) -> bool:
    segment = kernel.syscall(_number(29, 194), 0, 4096, 0o600 | 0o1000)
    kernel.syscall(_number(31, 195), segment, 0, 0)  # IPC_RMID
    return True


def keep_in_keyring(_: Ground) -> bool:
    kind, name = ctypes.create_string_buffer(b"user"), ctypes.create_string_buffer(b"dojo")
    process_keyring = -2 % 2**32
    number = _number(248, 217)
    kernel.syscall(
        number, kernel.address(kind), kernel.address(name), kernel.address(name), 1, process_keyring
    )
    return True


def set_up_io_uring(_: Ground) -> bool:
    parameters = ctypes.create_string_buffer(120)
    os.close(kernel.syscall(425, 1, kernel.address(parameters)))
    return True


def new_user_namespace(_: Ground) -> bool:
    kernel.syscall(_number(272, 97), 0x10000000)
    return True


def handle_page_faults(_: Ground) -> bool:
    os.close(kernel.syscall(_number(323, 282), 1))
    return True


def load_kernel_program(_: Ground) -> bool:
    attributes = ctypes.create_string_buffer(struct.pack("=IIII", 2, 4, 4, 1) + bytes(56), 72)
    os.close(kernel.syscall(_number(321, 280), 0, kernel.address(attributes), 72))
    return True


def set_alarm(_: Ground) -> bool:
    signal.setitimer(signal.ITIMER_REAL, 1000)
    return True


def lock_pages(_: Ground) -> bool:
    page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    kernel.syscall(_number(149, 228), ctypes.addressof(ctypes.c_char.from_buffer(page)), 4096)
    return True


def change_folder(_: Ground) -> bool:
    os.chdir("/")
    return True


def ask_other_process_group(_: Ground) -> bool:
    return os.getpgid(os.getppid()) > 0


def change_terminal(_: Ground) -> bool:
    reading, _writing = os.pipe()
    fcntl.ioctl(reading, 0x5421, array.array("i", [1]))  # FIONBIO
    return True


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One attempt: the layers that stop it, each on its own, and what else the control must switch off."""

    act: Callable[[Ground], Any]
    stopped_by: tuple[str, ...]
    also_off: tuple[str, ...] = ()
    landlock_since: int = 1
    # Many kernels refuse these to everybody; then there is nothing to control.
    may_be_refused_anyway: bool = False
    before: Callable[[Ground], Any] | None = None


# A root child without its capabilities is kept off its parent by the kernel's own rules.
_CAPABLE = ("no_new_privs", "not_dumpable")
_BOTH = ("landlock", "seccomp")


def _own_file(ground: Ground) -> None:
    (ground.writable / "mine.txt").write_text("mine")


ATTEMPTS = (
    Attempt(act=read_hidden, stopped_by=("landlock",)),
    Attempt(act=list_hidden, stopped_by=("landlock",)),
    Attempt(act=read_environment_of_parent, stopped_by=("landlock",), also_off=_CAPABLE),
    Attempt(act=open_memory_of_parent, stopped_by=("landlock",), also_off=_CAPABLE),
    Attempt(act=write_own_memory_file, stopped_by=_BOTH, also_off=_CAPABLE),
    Attempt(act=read_memory_of_parent, stopped_by=_BOTH, also_off=_CAPABLE),
    Attempt(act=trace_parent, stopped_by=_BOTH, also_off=_CAPABLE, may_be_refused_anyway=True),
    Attempt(act=steal_descriptor_of_parent, stopped_by=_BOTH, also_off=_CAPABLE, may_be_refused_anyway=True),
    Attempt(act=signal_parent, stopped_by=_BOTH, landlock_since=6),
    Attempt(act=own_the_signals_of_a_pipe, stopped_by=("seccomp",)),
    Attempt(act=limit_parent, stopped_by=("seccomp",), also_off=_CAPABLE),
    Attempt(act=raise_own_limit, stopped_by=("seccomp",)),
    Attempt(act=slow_parent_down, stopped_by=("seccomp",), also_off=_CAPABLE),
    Attempt(act=pin_parent, stopped_by=("seccomp",), also_off=_CAPABLE),
    Attempt(act=change_mode, stopped_by=("seccomp",), before=_own_file),
    Attempt(act=change_times, stopped_by=("seccomp",)),
    Attempt(act=create_file, stopped_by=_BOTH),
    Attempt(act=open_for_writing, stopped_by=_BOTH),
    Attempt(act=truncate_file, stopped_by=_BOTH, landlock_since=3),
    Attempt(act=make_folder, stopped_by=_BOTH),
    Attempt(act=make_link, stopped_by=_BOTH),
    Attempt(act=rename_file, stopped_by=_BOTH),
    Attempt(act=remove_file, stopped_by=_BOTH),
    Attempt(act=open_as_path_only, stopped_by=("seccomp",)),
    Attempt(act=lock_library_file, stopped_by=("seccomp",)),
    Attempt(act=fork, stopped_by=("seccomp",)),
    Attempt(act=make_memory_file, stopped_by=("seccomp",)),
    Attempt(act=share_memory, stopped_by=("seccomp",)),
    Attempt(act=connect_tcp, stopped_by=_BOTH, landlock_since=4),
    Attempt(act=listen_tcp, stopped_by=_BOTH, landlock_since=4),
    Attempt(act=send_udp, stopped_by=("seccomp",)),
    Attempt(act=ask_netlink, stopped_by=("seccomp",)),
    Attempt(act=connect_named_socket, stopped_by=("seccomp",)),
    Attempt(act=connect_abstract_socket, stopped_by=_BOTH, landlock_since=6),
    Attempt(act=pair_of_sockets, stopped_by=("seccomp",)),
    Attempt(act=open_crypto_socket, stopped_by=("seccomp",), may_be_refused_anyway=True),
    Attempt(act=system_v_memory, stopped_by=("seccomp",)),
    Attempt(act=keep_in_keyring, stopped_by=("seccomp",), may_be_refused_anyway=True),
    Attempt(act=set_up_io_uring, stopped_by=("seccomp",), also_off=("rlimits",), may_be_refused_anyway=True),
    Attempt(act=new_user_namespace, stopped_by=("seccomp",), may_be_refused_anyway=True),
    Attempt(act=handle_page_faults, stopped_by=("seccomp",), may_be_refused_anyway=True),
    Attempt(act=load_kernel_program, stopped_by=("seccomp",), also_off=_CAPABLE, may_be_refused_anyway=True),
    Attempt(act=set_alarm, stopped_by=("seccomp",)),
    Attempt(act=lock_pages, stopped_by=("seccomp",), also_off=("rlimits",)),
    Attempt(act=change_folder, stopped_by=("seccomp",)),
    Attempt(act=ask_other_process_group, stopped_by=("seccomp",)),
    Attempt(act=change_terminal, stopped_by=("seccomp",)),
)

_each_attempt = pytest.mark.parametrize(
    "attempt", [pytest.param(attempt, id=attempt.act.__name__) for attempt in ATTEMPTS]
)
_each_layer = pytest.mark.parametrize(
    ("attempt", "layer"),
    [
        pytest.param(attempt, layer, id=f"{attempt.act.__name__}-{layer}")
        for attempt in ATTEMPTS
        for layer in attempt.stopped_by
    ],
)
_each_user = pytest.mark.parametrize("user", zygote_users())


def _jail(attempt: Attempt, ground: Ground, user: int | None, layers: frozenset[str]) -> Jail:
    before = attempt.before
    return Jail(
        zygote_uid=user,
        layers=layers,
        before_seal=None if before is None else (lambda: before(ground)),
    )


@_each_user
@_each_attempt
def test_attempt_is_refused_by_the_whole_seal(attempt: Attempt, user: int | None, ground: Ground) -> None:
    """A sealed child is refused, with an exception that Python can show."""
    seen = _jail(attempt, ground, user, all_but()).run(lambda: attempt.act(ground))
    assert seen.report is not None
    assert not seen.report.missing
    assert not seen.report.failed_probes
    assert seen.refused, seen


@_each_user
@_each_layer
def test_attempt_is_refused_by_one_layer_alone(
    attempt: Attempt, layer: str, user: int | None, ground: Ground
) -> None:
    """Each layer that claims to stop it needs no help from the others."""
    if layer == "landlock" and landlock.abi() < attempt.landlock_since:
        pytest.skip(f"Landlock stops this from version {attempt.landlock_since} on")
    seen = _jail(attempt, ground, user, only(layer)).run(lambda: attempt.act(ground))
    assert seen.refused, seen


@_each_user
@_each_attempt
def test_attempt_works_without_those_layers(attempt: Attempt, user: int | None, ground: Ground) -> None:
    """Positive control: without the layers that stop it, and with all others, the attempt succeeds."""
    unsealed = Jail(
        zygote_uid=user, sealed=False, before_seal=lambda: attempt.before and attempt.before(ground)
    )
    if attempt.may_be_refused_anyway and unsealed.run(lambda: attempt.act(ground)).value is not True:
        pytest.skip("this system refuses it to everybody")
    layers = all_but(*attempt.stopped_by, *attempt.also_off)
    seen = _jail(attempt, ground, user, layers).run(lambda: attempt.act(ground))
    assert seen.value is True, seen


@_each_user
@pytest.mark.parametrize(
    "layers", [all_but(), only("landlock"), only("seccomp")], ids=["all", "landlock", "seccomp"]
)
def test_no_program_can_be_started(layers: frozenset[str], user: int | None, ground: Ground) -> None:
    """A call of exec is refused by each layer alone."""
    assert Jail(zygote_uid=user, layers=layers).run(lambda: execute_program(ground)).refused


@_each_user
def test_program_starts_without_those_layers(user: int | None, ground: Ground) -> None:
    """Positive control: the shell really runs where neither layer is there."""
    seen = Jail(zygote_uid=user, layers=all_but("landlock", "seccomp")).run(lambda: execute_program(ground))
    assert seen.exit_status == 42


def _start_thread() -> bool:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    return True


@_each_user
@pytest.mark.parametrize(("threads", "works"), [(False, None), (True, True)])
def test_threads_start_only_where_the_policy_says_so(
    threads: bool, works: bool | None, user: int | None
) -> None:
    """A thread is refused as RuntimeError, and allowed by `threads`, which still allows no new process."""
    jail = Jail(zygote_uid=user, threads=threads)
    assert jail.run(_start_thread).value is works
    assert jail.run(lambda: fork(None)).refused  # type: ignore[arg-type]


@pytest.mark.parametrize(("number", "name"), [(435, "clone3"), (437, "openat2"), (471, "of tomorrow")])
def test_calls_with_hidden_arguments_do_not_exist(number: int, name: str) -> None:
    """The C library is told ENOSYS and falls back to what can be filtered."""
    seen = Jail().run(lambda: -kernel.attempt(number, 0, 0))
    assert seen.value == 38, name


@pytest.mark.skipif(kernel.MACHINE != "x86_64", reason="a calling convention of x86")
def test_foreign_calling_conventions_kill() -> None:
    """Both int 0x80 and the x32 numbers mean other calls than the filter's, so they end the process."""

    def through_int_80() -> int:
        page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
        page.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, getpid; int 0x80; ret
        function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
        return int(function())

    assert Jail().run(through_int_80).killed_by == signal.SIGSYS
    assert Jail().run(lambda: kernel.attempt(0x40000000 | 39)).killed_by == signal.SIGSYS
    assert Jail(layers=all_but("seccomp")).run(through_int_80).killed_by == 0
