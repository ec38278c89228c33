"""The kernel's side of grading: one warm process beside the kernel, asked in lines of JSON."""

import atexit
import contextlib
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.errors import DojoError
from grader.i18n import _

Cells = Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was found, as a notebook shows it: a page, and plain text where pages are not shown."""

    text: str
    html: str = ""
    earned: int | None = None
    points: int = 0
    passed: bool = False

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, str]:
        """Return what IPython displays."""
        return {"text/plain": self.text} | ({"text/html": self.html} if self.html else {})


def told(error: DojoError) -> Shown:
    """Return what is wrong and what to do about it, as a cell shows it."""
    step = "\n  " + _("Next: {step}", step=error.next_step) if error.next_step else ""
    return Shown(text=f"grade: {error.message}{step}")


class Grader:
    """The process that grades for one kernel. It is started when first asked, and again when it was ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def ask(self, request: dict[str, Any]) -> Shown:
        """Return the answer to a request; whatever interrupts the wait ends the process, and a check with it."""
        try:
            answer = self._exchange(json.dumps(request))
        except BaseException:
            self.close()
            raise
        if not answer:
            self.close()
            return Shown(text=_("The process that grades has ended. Run this cell again."))
        return Shown(**json.loads(answer))

    def _exchange(self, line: str) -> str:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(line + "\n")
            process.stdin.flush()
        return process.stdout.readline()

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "grader.notebook.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, encoding="utf-8",
                start_new_session=True,  # the kernel's interrupt is not for it
            )  # fmt: skip
        return self._process

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()


_grader = Grader()
atexit.register(_grader.close)


def ask(exercise: str, tasks: Sequence[str], cells: Cells, *, own_tasks: bool = False) -> Shown:
    """Check tasks of an exercise on what cells define; `own_tasks` means those that the last cell defines."""
    return _grader.ask(
        {"exercise": exercise, "tasks": list(tasks), "cells": list(cells), "own_tasks": own_tasks}
    )
