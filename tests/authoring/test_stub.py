"""Stubs are cut from solutions."""

import pytest

from grader.authoring.stub import cut, cut_file
from grader.authoring.tree import checkout
from grader.cli import run
from grader.errors import ExitCode, UsageProblem
from grader.exercise import all_exercises

SOLUTION = '''"""Exercise."""

import numpy as np


def square(x):
    """Return x * x."""
    # <solution>
    y = x * x
    return y
    # </solution>


class Layer:
    """A layer."""

    def __init__(self):
        # <solution>
        self.params = []
        # </solution>

    def forward(self, x):
        """Return x."""
        # <solution>
        def inner(v):
            return v

        return inner(x)
        # </solution>
'''

STUB = '''"""Exercise."""

import numpy as np


def square(x):
    """Return x * x."""
    raise NotImplementedError("square")


class Layer:
    """A layer."""

    def __init__(self):
        raise NotImplementedError("Layer.__init__")

    def forward(self, x):
        """Return x."""
        raise NotImplementedError("Layer.forward")
'''


def test_each_block_becomes_one_raise_with_its_qualified_name():
    """What stands between the markers goes; the contract around it stays."""
    assert cut(SOLUTION) == STUB


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_every_stub_is_the_one_cut_from_its_solution(exercise):
    """No stub drifts from its solution."""
    tree = checkout()
    assert tree.stub(exercise).read_text(encoding="utf-8") == cut_file(tree.solution(exercise))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def f():\n    # <solution>\n    return 1\n", "never closed"),
        ("def f():\n    return 1\n    # </solution>\n", "never opened"),
        ("# <solution>\nx = 1\n# </solution>\n", "outside any function"),
        ("def f():\n    # <solution>\n    # <solution>\n    return 1\n    # </solution>\n", "inside another"),
    ],
)
def test_markers_that_do_not_pair_up_are_told_with_their_line(source, words):
    """A marker in the wrong place is a usage problem, not a silent half stub."""
    with pytest.raises(UsageProblem, match=words):
        cut(source)


def _small_checkout(root):
    bank, solution = root / "grader/bank/09_one", root / "solutions/09_one"
    bank.mkdir(parents=True)
    solution.mkdir(parents=True)
    task = '[[task]]\nname = "square"\nkind = "function"\nparameters = ["x"]\nsummary = "s"\n'
    head = 'format = 1\nname = "09_one"\ntitle = "One"\nfile = "one.py"\n'
    (bank / "exercise.toml").write_text(head + task)
    (solution / "one.py").write_text(SOLUTION)
    return root / "exercises/09_one/one.py"


def test_the_command_cuts_and_then_finds_all_in_step(tmp_path, capsys):
    """`--check` only compares: it fails before the cut, passes after, and writes nothing."""
    stub = _small_checkout(tmp_path)
    command = ["author", "--root", str(tmp_path), "stub"]
    assert run([*command, "--check"]) == ExitCode.NOT_PASSED
    assert not stub.exists()
    assert run([*command, "09"]) == ExitCode.PASSED
    assert stub.read_text() == STUB
    assert run([*command, "--check"]) == ExitCode.PASSED
    assert "in step" in capsys.readouterr().out
