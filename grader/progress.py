"""What is remembered about an exercise between two commands: plain data, and how a scorecard changes it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from grader.scorecard import Scorecard, first_unpassed

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRecord:
    """How one task stood when it was last graded."""

    earned: int = 0
    points: int = 0
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is kept about one exercise. `passed_at` is set by a full check that passed, and stays."""

    earned: int | None = None
    points: int = 0
    best: int = 0
    checked: int = 0
    passed_at: str = ""
    last_at: str = ""
    seed: str = ""
    kit: str = ""
    tasks: Mapping[str, TaskRecord] = field(default_factory=dict)
    first_task: str = ""
    diagnosis: str = ""
    diagnosis_hint: str = ""
    hint_levels: Mapping[str, int] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Return whether the whole exercise has been passed once."""
        return bool(self.passed_at)


def record_from(table: Mapping[str, Any]) -> Record:
    """Build a record from its JSON table; KeyError, TypeError or ValueError when it is not one."""
    if table["format"] != FORMAT:
        raise ValueError(table["format"])
    earned = table["earned"]
    return Record(
        earned=None if earned is None else int(earned),
        points=int(table["points"]),
        best=int(table["best"]),
        checked=int(table["checked"]),
        passed_at=str(table["passed_at"]),
        last_at=str(table["last_at"]),
        seed=str(table["seed"]),
        kit=str(table["kit"]),
        tasks={str(name): TaskRecord(**entry) for name, entry in table["tasks"].items()},
        first_task=str(table["first_task"]),
        diagnosis=str(table["diagnosis"]),
        diagnosis_hint=str(table["diagnosis_hint"]),
        hint_levels={str(task): int(level) for task, level in table["hint_levels"].items()},
    )


def after_check(record: Record, scorecard: Scorecard, all_tasks: frozenset[str]) -> Record:
    """Return the record with a scorecard taken in; only a check of all tasks can pass the exercise."""
    now = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    whole = {task.name for task in scorecard.tasks} >= all_tasks
    tasks = dict(record.tasks) | {
        task.name: TaskRecord(earned=task.earned, points=task.points, outcome=str(task.outcome))
        for task in scorecard.tasks
    }
    earned = sum(task.earned for task in tasks.values())
    first = first_unpassed(scorecard.results)
    diagnosis = first.diagnosis if first else None
    return replace(
        record,
        earned=earned,
        points=scorecard.points if whole else record.points,
        best=max(record.best, scorecard.earned or 0) if whole else record.best,
        checked=record.checked + 1,
        passed_at=record.passed_at or (now if whole and scorecard.passed else ""),
        last_at=now,
        seed=scorecard.seed,
        kit=scorecard.kit,
        tasks=tasks,
        first_task=first.task if first else "",
        diagnosis=diagnosis.name if diagnosis else "",
        diagnosis_hint=diagnosis.hint if diagnosis else "",
    )
