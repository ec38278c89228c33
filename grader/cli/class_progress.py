"""Show how a class run goes: a live line in a terminal, a plain line now and then elsewhere."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from grader.i18n import _
from grader.report.clean import clean_line

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from grader.classroom.run import Tally
    from grader.classroom.worker import Answer

_PLAIN_SECONDS = 10.0


class ClassProgress:
    """Rate, estimate and faults so far; a context that ends the live line."""

    def __init__(self, planned: int) -> None:
        self._planned = planned
        self._began = time.monotonic()
        self._told = self._began
        self._live: Progress | None = None
        self._task: TaskID | None = None
        if sys.stderr.isatty() and planned:
            self._start()

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._live = Progress(
            TextColumn(_("Grading")), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(), TextColumn("{task.fields[faults]}"), console=Console(stderr=True),
        )  # fmt: skip
        self._task = self._live.add_task("grading", total=self._planned, rate="", faults="")
        self._live.start()

    def update(self, tally: "Tally", answer: "Answer") -> None:
        """Show one more answer."""
        rate = tally.done / max(time.monotonic() - self._began, 1e-6)
        if answer.fault:
            self._line(_("The grader failed on one submission: {fault}", fault=clean_line(answer.fault)))
        if self._live is not None and self._task is not None:
            faults = (
                _("{faults} faults", faults=tally.faults)
                if tally.faults
                else _("{passed} passed in full", passed=tally.passed)
            )
            self._live.update(self._task, completed=tally.done, rate=f"{rate:.1f}/s", faults=faults)
        elif time.monotonic() - self._told > _PLAIN_SECONDS:
            self._told = time.monotonic()
            left = (tally.planned - tally.done) / rate
            self._line(
                _(
                    "{done} of {planned} graded, {rate:.1f} per second, about {left} left, {passed} "
                    "passed in full, {faults} faults of the grader's",
                    done=tally.done,
                    planned=tally.planned,
                    rate=rate,
                    left=_duration(left),
                    passed=tally.passed,
                    faults=tally.faults,
                )
            )

    def _line(self, text: str) -> None:
        if self._live is not None:
            from rich.text import Text

            self._live.console.print(Text(text))
        else:
            click.echo(text, err=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return (
        _("{hours} h {minutes} min", hours=hours, minutes=minutes)
        if hours
        else _("{minutes} min {rest} s", minutes=minutes, rest=rest)
        if minutes
        else _("{rest} s", rest=rest)
    )
