"""Plain pytest for authors and editors: `pytest grader/bank/03_backprop/checks.py` checks the solution.

Runs in this process, on the kit's own solution (or the kit's own file named by GRADE_FILE); never for
student code, which `grade check` keeps behind the wall.
"""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grader.checks.bank import PlannedCheck, load_driver, parts
from grader.checks.pytest_runner import CheckFile, CheckItem
from grader.checks.runner import run_check
from grader.errors import UsageProblem
from grader.exercise import Exercise, load_exercise
from grader.i18n import _
from grader.jail.local import LocalSession
from grader.scorecard import Outcome


class PartOfChecks(CheckFile):
    """One of the files in which an exercise's checks stand."""

    def collect(self) -> Iterator[CheckItem]:
        """Yield the checks of this file."""
        of_file = f".{self.path.stem}"
        return (item for item in super().collect() if item.planned.function.__module__.endswith(of_file))


def pytest_collect_file(file_path: Path, parent: Any) -> PartOfChecks | None:
    """Collect `checks.py` of an exercise, or `checks_*.py`, as the grader does: each its own checks."""
    folder = file_path.parent
    if not (folder / "exercise.toml").is_file() or file_path not in parts(folder, "checks"):
        return None
    exercise = load_exercise(folder)
    return PartOfChecks.from_parent(parent, path=file_path, exercise=exercise, run=_Local(exercise).run)


class _Local:
    """Runs checks on one module in this process; a check that does not pass fails its item."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._module: ModuleType | None = None

    def run(self, check: PlannedCheck) -> None:
        """Run one check."""
        if self._module is None:
            self._module = load_file(_file(self._exercise))
        session = LocalSession(self._module, driver=load_driver(self._exercise))
        result = run_check(check, session, "practice", self._exercise.name)
        if result.outcome is not Outcome.PASSED:
            pytest.fail(
                f"{result.title}\n{result.outcome}: {result.evidence and result.evidence.message}",
                pytrace=False,
            )


def _file(exercise: Exercise) -> Path:
    named = os.environ.get("GRADE_FILE")
    path = Path(named) if named else exercise.solution
    if path is None:
        raise UsageProblem(
            _("There are no solutions here to run the checks on."), next_step=_("Work in a checkout.")
        )
    return path


def load_file(path: Path) -> ModuleType:
    """Import a file of the kit's own by its path."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
