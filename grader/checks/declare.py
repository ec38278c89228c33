"""How an author declares a check, a convergence check and a misconception."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from grader.checks.draw import Draw

Student = Any
CheckFunction = Callable[[Any, Draw], None]
TrialFunction = Callable[[Any, Draw], float]
Anything = TypeVar("Anything")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a decorator knows of a check. `trial` is set for convergence checks only."""

    task: str
    points: int
    needs: tuple[str, ...] = ()
    seconds: float = 2.0
    trial: TrialFunction | None = None
    measure: str = ""
    below: float | None = None
    above: float | None = None

    @property
    def statistical(self) -> bool:
        """Return whether this is a convergence check, which diagnosis does not replay."""
        return self.trial is not None


def check(
    task: str, *, points: int, needs: tuple[str, ...] = (), seconds: float = 2.0
) -> Callable[[CheckFunction], CheckFunction]:
    """Declare a function `(student, draw)` as a check of `task`.

    `needs` names tasks whose failure makes this check skipped; `seconds` is the CPU time one call of the
    student's code may take.
    """

    def decorate(function: CheckFunction) -> CheckFunction:
        function.declared = Declared(task=task, points=points, needs=tuple(needs), seconds=seconds)  # type: ignore[attr-defined]
        return function

    return decorate


def convergence_check(
    task: str,
    *,
    points: int,
    measure: str,
    below: float | None = None,
    above: float | None = None,
    needs: tuple[str, ...] = (),
    seconds: float = 20.0,
) -> Callable[[TrialFunction], TrialFunction]:
    """Declare a trial `(student, draw) -> number`; enough trials must end below or above the bar.

    How many of how many is in `calibration.json` under the function's name.
    """

    def decorate(function: TrialFunction) -> TrialFunction:
        function.declared = Declared(  # type: ignore[attr-defined]
            task=task, points=points, needs=tuple(needs), seconds=seconds,
            trial=function, measure=measure, below=below, above=above,
        )  # fmt: skip
        return function

    return decorate


def misconception(task: str, *, rtol: float = 1e-9) -> Callable[[Anything], Anything]:
    """Declare a function or class as what somebody with this belief would write for `task`.

    `rtol` is how near a student's results must be to this one's to be named by it; wider only where the
    contract leaves a choice inside (the constant under a logarithm, say).
    """

    def decorate(replacement: Anything) -> Anything:
        replacement.misconception_of = task  # type: ignore[attr-defined]
        return replacement

    return decorate
