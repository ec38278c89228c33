"""A submission's children: a new one as often as the policy wants, the next ones made ready meanwhile."""

from collections import deque
from pathlib import Path

from grader.jail import wire
from grader.jail.flavours import PACKAGES, Fresh, flavour_of
from grader.jail.process import Child, Zygote
from grader.jail.remote import RemoteSession
from grader.submission import Submission

__all__ = ["AHEAD", "Fresh", "Pool", "flavour_of"]

AHEAD = 2


class Pool:
    """Gives sessions with freshly loaded copies of one submission; `close` ends every child."""

    def __init__(
        self, zygote: Zygote, submission: Submission, *, driver: Path | None = None, ahead: int = AHEAD
    ) -> None:
        self.zygote = zygote
        self.source = submission.source
        self._file = submission.file
        self._load = wire.Load(
            submission.file, submission.source, submission.helpers, PACKAGES[zygote.flavour]
        )
        self._driver = driver.read_bytes() if driver is not None and driver.is_file() else None
        self._ahead = ahead if zygote.is_quick else 0  # an interpreter that may never be used is too dear
        self._ready: deque[tuple[Child, RemoteSession]] = deque()
        self._first = True
        self.prepare(1)

    def prepare(self, count: int) -> None:
        """Have at least `count` children on their way."""
        while len(self._ready) < count:
            child = self.zygote.fork()
            session = RemoteSession(child, self._file)
            self._ready.append((child, session))
            session.begin(self._load, self._driver)

    def take(self) -> tuple[Child, RemoteSession]:
        """Return the next child's session, not yet known to be loaded; others come up behind it."""
        self.prepare(1)
        pair = self._ready.popleft()
        if not self._first:
            self.prepare(self._ahead)
        self._first = False
        return pair

    def again(self, child: Child, session: RemoteSession) -> RemoteSession:
        """Load the submission anew in a child that has served a check; nothing shared before is known."""
        fresh = RemoteSession(child, self._file, session.seal)
        fresh.begin(self._load, self._driver)
        return fresh

    def close(self) -> None:
        """End the children that were not used."""
        while self._ready:
            self._ready.popleft()[0].close()
