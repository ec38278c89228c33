"""Find a solution's code again in what students receive, however its variables are called there.

Code is compared as normalised syntax trees: docstrings, comments and annotations dropped, local names replaced by
their order of appearance. Looked for are the whole body of a task, and any three consecutive statements of one.
"""

import ast
import copy
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from grader.authoring.stub import BEGIN, END

WINDOW = 3
# A body of fewer nodes (`self.params = []`, `return x @ W + b`) is the only way to say a thing; finding it is no leak.
SMALLEST_BODY = 20
_CODE_BLOCK = re.compile(r"^```(?:python|py)[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)

Shape = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A piece of a solution: where it is from, its statements' outlines, its normalised tree."""

    task: str
    line: int
    outlines: tuple[str, ...]
    shape: Shape
    whole: bool


def fragments(source: str) -> tuple[Fragment, ...]:
    """Return what must not be found elsewhere: each task's whole body, and its windows of three statements."""
    found: list[Fragment] = []
    begun = {number for number, line in enumerate(source.splitlines(), 1) if line.strip() == BEGIN}
    for name, function in _functions(ast.parse(source)):
        if not any(function.lineno <= number <= (function.end_lineno or 0) for number in begun):
            continue
        body, known = _without_docstring(function.body), _locals(function)
        if _size(body, known) >= SMALLEST_BODY:
            found.append(_fragment(name, body, known, whole=True))
        for block in _blocks(body):
            for start in range(len(block) - WINDOW + 1):
                window = block[start : start + WINDOW]
                found.append(_fragment(name, window, known, whole=False))
    return tuple(found)


def _fragment(name: str, statements: Sequence[ast.stmt], known: Collection[str], *, whole: bool) -> Fragment:
    return Fragment(
        task=name, line=statements[0].lineno, whole=whole,
        outlines=tuple(_outline(statement, known) for statement in statements), shape=_shape(statements, known),
    )  # fmt: skip


def _size(statements: Sequence[ast.stmt], known: Collection[str]) -> int:
    """Return the number of nodes of statements once they are normalised."""
    normalise = _Normalise(known)
    return sum(1 for statement in statements for _ in ast.walk(normalise.visit(copy.deepcopy(statement))))


def find(source: str, wanted: Sequence[Fragment]) -> Iterator[tuple[Fragment, int]]:
    """Yield each fragment that a file holds, with its line there.

    Statements are first compared with every local name alike, which is cheap and done once a file.
    """
    by_first: dict[str, list[Fragment]] = {}
    for fragment in wanted:
        by_first.setdefault(fragment.outlines[0], []).append(fragment)
    for block in _scoped_blocks(source):
        for start, outline in enumerate(block.outlines):
            for fragment in by_first.get(outline, ()):
                stretch = slice(start, start + len(fragment.outlines))
                if block.outlines[stretch] == fragment.outlines:
                    window = block.statements[stretch]
                    if _shape(window, block.known) == fragment.shape:
                        yield fragment, window[0].lineno


@dataclass(frozen=True, slots=True)
class _Block:
    """Consecutive statements, their outlines, and the local names of the scope they stand in."""

    statements: tuple[ast.stmt, ...]
    outlines: tuple[str, ...]
    known: frozenset[str]


@lru_cache(maxsize=512)
def _scoped_blocks(source: str) -> tuple[_Block, ...]:
    tree = ast.parse(source)
    scopes: list[ast.Module | ast.FunctionDef] = [tree, *(function for _, function in _functions(tree))]
    found = []
    for scope in scopes:
        known = frozenset(_locals(scope))
        found += [
            _Block(tuple(block), tuple(_outline(statement, known) for statement in block), known)
            for block in _blocks(_without_docstring(scope.body))
        ]
    return tuple(found)


def _outline(statement: ast.stmt, known: Collection[str]) -> str:
    """Return a statement's tree with every local name written alike."""
    return ast.dump(_Normalise(known, one_name=True).visit(copy.deepcopy(statement)), annotate_fields=False)


def lesson_code(text: str) -> Iterator[str]:
    """Yield the Python blocks of a lesson that are whole code; a prompt (`>>>`) before a line is dropped."""
    for block in _CODE_BLOCK.findall(text):
        lines = [line.removeprefix(">>> ").removeprefix("... ") for line in block.splitlines()]
        code = "\n".join(lines)
        try:
            ast.parse(code)
        except SyntaxError:
            continue
        yield code


def code_of(path: Path) -> Iterator[str]:
    """Yield the code of a file that students receive: a module, or the blocks of a lesson."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        yield from lesson_code(text)
    else:
        yield text


def solution_markers(source: str) -> int:
    """Return how many marker lines there are in a text, which only a solution has."""
    return sum(line.strip() in (BEGIN, END) for line in source.splitlines())


def _functions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.FunctionDef):
            yield prefix + child.name, child
            yield from _functions(child, f"{prefix}{child.name}.")


def _without_docstring(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    is_text = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    return list(body[1:] if is_text else body)


def _blocks(body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Yield a body and the blocks nested in its statements, but not those of inner functions and classes."""
    yield body
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for field in ("body", "orelse", "finalbody"):
            inner = getattr(statement, field, None)
            if isinstance(inner, list) and inner:
                yield from _blocks(inner)


def _locals(scope: ast.AST) -> set[str]:
    """Return the names that a function or module binds itself: parameters and whatever is assigned."""
    return {
        node.arg if isinstance(node, ast.arg) else node.id
        for node in ast.walk(scope)
        if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    }


def _shape(statements: Sequence[ast.stmt], known: Collection[str]) -> Shape:
    normalise = _Normalise(known)
    return "\n".join(ast.dump(normalise.visit(copy.deepcopy(s)), annotate_fields=False) for s in statements)


class _Normalise(ast.NodeTransformer):
    """Replace local names by their order of appearance; drop annotations and docstrings."""

    def __init__(self, known: Collection[str], *, one_name: bool = False) -> None:
        self._known = known
        self._one_name = one_name
        self._order: dict[str, str] = {}

    def _renamed(self, name: str) -> str:
        if name not in self._known:
            return name
        return "v" if self._one_name else self._order.setdefault(name, f"v{len(self._order)}")

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._renamed(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg, node.annotation = self._renamed(node.arg), None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is None:
            return ast.Pass()
        return self.visit(ast.Assign(targets=[node.target], value=node.value))  # type: ignore[no-any-return]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name, node.returns = self._renamed(node.name), None
        node.body = _without_docstring(node.body) or [ast.Pass()]
        return self.generic_visit(node)
