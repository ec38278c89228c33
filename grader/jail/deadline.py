"""How long a request may take: CPU time of the child, with a wall-clock backstop for one that sleeps."""

import time
from collections.abc import Callable

from grader.i18n import _

WALL_FACTOR = 5.0
WALL_EXTRA = 10.0
LOOK_SECONDS = 0.05


class OutOfTime(Exception):
    """The deadline has passed; `limit` says which, in words."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class Deadline:
    """CPU time of one request; both clocks stand still while the trusted side works for a spy."""

    def __init__(self, cpu_seconds: Callable[[], float], seconds: float, doing: str) -> None:
        self.doing = doing
        self._cpu_seconds = cpu_seconds
        self._seconds = seconds
        now = time.monotonic()
        self._wall = now + seconds * WALL_FACTOR + WALL_EXTRA
        self._next = now + LOOK_SECONDS
        self._start: float | None = None

    def check(self) -> None:
        """Raise OutOfTime when the time is up; looks at the clocks every 50 ms only."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + LOOK_SECONDS
        self.pause()
        assert self._start is not None
        if self._cpu_seconds() - self._start > self._seconds:
            raise OutOfTime(_("{seconds:g} seconds of computing", seconds=self._seconds))
        if now > self._wall:
            raise OutOfTime(_("the clock allows (it waits, and computes nothing)"))

    def pause(self) -> None:
        """Read the child's clock if that has not been done, because it may now run for another request."""
        if self._start is None:
            self._start = max(0.0, self._cpu_seconds() - LOOK_SECONDS)

    def extend(self, seconds: float) -> None:
        """Let the wall clock have stood still for so long."""
        self._wall += seconds
