"""One line on the terminal that says how far a long check is; it is gone when the scorecard comes."""

import sys
import time
from types import TracebackType
from typing import Self

from grader.i18n import _
from grader.report.cells import cells, cut
from grader.scorecard import CheckResult

_PATIENCE = 0.7  # seconds before the line appears: what is faster needs none


class ProgressLine:
    """A context manager whose `update` is called after every check."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = 0
        self._wanted = not quiet and sys.stderr.isatty()
        self._start = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write("")

    def update(self, result: CheckResult, done: int, planned: int) -> None:
        """Say how many checks are done, and of which task the last one was."""
        if self._wanted and time.monotonic() - self._start > _PATIENCE:
            self._write(
                _("  {done} of {planned} checks done ({task})", done=done, planned=planned, task=result.task)
            )

    def _write(self, text: str) -> None:
        """Overwrite the line with spaces rather than control codes, which not every terminal knows."""
        text = cut(text, 79)
        if text or self._shown:
            blank = " " * self._shown
            sys.stderr.write(f"\r{blank}\r{text}")
            sys.stderr.flush()
            self._shown = cells(text)
