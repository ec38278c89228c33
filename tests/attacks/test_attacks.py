"""Every attack of the index is held by the real grader, seen from outside, and is real outside the jail."""

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from grader.exercise import all_exercises, find_exercise
from grader.grading import Zygotes, grade_file
from grader.jail import deadline
from grader.jail.child.seal import probe_system
from grader.scorecard import Outcome, Scorecard

HERE = Path(__file__).parent
INDEX = tomllib.loads((HERE / "index.toml").read_text(encoding="utf-8"))["attack"]
SECRET = "hidden-check-expects-42"
HONEST = (HERE / "cases" / "honest.py").read_text(encoding="utf-8")
BY_ITSELF_S = 3

offered = probe_system()
pytestmark = pytest.mark.skipif(
    not (offered["landlock"] and offered["seccomp"]), reason="this system cannot hold student code"
)

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
    """What an attack could reach: files, servers, a process of the same user's; and what came of them."""

    folder: Path
    servers: tuple[socket.socket, ...]
    victim: subprocess.Popen[bytes]
    before: Any

    def effects(self, said: str = "") -> set[str]:
        """Return what changed outside the child since the ground was laid."""
        found = set()
        if _snapshot(self.folder) != self.before:
            found.add("ground")
        if any(_was_hit(server) for server in self.servers):
            found.add("network")
        if SECRET in said:
            found.add("secret")
        if _state(self.victim) != VICTIM_AT_REST:
            found.add("victim")
        return found

    def case(self, name: str) -> str:
        """Return the text of a case, with the places of this ground in it."""
        text = (HERE / "cases" / f"{name}.py").read_text(encoding="utf-8")
        places = {
            "@GROUND@": str(self.folder),
            "@VICTIM@": str(self.victim.pid),
            "@TCP@": str(self.servers[0].getsockname()[1]),
            "@UDP@": str(self.servers[1].getsockname()[1]),
            "@ABSTRACT@": f"dojo-{os.getpid()}",
        }
        for mark, place in places.items():
            text = text.replace(mark, place)
        return text


def _snapshot(folder: Path) -> list[Any]:
    facts = []
    for path in sorted(folder.iterdir()):
        info = path.lstat()
        content = path.read_bytes() if path.name in {"result.json", "hidden.txt"} else b""
        facts.append((path.name, info.st_mode, info.st_mtime_ns, content))
    return facts


def _was_hit(server: socket.socket) -> bool:
    server.setblocking(False)
    try:
        if server.type == socket.SOCK_STREAM:
            server.accept()[0].close()
            return True
        return bool(server.recv(100))
    except BlockingIOError:
        return False


VICTIM_AT_REST = ("alive", 0, (256, 256))


def _state(victim: subprocess.Popen[bytes]) -> tuple[str, int, tuple[int, int]]:
    """Return whether the process lives, its priority and its limit of descriptors."""
    try:
        victim.wait(0.05)
    except subprocess.TimeoutExpired:
        limit = resource.prlimit(victim.pid, resource.RLIMIT_NOFILE)
        return "alive", os.getpriority(os.PRIO_PROCESS, victim.pid), limit
    return "dead", 0, (0, 0)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    """Lay out what the attacks reach for."""
    folder = tmp_path / "ground"
    folder.mkdir()
    (folder / "hidden.txt").write_text(SECRET)
    (folder / "result.json").write_text('{"points": 0}')
    with contextlib.ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        named, abstract = (
            stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) for _ in range(2)
        )
        named.bind(str(folder / "socket"))
        abstract.bind(f"\0dojo-{os.getpid()}")
        victim = subprocess.Popen(
            [sys.executable, "-S", "-c", "import sys, time; print(flush=True); time.sleep(600)"],
            env={"CANARY": SECRET, "LANG": "C.UTF-8"},
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        victim.stdout.readline()  # type: ignore[union-attr]
        resource.prlimit(victim.pid, resource.RLIMIT_NOFILE, VICTIM_AT_REST[2])
        yield Ground(
            folder=folder,
            servers=(tcp, udp, named, abstract),
            victim=victim,
            before=_snapshot(folder),
        )
        victim.kill()
        victim.wait()
        victim.stdout.close()  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def zygotes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygotes]:
    """Keep one zygote for all attacks: none may spoil it for whoever is graded next."""
    with Zygotes() as warm:
        _grade(HONEST, tmp_path_factory.mktemp("warm"), warm)
        yield warm


