"""The notebooks that ship: in step with the stubs, copied on request, readable as hand-ins."""

import ast
import json

import pytest

from grader.authoring.notebooks import notebook_differs, notebook_path, notebook_text, write_notebook
from grader.authoring.tree import Tree, checkout
from grader.classroom.notebook import notebook_source, python_of
from grader.cli import run
from grader.exercise import all_exercises

EXERCISES = all_exercises()
everyone = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)


@everyone
def test_in_step_with_the_stub(exercise):
    """Build them again with `grade author notebooks`."""
    assert not notebook_differs(checkout(), exercise)


@everyone
def test_a_valid_notebook(exercise):
    """As Jupyter's own validator sees it, with an id for each cell and no outputs."""
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.reads(notebook_text(checkout(), exercise), 4)
    nbformat.validate(notebook)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


@everyone
def test_handed_in_it_is_the_stub(exercise):
    """The code of its cells, as a class run reads it, defines what the stub defines, and no call for a grade."""
    source = notebook_source(notebook_text(checkout(), exercise).encode(), "x.ipynb").decode()

    def code(text):
        body = [node for node in ast.parse(text).body if not isinstance(node, ast.Expr)]
        return [ast.dump(node) for node in body]

    assert code(source) == code(exercise.stub.read_text(encoding="utf-8"))
    assert not [line for line in source.split("\n") if line.startswith(("grade(", "%"))]


@everyone
def test_a_cell_for_each_task(exercise):
    """Each task has one cell, which is graded as that task."""
    cells = json.loads(notebook_text(checkout(), exercise))["cells"]
    firsts = [cell["source"][0].strip() for cell in cells if cell["cell_type"] == "code"]
    assert [line for line in firsts if line.startswith("%%grade")] == [
        f"%%grade {exercise.name} -t {task.name}" for task in exercise.tasks
    ]
    assert firsts[0] == "%load_ext grader.notebook"
    assert firsts[-1] == f'grade("{exercise.name}")'


def test_a_graded_cell_is_code_when_handed_in():
    """The line of %%grade is a comment, the cell is not; a cell of another language is one comment."""
    assert python_of("%%grade 03 -t f\ndef f(): pass") == "# %%grade 03 -t f\ndef f(): pass"
    assert python_of('grade("03")\nx = grade_it') == '# grade("03")\nx = grade_it'
    assert python_of("%%gradebook\nx") == "# %%gradebook\n# x"


@pytest.fixture
def tree(tmp_path):
    """Lay out a checkout with one exercise that has a helper between its tasks."""
    bank = tmp_path / "grader" / "bank" / "09_two"
    bank.mkdir(parents=True)
    task = '[[task]]\nname = "{}"\nkind = "function"\nparameters = []\nsummary = "the {}"\n'
    head = 'format = 1\nname = "09_two"\ntitle = "Two"\nfile = "two.py"\n'
    (bank / "exercise.toml").write_text(head + task.format("f", "first") + task.format("g", "second"))
    stub = tmp_path / "exercises" / "09_two" / "two.py"
    stub.parent.mkdir(parents=True)
    stub.write_text(
        '"""About two."""\n\nimport numpy\n\n\ndef f():\n    pass\n\n\nX = 1\n# of g\ndef g():\n    pass\n'
    )
    return Tree(root=tmp_path)


def test_what_tasks_share_has_cells_of_its_own(tree):
    """Before the first task and between two; a comment above a task belongs to it."""
    (exercise,) = tree.exercises()
    write_notebook(tree, exercise)
    cells = json.loads(notebook_path(tree, exercise).read_text(encoding="utf-8"))["cells"]
    assert ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"] == [
        "%load_ext grader.notebook",
        "import numpy",
        "%%grade 09_two -t f\ndef f():\n    pass",
        "X = 1",
        "%%grade 09_two -t g\n# of g\ndef g():\n    pass",
        'grade("09_two")',
    ]
    assert "About two." in "".join(cells[0]["source"])


def test_the_command_builds_and_compares(tree, capsys):
    """Out of step is exit code 1 with the command that mends it; building anew makes it 0."""
    command = ["author", "--root", str(tree.root), "notebooks"]
    assert run([*command, "--check"]) == 1
    assert "grade author notebooks" in capsys.readouterr().out
    assert run(command) == 0
    assert run([*command, "--check"]) == 0
    stub = tree.root / "exercises" / "09_two" / "two.py"
    stub.write_text(stub.read_text() + "\n\nY = 2\n")
    assert run([*command, "--check"]) == 1


def test_init_copies_notebooks_when_asked(tmp_path):
    """Beside the stubs, and never over one that is there."""
    root = tmp_path / "course"
    assert run(["init", str(root)]) == 0
    assert not list(root.rglob("*.ipynb"))
    assert run(["init", str(root), "--notebooks"]) == 0
    assert len(list(root.rglob("*.ipynb"))) == len(EXERCISES)
    mine = root / "03_backprop" / "backprop.ipynb"
    mine.write_text("mine")
    assert run(["init", str(root), "--notebooks"]) == 0
    assert mine.read_text() == "mine"
