"""Cut the stub from the solution, so that the two cannot drift apart.

What stands between the marker lines becomes one `raise NotImplementedError` that names its task.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from grader.errors import UsageProblem
from grader.i18n import _, later

BEGIN = "# <solution>"
END = "# </solution>"


def cut(source: str, name: str = "solution") -> str:
    """Return the stub of a solution: each marked block replaced by a raise with the qualified name around it.

    Raises UsageProblem where markers do not pair up or stand outside a function.
    """
    names = dict(_enclosing_functions(ast.parse(source)))
    kept: list[str] = []
    opened = 0
    for number, line in enumerate(source.splitlines(), start=1):
        marker = line.strip()
        if marker == BEGIN:
            _insist(not opened, name, number, later("opens inside another block"))
            _insist(number in names, name, number, later("stands outside any function"))
            kept.append(f'{line[: line.index("#")]}raise NotImplementedError("{names.get(number)}")')
            opened = number
        elif marker == END:
            _insist(bool(opened), name, number, later("closes a block that was never opened"))
            opened = 0
        elif not opened:
            kept.append(line)
    _insist(not opened, name, opened, later("is never closed"))
    return "\n".join(kept) + "\n"


def _enclosing_functions(node: ast.AST, prefix: str = "") -> Iterator[tuple[int, str]]:
    """Yield (line, qualified name) for every line of every function; inner functions keep the outer's name."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _enclosing_functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for line in range(child.lineno, (child.end_lineno or child.lineno) + 1):
                yield line, prefix + child.name
        else:
            yield from _enclosing_functions(child, prefix)


def _insist(condition: bool, name: str, line: int, what: str) -> None:
    if not condition:
        raise UsageProblem(
            _("{name}, line {line}: this marker {what}.", name=name, line=line, what=_(what)),
            next_step=_("Put each task's body between {begin} and {end}.", begin=BEGIN, end=END),
        )


def stub_differs(solution: Path, stub: Path) -> bool:
    """Return whether the stub on disk is not the one cut from the solution."""
    return not stub.is_file() or stub.read_text(encoding="utf-8") != cut_file(solution)


def cut_file(solution: Path) -> str:
    """Return the stub of a solution's file."""
    return cut(solution.read_text(encoding="utf-8"), str(solution))


def write_stub(solution: Path, stub: Path) -> None:
    """Write the stub cut from a solution."""
    stub.parent.mkdir(parents=True, exist_ok=True)
    stub.write_text(cut_file(solution), encoding="utf-8")
