"""Grade one file: the whole way in one short function.

student's file -> submission -> jail -> checks -> results -> scorecard
"""

import time
from collections.abc import Callable, Collection
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from grader import __version__
from grader.errors import NothingToGrade, UsageProblem
from grader.exercise import BANK, Exercise, solutions_root
from grader.i18n import _
from grader.jail.flavours import Fresh, flavour_of
from grader.jail.process import Zygote
from grader.jail.protect import protect_trusted_side
from grader.scorecard import CheckResult, Scorecard
from grader.submission import Submission, read_submission

PRACTICE_SEED = "practice"

OnProgress = Callable[[CheckResult, int, int], None]


class Zygotes:
    """The warm processes of one command, at most one of each flavour; a context that ends them."""

    def __init__(self) -> None:
        self._warm: dict[tuple[str, bool, frozenset[str]], Zygote] = {}

    def get(self, flavour: str, *, strict: bool = False, accepted: Collection[str] = ()) -> Zygote:
        """Return the zygote of a flavour, started when first asked for; strict ones are kept apart."""
        key = (flavour, strict, frozenset(accepted))
        if key not in self._warm:
            protect_trusted_side()
            forbidden = [path for path in (BANK, solutions_root()) if path.is_dir()]
            self._warm[key] = Zygote(flavour, forbidden=forbidden, strict=strict, accepted=accepted)
        return self._warm[key]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for zygote in self._warm.values():
            zygote.close()
        self._warm.clear()


def grade_file(
    exercise: Exercise,
    path: Path,
    *,
    tasks: Collection[str] = (),
    seed: str | None = None,
    strict: bool = False,
    accept_missing: Collection[str] = (),
    on_progress: OnProgress | None = None,
    fresh: Fresh = Fresh.SELDOM,
    with_pytest: bool = True,
    zygotes: Zygotes | None = None,
) -> Scorecard:
    """Grade a student's file and return the scorecard.

    `tasks` limits the checks to these tasks. `strict` refuses with MissingLayer where a confinement layer
    does not hold, unless `accept_missing` names it. `on_progress(result, done, planned)` is called after each
    check.
    `fresh` says how often a new child is taken; `with_pytest` lets pytest run the checks (the results are the
    same without). `zygotes` keeps warm processes from one call to the next.
    Raises NothingToGrade (no file, or the exercise's extra is not installed), UsageProblem, MissingLayer and
    GraderFault; whatever the student's code does is an outcome in the scorecard.
    """
    if zygotes is None:
        with Zygotes() as own:
            return grade_file(
                exercise, path, tasks=tasks, seed=seed, strict=strict, accept_missing=accept_missing,
                on_progress=on_progress, fresh=fresh, with_pytest=with_pytest, zygotes=own,
            )  # fmt: skip
    require_extras(exercise)
    _require_tasks(exercise, tasks)
    return grade_submission(
        exercise, read_submission(path, exercise), tasks=tasks, seed=seed, strict=strict,
        accept_missing=accept_missing, on_progress=on_progress, fresh=fresh, with_pytest=with_pytest,
        zygotes=zygotes,
    )  # fmt: skip


def grade_submission(
    exercise: Exercise,
    submission: Submission,
    *,
    zygotes: Zygotes,
    tasks: Collection[str] = (),
    seed: str | None = None,
    strict: bool = False,
    accept_missing: Collection[str] = (),
    on_progress: OnProgress | None = None,
    fresh: Fresh = Fresh.SELDOM,
    with_pytest: bool = False,
    seconds: float | None = None,
    ahead: int = 2,
) -> Scorecard:
    """Grade bytes that were read already, as `grade_file` does; after `seconds` no further check begins.

    `ahead` children are made ready behind the present one: 2 for one who waits, 0 where all processors are busy.
    """
    started = time.perf_counter()
    zygote = zygotes.get(flavour_of(exercise.requires), strict=strict, accepted=accept_missing)
    # These import numpy, while the zygote is busy with the same on another core.
    from grader.checks_run import CheckRun
    from grader.jail.pool import Pool

    pool = Pool(zygote, submission, driver=exercise.folder / "driver.py", ahead=ahead)
    if with_pytest:
        import grader.checks.pytest_runner  # noqa: F401  (100 ms that the first child needs as well)
    run = CheckRun(
        exercise, pool, seed=seed or PRACTICE_SEED, tasks=tasks, fresh=fresh, on_progress=on_progress
    )
    if seconds is not None:
        run.limit(seconds)
    try:
        run.load()
        run.require_layers(strict=strict, accepted=accept_missing)
        run.checks(with_pytest=with_pytest)
    finally:
        run.close()
    return run.scorecard(file=str(submission.path), kit=__version__, seconds=time.perf_counter() - started)


def require_extras(exercise: Exercise) -> None:
    """Raise NothingToGrade where a package that the exercise needs is not installed."""
    for extra in exercise.requires:
        if find_spec(extra) is None:
            raise NothingToGrade(
                _("{exercise} needs {extra}, which is not installed.", exercise=exercise.name, extra=extra),
                next_step=_('Install it: pip install "backprop-dojo[{extra}]"', extra=extra),
            )


def _require_tasks(exercise: Exercise, tasks: Collection[str]) -> None:
    names = [task.name for task in exercise.tasks]
    for task in tasks:
        if task not in names:
            raise UsageProblem(
                _("{exercise} has no task {task!r}.", exercise=exercise.name, task=task),
                next_step=_("Its tasks: {names}", names=", ".join(names)),
            )
