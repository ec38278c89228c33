"""Build an exercise's notebook from its stub, so that the two cannot drift apart: a cell for each task."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.authoring.tree import Tree
from grader.exercise import Exercise, Task

_DEFINITION = (ast.FunctionDef, ast.ClassDef)


def notebook_path(tree: Tree, exercise: Exercise) -> Path:
    """Return where the notebook of an exercise is kept."""
    return tree.stub(exercise).with_suffix(".ipynb")


def notebook_text(tree: Tree, exercise: Exercise) -> str:
    """Return the notebook of an exercise, as the file holds it (nbformat 4.5, no outputs)."""
    stub = tree.stub(exercise).read_text(encoding="utf-8")
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    cells = [_cell(number, *cell) for number, cell in enumerate(_cells(exercise, stub))]
    table = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(table, indent=1, ensure_ascii=False) + "\n"


def notebook_differs(tree: Tree, exercise: Exercise) -> bool:
    """Return whether the notebook on disk is not the one that its stub makes."""
    path = notebook_path(tree, exercise)
    return not path.is_file() or path.read_text(encoding="utf-8") != notebook_text(tree, exercise)


def write_notebook(tree: Tree, exercise: Exercise) -> None:
    """Write the notebook that the stub makes."""
    path = notebook_path(tree, exercise)
    path.parent.mkdir(exist_ok=True)
    path.write_text(notebook_text(tree, exercise), encoding="utf-8")


def _cell(number: int, kind: str, source: str) -> dict[str, Any]:
    """Return a cell; its id counts, so that the same stub makes the same file."""
    cell = {
        "cell_type": kind,
        "id": f"cell-{number:02}",
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _cells(exercise: Exercise, stub: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, source) of each cell: an introduction, what the tasks share, each task, and the whole."""
    tree, lines = ast.parse(stub), stub.split("\n")
    tasks = {task.name: task for task in exercise.tasks}
    yield "markdown", _introduction(exercise, ast.get_docstring(tree) or "")
    yield "code", "%load_ext grader.notebook"
    shared: list[
        str
    ] = []  # imports and the like, in a cell of their own: `from __future__` stands first in its cell
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    begin = (tree.body[0].end_lineno or 0) if len(body) < len(tree.body) else 0
    for node in body:
        end = node.end_lineno or 0
        part = "\n".join(lines[begin:end])
        begin = end
        task = tasks.get(node.name) if isinstance(node, _DEFINITION) else None
        if task is None:
            shared.append(part)
            continue
        if shared:
            yield "code", "\n".join(shared).strip("\n")
            shared = []
        yield "markdown", _about(task)
        yield "code", f"%%grade {exercise.name} -t {task.name}\n" + part.strip("\n")
    if shared:
        yield "code", "\n".join(shared).strip("\n")
    yield "markdown", "## The whole exercise"
    yield "code", f'grade("{exercise.name}")'


def _introduction(exercise: Exercise, docstring: str) -> str:
    return (
        f"# {exercise.number}. {exercise.title}\n\n"
        "The lesson is the README.md beside this notebook. Run the first two cells, then fill in one task after the\n"
        "other and run its cell: the scorecard of the task appears below it. "
        f"For a hint: `!grade hint {exercise.number}`\n\n"
        f"The stub of this exercise begins with what holds for every task:\n\n```text\n{docstring}\n```"
    )


def _about(task: Task) -> str:
    return f"## {task.name}\n\n{task.summary[:1].upper()}{task.summary[1:]}."
