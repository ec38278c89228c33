"""Where an author's files are: the twin trees of one checkout (or of a fixture laid out like one)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageProblem
from grader.exercise import PACKAGE, Exercise, all_exercises, find_exercise
from grader.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A checkout: `exercises/`, `solutions/` and `grader/bank/` under one root."""

    root: Path

    @property
    def bank(self) -> Path:
        """Return the folder of the bank."""
        return self.root / "grader" / "bank"

    def exercises(self, names: Sequence[str] = ()) -> tuple[Exercise, ...]:
        """Return the exercises named, or all of them."""
        everything = all_exercises(self.bank)
        if not everything:
            raise UsageProblem(
                _("There are no exercises under {root}.", root=self.root),
                next_step=_("Run this in a checkout, or give --root."),
            )
        return tuple(find_exercise(name, everything) for name in names) if names else everything

    def solution(self, exercise: Exercise) -> Path:
        """Return the path of the solution; UsageProblem where there is none."""
        path = self.root / "solutions" / exercise.name / exercise.file
        if not path.is_file():
            raise UsageProblem(
                _("There is no solution {path}.", path=path),
                next_step=_("Solutions are in a checkout only, never in the package."),
            )
        return path

    def wrong(self, exercise: Exercise) -> tuple[Path, ...]:
        """Return the wrong solutions of an exercise."""
        return tuple(sorted((self.solution(exercise).parent / "wrong").glob("*.py")))

    def equivalents(self, exercise: Exercise) -> Path:
        """Return the path of the list of mutants that behave as the solution does."""
        return self.solution(exercise).parent / "equivalent_mutants.toml"

    def stub(self, exercise: Exercise) -> Path:
        """Return the path of the stub."""
        return self.root / "exercises" / exercise.name / exercise.file

    def lessons(self, exercise: Exercise) -> tuple[Path, ...]:
        """Return the lessons of an exercise, one for each language."""
        return tuple(sorted(self.stub(exercise).parent.glob("README*.md")))


def checkout() -> Tree:
    """Return the tree that this package stands in."""
    return Tree(root=PACKAGE.parent)
