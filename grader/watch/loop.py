"""The loop of `grade watch`: wait for a save or a key, check or answer, and never end for anything else."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from queue import Empty, SimpleQueue
from typing import Protocol

from grader.scorecard import CheckResult
from grader.watch.keys import RESIZED
from grader.watch.saves import Saves
from grader.watch.session import OnProgress, Session, Verdict

LOOK = "look"  # what Events posts; keys post single letters
_WILL_NOT_WAIT = frozenset("qn")  # keys that end a check; the others are answered after it
_BACKSTOP = 1.0  # seconds after which files are looked at in any case: events can be lost


class Screen(Protocol):
    """What the student sees; every method that runs something of the kit's tells errors itself."""

    def checking(self) -> AbstractContextManager[OnProgress]:
        """Say how far a check is while it runs."""

    def verdict(self, verdict: Verdict, seconds: float) -> None:
        """Show a scorecard."""

    def error(self, error: Exception) -> None:
        """Show why there is no scorecard."""

    def redraw(self) -> None:
        """Show the same again, after the terminal's size has changed."""


class _Stopped(Exception):
    """A check is given up: its file was saved again, or a key wants something else."""


class Loop:
    """Runs until `q`. `answers` maps further keys to what they do with the present exercise."""

    def __init__(
        self,
        session: Session,
        saves: Saves,
        screen: Screen,
        posted: "SimpleQueue[str]",
        answers: Mapping[str, Callable[[str], None]],
    ) -> None:
        self._session = session
        self._saves = saves
        self._screen = screen
        self._posted = posted
        self._answers = answers

    def run(self, present: str) -> None:
        """Check an exercise and whatever is saved, until the student quits."""
        self._check(present)
        while True:
            saved, key = self._wait()
            if saved:
                present = saved
                self._check(present)
            elif key == "q":
                return
            elif key == "n":
                present = self._session.following(present)
                self._check(present)
            elif key == "r":
                self._check(present, everything=True)
            elif key == RESIZED:
                self._screen.redraw()
            elif key in self._answers:
                self._answers[key](present)

    def _wait(self) -> tuple[str, str]:
        """Return the exercise that was saved, or the key that was pressed."""
        while True:
            due = self._saves.due()
            wait = _BACKSTOP if due is None else min(max(due - time.monotonic(), 0.001), _BACKSTOP)
            try:
                posted = self._posted.get(timeout=wait)
            except Empty:
                posted = LOOK
            if posted != LOOK:
                return "", posted
            now = time.monotonic()
            self._saves.look(now)
            saved = self._saves.ready(now)
            if saved is not None:
                return saved, ""

    def _check(self, name: str, *, everything: bool = False) -> None:
        try:
            verdict = self._shown(
                lambda progress: self._session.check(name, progress, everything=everything), _WILL_NOT_WAIT
            )
            if verdict.reused:  # a pass is worth a moment: no key ends what makes it count
                self._shown(lambda progress: self._session.confirm(verdict, progress), frozenset())
        except _Stopped:
            return
        except Exception as error:
            self._screen.error(error)

    def _shown(self, check: Callable[[OnProgress], Verdict], ending: frozenset[str]) -> Verdict:
        """Run a check, which the keys in `ending` end, and show its verdict."""
        started = time.perf_counter()
        with self._screen.checking() as progress:
            verdict = check(self._going_on(progress, ending))
        self._screen.verdict(verdict, time.perf_counter() - started)
        return verdict

    def _going_on(self, progress: OnProgress, ending: frozenset[str]) -> OnProgress:
        """Return what ends a check after any of its steps, where a newer save or one of these keys is waiting."""

        def step(result: CheckResult, done: int, planned: int) -> None:
            progress(result, done, planned)
            posted = _everything(self._posted)
            for key in posted:
                if key != LOOK:
                    self._posted.put(key)
            if LOOK in posted:
                self._saves.look(time.monotonic())
            if self._saves.due() is not None or ending & set(posted):
                raise _Stopped

        return step


def _everything(posted: "SimpleQueue[str]") -> Sequence[str]:
    """Take all that was posted so far."""
    found = []
    while True:
        try:
            found.append(posted.get_nowait())
        except Empty:
            return found
