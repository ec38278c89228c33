"""Options that `grade class` and `grade regrade` share, and what they stand for."""

import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.errors import UsageProblem
from grader.exercise import Exercise, all_exercises, find_exercise
from grader.i18n import _

if TYPE_CHECKING:
    from grader.classroom.run import Settings
    from grader.classroom.schedule import MakeExecutor

OUT = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
SEED = "seed"


def grading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how to grade."""
    option = click.option
    options = (
        option("-j", "--jobs", type=click.IntRange(1), metavar="N", help="Worker processes (default: all processors)."),
        option("--seed-file", type=FILE, metavar="F",
               help="Draw inputs from the secret in this file (default: one made for this run, kept in OUT)."),
        option("--timeout", type=click.FloatRange(1), default=600.0, show_default=True, metavar="S",
               help="Begin no check of a submission after S seconds."),
        option("--accept-missing", multiple=True, metavar="LAYER",
               help="Do without this layer of confinement; the result says so."),
        option("--executor", type=click.Choice(["local", "dask"]), default="local", show_default=True,
               help="Where workers run."),
        option("--scheduler", metavar="ADDRESS", help="The Dask scheduler, as in tcp://host:8786."),
    )  # fmt: skip
    for add in reversed(options):
        command = add(command)
    return command


def chosen_exercises(names: Sequence[str]) -> tuple[Exercise, ...]:
    """Return the exercises named, or all whose extras are installed."""
    exercises = all_exercises()
    if names:
        return tuple({e.name: e for e in (find_exercise(name, exercises) for name in names)}.values())
    from importlib.util import find_spec

    return tuple(e for e in exercises if all(find_spec(extra) is not None for extra in e.requires))


def seed_of(given: Path | None, out: Path, *, begun: bool) -> str:
    """Return the secret that inputs are drawn from: the given file's, or the one that the run keeps in OUT.

    A run that begins without one makes it, readable by its owner only.
    """
    kept = out / SEED
    if given is not None:
        return _read_seed(given)
    if not kept.exists():
        if begun:
            raise UsageProblem(
                _("This class was graded with a secret seed."), next_step=_("Give it: --seed-file FILE")
            )
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
    return _read_seed(kept)


def _read_seed(path: Path) -> str:
    """Return the secret in a file; UsageProblem where it holds none."""
    seed = path.read_text(encoding="utf-8").strip()
    if len(seed) < 8:
        raise UsageProblem(
            _("{path} holds no secret of at least 8 characters.", path=path),
            next_step=_("Make one: openssl rand -hex 32 > FILE"),
        )
    return seed


def settings_of(
    seed: str,
    jobs: int | None,
    timeout: float,
    accept_missing: Sequence[str],
    executor: str,
    scheduler: str | None,
) -> tuple["Settings", "MakeExecutor"]:
    """Return how to grade, and what makes the workers."""
    from grader.classroom.run import Settings
    from grader.classroom.schedule import local_executor

    lanes = (
        jobs or len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else jobs or os.cpu_count() or 1
    )
    shared = {"seed": seed, "seconds": timeout, "accept_missing": tuple(accept_missing)}
    if executor == "local":
        return Settings(**shared, lanes=lanes), lambda: local_executor(lanes)  # type: ignore[arg-type]
    if scheduler is None:
        raise UsageProblem(
            _("--executor dask needs a scheduler."), next_step=_("Add: --scheduler tcp://HOST:8786")
        )
    from grader.classroom.cluster import CHUNK, connect

    lanes, make = connect(scheduler)
    return Settings(**shared, lanes=lanes, chunk=CHUNK), make  # type: ignore[arg-type]
