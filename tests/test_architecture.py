"""The shape of the code, held by reading it: who imports whom, how large a module is, what never occurs."""

import ast
import graphlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GRADER = ROOT / "grader"
MAX_LINES = 400

# From top to bottom; a module imports its own rank and those below: cli -> classroom, authoring, grading
# -> report, diagnosis, checks, jail -> submission, exercise, scorecard -> errors.
RANKS = (
    {"cli", "__main__"},
    {"classroom", "authoring", "watch", "notebook"},
    {"grading", "checks_run", "selection", "changes", "doctor", "repro", "practice", "plots"},
    {"report", "diagnosis", "checks", "jail", "course", "hints"},
    {"handout", "update", "kitversion"},
    {"workspace", "progress", "submission", "settings"},
    {"scorecard_json"},
    {"exercise", "scorecard", "datasets", "data", "zips"},
    {"errors", "i18n", ""},
)
# Rooms that are closed to more than their rank says. A fresh child must hold nothing of the checks.
CLOSED = {
    "report": {"report", "scorecard_json", "scorecard", "errors", "i18n"},
    "jail": {"jail", "scorecard", "submission", "errors", "i18n"},
    "checks": {"checks", "jail", "exercise", "submission", "scorecard", "datasets", "errors", "i18n", ""},
}
CHILD_MAY_IMPORT = {"grader.jail.wire", "grader.jail.memory"}
# Parts of the standard library that compute and touch nothing: no file, no process, no clock.
PURE = {"__future__", "collections", "dataclasses", "fractions", "functools", "itertools", "math", "typing"}
DATA_THAT_RUNS = re.compile(r"\b(pickle|marshal|dill)\b|(?<![\w.])eval\(")


def modules() -> list[Path]:
    """Return every Python file of the package except the bank's."""
    return [
        p
        for p in sorted(GRADER.rglob("*.py"))
        if not {"bank", "_exercises"} & set(p.relative_to(GRADER).parts)
    ]


def name_of(path: Path) -> str:
    """Return a file's dotted name: grader/jail/wire.py is grader.jail.wire."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path) for path in modules()}


def imports(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, lazily or not; of the package by its full dotted name."""
    package = name_of(path).split(".") if path.name == "__init__.py" else name_of(path).split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            inner = [f"{module}.{alias.name}" for alias in node.names if f"{module}.{alias.name}" in NAMES]
            yield from inner
            if len(inner) < len(node.names):
                yield module


def inside(path: Path) -> set[str]:
    """Return the modules of the package that a file imports."""
    return {name for name in imports(path) if name.partition(".")[0] == "grader"}


def room(name: str) -> str:
    """Return the first level below the package: "jail" for grader.jail.wire."""
    return ".".join(name.split(".")[1:2])


def rank(name: str) -> int:
    """Return how far down a module stands."""
    return next(number for number, rooms in enumerate(RANKS) if room(name) in rooms)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_point_downwards(path):
    """A module imports its own rank and lower ones, and closed rooms even less."""
    own = name_of(path)
    upwards = {name for name in inside(path) if rank(name) < rank(own)}
    assert not upwards
    allowed = CLOSED.get(room(own))
    assert allowed is None or {room(name) for name in inside(path)} <= allowed


def test_no_cycles():
    """There is an order in which every module comes after all that it imports, lazy imports included."""
    graph = {name_of(path): inside(path) - {name_of(path)} for path in modules()}
    # A package that gathers what its modules define is not imported back by them, except for its version.
    graph["grader"] = set()
    list(graphlib.TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("path", [p for p in modules() if "child" in p.parts], ids=name_of)
def test_the_child_carries_nothing_of_the_grader_but_the_wire(path):
    """What runs beside student code holds no check, no expected value and no report."""
    for name in inside(path):
        assert name.startswith("grader.jail.child") or name in CHILD_MAY_IMPORT | {"grader.jail"}, name


@pytest.mark.parametrize(
    "path", sorted(GRADER.glob("bank/*/*.py")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_the_bank_imports_checks_numpy_and_its_siblings(path):
    """Content depends on the rulers and on nothing else of the kit; drivers and 07, 08 may know torch."""
    folder = name_of(path).rpartition(".")[0]
    torch = {"torch"} if "torch" in (path.parent / "exercise.toml").read_text(encoding="utf-8") else set()
    for name in imports(path):
        top = name.partition(".")[0]
        allowed = top in {"numpy"} | PURE | torch or name == "grader.checks" or name.startswith(folder)
        assert allowed, f"{path.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("path", [*modules(), *sorted(GRADER.glob("bank/*/*.py"))], ids=name_of)
def test_no_module_is_larger_than_its_budget(path):
    """About 150 lines; 400 mean that a noun is missing, or in the bank that a task belongs in a file of its own."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", sorted(GRADER.rglob("*.py")), ids=name_of)
def test_nothing_turns_data_into_code(path):
    """No pickle, marshal, dill or eval anywhere: what crosses the wall, or lies in a file, stays data."""
    found = DATA_THAT_RUNS.search(path.read_text(encoding="utf-8"))
    assert found is None, found


def test_the_rules_see_what_they_are_for(tmp_path, monkeypatch):
    """The reader of imports finds lazy, relative and aliased ones; the pattern finds what it bans."""
    source = "import numpy as np\ndef f():\n    from grader.report import clean\n    from . import oracle\n"
    folder = tmp_path / "grader" / "bank" / "x"
    folder.mkdir(parents=True)
    (folder / "checks.py").write_text(source)
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    assert set(imports(folder / "checks.py")) == {"numpy", "grader.report.clean", "grader.bank.x"}
    for text in ("import pickle", "eval(text)", "dill.load(f)"):
        assert DATA_THAT_RUNS.search(text)
    for text in ("allow_pickle=False", "ast.literal_eval(x)", "net.eval()"):
        assert not DATA_THAT_RUNS.search(text)