def _attacks() -> list[Any]:
    slow = pytest.mark.slow
    return [pytest.param(entry, id=entry["name"], marks=slow if entry.get("slow") else ()) for entry in INDEX]


def _grade(text: str, folder: Path, zygotes: Zygotes) -> Scorecard:
    exercise = find_exercise("01", all_exercises())
    file = folder / exercise.file
    file.write_text(text, encoding="utf-8")
    return grade_file(exercise, file, tasks=("sigmoid",), strict=True, with_pytest=False, zygotes=zygotes)


def _first_outcome(scorecard: Scorecard) -> Outcome:
    return scorecard.results[0].outcome


@pytest.mark.parametrize("attack", _attacks())
def test_attack_is_held(
    attack: dict[str, Any], ground: Ground, tmp_path: Path, zygotes: Zygotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No points for it, the outcome of the index, nothing changed outside, and the next student unharmed."""
    if attack.get("waits"):  # five checks of twenty seconds each would prove no more
        monkeypatch.setattr(deadline, "WALL_FACTOR", 0.5)
        monkeypatch.setattr(deadline, "WALL_EXTRA", 0.5)
    before = _own_state()
    text = ground.case(attack["name"])
    if "def attack" in text:
        text += ACTS
    scorecard = _grade(text, tmp_path, zygotes)
    sleep(attack.get("wait", 0))
    assert sum(result.earned for result in scorecard.results) == attack.get("earned", 0)
    assert ground.effects(said=repr(scorecard)) == set()
    assert _own_state() == before
    assert scorecard.complete, "whatever student code does is not the grader's fault"
    assert _first_outcome(scorecard) == attack["outcome"], scorecard.results[0]
    honest = _grade(HONEST, tmp_path, zygotes)
    assert all(result.outcome is Outcome.PASSED for result in honest.results), honest.results


def _own_state() -> tuple[Any, ...]:
    """Return what an attack could have changed of the grader itself."""
    limits = tuple(resource.getrlimit(number) for number in (resource.RLIMIT_NOFILE, resource.RLIMIT_CPU))
    descriptors = len(os.listdir("/proc/self/fd"))
    return os.getcwd(), os.getpriority(os.PRIO_PROCESS, 0), os.sched_getaffinity(0), limits, descriptors


def _outside(text: str, folder: Path) -> tuple[int | None, str]:
    """Run a case without a jail; return its exit status (None: it had to be ended) and what it said."""
    file = folder / "case.py"
    file.write_text(text, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(HERE / "control.py"), str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_bounded,  # noqa: PLW1509  (the test process has one thread)
    )
    try:
        said = process.communicate(timeout=BY_ITSELF_S)[0]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said = process.communicate()[0]
        return None, said.decode(errors="replace")
    return process.returncode, said.decode(errors="replace")


def _bounded() -> None:
    """Keep an attack that works from harming the machine that tests it."""
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@pytest.mark.parametrize("attack", _attacks())
def test_attack_is_real(attack: dict[str, Any], ground: Ground, tmp_path: Path) -> None:
    """Positive control: outside the jail the same file gets what it is after."""
    control = attack["control"]
    if control.startswith("none"):
        pytest.skip(control)
    status, said = _outside(ground.case(attack["name"]), tmp_path)
    sleep(attack.get("wait", 0))
    if control in {"ground", "network", "secret", "victim"}:
        assert control in ground.effects(said), said
    elif control == "naive":
        assert "FOOLED" in said.split(), said
    elif control == "hang":
        assert status is None, said
    elif control == "exit 0":
        assert status == 0
        assert "FOOLED" not in said
    elif control == "interrupted":
        assert status == -signal.SIGINT
    elif control == "crash":
        assert status is not None
        assert status < 0
    else:
        assert {"memory": "MemoryError", "descriptors": "Too many open files"}[control] in said


def test_index_names_every_case() -> None:
    """No case lies about unused, and no entry is without its case."""
    cases = {path.stem for path in (HERE / "cases").glob("*.py")}
    assert cases == {entry["name"] for entry in INDEX} | {"honest"}
    assert len({entry["name"] for entry in INDEX}) == len(INDEX)
