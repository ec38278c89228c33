"""The seal as a whole: what it reports, that it fails closed, and that its self-test can fail."""

import fcntl
import os
import pty
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.jail.child import identity, kernel, landlock, limits, seccomp, selftest
from grader.jail.child import seal as sealing
from tests.jail.child.sealing import (
    NOBODY,
    Jail,
    Seen,
    all_but,
    linux_only,
    only,
    open_the_way_to,
    root_only,
    zygote_users,
)

pytestmark = linux_only

_each_user = pytest.mark.parametrize("user", zygote_users())
UNUSED_UID = 61234


def _nothing() -> None:
    """Do nothing: the report is what is looked at."""


def _report(jail: Jail) -> sealing.SealReport:
    seen = jail.run(_nothing)
    assert seen.report is not None, seen
    return seen.report


# -- the report


@_each_user
def test_every_layer_holds(user: int | None) -> None:
    """On this system all layers but the throw-away user hold, for root and for an ordinary user."""
    report = _report(Jail(zygote_uid=user))
    assert set(report.layers) == sealing.ALL_LAYERS - {"uid"}
    assert report.missing == ()
    assert report.failed_probes == ()
    assert report.landlock_abi == landlock.abi() >= 1


@root_only
def test_throw_away_user_is_a_layer_of_its_own() -> None:
    """Root gives every child a user id that owns nothing."""
    jail = Jail(uid=UNUSED_UID)
    assert set(_report(jail).layers) == sealing.ALL_LAYERS
    assert jail.run(os.getresuid).value == [UNUSED_UID] * 3
    assert jail.run(os.getresgid).value == [UNUSED_UID] * 3
    assert jail.run(os.getgroups).value == []


@_each_user
@pytest.mark.parametrize("layer", sorted(sealing.ALL_LAYERS - {"uid", "no_new_privs"}))
def test_switched_off_layer_is_neither_held_nor_missing(layer: str, user: int | None) -> None:
    """What nobody asked for is not reported, and the other layers hold all the same."""
    report = _report(Jail(zygote_uid=user, layers=all_but(layer)))
    assert set(report.layers) == sealing.ALL_LAYERS - {"uid", layer}
    assert report.missing == ()
    assert report.failed_probes == ()


# -- fail closed


def _raise(error: BaseException) -> Callable[..., None]:
    def act(*_: object, **__: object) -> None:
        raise error

    return act


