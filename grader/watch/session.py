"""What is checked while watching: the present exercise, its warm processes, and what is known of its last check."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from grader.errors import NothingToGrade
from grader.exercise import Exercise
from grader.grading import Zygotes, grade_submission, require_extras
from grader.i18n import _
from grader.practice import keep
from grader.scorecard import CheckResult, Outcome, Scorecard
from grader.selection import Selected
from grader.settings import Settings
from grader.submission import Submission, read_submission
from grader.watch.unchanged import touched
from grader.workspace import Workspace

_WARM = 2  # exercises whose processes are kept: one is worked on, one may be looked up

OnProgress = Callable[[CheckResult, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A check's scorecard as the student may see it, and the script that repeats what failed.

    `reused` names the tasks whose results are those of an earlier check, where everything passes.
    """

    selected: Selected
    scorecard: Scorecard
    script: Path | None
    reused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Last:
    submission: Submission
    scorecard: Scorecard


class Session:
    """Checks exercises again and again; a context that ends their warm processes.

    Each exercise has processes of its own. `on_read(exercise, source)` is told what is about to be checked.
    """

    def __init__(
        self,
        selected: Mapping[str, Selected],
        workspace: Workspace | None,
        settings: Settings,
        on_read: Callable[[str, bytes], None],
    ) -> None:
        self.selected = selected
        self._workspace = workspace
        self._settings = settings
        self._on_read = on_read
        self._warm: OrderedDict[str, Zygotes] = OrderedDict()
        self._last: dict[str, _Last] = {}

    def check(self, name: str, on_progress: OnProgress, *, everything: bool = False) -> Verdict:
        """Check an exercise's file as it is now: all of it, or what the change since the last check can have touched.

        A verdict with tasks that are `reused` wants to be confirmed: an exercise is passed only when all checks
        have run on the same file.
        """
        chosen = self.selected[name]
        require_extras(chosen.exercise)
        _require_file(chosen)
        submission = read_submission(chosen.path, chosen.exercise)
        self._on_read(name, submission.source)
        last = None if everything else self._last.get(name)
        tasks = _tasks_to_check(chosen.exercise, submission, last) if last is not None else ()
        scorecard = self._grade(chosen, submission, tasks, on_progress)
        if last is None or not tasks:
            return self._keep(chosen, submission, scorecard)
        if scorecard.problem is not None:
            return self._keep(chosen, submission, self._grade(chosen, submission, (), on_progress))
        together = _together(last.scorecard, scorecard)
        if not together.passed:
            return self._keep(chosen, submission, together)
        self._last[name] = _Last(submission=submission, scorecard=together)
        reused = tuple(task.name for task in together.tasks if task.name not in tasks)
        return Verdict(selected=chosen, scorecard=together, script=None, reused=reused)

    def confirm(self, verdict: Verdict, on_progress: OnProgress) -> Verdict:
        """Check the tasks that a verdict reused, on the file that it was about, so that it stands for all of it."""
        chosen = verdict.selected
        last = self._last[chosen.exercise.name]
        others = self._grade(chosen, last.submission, verdict.reused, on_progress)
        scorecard = replace(_together(last.scorecard, others), notices=others.notices)
        return self._keep(chosen, last.submission, scorecard)

    def _keep(self, chosen: Selected, submission: Submission, scorecard: Scorecard) -> Verdict:
        self._last[chosen.exercise.name] = _Last(submission=submission, scorecard=scorecard)
        shown, script = keep(
            chosen.exercise, scorecard, chosen.path, self._workspace, settings=self._settings
        )
        return Verdict(selected=chosen, scorecard=shown, script=script)

    def _grade(
        self, chosen: Selected, submission: Submission, tasks: tuple[str, ...], on_progress: OnProgress
    ) -> Scorecard:
        zygotes = self.zygotes(chosen.exercise.name)
        try:
            return grade_submission(
                chosen.exercise, submission, zygotes=zygotes, tasks=tasks, on_progress=on_progress
            )
        except Exception:
            self._end(chosen.exercise.name)  # whatever it was, the next check begins with a fresh process
            raise

    def zygotes(self, name: str) -> Zygotes:
        """Return the warm processes of an exercise; those of the one longest unused end."""
        if name not in self._warm and len(self._warm) == _WARM:
            self._end(next(iter(self._warm)))
        self._warm.setdefault(name, Zygotes())
        self._warm.move_to_end(name)
        return self._warm[name]

    def _end(self, name: str) -> None:
        zygotes = self._warm.pop(name, None)
        if zygotes is not None:
            zygotes.__exit__()

    def following(self, name: str) -> str:
        """Return the next exercise that is not passed yet, after the last one from the first; else simply the next."""
        names = list(self.selected)
        place = names.index(name) + 1
        after = [*names[place:], *names[: place - 1]]
        workspace = self._workspace
        open_ones = (n for n in after if workspace is None or not workspace.record(n).passed)
        return next(open_ones, after[0] if after else name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self._warm):
            self._end(name)


def _require_file(chosen: Selected) -> None:
    if not chosen.path.exists():
        raise NothingToGrade(
            _("{path} is gone.", path=chosen.path),
            next_step=_(
                "Save it again, or put the stub back: grade reset {number}", number=chosen.exercise.number
            ),
        )


def _tasks_to_check(exercise: Exercise, submission: Submission, last: _Last) -> tuple[str, ...]:
    """Return the tasks that a change can have touched, those that need them, and those not passed; () for all."""
    from grader.checks.bank import load_checks  # imports numpy

    names = [task.name for task in exercise.tasks]
    found = last.scorecard
    if found.problem is not None or not found.complete or [task.name for task in found.tasks] != names:
        return ()
    if submission.helpers != last.submission.helpers:
        return ()
    again = set(touched(last.submission.source, submission.source, names))
    again |= {task.name for task in found.tasks if task.outcome is not Outcome.PASSED}
    needing = [(check.declared.task, set(check.declared.needs)) for check in load_checks(exercise)]
    while more := {task for task, needs in needing if needs & again} - again:
        again |= more
    return tuple(name for name in names if name in again) if len(again) < len(names) else ()


def _together(last: Scorecard, now: Scorecard) -> Scorecard:
    """Return the scorecard of a check of some tasks, filled up with what the last one found of the others."""
    found = {result.name: result for result in now.results}
    results = tuple(found.get(result.name, result) for result in last.results)
    note = _(
        "checked anew: {checked}. Your change does not touch the other tasks, which passed.",
        checked=", ".join(task.name for task in now.tasks),
    )
    return replace(now, results=results, notices=(*now.notices, note))
