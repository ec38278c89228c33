"""Start children, talk to them with deadlines, and end them.

A child's deadline is CPU time (`seconds` of a check), with a wall-clock backstop; both stand still while the
trusted side works for a spy. What the child prints is collected beside, and cut.
"""

import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.i18n import _
from grader.jail import wire
from grader.jail.causes import cause
from grader.jail.channels import OUTPUT_SIZE
from grader.jail.deadline import Deadline, OutOfTime
from grader.jail.endings import ChildEnded
from grader.jail.flavours import PACKAGES, RESIDENT_BYTES
from grader.jail.launch import Launcher, Running, settings
from grader.scorecard import Attempt, Outcome

__all__ = ["PACKAGES", "Child", "Seal", "Zygote"]

OUTPUT_KEPT = OUTPUT_SIZE
OUTPUT_LIMIT = 4 * 1024 * 1024
NOTES_LIMIT = 100
POLL_MS = 50
MEMORY_LOOK_SECONDS = 0.2
CAN_FORK = sys.platform != "win32"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Which confinement layers hold in a child, which the system lacks, and which probes still succeeded."""

    layers: tuple[str, ...]
    missing: tuple[str, ...]
    failed_probes: tuple[str, ...]


class Zygote:
    """Gives sealed children; `flavour` is "numpy" or "torch". Where the system can fork, a warm process makes them.

    With `strict` a child that lacks a layer, other than those `accepted` by name, ends before it takes any code.
    `is_quick` tells whether a child costs milliseconds; where there is no fork each is an interpreter of its own.
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
        self.is_quick = CAN_FORK
        self._launcher = _launcher(settings(flavour, forbidden=forbidden, strict=strict, accepted=accepted))

    def fork(self) -> "Child":
        """Ask for a child; it comes up in the background."""
        return Child(self._launcher.start(), resident_bytes=RESIDENT_BYTES[self.flavour])

    def close(self) -> None:
        """End all that was started."""
        self._launcher.close()


def _launcher(told: dict[str, Any]) -> Launcher:
    """Return what starts children here; what only some systems have is imported on those alone."""
    if CAN_FORK:
        from grader.jail.forking import ForkServer

        return ForkServer(told)
    from grader.jail.spawning import Interpreters

    return Interpreters(told)


class Child:
    """One jailed process: frames in and out, with deadlines; ends as a ChildEnded when it must."""

    def __init__(self, running: Running, *, resident_bytes: int) -> None:
        self._running = running
        self._channels = running.channels
        self._resident_bytes = resident_bytes
        self._next_look = 0.0
        self._buffer = bytearray()
        self._printed = bytearray()
        self._attempts: list[Attempt] = []
        self._noted = 0
        self._printed_total = 0
        self._ended = False
        self._end: ChildEnded | None = None

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._running.pid

    def cpu_seconds(self) -> float:
        """Return the CPU time that the child has used."""
        return self._running.cpu_seconds()

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
            raise self._ends(Outcome.KILLED, f"{deadline.doing}: {error}.", _("message size")) from None
        try:
            written = self._channels.write(data)
            if written < len(data):
                self._post_rest(memoryview(data)[written:], deadline)
        except BrokenPipeError:
            raise self._death(deadline.doing) from None

    def _post_rest(self, rest: memoryview, deadline: Deadline) -> None:
        while rest:
            if self._channels.wait_to_write(POLL_MS):
                rest = rest[self._channels.write(rest) :]
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
            replies, output = self._channels.wait(POLL_MS)
            if output:
                self._read_output(deadline.doing)
            if replies and not self._read_replies():
                raise self._death(deadline.doing)
            self._check(deadline)

    def _check(self, deadline: Deadline) -> None:
        try:
            deadline.check()
        except OutOfTime as late:
            words = _(
                "{doing} ran longer than {limit}. Is there a loop without an end?",
                doing=deadline.doing,
                limit=late.limit,
            )
            raise self._ends(Outcome.TIMED_OUT, words, late.limit) from None
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + MEMORY_LOOK_SECONDS
            self._look_at_memory(deadline.doing)

    def _look_at_memory(self, doing: str) -> None:
        """End a child that holds too much: the address space that torch needs bounds too little."""
        if self._running.resident_bytes() > self._resident_bytes:
            words = _(
                "{doing} took more than {limit} MiB of memory.", doing=doing, limit=self._resident_bytes >> 20
            )
            raise self._ends(Outcome.KILLED, words, _("memory"))

    def _require_life(self) -> None:
        """Raise how the child ended, if it has; its descriptors may be somebody else's by now."""
        if self._ended:
            raise self._end or ChildEnded(Outcome.BROKEN, _("This process has been ended."))

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
        data = self._channels.read_replies()
        self._buffer += data or b""
        return data != b""

    def _read_output(self, doing: str) -> None:
        data = self._channels.read_output() or b""
        self._printed_total += len(data)
        room = OUTPUT_KEPT - len(self._printed)
        self._printed += data[: max(room, 0)]
        if self._printed_total > OUTPUT_LIMIT:
            words = _(
                "More than {limit} MiB were printed in {doing}; the run was stopped there.",
                limit=OUTPUT_LIMIT >> 20,
                doing=doing,
            )
            raise self._ends(Outcome.KILLED, words, _("output"))

    def printed(self) -> str:
        """Return what the student's code printed, cut after 64 KiB."""
        while self._printed_total <= OUTPUT_LIMIT:
            before = self._printed_total
            try:
                self._read_output(_("this check"))
            except (ChildEnded, OSError):
                break
            if self._printed_total == before:
                break
        text = self._printed.decode("utf-8", "replace")
        return text + _("\n(output cut here)\n") if self._printed_total > OUTPUT_KEPT else text

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
        words = _("The process of this code sent something that is no answer ({what}).", what=what[:200])
        return self._ends(Outcome.FORBIDDEN, words, _("protocol"))

    def _death(self, doing: str) -> ChildEnded:
        return self._ends(
            Outcome.KILLED,
            _("The process ended during {doing}: {cause}.", doing=doing, cause=cause(self.kill())),
            _("process"),
        )

    def _ends(self, outcome: Outcome, message: str, limit: str) -> ChildEnded:
        self.kill()
        self._end = ChildEnded(outcome, message, limit=limit)
        return self._end

    def kill(self) -> int:
        """Kill the child and all that it started, close the message pipes; its code (negative: a signal)."""
        if self._ended:
            return 0
        self._ended = True
        code = self._running.end()
        self._channels.close_messages()
        return code

    def close(self) -> None:
        """End the child and give back its descriptors."""
        self.kill()
        self._channels.close_output()
