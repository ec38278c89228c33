"""Slips before any number: a file that does not load, a task that is missing or misspelt, a call that does not fit.

About one wrong file in seven is such a slip; each gets its line and the nearest valid name.
"""

import difflib
from collections.abc import Mapping

from grader.exercise import Exercise, Task
from grader.jail.transcript import StudentError
from grader.jail.wire import Name
from grader.scorecard import Evidence, Outcome, Raised


def load_problem(error: StudentError, exercise: Exercise) -> tuple[Evidence, Outcome]:
    """Return why a student's file could not be loaded, and the outcome that all its checks share."""
    raised = error.raised
    where = f"{exercise.file}, line {raised.line}" if raised.line else exercise.file
    if error.act:
        return Evidence(message=f"{where}: this code is not allowed to {error.act}.", raised=raised), Outcome.FORBIDDEN
    return Evidence(message=_load_message(raised, where, exercise), raised=raised), Outcome.ERRORED


def _load_message(raised: Raised, where: str, exercise: Exercise) -> str:
    if raised.type in ("SyntaxError", "IndentationError", "TabError"):
        return f"{where}: this is not yet valid Python ({raised.message})."
    if raised.type in ("ModuleNotFoundError", "ImportError"):
        return f"{where}: {_import_words(raised)} {_offered(exercise)}"
    if raised.type == "EOFError":
        return f"{where}: input() has nobody to ask while checks run; set the value in the code."
    if raised.type == "SystemExit":
        return f"{where}: the file ends the program while it is loaded (exit or quit); remove that line."
    if raised.type == "NotImplementedError":
        return f"{where}: the file calls a task that is not written yet while it is loaded."
    return f"{where}: loading the file raised {raised.type}: {raised.message}"


def _import_words(raised: Raised) -> str:
    name = raised.message.rpartition("No module named ")[2].strip("'\"") if "No module named" in raised.message else ""
    return f"{name} cannot be imported here." if name else f"an import failed: {raised.message}."


def _offered(exercise: Exercise) -> str:
    packages = ["numpy", *exercise.requires]
    return f"This exercise offers {' and '.join(packages)} and the standard library."


def missing_task(task: Task, names: Mapping[str, Name], file: str) -> Evidence | None:
    """Return the evidence that a task's name is not in the file, with the nearest name that is; None if it is there."""
    if task.name in names and names[task.name].kind != "other":
        return None
    if task.name in names:
        return Evidence(message=f"{file}: {task.name} should be a {task.kind}; it is something else.", name=task.name)
    near = nearest(task.name, [n.name for n in names.values() if n.kind != "other"])
    if near is None:
        return Evidence(
            message=f"{file} has no {task.kind} {task.name}. Was it deleted? The stub has it: grade reset keeps a backup.",
            name=task.name,
        )
    line = names[near].line
    where = f", line {line}" if line else ""
    return Evidence(
        message=f"{file}{where}: there is no {task.name}, but a {near}. Rename it to {task.name}.", name=task.name
    )


def nearest(wanted: str, names: list[str]) -> str | None:
    """Return the name that is most likely meant by `wanted`, or None."""
    lowered = {name.lower(): name for name in names}
    found = difflib.get_close_matches(wanted.lower(), list(lowered), n=1, cutoff=0.75)
    return lowered[found[0]] if found else None
