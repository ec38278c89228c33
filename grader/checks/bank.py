"""Load an exercise's trusted files (checks, oracle, misconceptions) from its folder in the bank."""

import functools
import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from grader.checks.convergence import Bar, load_bars
from grader.checks.declare import Declared
from grader.errors import GraderFault
from grader.exercise import Exercise, read_texts
from grader.i18n import _, language


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCheck:
    """One check of an exercise as it will run. `title` is its docstring's first line, or that translated."""

    name: str
    title: str
    function: Callable[..., Any]
    declared: Declared
    bar: Bar | None = None


def load_module(folder: Path, name: str) -> ModuleType:
    """Import `folder/name.py` as a member of a package of its own, so that `from . import oracle` works."""
    package = f"bank_{folder.name}"
    full = f"{package}.{name}"
    parent = sys.modules.get(package)
    if parent is not None and list(parent.__path__) == [str(folder)]:
        if full in sys.modules:
            return sys.modules[full]
    else:
        for stale in [key for key in sys.modules if key == package or key.startswith(package + ".")]:
            del sys.modules[stale]
        spec = ModuleSpec(package, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        sys.modules[package] = importlib.util.module_from_spec(spec)
    try:
        module = importlib.import_module(full)
    except Exception as error:
        raise GraderFault(
            _(
                "{folder}.py cannot be used: {kind}: {error}",
                folder=folder / name,
                kind=type(error).__name__,
                error=error,
            ),
            next_step=_("Install the kit again."),
        ) from error
    _protect(package)
    return module


def load_driver(exercise: Exercise) -> ModuleType | None:
    """Return an exercise's driver for a session in this process, or None where it has none."""
    return load_module(exercise.folder, "driver") if (exercise.folder / "driver.py").is_file() else None


def _protect(package: str) -> None:
    """Make the bank's own arrays read-only: what one student writes must not reach the next."""
    for name, module in list(sys.modules.items()):
        if name.startswith(package + "."):
            for value in vars(module).values():
                if isinstance(value, np.ndarray):
                    value.setflags(write=False)


def parts(folder: Path, name: str) -> tuple[Path, ...]:
    """Return the files of one kind that an exercise has: `checks.py`, and `checks_*.py` for more of its tasks."""
    return _parts(folder, name, folder.stat().st_mtime_ns)


@functools.cache
def _parts(folder: Path, name: str, changed: int) -> tuple[Path, ...]:  # noqa: ARG001 - changed is for the cache
    """Look through a folder as it was `changed` (ns); a diagnosis asks for each misconception it replays."""
    return tuple(
        sorted((*folder.glob(f"{name}.py"), *folder.glob(f"{name}_*.py")), key=lambda path: path.stem)
    )


def load_checks(exercise: Exercise) -> tuple[PlannedCheck, ...]:
    """Return the planned checks of an exercise: its tasks in their order, each one's checks in that of their file."""
    planned = [
        check
        for path in parts(exercise.folder, "checks") or (exercise.folder / "checks.py",)
        for check in planned_checks(load_module(exercise.folder, path.stem), exercise)
    ]
    tasks = [task.name for task in exercise.tasks]
    return tuple(sorted(planned, key=lambda check: tasks.index(check.declared.task)))


def planned_checks(module: ModuleType, exercise: Exercise) -> tuple[PlannedCheck, ...]:
    """Return the checks declared in a module; GraderFault where one does not fit the exercise."""
    bars = load_bars(exercise.folder)
    titles = read_texts(exercise, language()).get("check", {}) if language() != "en" else {}
    names = {task.name for task in exercise.tasks}
    planned = []
    for name, function in vars(module).items():
        declared = getattr(function, "declared", None)
        if not isinstance(declared, Declared):
            continue
        if (
            declared.task not in names
            or not set(declared.needs) <= names
            or not (function.__doc__ or "").strip()
        ):
            raise GraderFault(
                _(
                    "{exercise}: {name} has no docstring, or names a task that does not exist",
                    exercise=exercise.name,
                    name=name,
                )
            )
        title = titles.get(name) or function.__doc__.strip().splitlines()[0]
        planned.append(
            PlannedCheck(name=name, title=title, function=function, declared=declared, bar=bars.get(name))
        )
    return tuple(planned)


def load_misconceptions(exercise: Exercise) -> dict[str, tuple[str, Any]]:
    """Return the exercise's misconceptions: name -> (task, replacement)."""
    found = {}
    for path in parts(exercise.folder, "misconceptions"):
        for name, value in vars(load_module(exercise.folder, path.stem)).items():
            task = vars(value).get("misconception_of") if hasattr(value, "__dict__") else None
            if task is not None:
                found[name] = (str(task), value)
    return found
