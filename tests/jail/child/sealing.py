"""Run an act in a sealed child of a throw-away zygote, so that the test process itself is never confined."""

import errno
import json
import os
import signal
import stat
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader.jail.child import kernel
from grader.jail.child import seal as sealing

NOBODY = 65534
PATIENCE_S = 20
NOT_LINUX = not kernel.SUPPORTED

linux_only = pytest.mark.skipif(NOT_LINUX, reason="only 64-bit Linux is confined")
root_only = pytest.mark.skipif(NOT_LINUX or os.geteuid() != 0, reason="only root can become somebody else")

Act = Callable[[], Any]


def open_the_way_to(folder: Path) -> None:
    """Let every user reach a folder of pytest's: those above it are closed to others."""
    for place in (folder, *folder.parents):
        if os.access(place, os.W_OK) and place.stat().st_uid == os.geteuid() and "pytest" in str(place):
            place.chmod(0o755)


def own_address_space() -> int:
    """Return the bytes this process has mapped: its forked children begin with as many."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What came of an act: its value, or the error it raised, and how the child ended."""

    report: sealing.SealReport | None
    value: Any = None
    error: str = ""
    errno: int | None = None
    trace: str = ""
    killed_by: int = 0
    exit_status: int = 0

    @property
    def refused(self) -> bool:
        """Tell whether the kernel refused the act."""
        return self.errno in {errno.EPERM, errno.EACCES}


@dataclass(frozen=True, kw_only=True)
class Jail:
    """How to seal: which user the zygote is, which layers, what may be read."""

    zygote_uid: int | None = None
    layers: frozenset[str] = sealing.ALL_LAYERS
    read: tuple[str, ...] | None = None
    forbidden: tuple[str, ...] = ()
    memory_bytes: int = field(default_factory=lambda: (1 << 30) + own_address_space())
    threads: bool = False
    uid: int | None = None
    cpu_seconds: int = 10
    before_seal: Act | None = None
    keep: tuple[int, ...] = ()
    sealed: bool = True

    def policy(self) -> sealing.Policy:
        """Return the policy; the default one where nothing is said about reading."""
        if self.read is None:
            usual = _usual_policy()
            read, listed = usual.read, usual.list_only
        else:
            read, listed = self.read, ()
        return sealing.Policy(
            read=read,
            list_only=listed,
            forbidden=self.forbidden,
            memory_bytes=self.memory_bytes,
            threads=self.threads,
            uid=self.uid,
            layers=self.layers,
        )

    def run(self, act: Act) -> Seen:
        """Fork a zygote, which forks and seals a child, which does the act."""
        policy = self.policy()  # before the zygote is somebody who may not even look for the interpreter
        answers, answer = os.pipe()
        zygote = os.fork()
        if zygote == 0:
            os.close(answers)
            _finish(lambda: self._zygote(act, answer, policy))
        os.close(answer)
        with os.fdopen(answers, "rb") as stream:
            text = stream.read()
        os.waitpid(zygote, 0)
        return _seen(text)

    def _zygote(self, act: Act, answer: int, policy: sealing.Policy) -> None:
        if self.zygote_uid is not None:
            os.setgroups([])
            os.setresgid(self.zygote_uid, self.zygote_uid, self.zygote_uid)
            os.setresuid(self.zygote_uid, self.zygote_uid, self.zygote_uid)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # as after an exec: only the layers tested may close it
        zygote = os.getpid()
        prepared = sealing.prepare(policy) if self.sealed else None
        child = os.fork()
        if child == 0:
            _finish(lambda: self._child(act, answer, prepared, zygote))
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.alarm(PATIENCE_S)
        status = os.waitpid(child, 0)[1]
        _say(answer, {"status": status})

    def _child(self, act: Act, answer: int, prepared: sealing.Prepared | None, zygote: int) -> None:
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        if self.before_seal is not None:
            self.before_seal()
        if prepared is not None:
            report = sealing.seal(
                prepared,
                cpu_seconds=self.cpu_seconds,
                expected_parent=zygote,
                keep=(answer, *self.keep),
            )
            _say(answer, {"report": {name: getattr(report, name) for name in report.__slots__}})
        try:
            _say(answer, {"value": act()})
        except Exception as error:
            _say(
                answer,
                {
                    "error": type(error).__name__,
                    "errno": getattr(error, "errno", None),
                    "trace": traceback.format_exc(),
                },
            )


@cache
def _usual_policy() -> sealing.Policy:
    return sealing.default_policy(packages=["numpy"], memory_bytes=1 << 30)


def _finish(work: Act) -> None:
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(99)
    os._exit(0)


def _say(answer: int, message: dict[str, Any]) -> None:
    os.write(answer, json.dumps(message).encode() + b"\n")


def _seen(text: bytes) -> Seen:
    facts: dict[str, Any] = {}
    for line in text.splitlines():
        facts |= json.loads(line)
    status = facts.pop("status")
    report = facts.pop("report", None)
    return Seen(
        report=None if report is None else sealing.SealReport(**{k: _frozen(v) for k, v in report.items()}),
        killed_by=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        exit_status=os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0,
        **facts,
    )


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def all_but(*layers: str) -> frozenset[str]:
    """Return every layer except these."""
    return sealing.ALL_LAYERS - set(layers)


def only(*layers: str) -> frozenset[str]:
    """Return these layers, with what they need to be applied by an ordinary user."""
    return frozenset({*layers, "no_new_privs"})


def interpreter_is_open_to_all() -> bool:
    """Tell whether another user could import from this interpreter (not so below a closed home)."""
    library = Path(os.__file__).resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in library.parents) and sys.executable != ""


def zygote_users() -> list[Any]:
    """Return the users to test as: whoever we are, and, where we are root, somebody without privileges."""
    users: list[Any] = [pytest.param(None, id="self")]
    if not NOT_LINUX and os.geteuid() == 0:
        users.append(pytest.param(NOBODY, id="nobody"))
    return users
