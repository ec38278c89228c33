"""Which tasks a change of the file can have touched; where that is not certain, all of them.

A task is untouched when neither its own code nor anything of the file that it can reach by name has changed.
Each check runs the whole file anew, and what fails runs once more in a child of its own, so code reaches other code
by name alone; unless the file looks names up while it runs, or runs code where it defines something. Then nothing
is taken as untouched.
"""

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass

# With these a name can be reached, or replaced, without standing in the code: functions by their bare names (the
# method `net.eval()` is another thing), modules and attributes wherever they are named.
_FUNCTIONS = frozenset(
    {
        "globals",
        "locals",
        "vars",
        "dir",
        "eval",
        "exec",
        "compile",
        "getattr",
        "setattr",
        "delattr",
        "__import__",
    }
)
_ANYWHERE = frozenset(
    {"importlib", "sys", "gc", "inspect", "builtins"}
    | {"__dict__", "__globals__", "__builtins__", "__subclasses__"}
)
# Methods that run when somebody else's class is defined.
_HOOKS = frozenset({"__init_subclass__", "__set_name__", "__prepare__", "__class_getitem__"})
_PLAIN_DECORATORS = frozenset({"staticmethod", "classmethod", "property"})

_Function = (ast.FunctionDef, ast.AsyncFunctionDef)
_Definition = (*_Function, ast.ClassDef)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file taken apart: the code of its definitions and the names in it; the rest, in order, with their places."""

    code: dict[str, str]
    names: dict[str, frozenset[str]]
    rest: tuple[str, ...]
    rest_names: frozenset[str]


def touched(before: bytes, after: bytes, tasks: Collection[str]) -> frozenset[str]:
    """Return the tasks whose results the change from `before` to `after` may alter."""
    old, new = _taken_apart(before), _taken_apart(after)
    if old is None or new is None or old.rest != new.rest:
        return frozenset(tasks)
    changed = {name for name in new.code if new.code[name] != old.code[name]}
    reached = _reaching(changed, new)
    if reached & new.rest_names:
        return frozenset(tasks)
    return frozenset(tasks) & (reached | {task for task in tasks if task not in new.code})


def _taken_apart(source: bytes) -> _File | None:
    """Return the parts of a file; None where names alone do not say what reaches what."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    definitions = {node.name: node for node in body if isinstance(node, _Definition)}
    others = [node for node in body if not isinstance(node, _Definition)]
    names = {name: _names(node) for name, node in definitions.items()}
    rest_names = frozenset().union(*map(_names, others))
    if len(definitions) + len(others) < len(body) or any(map(_looks_up, body)):
        return None
    if any(_acts_when_defined(node) for node in definitions.values()):
        return None
    return _File(
        code={name: ast.dump(node) for name, node in definitions.items()},
        names=names,
        rest=tuple(node.name if isinstance(node, _Definition) else ast.dump(node) for node in body),
        rest_names=rest_names,
    )


def _looks_up(tree: ast.AST) -> bool:
    """Return whether code may reach other code without naming it."""
    bare = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return bool(bare & _FUNCTIONS) or bool(_names(tree) & _ANYWHERE)


def _names(tree: ast.AST) -> frozenset[str]:
    return frozenset(_every_name(tree))


def _every_name(tree: ast.AST) -> Iterator[str]:
    """Yield whatever could name a definition of the file: names, attributes, imports, texts that are names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module or "").split(".")
        elif isinstance(node, ast.alias):
            yield from node.name.split(".")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            yield node.value


def _acts_when_defined(node: ast.stmt) -> bool:
    """Return whether a definition may do more than define: a decorator, a call in a class body, a metaclass."""
    return any(
        isinstance(part, (ast.Call, ast.NamedExpr, ast.keyword))
        or (isinstance(part, _Function) and part.name in _HOOKS)
        or (
            isinstance(part, _Definition)
            and any(not isinstance(d, ast.Name) or d.id not in _PLAIN_DECORATORS for d in part.decorator_list)
        )
        for part in _run_at_once(node)
    )


def _run_at_once(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a definition that run when it is made: all but the bodies of functions."""
    yield node
    for name, value in ast.iter_fields(node):
        if name == "body" and isinstance(node, (*_Function, ast.Lambda)):
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST):
                yield from _run_at_once(part)


def _reaching(changed: Collection[str], file: _File) -> set[str]:
    """Return the changed definitions and all that reach one of them by name, over any number of steps."""
    reached = set(changed)
    while True:
        more = {name for name, used in file.names.items() if used & reached} - reached
        if not more:
            return reached
        reached |= more
