"""Remove one layer, in a throw-away place, and a case gets through: each layer is needed, and each can be seen."""

import os
import select
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.errors import GraderFault, MissingLayer
from grader.grading import Zygotes
from grader.jail import deadline, launch, process, wire
from grader.jail.child.seal import ALL_LAYERS
from grader.jail.process import Child, Zygote
from grader.jail.remote import RemoteSession
from grader.jail.transcript import ChildEnded
from grader.scorecard import Outcome
from tests.attacks.grading import HONEST, children_are_another_user, grade, offered, problems, source_of
from tests.attacks.ground import INDEX, Ground, laid_out
from tests.attacks.weakened import without_layers
from tests.conftest import Wall

pytestmark = pytest.mark.skipif(
    not (offered["landlock"] and offered["seccomp"]), reason="this system cannot hold student code"
)

CASES = {entry["name"]: entry for entry in INDEX}
OF_THE_KERNEL = [entry for entry in INDEX if entry.get("without") in ALL_LAYERS]
OF_THE_WALL = [entry for entry in INDEX if entry.get("without") not in {None, *ALL_LAYERS}]
FIRST_LINE = ("landlock", "seccomp", "uid")


@pytest.fixture
def ground() -> Iterator[Ground]:
    """Lay out what the attacks reach for."""
    with laid_out() as ground:
        yield ground


def _named(entries: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(entry, id=f"{entry['without']}: {entry['name']}") for entry in entries]


# -- what the kernel holds


@pytest.mark.parametrize("attack", _named(OF_THE_KERNEL))
def test_without_one_layer_a_case_gets_through(
    attack: dict[str, Any], ground: Ground, tmp_path: Path
) -> None:
    """With all other layers in force, the case that needs this one is not held."""
    layer = attack["without"]
    if layer == "uid" and not children_are_another_user():
        pytest.skip("only root can become somebody else, and only where everybody may read the interpreter")
    with without_layers({layer}, tmp_path), Zygotes() as zygotes:
        found = problems(attack, ground, zygotes, strict=False)
    assert found, "nobody noticed that the layer was gone"
    assert "student code made a fault of the grader's" not in found


def test_every_layer_has_such_a_case() -> None:
    """Those that no case needs alone are second lines; each has a test of its own below."""
    second = {"own_session", "parent_death", "no_new_privs", "not_dumpable"}
    assert {entry["without"] for entry in OF_THE_KERNEL} == ALL_LAYERS - second


def test_without_no_new_privs_strict_mode_refuses(ground: Ground, tmp_path: Path) -> None:
    """Without it an ordinary user can apply neither Landlock nor the filter; a child says so and ends."""
    with without_layers({"no_new_privs"}, tmp_path), Zygotes() as zygotes:
        if os.geteuid() == 0 and not children_are_another_user():
            assert _status(tmp_path)["NoNewPrivs"] == "0"
            return
        with pytest.raises(MissingLayer, match="landlock"):
            grade(HONEST, tmp_path, zygotes)
        assert "it had effects: {'ground'}" in problems(CASES["writes_a_file"], ground, zygotes, strict=False)


def test_no_new_privs_hold(tmp_path: Path) -> None:
    """Positive form of the one above, read from the process table."""
    assert _status(tmp_path)["NoNewPrivs"] == "1"


def _status(folder: Path) -> dict[str, str]:
    """Return what the process table says of a child that waits for requests."""
    zygote = Zygote("numpy")
    wall = Wall(zygote)
    try:
        child = wall.open("")._child
        lines = Path(f"/proc/{child.pid}/status").read_text().splitlines()
        return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
    finally:
        wall.close()
        zygote.close()


PEEK = """
    def peek(pid):
        try:
            open(f"/proc/{pid}/mem", "rb").close()
            return True
        except OSError:
            return False
"""


@pytest.mark.parametrize("held", [True, False])
def test_not_dumpable_closes_children_to_each_other(held: bool, tmp_path: Path) -> None:
    """Where the first lines are gone, it alone keeps one student's child out of another's memory."""
    with without_layers({*FIRST_LINE, *(() if held else ("not_dumpable",))}, tmp_path):
        zygote = Zygote("numpy")
    wall = Wall(zygote)
    try:
        victim, spy = wall.open(""), wall.student(PEEK)
        assert spy.peek(victim._child.pid) is not held
    finally:
        wall.close()
        zygote.close()


@pytest.mark.parametrize("held", [True, False])
def test_own_session_keeps_signals_to_a_group_from_the_zygote(held: bool, tmp_path: Path) -> None:
    """Where the first lines are gone, it alone keeps a signal to the own group from ending the zygote."""
    with without_layers({*FIRST_LINE, *(() if held else ("own_session",))}, tmp_path):
        zygote = Zygote("numpy")
    wall = Wall(zygote)
    try:
        session = wall.open("import os\ndef f(): os.kill(0, 15)")
        with pytest.raises((ChildEnded, GraderFault)) as caught:
            session.module.f()
        assert caught.type is (ChildEnded if held else GraderFault)
        assert (zygote._launcher._process.poll() is None) is held
    finally:
        if held:
            wall.close()
        zygote.close()


