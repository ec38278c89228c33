"""A clean process that has numpy (or torch) imported and forks one sealed child per request.

Started with exactly the environment given; it never holds checks, expected values or seeds. Orders are a letter and
a number: F with three descriptors (requests, replies, output) forks and answers the child's process id; R and a
process id waits for that child, ends what it left behind, and answers its wait status; E ends everything.
"""

import array
import gc
import os
import signal
import socket
import struct
from typing import Any

from grader.jail.child import kernel, life, orphans

ORDER = struct.Struct("<cq")
ANSWER = struct.Struct("<q")


def main(control_descriptor: int, settings: dict[str, Any]) -> None:
    """Import what children need, then fork on request until the trusted side is gone."""
    control = socket.socket(fileno=control_descriptor)
    zygote = _Zygote(control, settings)
    signal.signal(signal.SIGTERM, lambda *_: zygote.end())
    _protect(settings["parent"])
    zygote.prepare()
    zygote.serve()
    zygote.end()


def _protect(parent: int) -> None:
    """Close this memory to others of the same user, inherit orphans, and be told when the parent dies.

    `parent` is 0 where the kernel would speak of the thread that started us, which may end long before.
    """
    for option, value in (
        (kernel.PR_SET_DUMPABLE, 0),
        (kernel.PR_SET_CHILD_SUBREAPER, 1),
        (kernel.PR_SET_PDEATHSIG, signal.SIGTERM if parent else 0),
    ):
        try:
            kernel.prctl(option, value)
        except (OSError, kernel.Unavailable):
            continue  # macOS has none of them: there the end of the control socket ends us
    if parent and os.getppid() != parent:
        os._exit(0)


class _Zygote:
    """Forks, waits, and knows which of its children live."""

    def __init__(self, control: socket.socket, settings: dict[str, Any]) -> None:
        self._control = control
        self._settings = settings
        self._prepared: Any = None
        self._living: set[int] = set()
        self._me = os.getpid()

    def prepare(self) -> None:
        """Do once what every child would do."""
        self._prepared = life.prepare(self._settings)
        gc.collect()
        gc.freeze()

    def serve(self) -> None:
        """Follow orders until there are no more."""
        while True:
            order, number, descriptors = self._order()
            if order == b"F":
                self._fork(descriptors)
            elif order == b"R":
                self._answer(self._reap(number))
            else:
                return

    def _order(self) -> tuple[bytes, int, list[int]]:
        """Read one order and the descriptors that came with its first byte."""
        data, descriptors = b"", []
        while len(data) < ORDER.size:
            piece, ancillary, _, _ = self._control.recvmsg(
                ORDER.size - len(data), socket.CMSG_SPACE(3 * array.array("i").itemsize)
            )
            if not piece:
                return b"E", 0, []
            data += piece
            descriptors += _descriptors(ancillary)
        order, number = ORDER.unpack(data)
        return order, number, descriptors

    def _answer(self, number: int) -> None:
        self._control.sendall(ANSWER.pack(number))

    def _fork(self, descriptors: list[int]) -> None:
        child = os.fork()
        if child == 0:
            try:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                self._control.close()
                life.arrange(*descriptors)
                life.live(self._prepared, self._settings, self._me)
            finally:
                os._exit(life.EXIT_BROKEN)  # nobody may return from here and be a second zygote
        self._living.add(child)
        for descriptor in descriptors:
            os.close(descriptor)
        self._answer(child)

    def _reap(self, child: int) -> int:
        """Wait for a child that has ended or been killed, and end what it left behind; its wait status."""
        try:
            status = os.waitpid(child, 0)[1]
        except ChildProcessError:
            status = -1
        self._living.discard(child)
        orphans.end_all_but(self._living)
        return status

    def end(self) -> None:
        """End every child and all that they left behind, then this process."""
        if os.getpid() == self._me:
            for child in self._living:
                orphans.kill(child)
            orphans.end_all_but(())
        os._exit(0)


def _descriptors(ancillary: Any) -> list[int]:
    found = array.array("i")
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return list(found)