@pytest.mark.parametrize(
    ("layer", "module", "name"),
    [
        ("landlock", landlock, "enforce"),
        ("landlock", landlock, "build"),
        ("seccomp", seccomp, "build"),
        ("rlimits", limits, "apply"),
        ("own_session", identity, "own_session"),
        ("parent_death", identity, "die_with"),
        ("not_dumpable", identity, "hide_memory"),
    ],
)
@pytest.mark.parametrize("error", [OSError(22, "no"), kernel.Unavailable("no"), MemoryError()], ids=repr)
def test_layer_that_breaks_is_missing(
    layer: str, module: object, name: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong in one layer, it is reported as missing and the others are still applied."""
    if isinstance(error, MemoryError) and name == "build":
        pytest.skip("in the zygote, a lack of memory may end the run")
    monkeypatch.setattr(module, name, _raise(error))
    report = _report(Jail())
    assert report.missing == (layer,)
    assert set(report.layers) == sealing.ALL_LAYERS - {"uid", layer}


def test_seal_that_breaks_off_ends_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error outside the layers ends the process before any student code could run in it."""
    monkeypatch.setattr(selftest, "failed", _raise(RuntimeError()))
    seen = Jail().run(lambda: "student code ran")
    assert seen.exit_status == 70
    assert seen.value is None


def test_unprivileged_zygote_cannot_claim_the_uid_layer() -> None:
    """Asking for a throw-away user without being root is reported as missing."""
    user = NOBODY if os.geteuid() == 0 else None
    report = _report(Jail(zygote_uid=user, uid=UNUSED_UID))
    assert report.missing == ("uid",)


def test_wrong_parent_is_reported() -> None:
    """A child that was orphaned before it was sealed cannot hold the parent's death."""

    def forget_parent() -> None:
        os.getppid = lambda: 1  # type: ignore[method-assign,assignment]

    report = _report(Jail(before_seal=forget_parent))
    assert report.missing == ("parent_death",)


# -- the self-test can fail


@_each_user
def test_readable_forbidden_file_fails_the_self_test(user: int | None, tmp_path: Path) -> None:
    """A forbidden path that the policy makes readable by mistake is noticed by the child."""
    open_the_way_to(tmp_path)
    hidden = tmp_path / "checks_hidden.py"
    hidden.write_text("secret")
    closed = Jail(zygote_uid=user, read=(), forbidden=(str(hidden), str(tmp_path)))
    opened = Jail(zygote_uid=user, read=(str(tmp_path),), forbidden=(str(hidden),))
    assert _report(closed).failed_probes == ()
    assert _report(opened).failed_probes == (f"read {hidden}",)


def test_forbidden_paths_that_are_not_there_prove_nothing(tmp_path: Path) -> None:
    """One that is absent is passed over (solutions are not installed); if all are, that is reported."""
    gone = str(tmp_path / "gone")
    assert _report(Jail(forbidden=(gone,))).failed_probes == ("nothing to probe",)
    assert _report(Jail(forbidden=(gone, __file__))).failed_probes == ()


def test_forbidden_folder_in_a_listed_one_is_probed_by_its_files(tmp_path: Path) -> None:
    """Opening a folder that may be listed says nothing; its first file is opened instead."""
    bank = tmp_path / "site-packages" / "kit" / "bank"
    bank.mkdir(parents=True)
    (bank / "checks.py").write_text("secret")
    files = selftest.files_to_probe([str(bank)], [str(tmp_path / "site-packages")])
    assert files == (str(bank / "checks.py"),)
    assert selftest.files_to_probe([str(bank)], []) == (str(bank), str(bank / "checks.py"))


@_each_user
def test_filter_that_only_pretends_is_found_out(user: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control of every probe of the filter: with a filter that allows all, each one reports."""
    monkeypatch.setattr(seccomp.Filter, "install", lambda _: None)
    jail = Jail(zygote_uid=user, layers=only("seccomp"))
    claimed = {probe.name for probe in selftest.PROBES if "seccomp" in probe.stopped_by}
    # Without privileges the kernel answers EPERM to nothing here but, on some systems, io_uring.
    assert claimed - {"io_uring"} <= set(_report(jail).failed_probes) <= claimed


@_each_user
def test_ruleset_that_only_pretends_is_found_out(user: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control of the probes of Landlock alone."""
    monkeypatch.setattr(landlock, "enforce", lambda _: None)
    jail = Jail(zygote_uid=user, layers=frozenset({"landlock"}), forbidden=(__file__,))
    failed = set(_report(jail).failed_probes)
    assert {"write", "parent's environment", f"read {__file__}"} <= failed


@_each_user
def test_limits_that_only_pretend_are_found_out(user: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that were not set are named one by one."""
    monkeypatch.setattr(limits, "apply", lambda _: None)
    report = _report(Jail(zygote_uid=user))
    assert "limit RLIMIT_AS" in report.failed_probes
    assert "rlimits" not in report.layers
    assert "rlimits" not in report.missing


def test_second_thread_is_reported() -> None:
    """Layers that are applied per thread would miss it."""
    import threading

    def start() -> None:
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()

    assert "single thread" in _report(Jail(before_seal=start)).failed_probes


# -- descriptors, terminal, session


def test_only_the_kept_descriptors_stay_open() -> None:
    """Whatever the zygote had open (sockets, other children's pipes, files of the kit) is closed."""
    reading, writing = os.pipe()
    other = os.dup(writing)
    with socket.socket() as control, open(__file__, "rb") as file:
        high = fcntl.fcntl(file, fcntl.F_DUPFD, 900)

        def open_ones() -> list[bool]:
            watched = (reading, writing, other, control.fileno(), file.fileno(), high)
            return [identity._mode(fd) is not None for fd in watched]

        jail = Jail(keep=(reading, writing))
        assert jail.run(open_ones).value == [True, True, False, False, False, False]
        os.close(high)
    for fd in (reading, writing, other):
        os.close(fd)


def test_kept_descriptor_that_reaches_outside_is_reported(tmp_path: Path) -> None:
    """A file, a socket or a terminal handed into the jail by mistake is noticed."""
    master, terminal = pty.openpty()
    left, right = socket.socketpair()
    with open(tmp_path / "results.json", "w") as file, left, right:
        for fd in (file.fileno(), left.fileno(), terminal):
            assert _report(Jail(keep=(fd,))).failed_probes == ("descriptors",)
    os.close(master)
    os.close(terminal)


def test_pipes_are_kept_where_nothing_is_said() -> None:
    """Without `keep`, pipes stay and sockets go."""
    reading, writing = os.pipe()
    with socket.socket() as control:
        assert {reading, writing} <= identity.pipes()
        assert control.fileno() not in identity.pipes()
    os.close(reading)
    os.close(writing)


@_each_user
def test_child_leads_a_group_of_its_own(user: int | None) -> None:
    """The child can be killed with its group, and a terminal is out of reach."""
    group, own, session, parent = (
        Jail(zygote_uid=user).run(lambda: [os.getpgrp(), os.getpid(), 0, os.getppid()]).value
    )
    assert group == own != parent
    assert session == 0

    def open_terminal() -> None:
        os.open("/dev/tty", os.O_RDONLY)

    assert Jail(zygote_uid=user, layers=all_but("landlock", "seccomp")).run(open_terminal).errno is not None


@pytest.mark.parametrize("uid", [None, pytest.param(UNUSED_UID, marks=root_only)])
@_each_user
def test_child_dies_with_its_parent(uid: int | None, user: int | None) -> None:
    """When the zygote is killed the kernel kills the child too, a change of user notwithstanding."""
    alive, held = os.pipe()
    starter = os.fork()
    if starter == 0:

        def kill_parent_and_wait() -> None:
            os.write(held, b"sealed")
            time.sleep(60)

        try:
            Jail(zygote_uid=user, uid=uid if user is None else None, keep=(held,)).run(kill_parent_and_wait)
        finally:
            os._exit(0)
    os.close(held)
    assert os.read(alive, 6) == b"sealed"
    zygotes = Path(f"/proc/{starter}/task/{starter}/children").read_text().split()
    for zygote in zygotes:
        os.kill(int(zygote), signal.SIGKILL)
    assert os.read(alive, 1) == b""  # end of file: nobody holds the pipe any more
    os.close(alive)
    os.kill(starter, signal.SIGKILL)
    os.waitpid(starter, 0)


# -- identity


@_each_user
def test_no_capability_is_left_but_reading(user: int | None) -> None:
    """A child that stays root holds none of root's powers; Landlock bounds the one to read."""

    def permitted() -> int:
        return identity._permitted() & ~identity._CAP_DAC_READ_SEARCH

    assert Jail(zygote_uid=user, layers=all_but("seccomp")).run(permitted).value == 0


@root_only
def test_throw_away_user_reads_no_private_file(tmp_path: Path) -> None:
    """Where Landlock is missing, the user id keeps a 0600 file closed; positive control: not without it."""
    hidden = tmp_path / "hidden.txt"
    hidden.write_text("secret")
    hidden.chmod(0o600)
    layers = all_but("landlock")
    assert Jail(uid=UNUSED_UID, layers=layers, forbidden=(str(hidden),)).run(hidden.read_text).refused
    assert Jail(layers=layers).run(hidden.read_text).value == "secret"


@root_only
@pytest.mark.parametrize(
    "act",
    [
        lambda: os.setuid(0),
        lambda: os.kill(os.getppid(), signal.SIGURG),
        lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CORE),
        lambda: os.open(f"/proc/{os.getppid()}/environ", os.O_RDONLY),
        lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 5),
        lambda: Path("/etc/shadow").read_text(),
    ],
    ids=["root again", "signal", "limits", "environment", "priority", "shadow"],
)
def test_throw_away_user_alone_stops(act: Callable[[], object]) -> None:
    """The user id stops these by itself; positive control: root with its powers does them."""
    assert Jail(uid=UNUSED_UID, layers=frozenset({"uid"})).run(act).refused
    assert Jail(layers=frozenset({"own_session"})).run(lambda: act() and None).error == ""


# -- limits


def _grow_file(path: Path) -> None:
    with open(path, "wb", buffering=0) as file:
        file.write(b"x")


@_each_user
def test_files_cannot_grow(user: int | None, tmp_path: Path) -> None:
    """FSIZE 0 holds where nothing else forbids writing."""
    place = tmp_path / "out"
    open_the_way_to(tmp_path)
    tmp_path.chmod(0o777)
    layers = all_but("landlock", "seccomp")
    assert Jail(zygote_uid=user, layers=layers).run(lambda: _grow_file(place)).errno == 27  # EFBIG
    free = layers - {"rlimits"}
    assert Jail(zygote_uid=user, layers=free).run(lambda: _grow_file(place)).error == ""


@_each_user
def test_memory_is_bounded(user: int | None) -> None:
    """More than the limit is a MemoryError; positive control: without limits it is there."""

    def take() -> int:
        return int(np.empty(2 << 30, dtype=np.uint8).size)

    assert Jail(zygote_uid=user).run(take).error == "MemoryError"
    assert Jail(zygote_uid=user, layers=all_but("rlimits")).run(take).value == 2 << 30


def _burn() -> None:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass


@_each_user
def test_endless_loop_is_killed(user: int | None) -> None:
    """The soft limit sends SIGXCPU; who ignores that is killed a second later."""

    def loop() -> None:
        while True:
            pass

    assert Jail(zygote_uid=user, cpu_seconds=1).run(loop).killed_by == signal.SIGXCPU
    assert Jail(zygote_uid=user, cpu_seconds=1).run(_burn).killed_by == signal.SIGKILL


def test_descriptors_are_few() -> None:
    """NOFILE bounds what a loop of pipes can open."""

    def open_many() -> int:
        try:
            for _ in range(1000):
                os.pipe()
        except OSError as error:
            return error.errno or 0
        return 0

    assert Jail().run(open_many).value == 24  # EMFILE
    assert Jail(layers=all_but("rlimits")).run(lambda: open_many() in {0, 24}).value is True


# -- what remains possible, and is meant to


@_each_user
def test_child_may_signal_itself(user: int | None) -> None:
    """raise_signal and abort stay: a crash must look like a crash."""

    def caught() -> bool:
        got: list[int] = []
        signal.signal(signal.SIGUSR1, lambda number, _: got.append(number))
        signal.raise_signal(signal.SIGUSR1)
        os.kill(os.getpid(), signal.SIGUSR1)
        return len(got) == 2

    assert Jail(zygote_uid=user).run(caught).value is True
    assert Jail(zygote_uid=user).run(os.abort).killed_by == signal.SIGABRT


@_each_user
def test_child_may_ask_for_its_own_limits(user: int | None) -> None:
    """Asking works (getrlimit); only changing is refused."""
    seen: Seen = Jail(zygote_uid=user).run(lambda: resource.getrlimit(resource.RLIMIT_NOFILE))
    assert seen.value == [64, 64]


# -- the doctor's question


def test_probe_system_names_every_layer() -> None:
    """One answer per layer."""
    assert set(sealing.probe_system()) == sealing.ALL_LAYERS


@pytest.mark.parametrize("layer", ["landlock", "seccomp", "no_new_privs", "parent_death"])
def test_probe_system_agrees_with_a_seal(layer: str) -> None:
    """What the doctor promises is what a child gets."""
    assert sealing.probe_system()[layer] is (layer in _report(Jail()).layers)


@pytest.mark.parametrize(("system", "offered"), [("darwin", {"own_session", "rlimits"}), ("win32", {"job"})])
def test_probe_system_of_another_system(
    monkeypatch: pytest.MonkeyPatch, system: str, offered: set[str]
) -> None:
    """Elsewhere only what that system has is offered, and nothing raises."""
    monkeypatch.setattr(kernel, "SUPPORTED", False)
    monkeypatch.setattr(kernel, "MACHINE", "")
    monkeypatch.setattr(sys, "platform", system)
    if system != "darwin":
        monkeypatch.delattr(os, "setsid")
    kernel._libc.cache_clear()
    try:
        assert {name for name, holds in sealing.probe_system().items() if holds} == offered
    finally:
        kernel._libc.cache_clear()
