"""What a proof says: whether it holds, what was found, and what to do where it does not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from grader.authoring.bench import Bench
from grader.authoring.mutants import Fates
from grader.authoring.wrong import WrongRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One thing that is shown of an exercise. It holds when nothing speaks against it."""

    name: str
    found: str
    against: tuple[str, ...] = ()
    next_step: str = ""
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Return whether nothing speaks against it."""
        return not self.against


class Extent(StrEnum):
    """How much is tried: all of it, or a sample while an author is at work."""

    FULL = "full"
    QUICK = "quick"


@dataclass(slots=True, kw_only=True)
class Workspace:
    """What the proofs of one exercise share: the bench, how much to try, and runs that are told in tables."""

    bench: Bench
    seeds: int = 20
    extent: Extent = Extent.FULL
    progress: Callable[[str], None] = lambda _: None
    wrong_runs: list[WrongRun] = field(default_factory=list)
    fates: Fates | None = None

    @property
    def quick(self) -> bool:
        """Return whether a sample is enough."""
        return self.extent is Extent.QUICK


def proof(name: str, found: str, against: Sequence[str], next_step: str) -> Proof:
    """Return a proof from what speaks against it."""
    return Proof(name=name, found=found, against=tuple(against), next_step=next_step if against else "")
