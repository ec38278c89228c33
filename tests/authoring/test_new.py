"""A new exercise comes with all its files, and verify runs on them at once."""

import pytest

from grader.authoring.new import create, read_task
from grader.authoring.stub import cut_file
from grader.authoring.tree import Tree
from grader.cli import run
from grader.errors import ExitCode, UsageProblem


@pytest.fixture
def tree(tmp_path):
    """Return an empty checkout."""
    return Tree(root=tmp_path)


def test_a_new_exercise_is_provable_from_the_first_minute(tree, capsys):
    """The examples in it pass their own checks; the stub is cut; nothing is broken."""
    command = ["author", "--root", str(tree.root)]
    assert run([*command, "new", "09_gates", "--task", "gate(x, y)", "--task", "Switch"]) == ExitCode.PASSED
    (exercise,) = tree.exercises()
    assert [task.name for task in exercise.tasks] == ["gate", "Switch"]
    assert tree.stub(exercise).read_text() == cut_file(tree.solution(exercise))
    run([*command, "verify", "--quick"])
    proofs = [
        line.split()[0]
        for line in capsys.readouterr().out.splitlines()
        if line.startswith(("holds", "FAILS"))
    ]
    assert proofs == ["holds"] * 13


def test_nothing_is_overwritten(tree):
    """The same name again is refused, and the files stay."""
    create(tree, "09_gates", [read_task("gate(x)")])
    with pytest.raises(UsageProblem, match="is there already"):
        create(tree, "09_gates", [read_task("gate(x)")])


def test_two_tasks_need_two_names(tree):
    """A function and a class that differ by a capital letter would share the names of their checks."""
    with pytest.raises(UsageProblem, match="one name"):
        create(tree, "09_gates", [read_task("gate"), read_task("Gate")])


@pytest.mark.parametrize("name", ["gates", "9_gates", "09_Gates", "09_gates/..", "09"])
def test_names_of_exercises_are_held_to_their_form(tree, name):
    """Two digits and a word."""
    with pytest.raises(UsageProblem, match="no name of an exercise"):
        create(tree, name, [read_task("gate(x)")])


@pytest.mark.parametrize("text", ["1gate", "gate(", "gate(x y)", "class", "gate(lambda)"])
def test_tasks_must_be_names_of_pythons(text):
    """What Python would not accept as a name is refused with a next step."""
    with pytest.raises(UsageProblem):
        read_task(text)
