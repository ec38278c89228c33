"""Run a check against a misconception: the oracle (or torch reference) with one task replaced.

Misconceptions of numpy exercises run in this process. Those that need torch run in a jailed child of their
own, never the student's: their file is sent there as a submission of the kit's.
"""

import ast
import contextlib
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from grader.checks.bank import PlannedCheck, load_driver, load_misconceptions, load_module, parts
from grader.checks.runner import run_check
from grader.exercise import Exercise
from grader.jail.local import LocalSession
from grader.jail.pool import Pool
from grader.jail.process import Zygote
from grader.jail.transcript import ChildEnded, StudentError, Transcript
from grader.scorecard import Outcome
from grader.submission import Submission

Replay = Callable[[PlannedCheck, str], tuple[Outcome, Transcript] | None]

_CHECKS_IN_CHILD = b"""
def misconception(task, rtol=0):
    return lambda replacement: replacement
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One misconception of the bank: its name, its task, how near results must be to be named by it, its module."""

    name: str
    task: str
    rtol: float
    module: str


def misconception_entries(exercise: Exercise) -> dict[str, Entry]:
    """Return an exercise's misconceptions by name, without running their files (they may need torch)."""
    found: dict[str, Entry] = {}
    for path in parts(exercise.folder, "misconceptions"):
        found |= _entries(path, path.stat().st_mtime_ns)
    return found


@functools.cache
def _entries(path: Path, changed: int) -> dict[str, Entry]:  # noqa: ARG001 - changed is for the cache
    """Read the entries of a file as it was `changed` (ns)."""
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "misconception":
                    found[node.name] = _entry(node.name, decorator, path.stem)
    return found


def _entry(name: str, decorator: ast.Call, module: str) -> Entry:
    options = {keyword.arg: ast.literal_eval(keyword.value) for keyword in decorator.keywords}
    task, rtol = str(ast.literal_eval(decorator.args[0])), float(options.get("rtol", 1e-9))
    return Entry(name=name, task=task, rtol=rtol, module=module)


def replayer(exercise: Exercise, seed: str, zygote: Zygote | None) -> Replay:
    """Return a function (check, misconception's name) -> outcome and transcript, or None."""
    if exercise.requires:
        return lambda check, name: _jailed(exercise, seed, zygote, check, name)
    return lambda check, name: _local(exercise, seed, check, name)


def local_student(exercise: Exercise, name: str = "") -> LocalSession:
    """Return a session on the oracle, with the task of misconception `name` replaced by it."""
    oracle = load_module(exercise.folder, "oracle")
    tasks = {task.name: getattr(oracle, task.name) for task in exercise.tasks if hasattr(oracle, task.name)}
    module = "oracle"
    if name:
        task, replacement = load_misconceptions(exercise)[name]
        tasks[task] = replacement
        module = misconception_entries(exercise)[name].module
    file = str(exercise.folder / f"{module}.py")
    return LocalSession(SimpleNamespace(**tasks), file=file, driver=load_driver(exercise))


def _local(
    exercise: Exercise, seed: str, check: PlannedCheck, name: str
) -> tuple[Outcome, Transcript] | None:
    session = local_student(exercise, name)
    result = run_check(check, session, seed, exercise.name)
    return result.outcome, session.transcript


def _jailed(
    exercise: Exercise, seed: str, zygote: Zygote | None, check: PlannedCheck, name: str
) -> tuple[Outcome, Transcript] | None:
    if zygote is None:
        return None
    pool = Pool(
        zygote, misconception_submission(exercise, name), driver=exercise.folder / "driver.py", ahead=0
    )
    child, session = pool.take()
    try:
        with contextlib.suppress(StudentError, ChildEnded):
            session.loaded()
            session.seconds = check.declared.seconds
            result = run_check(check, session, seed, exercise.name)
            return result.outcome, session.transcript
        return None
    finally:
        child.close()
        pool.close()


def misconception_submission(exercise: Exercise, name: str = "") -> Submission:
    """Return the reference with one task replaced by a misconception, as a file for a jailed child."""
    lines = [f"from bank.reference import {task.name}" for task in exercise.tasks]
    if name:
        entry = misconception_entries(exercise)[name]
        lines.append(f"from bank.{entry.module} import {name} as {entry.task}")
    files = (exercise.folder / "reference.py", *parts(exercise.folder, "misconceptions"))
    return Submission(
        path=Path(exercise.file),
        file=exercise.file,
        source="\n".join(lines).encode(),
        helpers={
            "bank": b"",
            "grader": b"",
            "grader.checks": _CHECKS_IN_CHILD,
            **{f"bank.{path.stem}": path.read_bytes() for path in files},
        },
    )
