"""Make mutants of a solution: one small change each, to the code between the markers.

Existing mutation tools run a test command per mutant over a whole project and know nothing of arrays; a checker
needs the changes that people make in numpy code (an axis, a transpose, a rebinding where filling was due).
"""

import ast
import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from grader.authoring.operators import OPERATORS, Site
from grader.authoring.stub import BEGIN, END


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A solution with one change. `identity` survives edits elsewhere: it is made of task, operator and source."""

    identity: str
    task: str
    operator: str
    before: str
    after: str
    source: str

    @property
    def change(self) -> str:
        """Return the change in one line."""
        return f"{self.before}  ->  {self.after}"


def mutants(source: str) -> tuple[Mutant, ...]:
    """Return all mutants of a solution, in the order of its lines; no two have the same source."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    found: list[Mutant] = []
    counts: dict[str, int] = {}
    for task, site in _sites(tree, _marked_lines(source)):
        lines = _lines(site.statement)
        for operator, replacement in _replacements(site):
            applied = _applied(site, replacement, tree)
            if applied is None or applied[0] in seen:
                continue
            text, changed = applied
            seen.add(text)
            before, after = _first_difference(lines, changed)
            key = f"{task}|{operator}|{before}|{after}"
            counts[key] = count = counts.get(key, 0) + 1
            identity = hashlib.sha256(f"{key}|{count}".encode()).hexdigest()[:12]
            found.append(
                Mutant(
                    identity=identity, task=task, operator=operator, before=before, after=after, source=text
                )
            )
    return tuple(found)


def _replacements(site: Site) -> Iterator[tuple[str, ast.AST]]:
    for name, operator in OPERATORS.items():
        for replacement in operator(site):
            yield name, replacement


def _applied(site: Site, replacement: ast.AST, tree: ast.Module) -> tuple[str, list[str]] | None:
    """Return (whole source, lines of the statement) with a node replaced; None if that is no Python.

    The tree is as before when this returns.
    """
    ast.fix_missing_locations(replacement)
    site.put(replacement)
    try:
        text = ast.unparse(tree)
        compile(text, "mutant", "exec")
        return text, _lines(replacement if site.node is site.statement else site.statement)
    except (SyntaxError, ValueError, TypeError, AttributeError):
        return None
    finally:
        site.put(site.node)


def _lines(statement: ast.AST) -> list[str]:
    return [line.strip() for line in ast.unparse(statement).splitlines()]


def _first_difference(before: list[str], after: list[str]) -> tuple[str, str]:
    """Return the first line that differs, before and after."""
    for old, new in itertools.zip_longest(before, after, fillvalue="(nothing)"):
        if old != new:
            return old, new
    return before[0], after[0]


def _marked_lines(source: str) -> set[int]:
    marked: set[int] = set()
    inside = False
    for number, line in enumerate(source.splitlines(), 1):
        inside = line.strip() == BEGIN or (inside and line.strip() != END)
        if inside:
            marked.add(number)
    return marked


def _sites(node: ast.AST, marked: set[int], prefix: str = "") -> Iterator[tuple[str, Site]]:
    """Yield (qualified name, site) for every node that stands between markers."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _sites(child, marked, f"{prefix}{child.name}.")
        elif isinstance(child, ast.FunctionDef):
            names = _names(child)
            for site in _walk(child, child, names):
                if getattr(site.statement, "lineno", 0) in marked:
                    yield prefix + child.name, site


def _names(function: ast.FunctionDef) -> tuple[str, ...]:
    """Return the local names of a function in the order in which they appear."""
    found = [node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg) and node.arg != "self"]
    found += [
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return tuple(dict.fromkeys(found))


def _walk(node: ast.AST, statement: ast.AST, names: tuple[str, ...]) -> Iterator[Site]:
    """Yield a site for every node below `node`, each with the statement it stands in."""
    for field, value in ast.iter_fields(node):
        if isinstance(node, ast.FunctionDef) and field in ("args", "returns", "decorator_list"):
            continue
        if isinstance(node, ast.AnnAssign) and field == "annotation":
            continue
        children = value if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            if isinstance(child, ast.AST) and not isinstance(child, ast.expr_context):
                within = child if isinstance(child, ast.stmt) else statement
                yield Site(
                    node=child, parent=node, field=field, index=index if isinstance(value, list) else None,
                    statement=within, names=names,
                )  # fmt: skip
                yield from _walk(child, within, names)
