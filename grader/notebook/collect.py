"""Make a submission of the cells of a notebook: the stub, and after it what the cells define of its tasks.

Of the cells only definitions, imports and plain assignments are taken, and of those only what the tasks reach by
name, each in its latest form: a picture, a training or a library that is there for the eye is not run again.
"""

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.classroom.notebook import python_of
from grader.exercise import Exercise
from grader.i18n import _
from grader.scorecard import Diagnosis, Evidence, Scorecard

Cells = Sequence[tuple[int, str]]
# "line 12" and its Japanese form: how messages name a line of the student's.
_LINE = re.compile(r"\bline (?P<after>\d+)|(?P<before>\d+) ?行目")
_PLAIN = (
    ast.Constant,
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.BinOp,
    ast.UnaryOp,
    ast.Tuple,
    ast.List,
    ast.Dict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of a cell: the names that it binds ("*" for a star), those it uses, and where it stands."""

    binds: frozenset[str]
    uses: frozenset[str]
    cell: int
    line: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A submission's source, and for each of its lines the cell and line it is from; None in the stub."""

    source: str
    origins: tuple[tuple[int, int] | None, ...]


def collect(exercise: Exercise, cells: Cells) -> Collected:
    """Return the submission that cells make, in the order in which they were run."""
    stub = exercise.stub.read_text(encoding="utf-8").rstrip("\n").split("\n")
    lines: list[str] = [*stub]
    origins: list[tuple[int, int] | None] = [None] * len(stub)
    for statement in _reached(list(_statements(cells)), [task.name for task in exercise.tasks]):
        lines += ["", *statement.lines]
        origins += [None, *((statement.cell, statement.line + n) for n in range(len(statement.lines)))]
    return Collected(source="\n".join(lines) + "\n", origins=tuple(origins))


def tasks_of_last(exercise: Exercise, cells: Cells) -> tuple[str, ...]:
    """Return the tasks that the last cell defines."""
    bound = frozenset[str]().union(*(statement.binds for statement in _statements(cells[-1:])))
    return tuple(task.name for task in exercise.tasks if task.name in bound)


def _statements(cells: Cells) -> Iterator[Statement]:
    for number, text in cells:
        source = python_of(text)
        try:
            body = ast.parse(source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # the kernel could not run it either
        lines = source.split("\n")
        for node in body:
            if _is_definition(node):
                first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
                yield Statement(
                    binds=_bound(node), uses=_used(node), cell=number, line=first,
                    lines=tuple(lines[first - 1 : node.end_lineno]),
                )  # fmt: skip


def _is_definition(node: ast.stmt) -> bool:
    """Return whether a statement only defines: a function, a class, an import, or a name for a plain value."""
    if isinstance(node, ast.ImportFrom):
        return node.module != "__future__"  # it would have to come first, and the stub has those it needs
    if isinstance(node, ast.Assign):
        return all(isinstance(target, ast.Name) for target in node.targets) and isinstance(node.value, _PLAIN)
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.target, ast.Name) and isinstance(node.value, _PLAIN)
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import))


def _bound(node: ast.stmt) -> frozenset[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return frozenset({node.name})
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return frozenset((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    return frozenset(n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))


def _used(node: ast.stmt) -> frozenset[str]:
    return frozenset(n.id for n in ast.walk(node) if isinstance(n, ast.Name))


def _reached(statements: Sequence[Statement], names: Collection[str]) -> list[Statement]:
    """Return the latest statement of each name that is wanted, directly or by another one, in their order."""
    latest = {name: number for number, statement in enumerate(statements) for name in statement.binds}
    wanted, taken = [*names, "*"], set[int]()
    while wanted:
        number = latest.get(wanted.pop())
        if number is not None and number not in taken:
            taken.add(number)
            wanted += statements[number].uses
    return [statements[number] for number in sorted(taken)]


def in_cells(scorecard: Scorecard, exercise: Exercise, collected: Collected) -> Scorecard:
    """Return a scorecard that speaks of cells and their lines in place of lines of a file."""
    move = _Mover(exercise.file, collected.origins)
    results = tuple(
        replace(
            result,
            evidence=move.evidence(result.evidence),
            diagnosis=move.diagnosis(result.diagnosis),
            printed=move.printed(result.printed),
        )
        for result in scorecard.results
    )
    problem, printed = move.evidence(scorecard.problem), move.printed(scorecard.printed)
    return replace(scorecard, results=results, problem=problem, printed=printed)


class _Mover:
    """Rewrites what names a line of the submission; what is of the stub, or names no line, stays as it is."""

    def __init__(self, file: str, origins: Sequence[tuple[int, int] | None]) -> None:
        self._file = file
        self._origins = origins

    def _origin(self, line: int | None) -> tuple[int, int] | None:
        return self._origins[line - 1] if line is not None and 0 < line <= len(self._origins) else None

    def text(self, text: str) -> str:
        """Return a message with the cell's line for the file's, and the cell for the file."""
        match = _LINE.search(text)
        found = self._origin(int(match["before"] or match["after"])) if match is not None else None
        if match is None or found is None:
            return text
        cell, line = found
        group = "before" if match["before"] else "after"
        moved = text[: match.start(group)] + str(line) + text[match.end(group) :]
        return moved.replace(self._file, _("cell [{cell}]", cell=cell))

    def printed(self, text: str) -> str:
        """Return what was printed with the places of Python's own warnings in cells."""

        def place(match: re.Match[str]) -> str:
            found = self._origin(int(match[1]))
            return _("cell [{cell}]", cell=found[0]) + f":{found[1]}" if found else match[0]

        return re.sub(rf"{re.escape(self._file)}:(\d+)\b", place, text)

    def evidence(self, evidence: Evidence | None) -> Evidence | None:
        """Return evidence that names cells."""
        if evidence is None:
            return None
        raised = evidence.raised
        found = self._origin(raised.line) if raised is not None else None
        if raised is not None and found is not None:
            raised = replace(raised, line=found[1])
        return replace(evidence, message=self.text(evidence.message), raised=raised)

    def diagnosis(self, diagnosis: Diagnosis | None) -> Diagnosis | None:
        """Return a diagnosis that names cells."""
        if diagnosis is None:
            return None
        texts = (diagnosis.explanation, diagnosis.evidence, diagnosis.hint)
        explanation, evidence, hint = map(self.text, texts)
        return replace(diagnosis, explanation=explanation, evidence=evidence, hint=hint)
