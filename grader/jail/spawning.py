"""Children as fresh interpreters, for systems that cannot fork (Windows): no zygote, a second or so each."""

import json
import os
import subprocess
from typing import IO, Any, BinaryIO, cast

from grader.jail import usage
from grader.jail.channels import ThreadedPipes
from grader.jail.child import job
from grader.jail.launch import cannot_start, command, environment
from grader.jail.wire import HEADER


class Interpreters:
    """Starts an interpreter per child."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        self._started: list[Spawned] = []

    def start(self) -> "Spawned":
        """Start a child; it comes up in the background."""
        self._started = [child for child in self._started if not child.ended]
        self._started.append(Spawned(self._settings))
        return self._started[-1]

    def close(self) -> None:
        """End every child that is left."""
        for child in self._started:
            child.end()
        self._started.clear()


class Spawned:
    """A child of this process; its three pipes are its standard streams until it has put them elsewhere."""

    def __init__(self, settings: dict[str, Any]) -> None:
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(
            subprocess, "CREATE_NEW_PROCESS_GROUP", 0
        )
        try:
            self._process = subprocess.Popen(
                command("alone"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                bufsize=0, env=environment(), start_new_session=True, cwd=os.sep, creationflags=flags,
            )  # fmt: skip
        except OSError as error:
            raise cannot_start(str(error).encode()) from error
        self.ended = False
        # Before it is sent anything, so that it holds when the first byte of student code is read.
        self._job = job.confine(self._process.pid, settings["memory_bytes"])
        told = json.dumps(settings).encode()
        self.channels = ThreadedPipes(
            *map(_stream, (self._process.stdin, self._process.stdout, self._process.stderr))
        )
        self.channels.write(HEADER.pack(len(told)) + told)

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self._process.pid

    def cpu_seconds(self) -> float:
        """Return the CPU time that the child has used."""
        return usage.cpu_seconds(self.pid)

    def resident_bytes(self) -> int:
        """Return how much memory the child really holds."""
        return usage.resident_bytes(self.pid)

    def end(self) -> int:
        """Kill the child and wait for it; on Windows what it started goes with its job."""
        self.ended = True
        self._process.kill()
        code = self._process.wait()
        job.release(self._job)
        self._job = 0
        return code


def _stream(stream: IO[bytes] | None) -> BinaryIO:
    return cast("BinaryIO", stream)
