"""How a check fails: an exception that carries its evidence, and the transcript it belongs to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from grader.jail.transcript import Finding, Transcript

_current: list[Transcript] = []


class CheckFailed(Finding):
    """A ruler's finding; `expected`, `actual`, `worst` and tolerances are set where values were compared."""

    def __init__(
        self,
        message: str,
        *,
        name: str = "",
        expected: Any = None,
        actual: Any = None,
        compared: bool = False,
        worst: tuple[int, ...] | None = None,
        error: float | None = None,
        rtol: float | None = None,
        atol: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.name = name
        self.expected = expected
        self.actual = actual
        self.compared = compared
        self.worst = worst
        self.error = error
        self.rtol = rtol
        self.atol = atol


@contextmanager
def recording(transcript: Transcript) -> Iterator[None]:
    """Let rulers used inside write what they see to `transcript`."""
    _current.append(transcript)
    try:
        yield
    finally:
        _current.pop()


def transcript() -> Transcript:
    """Return the transcript of the check that is running (a fresh one outside any check)."""
    return _current[-1] if _current else Transcript()
