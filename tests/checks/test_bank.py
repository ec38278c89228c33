"""The bank's files: checks in order, faults that name them, misconceptions, packages that do not mix."""

from pathlib import Path
from typing import Any

import pytest

from grader.checks.bank import load_checks, load_misconceptions, load_module
from grader.checks.convergence import Bar
from grader.checks.replay import misconception_entries
from grader.errors import GraderFault
from grader.exercise import Exercise, Task

CHECKS = '''
from grader.checks import check, convergence_check
from . import oracle

@check("f", points=3)
def check_z(student, draw):
    """first

    more
    """
    assert student.f() == oracle.VALUE

def helper(): pass

@convergence_check("g", points=4, measure="loss", below=1.0, needs=("f",))
def check_a(student, draw):
    """second"""
    return 0.0
'''


def exercise(folder: Path, checks: str = CHECKS, **files: str) -> Exercise:
    """Write an exercise's trusted files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "checks.py").write_text(checks, encoding="utf-8")
    for name, text in {"oracle": "VALUE = 1", **files}.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    tasks = tuple(Task(name=name, kind="function", parameters=(), summary="") for name in "fg")
    return Exercise(name=folder.name, title="", title_ja="", file="work.py", folder=folder, tasks=tasks)


def test_checks_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Declared functions are checks, under the first line of their docstring, with their bar."""
    made = exercise(tmp_path / "50_order")
    (made.folder / "calibration.json").write_text('{"checks": {"check_a": {"n": 3, "k": 2}}}')
    planned = load_checks(made)
    assert [(c.name, c.title, c.declared.points, c.bar) for c in planned] == [
        ("check_z", "first", 3, None), ("check_a", "second", 4, Bar(n=3, k=2)),
    ]  # fmt: skip
    assert planned[1].declared.statistical
    assert planned[1].declared.needs == ("f",)


def wrong(old: str, new: str) -> str:
    """Return the checks with one mistake."""
    assert old in CHECKS
    return CHECKS.replace(old, new)


@pytest.mark.parametrize(
    "checks",
    [
        wrong('"f", points', '"h", points'),
        wrong('needs=("f",)', 'needs=("h",)'),
        wrong('    """second"""\n', ""),
        wrong('"""second"""', '"""  """'),
        "def f(:",
        "import module_that_is_not_there",
        "1 / 0",
        "from . import nothing_of_the_kind",
    ],
)
def test_checks_that_do_not_fit(tmp_path: Path, checks: str) -> None:
    """A task that is not there, a missing docstring or a file that does not load is the kit's fault."""
    with pytest.raises(GraderFault, match="51_wrong"):
        load_checks(exercise(tmp_path / "51_wrong", checks))


def test_checks_in_several_files_come_task_by_task(tmp_path: Path) -> None:
    """`checks_*.py` are read as well, and the tasks keep the order of the exercise, whatever the files are called."""
    made = exercise(
        tmp_path / "55_parts",
        wrong('"f", points', '"g", points'),
        checks_more=CHECKS.replace("check_z", "check_first").split("@convergence_check", maxsplit=1)[0],
    )
    assert [(c.name, c.declared.task) for c in load_checks(made)] == [
        ("check_first", "f"), ("check_z", "g"), ("check_a", "g"),
    ]  # fmt: skip


def test_two_folders_of_one_name_do_not_mix(tmp_path: Path) -> None:
    """A second bank with an exercise of the same name brings its own oracle."""
    first = exercise(tmp_path / "a" / "52_twice")
    assert load_module(first.folder, "oracle").VALUE == 1
    second = exercise(tmp_path / "b" / "52_twice", oracle="VALUE = 2")
    assert load_module(second.folder, "oracle").VALUE == 2
    assert load_module(second.folder, "checks").oracle.VALUE == 2


def test_misconceptions(tmp_path: Path) -> None:
    """Functions and classes declared as misconceptions come by name with their task, from all files; others do not."""
    text = """
import numpy as np
from grader.checks import misconception

@misconception("f")
def wrong_sign(): pass

@misconception("g")
class too_large: pass

class Helper: pass
value = 3
"""
    made = exercise(tmp_path / "53_beliefs", misconceptions=text)
    more = text.replace("wrong_sign", "half").replace("too_large", "too_small")
    (made.folder / "misconceptions_more.py").write_text(more, encoding="utf-8")
    found: dict[str, Any] = load_misconceptions(made)
    assert {name: task for name, (task, _) in found.items()} == {
        "wrong_sign": "f", "too_large": "g", "half": "f", "too_small": "g",
    }  # fmt: skip
    assert {name: (entry.task, entry.module) for name, entry in misconception_entries(made).items()} == {
        "wrong_sign": ("f", "misconceptions"), "too_large": ("g", "misconceptions"),
        "half": ("f", "misconceptions_more"), "too_small": ("g", "misconceptions_more"),
    }  # fmt: skip
    assert load_misconceptions(exercise(tmp_path / "54_none")) == {}