@pytest.mark.parametrize("held", [True, False])
def test_parent_death_ends_what_a_killed_zygote_leaves(held: bool, tmp_path: Path) -> None:
    """A child in an endless loop ends with its zygote; without the layer it goes on."""
    layers = set() if held else {"parent_death"}
    with without_layers(layers, tmp_path):
        zygote = Zygote("numpy")
    wall = Wall(zygote)
    child = wall.start("while True: pass")._child
    while child.cpu_seconds() < 0.2:  # it is sealed, and loops
        time.sleep(0.01)
    try:
        handle = os.pidfd_open(child.pid)
        zygote._launcher._process.kill()
        zygote._launcher._process.wait()
        assert process_ended(handle, seconds=3 if held else 0.5) is held
    finally:
        process_killed(handle)
        zygote.close()


def process_ended(handle: int, *, seconds: float) -> bool:
    """Tell whether the process of a pidfd ends in time."""
    return bool(select.select([handle], [], [], seconds)[0])


def process_killed(handle: int) -> None:
    """End a process, if it is there."""
    try:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        os.close(handle)


# -- what the wall holds


def _take_more_than_one_reply(patch: pytest.MonkeyPatch) -> None:
    receive = Child.receive
    patch.setattr(Child, "receive", lambda self, deadline, *, more=False: receive(self, deadline, more=True))


def _keep_the_pipe_for_the_next_child(patch: pytest.MonkeyPatch) -> None:
    made, kill, left = Child.__init__, Child.kill, bytearray()

    def begin(self: Child, *how: Any, **limits: Any) -> None:
        made(self, *how, **limits)
        self._buffer += left
        left.clear()

    def end(self: Child) -> int:
        if not self._ended:
            before = -1
            while before < len(self._buffer):
                before = len(self._buffer)
                self._read_replies()
            left.extend(self._buffer)
        return kill(self)

    patch.setattr(Child, "__init__", begin)
    patch.setattr(Child, "kill", end)


def _believe_the_last_seal(patch: pytest.MonkeyPatch) -> None:
    def loaded(self: RemoteSession) -> None:
        reply = None
        while not isinstance(reply, wire.Loaded):
            reply = self._child.receive(self._load_deadline(), more=True)
            self.seal = reply if isinstance(reply, wire.Sealed) else self.seal  # type: ignore[assignment]
        self._is_loaded = True
        self.names = {name.name: name for name in reply.names}

    patch.setattr(RemoteSession, "loaded", loaded)


def _wait_for_any_length(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wire, "FRAME_LIMIT", 2**32)
    patch.setattr(deadline, "WALL_FACTOR", 0.3)
    patch.setattr(deadline, "WALL_EXTRA", 0.3)


def _never_look_at_the_clock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(deadline.Deadline, "check", lambda self: None)
    patch.setattr(launch, "LIFE_CPU_SECONDS", 1)


def _let_it_print(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(process, "OUTPUT_LIMIT", 1 << 40)


OFF = {
    "surplus": _take_more_than_one_reply,
    "fresh pipes": _keep_the_pipe_for_the_next_child,
    "first word": _believe_the_last_seal,
    "frame limit": _wait_for_any_length,
    "deadline": _never_look_at_the_clock,
    "output limit": _let_it_print,
}


@pytest.mark.parametrize("attack", _named(OF_THE_WALL))
def test_without_one_rule_of_the_wall_a_case_gets_through(
    attack: dict[str, Any], ground: Ground, tmp_path: Path
) -> None:
    """Positive control of what exists only inside the jail: with the rule switched off, it succeeds."""
    with pytest.MonkeyPatch.context() as patch, Zygotes() as zygotes:
        OFF[attack["without"]](patch)
        scorecard = grade(source_of(attack, ground), tmp_path, zygotes, seconds=1.0)
        honest = grade(HONEST, tmp_path, zygotes)
    first = scorecard.results[0]
    got = {
        "surplus": first.outcome is Outcome.FAILED and first.evidence is not None,
        "fresh pipes": any(result.outcome is Outcome.FORBIDDEN for result in honest.results),
        "first word": scorecard.confinement.layers == ("everything",),
        "frame limit": first.outcome is Outcome.TIMED_OUT,
        "deadline": first.outcome is Outcome.KILLED,
        "output limit": first.outcome is Outcome.TIMED_OUT,
    }
    assert got[attack["without"]], (first, honest.results[0])


def test_every_rule_has_such_a_case() -> None:
    """No rule lies here unused."""
    assert {entry["without"] for entry in OF_THE_WALL} == set(OFF)
