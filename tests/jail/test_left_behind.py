"""Nothing of a child survives its end, nothing of a zygote that of the trusted side, and memory has a bound."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from grader.jail import launch, wire
from grader.jail.child import kernel
from grader.jail.child import zygote as zygote_module
from grader.jail.endings import ChildEnded
from grader.jail.process import PACKAGES, Zygote
from grader.jail.remote import RemoteSession
from grader.scorecard import Outcome
from tests.conftest import Wall
from tests.jail.child.sealing import linux_only, root_only

pytestmark = linux_only

WITHOUT_FILTER = """
    import runpy, sys
    sys.path[:] = [{root!r}, *sys.path, *{site!r}]
    from grader.jail.child import kernel, limits, orphans, seccomp
    wanted = limits.wanted
    limits.wanted = lambda **how: wanted(**{{**how, "own_uid": False}})  # of root's child, one process alone
    def build(**_):
        raise kernel.Unavailable("taken away for a test")
    seccomp.build = build
    if {broken!r}:
        orphans.end_all_but = lambda living: None
    sys.path.remove({root!r})
    runpy.run_path({start!r}, run_name="__main__")
"""
DAEMON = """
    import os, time

    def f(generations):
        reading, writing = os.pipe()
        if os.fork() == 0:
            for _ in range(generations):
                os.setsid()
                if os.fork():
                    os._exit(0)
            os.write(writing, str(os.getpid()).encode())
            while True:
                time.sleep(60)
        pid = int(os.read(reading, 20))
        return pid
"""


def gone(pid: int, seconds: float = 5.0) -> bool:
    """Tell whether a process ends within so long; a zombie has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


@pytest.fixture(params=[False, True], ids=["sweeping", "without the sweep"])
def unfiltered(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: Any
) -> Iterator[tuple[Zygote, bool]]:
    """Give a zygote whose children can fork, because the system call filter is missing."""
    start = tmp_path / "start.py"
    places = {
        "root": str(launch.KIT_ROOT),
        "site": launch.site_folders(["numpy"]),
        "start": str(launch.START),
    }
    start.write_text(textwrap.dedent(WITHOUT_FILTER).format(broken=request.param, **places))
    monkeypatch.setattr(launch, "START", start)
    opened = Zygote("numpy")
    yield opened, not request.param
    opened.close()


@pytest.mark.parametrize("generations", [0, 1, 3])
def test_a_daemon_ends_with_its_child(unfiltered: tuple[Zygote, bool], generations: int) -> None:
    """A process that left its group and its parents is found and ended; without the sweep it would live on."""
    zygote, sweeps = unfiltered
    child = zygote.fork()
    session = RemoteSession(child, "work.py")
    session.begin(wire.Load("work.py", textwrap.dedent(DAEMON).encode(), {}, PACKAGES["numpy"]), None)
    session.ready()
    daemon = session.module.f(generations)
    assert not gone(daemon, 0.1)
    child.close()
    if sweeps or generations == 0:
        assert gone(daemon)
    else:
        assert not gone(daemon, 0.2)
        os.kill(daemon, signal.SIGKILL)


def test_other_children_live_on(zygote: Zygote, wall: Any) -> None:
    """The end of one child is not the end of the next."""
    first, second = wall.open("def f(): return 1"), wall.open("def f(): return 2")
    first._child.close()
    assert second.module.f() == 2


TRUSTED = """
    import json, os, sys, time
    from grader.jail.process import Zygote
    zygote = Zygote("numpy")
    child = zygote.fork()
    child.deadline(1, "").pause()
    server = zygote._launcher
    if os.fork() == 0:  # holds the control socket open, as a worker that was forked would
        time.sleep(60)
    print(json.dumps([server._process.pid, child._running.pid]), flush=True)
    time.sleep(60)
"""


OPEN_TO_ALL = """
    import runpy, sys
    sys.path[:] = [{root!r}, *sys.path]
    from grader.jail.child import policy
    policy.closed_to_others = lambda paths: ""
    "".encode("utf-8-sig")  # wherever this interpreter lies, what a child reads late is there before
    sys.path.remove({root!r})
    runpy.run_path({start!r}, run_name="__main__")
"""


@root_only
def test_children_of_root_are_different_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root, and where everybody may read the interpreter, each child is a user of its own, and not root."""
    start = tmp_path / "start.py"
    start.write_text(textwrap.dedent(OPEN_TO_ALL).format(root=str(launch.KIT_ROOT), start=str(launch.START)))
    monkeypatch.setattr(launch, "START", start)
    zygote = Zygote("numpy")
    wall = Wall(zygote)
    try:
        sessions = [wall.open("import os\ndef f(): return os.getresuid()") for _ in range(3)]
        users = {tuple(session.module.f()) for session in sessions}
        assert len(users) == 3
        assert all(len(set(ids)) == 1 and 60706 <= ids[0] < 61184 for ids in users)
        assert all(session.seal is not None and "uid" in session.seal.layers for session in sessions)
    finally:
        wall.close()
        zygote.close()


def test_nothing_survives_the_trusted_side() -> None:
    """When the trusted side is killed, zygote and child end, also where a fork of it holds their socket."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(TRUSTED)], stdout=subprocess.PIPE, start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(launch.KIT_ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    pids = json.loads(process.stdout.readline())
    try:
        os.kill(process.pid, signal.SIGKILL)
        assert all(gone(pid) for pid in pids)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def test_the_zygote_protects_itself() -> None:
    """Its memory is closed to the same user, orphans fall to it, and it is told when its parent dies."""
    get_pdeathsig, get_subreaper = 2, 37
    reading, writing = os.pipe()
    if os.fork() == 0:
        zygote_module._protect(os.getppid())
        found = [ctypes.c_int(), ctypes.c_int()]
        for option, value in zip((get_pdeathsig, get_subreaper), found, strict=True):
            kernel.prctl(option, ctypes.addressof(value))
        values = [kernel.prctl(kernel.PR_GET_DUMPABLE), *(value.value for value in found)]
        os.write(writing, b"".join(value.to_bytes(4, "little") for value in values))
        os._exit(0)
    os.close(writing)
    assert [int.from_bytes(os.read(reading, 4), "little") for _ in range(3)] == [0, signal.SIGTERM, 1]
    os.close(reading)
    os.wait()


def test_memory_is_bounded_by_what_is_held(wall: Any) -> None:
    """A child that holds more than its bound is ended, though its address space would allow it."""
    session = wall.open(
        "def f():\n    kept = bytearray(b'x') * (200 << 20)\n    while True: pass\ndef g(): return 1"
    )
    assert session.module.g() == 1
    session._child._resident_bytes = 150 << 20
    with pytest.raises(ChildEnded) as caught:
        session.module.f()
    assert (caught.value.outcome, caught.value.limit) == (Outcome.KILLED, "memory")
    assert "150 MiB" in caught.value.message


def test_a_zygote_that_is_not_ready_is_not_waited_for() -> None:
    """Closing one right after its start does not wait for what it imports, and leaves nothing."""
    zygote = Zygote("torch" if find_spec("torch") else "numpy")
    started = time.monotonic()
    zygote.close()
    assert time.monotonic() - started < 1
    assert gone(zygote._launcher._process.pid)
