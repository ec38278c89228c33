"""A submission made of cells: what is taken, what is left, and where each line comes from."""

import textwrap

import pytest

from grader.exercise import all_exercises, find_exercise
from grader.notebook.collect import collect, in_cells, tasks_of_last
from grader.scorecard import CheckResult, Diagnosis, Evidence, Outcome, Raised, Scorecard

EXERCISE = find_exercise("01", all_exercises())
STUB = EXERCISE.stub.read_text(encoding="utf-8")


def cells(*texts):
    """Return cells, numbered as a kernel numbers them."""
    return [(number, textwrap.dedent(text)) for number, text in enumerate(texts, 1)]


def added(*texts):
    """Return what cells add to the stub."""
    source = collect(EXERCISE, cells(*texts)).source
    assert source.startswith(STUB.rstrip("\n"))
    return source[len(STUB) :].split()


def test_without_a_cell_it_is_the_stub():
    """What is not written yet is not started."""
    assert collect(EXERCISE, []).source == STUB


def test_definitions_follow_the_stub():
    """A task's definition comes after the stub's, and so takes its place."""
    assert " ".join(added("def relu(x):\n    return x")) == "def relu(x): return x"


def test_what_a_task_reaches_comes_along_in_its_order():
    """Helpers, constants, imports and a cell's later change; each once, in the order in which they were run."""
    found = " ".join(
        added(
            "from math import exp as e\nHALF = 1 / 2",
            "def helper(x):\n    return e(x) * HALF",
            "def relu(x):\n    return helper(x)",
            "%%grade 01 -t relu\ndef relu(x):\n    return helper(x) + 1",
        )
    )
    assert found == (
        "from math import exp as e HALF = 1 / 2 def helper(x): return e(x) * HALF def relu(x): return helper(x) + 1"
    )


@pytest.mark.parametrize(
    "text",
    [
        "import matplotlib.pyplot as plt\nplt.plot([1])",
        "print(relu(1))",
        "for x in range(10**9):\n    pass",
        "DATA = load()",
        "%matplotlib inline",
        "!pip list",
        "%%bash\nls",
        "def broken(:",
        "grade('01')",
        "def other(x):\n    return x",
        "from __future__ import annotations",
        "a, b = 1, 2",
    ],
)
def test_what_no_task_needs_is_left(text):
    """Pictures, prints, trainings, magics, half cells and whatever no task names."""
    assert added(text, "def relu(x):\n    return x") == added("def relu(x):\n    return x")


def test_decorators_and_methods_come_along():
    """A definition is taken with its decorators, a class whole; a star import because it may be needed."""
    source = """
        from numpy import *
        def note(f):
            return f

        @note
        def relu(x):
            return x
    """
    expected = "from numpy import * def note(f): return f @note def relu(x): return x"
    assert " ".join(added(source)) == expected


def test_the_tasks_of_a_cell():
    """Those that the last cell defines, in the order of the exercise, however it defines them."""
    assert tasks_of_last(EXERCISE, cells("def relu(x): pass")) == ("relu",)
    assert tasks_of_last(EXERCISE, cells("def relu(x): pass", "tanh = abs\ndef sigmoid(x): pass")) == (
        "sigmoid",
        "tanh",
    )
    assert tasks_of_last(EXERCISE, cells("def relu(x): pass", "x = 1")) == ()


def card(evidence, diagnosis=None, problem=None, printed=""):
    """Return a scorecard of one failed check."""
    result = CheckResult(
        name="c", task="relu", title="t", points=1, outcome=Outcome.ERRORED,
        evidence=evidence, diagnosis=diagnosis, printed=printed,
    )  # fmt: skip
    return Scorecard(exercise="01", title="t", file="f", results=(result,), problem=problem, printed=printed)


def test_lines_are_those_of_the_cell():
    """Numbers of lines, and the file's name beside them, become the cell's, in English and Japanese."""
    collected = collect(EXERCISE, [(7, "x = 1\n\ndef relu(x):\n    return y\n")])
    line = collected.source.split("\n").index("    return y") + 1
    raised = Raised(type="NameError", message="y", line=line)
    moved = in_cells(
        card(
            Evidence(message=f"{EXERCISE.file}, line {line}: no y", raised=raised),
            Diagnosis(kind="slip", name="n", explanation=f"No y (line {line}).", evidence=f"{line} 行目"),
            Evidence(message=f"{EXERCISE.file}, line 3: from the stub"),
        ),
        EXERCISE,
        collected,
    )
    result = moved.results[0]
    assert result.evidence.message == "cell [7], line 4: no y"
    assert result.evidence.raised.line == 4
    assert result.diagnosis.explanation == "No y (line 4)."
    assert result.diagnosis.evidence == "4 行目"
    assert moved.problem.message == f"{EXERCISE.file}, line 3: from the stub"


def test_what_names_no_line_stays():
    """A message without a line, a line beyond the end, nothing at all."""
    collected = collect(EXERCISE, [])
    told = Evidence(message="no line", raised=Raised(type="E", message="m", line=10**6))
    assert in_cells(card(told), EXERCISE, collected) == card(told)
    assert in_cells(card(None), EXERCISE, collected) == card(None)


def test_places_in_what_was_printed():
    """Python's warnings name the file and a line; what names a line of the stub stays."""
    collected = collect(EXERCISE, [(7, "def relu(x):\n    return y\n")])
    line = collected.source.split("\n").index("    return y") + 1
    moved = in_cells(
        card(None, printed=f"{EXERCISE.file}:{line}: Warning\n{EXERCISE.file}:3: x"), EXERCISE, collected
    )
    assert moved.printed == moved.results[0].printed == f"cell [7]:2: Warning\n{EXERCISE.file}:3: x"
