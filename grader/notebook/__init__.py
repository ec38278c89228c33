"""The exercises in a Jupyter notebook.

    %load_ext grader.notebook          once, at the top

    %%grade 03_backprop -t Affine      at the top of a cell: run it, then check the task it defines
    grade("03_backprop")               check everything that the notebook defines so far

The kernel is the student's own process, so no verdict is made in it: a process beside it gets the text of the
cells, and checks it behind the same wall, with the same checks, as `grade check` does.
"""

from typing import Any

from grader.errors import UsageProblem
from grader.notebook.client import Shown, ask, told
from grader.notebook.line import read_line

__all__ = ["grade", "load_ipython_extension", "unload_ipython_extension"]

_shell: Any = None


def load_ipython_extension(shell: Any) -> None:
    """Make `%%grade`, `%grade` and `grade(...)` known to a notebook; IPython calls this for %load_ext."""
    global _shell
    _shell = shell
    shell.register_magic_function(_grade_cell, "line_cell", "grade")
    shell.push({"grade": grade}, interactive=False)


def unload_ipython_extension(shell: Any) -> None:
    """Take them away again."""
    global _shell
    _shell = None
    shell.magics_manager.magics["cell"].pop("grade", None)
    shell.magics_manager.magics["line"].pop("grade", None)
    shell.drop_by_id({"grade": grade})


def grade(exercise: str, *tasks: str) -> Shown:
    """Check an exercise, or some of its tasks, on what the cells run so far define; return the scorecard."""
    return ask(exercise, tasks, _cells())


def _grade_cell(line: str, cell: str | None = None) -> Shown | None:
    """%%grade EXERCISE [-t TASK]...: run this cell, then check the tasks that it defines, or those named."""
    try:
        exercise, tasks = read_line(line)
    except UsageProblem as error:
        return told(error)
    if cell is None:
        return grade(exercise, *tasks)
    if not _shell.run_cell(cell).success:
        return None  # the traceback is there already
    return ask(exercise, tasks, _cells(cell), own_tasks=not tasks)


def _cells(running: str | None = None) -> list[tuple[int, str]]:
    """Return (number, text) of every cell that was run, as typed; the running one is the last, without its magic."""
    if _shell is None:
        return []
    typed = list(enumerate(_shell.history_manager.input_hist_raw))
    if running is None:
        return typed
    number = _shell.execution_count
    return [(n, text) for n, text in typed if n != number] + [(number, f"#\n{running}")]
