"""What many tests need: one warm process for the whole run, and students' code behind the real wall."""

import os
import signal
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.checks.bank import PlannedCheck
from grader.checks.declare import Declared
from grader.checks.runner import run_check
from grader.exercise import BANK, solutions_root
from grader.jail import wire
from grader.jail.pool import Pool
from grader.jail.process import PACKAGES, Child, Zygote
from grader.jail.remote import RemoteSession
from grader.scorecard import CheckResult
from grader.submission import Submission

FILE = "work.py"
os.environ["GRADE_LANG"] = "en"  # what tests read, in this process and others, is English wherever they run


def pytest_configure() -> None:
    """Heed Ctrl-C also where a script started the tests in the background: processes inherit that it is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


class Wall:
    """Opens sessions with children that hold the given source, and runs checks against them."""

    def __init__(self, zygote: Zygote) -> None:
        self.zygote = zygote
        self._children: list[Child] = []

    def start(
        self, source: str | bytes, *, helpers: dict[str, str] | None = None, driver: str | None = None
    ) -> RemoteSession:
        """Send a file to a new child without waiting for it."""
        code = source if isinstance(source, bytes) else textwrap.dedent(source).encode()
        beside = {name: textwrap.dedent(text).encode() for name, text in (helpers or {}).items()}
        child = self.zygote.fork()
        self._children.append(child)
        session = RemoteSession(child, FILE)
        load = wire.Load(FILE, code, beside, PACKAGES[self.zygote.flavour])
        session.begin(load, textwrap.dedent(driver).encode() if driver is not None else None)
        return session

    def open(self, source: str | bytes, *, seconds: float = 5.0, **others: Any) -> RemoteSession:
        """Return a session whose module is loaded."""
        session = self.start(source, **others)
        session.ready()
        session.seconds = seconds
        return session

    def student(self, source: str | bytes, **others: Any) -> Any:
        """Return the module of a new session, as a check holds it."""
        return self.open(source, **others).module

    def check(
        self, source: str | bytes, function: Callable[[Any, Any], Any], *, seconds: float = 2.0, **others: Any
    ) -> CheckResult:
        """Run a function as the only check of a file and return its result."""
        session = self.open(source, seconds=seconds, **others)
        return run_check(planned(function, seconds=seconds), session, "seed", "exercise")

    def close(self) -> None:
        """End every child."""
        for child in self._children:
            child.close()
        self._children.clear()


def planned(function: Callable[[Any, Any], Any], **declared: Any) -> PlannedCheck:
    """Return a function as a planned check of one point."""
    name = getattr(function, "__name__", "check")
    settings = {"task": "task", "points": 1, **declared}
    return PlannedCheck(name=name, title="A title.", function=function, declared=Declared(**settings))


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """Return the one warm process from which the children of all tests are forked."""
    warm = Zygote("numpy", forbidden=(BANK, solutions_root()))
    yield warm
    warm.close()


@pytest.fixture
def wall(zygote: Zygote) -> Iterator[Wall]:
    """Return a wall whose children end with the test."""
    opened = Wall(zygote)
    yield opened
    opened.close()


@pytest.fixture
def plan() -> Callable[..., PlannedCheck]:
    """Return the function that makes a planned check."""
    return planned


@pytest.fixture
def submission() -> Callable[..., Submission]:
    """Return the function that makes a submission of a source."""

    def make(source: str, **helpers: str) -> Submission:
        beside = {name: text.encode() for name, text in helpers.items()}
        return Submission(path=Path(FILE), file=FILE, source=textwrap.dedent(source).encode(), helpers=beside)

    return make


@pytest.fixture
def pool(zygote: Zygote, submission: Callable[..., Submission]) -> Iterator[Callable[..., Pool]]:
    """Return the function that makes a pool of children of a source."""
    pools: list[Pool] = []

    def make(source: str, **others: Any) -> Pool:
        pools.append(Pool(zygote, submission(source), **others))
        return pools[-1]

    yield make
    for one in pools:
        one.close()
