"""The positive controls: run a case without a jail, and see that it gets what it is after."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Any

from tests.attacks.ground import Ground
from tests.attacks.made import MADE

HERE = Path(__file__).parent
HANGS_S, ENDS_S = 1.5, 30.0
FLOOD = 2_000_000
EFFECTS = {"ground", "network", "secret", "victim", "left", "lock"}


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a process outside the jail ended (None: it had to be ended), and what it said."""

    status: int | None
    said: str


def run_outside(command: list[str], ground: Ground, *, folder: Path, seconds: float) -> Ended:
    """Run a command that attacks; it is ended when it takes too long or says too much.

    Like many a grader's, the process has the file of results open.
    """
    with open(ground.folder / "result.json", "r+b") as results:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
            pass_fds=(results.fileno(),),
            preexec_fn=_bounded,  # noqa: PLW1509  (the test process has one thread)
        )
    assert process.stdout is not None
    said, ended = _listen(process.stdout, seconds)
    if not ended:
        os.killpg(process.pid, signal.SIGKILL)
    process.stdout.close()
    status = process.wait()
    return Ended(status=status if ended else None, said=said.decode(errors="replace"))


def _listen(stream: IO[bytes], seconds: float) -> tuple[bytes, bool]:
    """Return what is said until the end, and whether it ended by itself."""
    said, until = bytearray(), monotonic() + seconds
    os.set_blocking(stream.fileno(), False)
    while monotonic() < until and len(said) < FLOOD:
        try:
            data = os.read(stream.fileno(), 1 << 20)
        except BlockingIOError:
            sleep(0.01)
            continue
        if not data:
            return bytes(said), True
        said += data
    return bytes(said), False


def _bounded() -> None:
    """Keep an attack that works from harming the machine that tests it."""
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


# What each control of the index must have shown beside the effects on the ground.
SHOWN: dict[str, Callable[[Ended], bool]] = {
    "naive": lambda ended: "FOOLED" in ended.said.split(),
    "works": lambda ended: "FOOLED" in ended.said.split(),
    "judged": lambda ended: "NOT FOOLED" in ended.said,
    "no verdict": lambda ended: not {"FOOLED", "NOT FOOLED"} & set(ended.said.splitlines()),
    "hand-over": lambda ended: "handed over" not in ended.said,
    "hang": lambda ended: ended.status is None,
    "flood": lambda ended: len(ended.said) >= FLOOD,
    "exit 0": lambda ended: ended.status == 0 and "FOOLED" not in ended.said,
    "interrupted": lambda ended: ended.status == -signal.SIGINT,
    "crash": lambda ended: ended.status is not None and ended.status < 0,
    "memory": lambda ended: "MemoryError" in ended.said,
    "descriptors": lambda ended: "Too many open files" in ended.said,
}


def is_real(attack: dict[str, Any], ground: Ground, folder: Path) -> tuple[bool, Ended]:
    """Run an attack of the index outside the jail; tell whether it got what it is after, and what it said."""
    source = MADE.get(attack["name"]) or ground.case(attack["name"]).encode()
    (folder / "activations.py").write_bytes(source)
    for name, text in attack.get("beside", {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(ground.placed(text))
    control = attack["control"]
    command = [sys.executable, str(HERE / "control.py"), str(folder / "activations.py"), control]
    if "beside" in attack:
        (folder / "test_naive.py").write_text("import activations\ndef test_it(): pass\n")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_naive.py"]
    if control == "lock":
        return _holds_while_it_lives(command, ground, folder)
    seconds = HANGS_S if control == "hang" else ENDS_S
    ended = run_outside(command, ground, folder=folder, seconds=seconds)
    sleep(attack.get("wait", 0))
    return control in ground.effects(ended.said) if control in EFFECTS else SHOWN[control](ended), ended


def _holds_while_it_lives(command: list[str], ground: Ground, folder: Path) -> tuple[bool, Ended]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=folder) as process:
        assert process.stdout is not None
        said = process.stdout.readline().decode()
        found = ground.kernel_effects()
        process.kill()
    return "lock" in found, Ended(status=None, said=said)
