"""Keep an executor busy and record each answer as it comes; stop in order when asked to.

Any `concurrent.futures` executor does: local processes (`local_executor`), or a cluster's. Only the
coordinator writes to the gradebook. What a lost worker had in hand runs again, one by one and alone, twice at most.
"""

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TypeAlias

from grader.classroom import worker
from grader.classroom.gradebook import Job
from grader.classroom.worker import Answer, Work
from grader.i18n import _

STARTS = 4  # of worker processes, before it is the machine's fault
ALONE = 2  # tries with nothing beside it, before a submission is to blame for the workers it loses
BACKSTOP_SECONDS = 120.0  # beyond a submission's own limit; only a fault of ours takes so long
_POLL_SECONDS = 0.5

MakeExecutor: TypeAlias = Callable[[], Executor]
MakeWork: TypeAlias = Callable[[Job], Work]


@dataclass(slots=True, kw_only=True)
class _Chunk:
    """Submissions that travel together; after the first try each goes `alone`, for the first, second... time."""

    works: list[Work]
    alone: int = 0
    since: float = field(default_factory=time.monotonic)


def local_executor(processes: int) -> Executor:
    """Return an executor of local worker processes, each begun clean and ended with this process."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        processes, mp_context=context, initializer=worker.begin, initargs=(os.getpid(),)
    )


class Schedule:
    """Runs jobs to their answers. `stop()` lets what runs finish and begins nothing more."""

    def __init__(
        self, make_executor: MakeExecutor, *, lanes: int, chunk: int = 1, seconds: float, ahead: int = 2
    ) -> None:
        self._make_executor = make_executor
        self._executor: Executor | None = None
        self._room = lanes * ahead
        self._chunk = chunk
        self._limit = seconds * chunk + BACKSTOP_SECONDS
        self._running: dict[Future[list[Answer]], _Chunk] = {}
        self._again: deque[_Chunk] = deque()
        self.stopping = False

    def stop(self) -> None:
        """Begin nothing more."""
        self.stopping = True

    def run(self, jobs: Iterator[Work]) -> Generator[Answer, None, None]:
        """Yield an answer for each job, in the order in which they come."""
        try:
            while True:
                self._fill(jobs)
                if not self._running:
                    return
                done, _waiting = wait(self._running, timeout=_POLL_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    yield from self._collect(future)
                if not done:
                    self._overdue()
        finally:
            self._end()

    def _fill(self, jobs: Iterator[Work]) -> None:
        """Keep all lanes busy; what lost its worker runs alone, so that nobody is blamed for another's loss."""
        while not self.stopping and len(self._running) < self._room:
            if self._again and self._running:
                return
            chunk = self._again.popleft() if self._again else self._next(jobs)
            if chunk is None:
                return
            chunk.since = time.monotonic()
            self._submit(chunk)
            if chunk.alone:
                return

    def _next(self, jobs: Iterator[Work]) -> _Chunk | None:
        works = [work for _number, work in zip(range(self._chunk), jobs, strict=False)]
        return _Chunk(works=works) if works else None

    def _submit(self, chunk: _Chunk) -> None:
        for _attempt in range(STARTS):
            if self._executor is None:
                self._executor = self._make_executor()
            try:
                self._running[self._executor.submit(worker.grade, chunk.works)] = chunk
            except BrokenProcessPool:
                self._executor = None
            else:
                return
        raise RuntimeError("worker processes cannot be started")

    def _collect(self, future: Future[list[Answer]]) -> Iterator[Answer]:
        chunk = self._running.pop(future, None)
        if chunk is None:
            return
        try:
            yield from future.result()
        except Exception as error:
            if isinstance(error, BrokenProcessPool):
                self._executor = None
            yield from self._retry(
                chunk, _("the worker process was lost ({kind})", kind=type(error).__name__)
            )

    def _retry(self, chunk: _Chunk, why: str) -> Iterator[Answer]:
        """Queue a lost chunk again, each of its submissions alone, so that only the one that is to blame is lost."""
        if chunk.alone >= ALONE:
            (work,) = chunk.works
            yield Answer(
                content=work.content,
                exercise=work.exercise,
                fault=_("Tried {tries} times: {why}.", tries=chunk.alone + 1, why=why),
            )
            return
        self._again.extend(_Chunk(works=[work], alone=chunk.alone + 1) for work in chunk.works)

    def _overdue(self) -> None:
        """End all local workers when one has long passed every limit; the others' work runs again."""
        now = time.monotonic()
        late = [chunk for chunk in self._running.values() if now - chunk.since > self._limit]
        if late:
            self._kill_workers()

    def _end(self) -> None:
        if self._executor is None:
            return
        if self._running:
            self._kill_workers()
        for future in self._running:
            future.cancel()
        self._executor.shutdown(wait=True)

    def _kill_workers(self) -> None:
        """End local workers at once, and their children with them; a cluster's are not ours to end."""
        for process in list((getattr(self._executor, "_processes", None) or {}).values()):
            process.kill()


def jobs_of(works: Iterable[tuple[str, str]], load: Callable[[str, str], Work]) -> Iterator[Work]:
    """Yield each (content, exercise) as work, its bytes read only when its turn comes."""
    for content, exercise in works:
        yield load(content, exercise)
