"""Under which conditions points were earned: checks, kit, environment and seed, each as a short text.

A result counts for exactly these; when one of them changes, a regrade runs the submission again.
"""

import hashlib
import platform
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from grader import __version__
from grader.exercise import PACKAGE, Exercise

# What decides on outcomes besides the exercise's own folder; reports and commands do not.
_ENGINE = ("checks", "jail", "checks_run.py", "diagnosis.py", "grading.py", "scorecard.py", "submission.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The conditions of one exercise's results."""

    exercise: str
    checks: str
    kit: str
    environment: str
    seed: str


def conditions_of(exercise: Exercise, seed: str, accepted: Collection[str] = ()) -> Conditions:
    """Return the conditions that hold here and now."""
    return Conditions(
        exercise=exercise.name,
        checks=_digest(_files(exercise.folder)),
        kit=f"{__version__}+{_engine()}",
        environment=environment(tuple(exercise.requires), tuple(sorted(accepted))),
        seed=hashlib.sha256(seed.encode()).hexdigest(),
    )


@cache
def environment(requires: tuple[str, ...] = (), accepted: tuple[str, ...] = ()) -> str:
    """Return what a result may depend on outside the kit: Python, numpy, the extras, the processor."""
    packages = " ".join(f"{name}-{_version(name)}" for name in ("numpy", *requires))
    python = f"{sys.implementation.name}-{platform.python_version()}"
    without = f" without {','.join(accepted)}" if accepted else ""
    return f"{python} {packages} {platform.system().lower()}-{platform.machine()}{without}"


@cache
def _engine() -> str:
    paths = [PACKAGE / name for name in _ENGINE]
    return _digest(file for path in paths for file in ([path] if path.is_file() else _files(path)))[:12]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        data = path.read_bytes()
        digest.update(f"{path.name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:32]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
