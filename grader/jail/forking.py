"""Children by fork, from a clean process that has numpy (or torch) imported: Linux and macOS."""

import contextlib
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from typing import Any

from grader.errors import GraderFault
from grader.jail import usage
from grader.jail.channels import READ_SIZE, Pipes
from grader.jail.launch import cannot_start, command, environment

_ENDING_SECONDS = 2.0
_ORDER = struct.Struct("<cq")  # as in child/zygote.py
_ANSWER = struct.Struct("<q")


class ForkServer:
    """The zygote as the trusted side holds it: asks for children, learns their ids, has them waited for."""

    def __init__(self, settings: dict[str, Any]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        # The kernel's tie to a parent is one to the thread that started it, so only the lasting one may.
        parent = os.getpid() if threading.current_thread() is threading.main_thread() else 0
        self._process = subprocess.Popen(
            command("zygote", str(theirs.fileno()), json.dumps({**settings, "parent": parent})),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            pass_fds=(theirs.fileno(),), env=environment(), start_new_session=True, cwd="/",
        )  # fmt: skip
        theirs.close()
        self._control = ours
        self._has_answered = False
        self._waiting: list[Forked] = []

    def start(self) -> "Forked":
        """Ask for a child; it comes up in the background."""
        request_read, request_write = os.pipe()
        reply_read, reply_write = os.pipe()
        output_read, output_write = os.pipe()
        for descriptor in (request_write, reply_write):
            _widen(descriptor)
        theirs = [request_read, reply_write, output_write]
        try:
            socket.send_fds(self._control, [_ORDER.pack(b"F", 0)], theirs)
        except OSError as error:
            raise self._fault() from error
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        child = Forked(self, Pipes(request_write, reply_read, output_read))
        self._waiting.append(child)
        return child

    def name_children(self) -> None:
        """Learn the process ids of all children asked for so far."""
        while self._waiting:
            answer = self._answer()
            self._waiting.pop(0).known = answer

    def reap(self, pid: int) -> int:
        """Return the wait status of a child that has ended; what it left behind has ended as well."""
        try:
            self._control.sendall(_ORDER.pack(b"R", pid))
        except OSError as error:  # it has ended in the middle of a run
            raise self._fault() from error
        return self._answer()

    def _answer(self) -> int:
        data = b""
        while len(data) < _ANSWER.size:
            try:
                piece = self._control.recv(_ANSWER.size - len(data))
            except ConnectionError:
                piece = b""
            if not piece:
                raise self._fault()
            data += piece
        self._has_answered = True
        return int(_ANSWER.unpack(data)[0])

    def _fault(self) -> GraderFault:
        self._process.kill()
        self._process.wait()
        stream = self._process.stderr
        return cannot_start(b"" if stream is None or stream.closed else stream.read())

    def close(self) -> None:
        """Let the zygote end its children and itself; kill it where it does not."""
        with contextlib.suppress(OSError):  # it has ended by itself
            self._control.sendall(_ORDER.pack(b"E", 0))
        self._control.close()
        try:
            # One that still imports what it needs has no child whose leavings it would have to end.
            self._process.wait(_ENDING_SECONDS if self._has_answered else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()


class Forked:
    """A child that a zygote forked; its process id is learned when it is first needed."""

    def __init__(self, server: ForkServer, channels: Pipes) -> None:
        self.channels = channels
        self._server = server
        self.known = 0

    @property
    def pid(self) -> int:
        """Return the process id, asked for when it is first needed."""
        if not self.known:
            self._server.name_children()
        return self.known

    def cpu_seconds(self) -> float:
        """Return the CPU time that the child has used."""
        return usage.cpu_seconds(self.pid)

    def resident_bytes(self) -> int:
        """Return how much memory the child really holds."""
        return usage.resident_bytes(self.pid)

    def end(self) -> int:
        """Kill the child and all of its group, and have it waited for."""
        pid = self.pid
        for end in (os.killpg, os.kill):
            try:
                end(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue
        self._server.name_children()  # answers come in the order of the orders
        return os.waitstatus_to_exitcode(self._server.reap(pid))


def _widen(descriptor: int) -> None:
    """Make a pipe as large as the system lets us, so that arrays cross in one piece."""
    if sys.platform == "linux":
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, READ_SIZE)
        except OSError:
            return
