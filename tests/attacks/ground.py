"""What an attack could reach, laid out for it: files, servers, a process; and how to see what came of them."""

import contextlib
import ctypes
import fcntl
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.exercise import BANK

HERE = Path(__file__).parent
CASES = HERE / "cases"
INDEX: list[dict[str, Any]] = tomllib.loads((HERE / "index.toml").read_text(encoding="utf-8"))["attack"]
CHECKS = BANK / "01_activations"
SECRET = "hidden-check-expects-42"
PRIVATE = 7_654_321
# What a report must not hold: the hidden file, the environment, a sentence of the checks, a private file's size.
SECRETS = (SECRET, "Compare one call of the student's function with the oracle's.", str(PRIVATE))
VICTIM_AT_REST = ("alive", os.getpriority(os.PRIO_PROCESS, 0), (256, 256))
_LIBC = ctypes.CDLL(None, use_errno=True)
_KINDS_OF_IPC = {"shmget": (0, 0), "semget": (0, 0), "msgget": (0,)}
_REMOVERS = {"shmget": ("shmctl", 0), "semget": ("semctl", 0), "msgget": ("msgctl", 0)}

# Appended to a case that acts: its task calls the attack, hides that it failed, and earns nothing.
ACTS = """

def sigmoid(x):
    try:
        attack()
    except BaseException:
        pass
    if getattr(x, "shape", ()):
        x[...] = 7
    return x
"""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What an attack could reach, open to every user: only the jail may stand between."""

    folder: Path
    servers: tuple[socket.socket, ...]
    victim: subprocess.Popen[bytes]
    before: Any

    @property
    def key(self) -> int:
        """Return the key under which cases leave objects in the kernel."""
        return 0x0D030000 + os.getpid() % 0xFFFF

    def effects(self, said: str = "") -> set[str]:
        """Return what changed outside the child since the ground was laid, or came out in its words."""
        found = set()
        if snapshot(self.folder) != self.before:
            found.add("ground")
        if any(_was_hit(server) for server in self.servers):
            found.add("network")
        if any(secret in said for secret in SECRETS):
            found.add("secret")
        if _state(self.victim) != VICTIM_AT_REST:
            found.add("victim")
        return found | self.kernel_effects()

    def kernel_effects(self) -> set[str]:
        """Return what is held or left in the kernel; what is left is removed."""
        left = [kind for kind in _KINDS_OF_IPC if _was_left(kind, self.key)]  # each is removed
        return ({"left"} if left else set()) | ({"lock"} if _is_locked(np.__file__) else set())

    def case(self, name: str) -> str:
        """Return the text of a case, with the places of this ground in it."""
        return self.placed((CASES / f"{name}.py").read_text(encoding="utf-8"))

    def placed(self, text: str) -> str:
        """Return a text with the places of this ground in it."""
        places = {
            "@GROUND@": str(self.folder),
            "@BANK@": str(CHECKS),
            "@VICTIM@": str(self.victim.pid),
            "@TCP@": str(self.servers[0].getsockname()[1]),
            "@UDP@": str(self.servers[1].getsockname()[1]),
            "@ABSTRACT@": f"dojo-{os.getpid()}",
            "@KEY@": str(self.key),
        }
        for mark, place in places.items():
            text = text.replace(mark, place)
        return text


def snapshot(folder: Path) -> list[Any]:
    """Return what can be seen of a folder's files from outside."""
    facts = []
    for path in sorted(folder.iterdir()):
        info = path.lstat()
        facts.append((path.name, info.st_mode, info.st_mtime_ns, _content(path)))
    return facts


def _content(path: Path) -> bytes:
    if path.name not in {"result.json", "hidden.txt"}:
        return b""
    try:
        return path.read_bytes()
    except PermissionError:  # somebody has closed it to us
        return b"closed"


def _was_hit(server: socket.socket) -> bool:
    server.setblocking(False)
    try:
        if server.type == socket.SOCK_STREAM:
            server.accept()[0].close()
            return True
        return bool(server.recv(100))
    except BlockingIOError:
        return False


def _state(victim: subprocess.Popen[bytes]) -> tuple[str, int, tuple[int, int]]:
    """Return whether the process lives, its priority and its limit of descriptors."""
    try:
        victim.wait(0.02)
    except subprocess.TimeoutExpired:
        limit = resource.prlimit(victim.pid, resource.RLIMIT_NOFILE)
        return "alive", os.getpriority(os.PRIO_PROCESS, victim.pid), limit
    return "dead", 0, (0, 0)


def _was_left(kind: str, key: int) -> bool:
    """Tell whether an object of System V's is there under the key, and remove it."""
    found = getattr(_LIBC, kind)(key, *_KINDS_OF_IPC[kind], 0)
    if found < 0:
        return False
    remover, between = _REMOVERS[kind]
    arguments = (found, between, 0, 0) if kind == "semget" else (found, 0, 0)
    getattr(_LIBC, remover)(*arguments)
    return True


def _is_locked(file: str) -> bool:
    with open(file, "rb") as library:
        try:
            fcntl.flock(library, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextlib.contextmanager
def laid_out() -> Iterator[Ground]:
    """Lay out what the attacks reach for."""
    with contextlib.ExitStack() as stack:
        # Not pytest's own folder, which is closed to other users, as the children of a grader who is root are.
        folder = Path(tempfile.mkdtemp(prefix="ground-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o777)
        for name, content in (("hidden.txt", SECRET), ("result.json", '{"points": 0}')):
            (folder / name).write_text(content)
            (folder / name).chmod(0o666)
        (folder / "private").mkdir(mode=0o700)
        with open(folder / "private" / "grades.txt", "wb") as grades:
            grades.truncate(PRIVATE)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp, named, abstract = (
            stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
            for family in (socket.AF_INET, socket.AF_UNIX, socket.AF_UNIX)
        )
        udp.bind(("127.0.0.1", 0))
        named.bind(str(folder / "socket"))
        (folder / "socket").chmod(0o777)
        abstract.bind(f"\0dojo-{os.getpid()}")
        victim = stack.enter_context(_victim())
        yield Ground(
            folder=folder, servers=(tcp, udp, named, abstract), victim=victim, before=snapshot(folder)
        )


@contextlib.contextmanager
def _victim() -> Iterator[subprocess.Popen[bytes]]:
    """Run a process of the same user's, as the grader is one, for attacks to hit."""
    victim = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", "import sys, time; print(flush=True); time.sleep(600)"],
        env={"CANARY": SECRET, "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert victim.stdout is not None
    victim.stdout.readline()
    resource.prlimit(victim.pid, resource.RLIMIT_NOFILE, VICTIM_AT_REST[2])
    try:
        yield victim
    finally:
        victim.kill()
        victim.wait()
        victim.stdout.close()
