"""Hints, one level at a time: what the last diagnosis suggests, then the task's own from gentle to plain."""

from dataclasses import dataclass, replace

from grader.errors import UsageProblem
from grader.exercise import Exercise, read_texts
from grader.i18n import _, language
from grader.progress import Record
from grader.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One hint of a task. `level` counts from 1 to `levels`; 0 is a hint on what the last check found."""

    task: str
    text: str
    level: int
    levels: int
    repeated: bool = False


def hint_texts(exercise: Exercise, task: str) -> tuple[str, ...]:
    """Return a task's hints from gentle to plain; in English where the language in use has none."""
    for name in (language(), "en"):
        hints = read_texts(exercise, name).get("task", {}).get(task, {}).get("hints", ())
        if hints:
            return tuple(str(text).strip() for text in hints)
    return ()


def misconception_texts(exercise: Exercise, name: str) -> tuple[str, str]:
    """Return a misconception's explanation and hint (its name in words where a text is missing)."""
    english = read_texts(exercise, "en").get("misconception", {}).get(name, {})
    entry = {**english, **read_texts(exercise, language()).get("misconception", {}).get(name, {})}
    return str(entry.get("explanation", name.replace("_", " "))).strip(), str(entry.get("hint", "")).strip()


def hint_task(exercise: Exercise, record: Record, wanted: str | None) -> str:
    """Return the task to give a hint for: the one asked for, the last check's first, or the first of all."""
    names = [task.name for task in exercise.tasks]
    if wanted is not None:
        return check_task_name(exercise, wanted)
    unpassed = (name for name in names if name not in record.tasks or record.tasks[name].outcome != "passed")
    return record.first_task if record.first_task in names else next(unpassed, names[0])


def check_task_name(exercise: Exercise, wanted: str) -> str:
    """Return the task's name as it is written; UsageProblem names the tasks there are."""
    names = [task.name for task in exercise.tasks]
    found = [name for name in names if name.lower() == wanted.lower()]
    if not found:
        raise UsageProblem(
            _("{exercise} has no task {wanted!r}.", exercise=exercise.name, wanted=wanted),
            next_step=_("Its tasks are: {names}", names=", ".join(names)),
        )
    return found[0]


def next_hint(
    exercise: Exercise, workspace: Workspace | None, task: str | None, level: int | None = None
) -> Hint:
    """Return the next hint of a task and remember that it was given; after the last one, that one again."""
    record = workspace.record(exercise.name) if workspace else Record()
    name = hint_task(exercise, record, task)
    texts = hint_texts(exercise, name)
    key = f"diagnosis {record.diagnosis}"
    if (
        level is None
        and record.diagnosis_hint
        and name == record.first_task
        and key not in record.hint_levels
    ):
        _remember(exercise, workspace, record, key, 1)
        return Hint(task=name, text=record.diagnosis_hint, level=0, levels=len(texts))
    if not texts:
        raise UsageProblem(
            _("There are no hints for {name}.", name=name),
            next_step=_("Read the lesson again: {exercise}/README.md", exercise=exercise.name),
        )
    given = record.hint_levels.get(name, 0)
    wanted = level if level is not None else given + 1
    shown = min(max(wanted, 1), len(texts))
    if shown > given:
        _remember(exercise, workspace, record, name, shown)
    return Hint(
        task=name, text=texts[shown - 1], level=shown, levels=len(texts), repeated=wanted > len(texts)
    )


def _remember(exercise: Exercise, workspace: Workspace | None, record: Record, key: str, level: int) -> None:
    if workspace is not None:
        workspace.keep(exercise.name, replace(record, hint_levels={**record.hint_levels, key: level}))
