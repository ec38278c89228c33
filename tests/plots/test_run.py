"""Files that are unfinished or wrong: what can be drawn is drawn, and the rest is said in one sentence."""

import pytest

from grader.errors import ExitCode, NothingToGrade
from grader.exercise import all_exercises, find_exercise
from grader.plots.run import plot_file
from grader.scorecard import Outcome

HEAD = "import numpy as np\n"
GOOD = HEAD + "def sigmoid(x): return 1 / (1 + np.exp(-x))\n"
REST = ("sigmoid_grad", "tanh", "tanh_grad", "relu", "relu_grad")
STUBS = "".join(f"def {name}(x): raise NotImplementedError('{name}')\n" for name in REST)


def test_a_stub_gives_no_picture_and_names_every_task(zygotes):
    """Nothing is written: no row, one sentence, exit code 1."""
    exercise = find_exercise("01", all_exercises())
    picture = plot_file(exercise, exercise.stub, zygotes=zygotes)
    assert picture.rows == ()
    assert picture.notes == (
        "Nothing to draw yet. Not written: sigmoid, sigmoid_grad, tanh, tanh_grad, relu, relu_grad.",
    )
    assert {note.exit_code for note in picture.left_out} == {ExitCode.NOT_PASSED}


@pytest.mark.parametrize("number", [exercise.number for exercise in all_exercises() if not exercise.requires])
def test_every_stub_is_answered_with_its_own_tasks(zygotes, number):
    """No exercise's stub raises anything here, or is drawn."""
    exercise = find_exercise(number, all_exercises())
    picture = plot_file(exercise, exercise.stub, zygotes=zygotes)
    assert picture.rows == ()
    assert {note.outcome for note in picture.left_out} == {Outcome.NOT_STARTED}
    assert {note.task for note in picture.left_out} <= {task.name for task in exercise.tasks}


def test_what_is_written_is_drawn(drawn):
    """With one function of six, its curve stands alone, beside XOR."""
    picture = drawn("01", GOOD + STUBS)
    functions, xor = picture.row("functions").panels
    assert [curve.label for curve in functions.elements] == ["sigmoid"]
    assert xor.title == "XOR"
    assert picture.notes == (f"Left out, because not written yet: {', '.join(REST)}.",)


@pytest.mark.parametrize(
    ("body", "outcome", "message"),
    [
        ("return None", Outcome.FAILED, "sigmoid should be an array of shape (241,); got None (is a re"),
        ("return x[:3]", Outcome.FAILED, "sigmoid should be an array of shape (241,); its"),
        ("return np.full(x.shape, np.nan)", Outcome.FAILED, "sigmoid holds no finite number"),
        ("return [str(v) for v in x]", Outcome.FAILED, "sigmoid should hold numbers only;"),
        ("return x / [1, 2]", Outcome.ERRORED, "sigmoid raised ValueError: operands"),
        ("raise KeyError", Outcome.ERRORED, "sigmoid raised KeyError (activations.py, line 2)."),
        ("open('/tmp/x', 'w')", Outcome.FORBIDDEN, "sigmoid is not allowed to"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_the_others_are_drawn(drawn, body, outcome, message):
    """One function is wrong in some way; tanh is drawn all the same."""
    picture = drawn(
        "01", f"{HEAD}def sigmoid(x): {body}\ndef tanh(x): return np.tanh(x)\n{STUBS.replace('tanh(', 'no(')}"
    )
    assert [curve.label for curve in picture.row("functions").panels[0].elements] == ["tanh"]
    first = picture.left_out[0]
    assert (first.task, first.outcome) == ("sigmoid", outcome)
    assert first.message.startswith(message)
    assert first.exit_code == (ExitCode.FORBIDDEN if outcome is Outcome.FORBIDDEN else ExitCode.NOT_PASSED)


@pytest.mark.slow
def test_an_endless_loop_ends_its_own_row_only(drawn):
    """The loop is stopped and named; the rows after it get a fresh child."""
    text = find_exercise("03", all_exercises()).solution.read_text()
    picture = drawn("03", text + "\n\ndef two_layer_gradients(x, y, w1, w2):\n    while True: pass\n")
    assert [row.name for row in picture.rows] == ["xor"]
    assert picture.left_out[0].outcome is Outcome.TIMED_OUT
    assert "two_layer_gradients" in picture.left_out[0].message


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def sigmoid(x:\n", "not yet valid Python"),
        ("import nothing_such\n", "nothing_such cannot be imported here"),
        ("  \n", "activations.py is empty"),
        pytest.param("while True: pass\n", "ran longer than", marks=pytest.mark.slow),
    ],
)
def test_a_file_that_does_not_load_is_said_once(drawn, source, told):
    """One sentence on the file as a whole, no rows."""
    picture = drawn("01", source)
    assert picture.rows == ()
    assert len(picture.notes) == 1
    assert told in picture.notes[0]


def test_a_missing_or_misspelt_task_is_named(drawn):
    """The nearest name in the file is suggested."""
    picture = drawn("01", GOOD.replace("sigmoid", "sigmoyd"))
    assert picture.left_out[0].message.endswith("there is no sigmoid, but a sigmoyd. Rename it to sigmoid.")


def test_what_the_code_prints_is_kept(drawn):
    """Prints are shown below the picture, not in it."""
    picture = drawn("01", GOOD.replace("return", "print('hello'); return") + STUBS)
    assert "hello" in picture.printed


def test_no_file_is_nothing_to_grade(zygotes, tmp_path):
    """A path without a file is answered like everywhere."""
    with pytest.raises(NothingToGrade):
        plot_file(find_exercise("01", all_exercises()), tmp_path / "activations.py", zygotes=zygotes)
