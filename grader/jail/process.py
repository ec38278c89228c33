"""Start zygotes and children, talk to them with deadlines, and end them.

A child's deadline is CPU time (`seconds` of a check), with a wall-clock backstop; both stand still while the
trusted side works for a spy. What the child prints is collected beside, and cut.
"""

import fcntl
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from grader.errors import GraderFault
from grader.jail import wire
from grader.jail.deadline import Deadline, OutOfTime
from grader.jail.endings import ChildEnded
from grader.jail.flavours import MEMORY_BYTES, PACKAGES, READABLE
from grader.scorecard import Attempt, Outcome

KIT_ROOT = Path(__file__).resolve().parent.parent.parent
ZYGOTE = Path(__file__).resolve().parent / "child" / "zygote.py"
OUTPUT_KEPT = 64 * 1024
OUTPUT_LIMIT = 4 * 1024 * 1024
LIFE_CPU_SECONDS = 300
NOTES_LIMIT = 100
PIPE_SIZE = 1024 * 1024
POLL_MS = 50
_SET_PIPE_SIZE = 1031
_NUMBER = struct.Struct("<q")

ENVIRONMENT = {
    "PATH": "/nonexistent", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "USER": "student", "HOME": "/nonexistent",
    "MPLBACKEND": "Agg", "CUDA_VISIBLE_DEVICES": "", "TORCHINDUCTOR_CACHE_DIR": "/nonexistent",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Which confinement layers hold in a child, which the system lacks, and which probes still succeeded."""

    layers: tuple[str, ...]
    missing: tuple[str, ...]
    failed_probes: tuple[str, ...]


class Zygote:
    """A warm process that forks sealed children; `flavour` is "numpy" or "torch".

    With `strict` a child that lacks a layer, other than those `accepted` by name, ends before it takes any code.
    """

    def __init__(
        self,
        flavour: str,
        *,
        forbidden: Sequence[Path] = (),
        strict: bool = False,
        accepted: Collection[str] = (),
    ) -> None:
        self.flavour = flavour
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        settings = {
            "root": str(KIT_ROOT),
            "site": site_folders(PACKAGES[flavour]),
            "packages": list(PACKAGES[flavour]),
            "readable": list(READABLE[flavour]),
            "forbidden": [str(path) for path in forbidden],
            "memory_bytes": MEMORY_BYTES[flavour],
            "cpu_seconds": LIFE_CPU_SECONDS,
            "strict": strict,
            "accepted": sorted(accepted),
        }
        command = [
            sys.executable,
            "-s",
            "-P",
            "-B",
            "-S",
            str(ZYGOTE),
            str(theirs.fileno()),
            json.dumps(settings),
        ]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            pass_fds=(theirs.fileno(),), env=ENVIRONMENT, start_new_session=True, cwd="/",
        )  # fmt: skip
        theirs.close()
        self._control = ours
        self._waiting: list[Child] = []

    def fork(self) -> "Child":
        """Ask for a child; it comes up in the background."""
        request_read, request_write = os.pipe()
        reply_read, reply_write = os.pipe()
        output_read, output_write = os.pipe()
        for descriptor in (request_write, reply_write):
            _widen(descriptor)
        try:
            socket.send_fds(self._control, [b"F"], [request_read, reply_write, output_write])
        except OSError as error:
            raise self._fault() from error
        finally:
            for descriptor in (request_read, reply_write, output_write):
                os.close(descriptor)
        child = Child(self, request_write, reply_read, output_read)
        self._waiting.append(child)
        return child

    def name_children(self) -> None:
        """Learn the process ids of all children asked for so far."""
        while self._waiting:
            answer = self._answer()
            self._waiting.pop(0).pid = answer

    def reap(self, pid: int) -> int:
        """Return the wait status of a child that has ended."""
        self.name_children()
        self._control.send(b"R" + _NUMBER.pack(pid))
        return self._answer()

    def _answer(self) -> int:
        data = self._control.recv(64)
        if len(data) != _NUMBER.size:
            raise self._fault()
        return int(_NUMBER.unpack(data)[0])

    def _fault(self) -> GraderFault:
        self._process.kill()
        _, errors = self._process.communicate()
        last = (errors or b"").decode(errors="replace").strip().splitlines()[-1:]
        return GraderFault(
            f"The process that starts student code could not run ({' '.join(last) or 'it ended'}).",
            next_step="See what this machine offers: grade doctor",
        )

    def close(self) -> None:
        """End the zygote and wait for it."""
        self._control.close()
        self._process.kill()
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()


class Child:
    """One jailed process: frames in and out, with deadlines; ends as a ChildEnded when it must."""

    def __init__(self, zygote: Zygote, requests: int, replies: int, output: int) -> None:
        self._zygote = zygote
        self._requests = requests
        self._replies = replies
        self._output = output
        self.pid = 0
        self._buffer = bytearray()
        self._printed = bytearray()
        self._attempts: list[Attempt] = []
        self._noted = 0
        self._printed_total = 0
        self._ended = False
        self._end: ChildEnded | None = None
        self._output_open = True
        for descriptor in (requests, replies, output):
            os.set_blocking(descriptor, False)
        self._poll = select.poll()
        self._poll.register(replies, select.POLLIN)
        self._poll.register(output, select.POLLIN)

    # -- talking -----------------------------------------------------------------------------------

    def deadline(self, seconds: float, doing: str) -> Deadline:
        """Return a deadline of so much of this child's CPU time, from now on."""
        return Deadline(self.cpu_seconds, seconds, doing)

    def post(self, message: Any, deadline: Deadline) -> None:
        """Send a frame without waiting for the answer."""
        self._require_life()
        try:
            data = wire.frame(message)
        except wire.ProtocolError as error:
            raise self._ends(Outcome.KILLED, f"{deadline.doing}: {error}.", "message size") from None
        try:
            written = os.write(self._requests, data)
        except BlockingIOError:
            written = 0
        except BrokenPipeError:
            raise self._death(deadline.doing) from None
        if written < len(data):
            self._post_rest(memoryview(data)[written:], deadline)

    def _post_rest(self, rest: memoryview, deadline: Deadline) -> None:
        poll = select.poll()
        poll.register(self._requests, select.POLLOUT)
        while rest:
            if poll.poll(POLL_MS):
                try:
                    rest = rest[os.write(self._requests, rest) :]
                except BrokenPipeError:
                    raise self._death(deadline.doing) from None
            self._check(deadline)

    def receive(self, deadline: Deadline, *, more: bool = False) -> Any:
        """Return the next reply; bytes beyond it are a violation unless `more` replies are due.

        ChildEnded when it does not come before the deadline, or the child does something else instead.
        """
        self._require_life()
        while True:
            message = self._take(more)
            if message is not None:
                return message
            for descriptor, _ in self._poll.poll(POLL_MS):
                if descriptor == self._output:
                    self._read_output(deadline.doing)
                elif not self._read_replies():
                    raise self._death(deadline.doing)
            self._check(deadline)

    def _check(self, deadline: Deadline) -> None:
        try:
            deadline.check()
        except OutOfTime as late:
            words = f"{deadline.doing} ran longer than {late.limit}. Is there a loop without an end?"
            raise self._ends(Outcome.TIMED_OUT, words, late.limit) from None

    def _require_life(self) -> None:
        """Raise how the child ended, if it has; its descriptors may be somebody else's by now."""
        if self._ended:
            raise self._end or ChildEnded(Outcome.BROKEN, "This process has been ended.")

    def _take(self, more: bool) -> Any:
        """Return the message at the front of the buffer, or None while it is not complete."""
        buffer = self._buffer
        if len(buffer) < wire.HEADER.size:
            return None
        (size,) = wire.HEADER.unpack_from(buffer)
        end = wire.HEADER.size + size
        if size > wire.FRAME_LIMIT:
            raise self.violation("a frame over the limit")
        if len(buffer) < end:
            return None
        try:
            message = wire.read_reply(bytes(buffer[wire.HEADER.size : end]))
        except wire.ProtocolError as error:
            raise self.violation(str(error)) from None
        del buffer[:end]
        if isinstance(message, wire.Noted):
            self._note(message)
            return self._take(more)
        if buffer and not more:
            raise self.violation("more bytes than one reply")
        return message

    def _note(self, noted: wire.Noted) -> None:
        self._noted += 1
        if self._noted > NOTES_LIMIT:
            raise self.violation("notes without end")
        self._attempts.append(Attempt(act=noted.act[:100], line=noted.line, source=noted.source[:300]))

    def take_attempts(self) -> tuple[Attempt, ...]:
        """Return what the student's code tried and may not do, since the last time this was asked."""
        attempts = tuple(self._attempts)
        self._attempts.clear()
        return attempts

    def _read_replies(self) -> bool:
        try:
            data = os.read(self._replies, PIPE_SIZE)
        except BlockingIOError:
            return True
        self._buffer += data
        return bool(data)

    def _read_output(self, doing: str) -> None:
        try:
            data = os.read(self._output, OUTPUT_KEPT)
        except BlockingIOError:
            return
        if not data:
            if self._output_open:
                self._poll.unregister(self._output)
                self._output_open = False
            return
        self._printed_total += len(data)
        room = OUTPUT_KEPT - len(self._printed)
        self._printed += data[: max(room, 0)]
        if self._printed_total > OUTPUT_LIMIT:
            words = f"More than {OUTPUT_LIMIT >> 20} MiB were printed in {doing}; the run was stopped there."
            raise self._ends(Outcome.KILLED, words, "output")

    def printed(self) -> str:
        """Return what the student's code printed, cut after 64 KiB."""
        while self._printed_total <= OUTPUT_LIMIT:
            before = self._printed_total
            try:
                self._read_output("this check")
            except (ChildEnded, OSError):
                break
            if self._printed_total == before:
                break
        text = self._printed.decode("utf-8", "replace")
        return text + "\n(output cut here)\n" if self._printed_total > OUTPUT_KEPT else text

    def take_printed(self) -> str:
        """Return what was printed so far and begin anew."""
        text = self.printed()
        self._printed.clear()
        self._printed_total = 0
        return text

    @property
    def ended(self) -> bool:
        """Return whether the child has been ended."""
        return self._ended

    # -- the end -----------------------------------------------------------------------------------

    def violation(self, what: str) -> ChildEnded:
        """End the child for bytes that are no message, and return the outcome."""
        words = f"The process of this code sent something that is no answer ({what[:200]})."
        return self._ends(Outcome.FORBIDDEN, words, "protocol")

    def _death(self, doing: str) -> ChildEnded:
        cause = _cause(self.kill())
        return self._ends(Outcome.KILLED, f"The process ended during {doing}: {cause}.", "process")

    def _ends(self, outcome: Outcome, message: str, limit: str) -> ChildEnded:
        self.kill()
        self._end = ChildEnded(outcome, message, limit=limit)
        return self._end

    def cpu_seconds(self) -> float:
        """Return the CPU time the child has used, from the kernel's clock of that process."""
        if not self.pid:
            self._zygote.name_children()
        try:
            return time.clock_gettime((~self.pid << 3) | 2)
        except OSError:
            return 0.0

    def kill(self) -> int:
        """Kill the child and all of its group, reap it, close the pipes; its wait status."""
        if self._ended:
            return 0
        self._ended = True
        if not self.pid:
            self._zygote.name_children()
        for end in (os.killpg, os.kill):
            try:
                end(self.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue
        status = self._zygote.reap(self.pid)
        for descriptor in (self._requests, self._replies):
            os.close(descriptor)
        return status

    def close(self) -> None:
        """End the child and give back its descriptors."""
        self.kill()
        if self._output >= 0:
            os.close(self._output)
            self._output = -1


def _widen(descriptor: int) -> None:
    """Make a pipe as large as the system lets us, so that arrays cross in one piece."""
    try:
        fcntl.fcntl(descriptor, _SET_PIPE_SIZE, PIPE_SIZE)
    except OSError:
        return


def _cause(status: int) -> str:
    """Return why a process ended, in words."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        words: dict[int, str] = {
            signal.SIGSEGV: "it crashed (segmentation fault; very deep recursion can do that)",
            signal.SIGXCPU: "it used up its computing time",
            signal.SIGABRT: "it was aborted",
            signal.SIGSYS: "it asked the system for something forbidden",
        }
        return words.get(number, f"it was ended by {_signal_name(number)}")
    code = os.WEXITSTATUS(status)
    return f"it left by itself with exit code {code}; os._exit and the like end the whole process"


def _signal_name(number: int) -> str:
    try:
        return f"signal {signal.Signals(number).name}"
    except ValueError:
        return f"signal {number}"


def site_folders(packages: Sequence[str]) -> list[str]:
    """Return the folders that hold the packages student code needs, and msgspec."""
    folders: list[str] = []
    for package in (*packages, "msgspec"):
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise GraderFault(
                f"{package} is not installed.", next_step="Install the kit again, in a fresh environment."
            )
        folder = str(Path(spec.origin).parent.parent)
        if folder not in folders:
            folders.append(folder)
    return folders
