"""What the process beside the kernel answers, and how it is kept."""

import json
import re

import pytest

from grader.authoring.notebooks import notebook_text
from grader.authoring.tree import Tree
from grader.classroom.notebook import notebook_source
from grader.exercise import all_exercises, find_exercise
from grader.grading import grade_submission
from grader.notebook import client, worker
from grader.notebook.client import Grader, Shown
from grader.submission import Submission

GOOD = "%%grade 01\nimport numpy as np\n\ndef relu(x):\n    return np.maximum(0, x)\n"


def request(*texts, exercise="01", tasks=(), own_tasks=False):
    """Return a request as the kernel sends it."""
    cells = [[number, text] for number, text in enumerate(texts, 1)]
    return {"exercise": exercise, "tasks": list(tasks), "cells": cells, "own_tasks": own_tasks}


@pytest.fixture
def zygotes(zygote, tmp_path, monkeypatch):
    """Offer the tests' own warm process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    class Warm:
        def get(self, flavour, **_options):
            return zygote

    return Warm()


def test_a_cell_is_checked_as_its_own_tasks(zygotes):
    """Only the tasks that it defines, with points, text and a page."""
    answer = worker.answer(request(GOOD, own_tasks=True), zygotes)
    assert (answer["earned"], answer["points"], answer["passed"]) == (9, 9, True)
    assert "relu" in answer["text"]
    assert "relu" in answer["html"]
    assert "tanh" not in answer["text"]


def test_named_tasks_and_all_tasks(zygotes):
    """Tasks by name, in any case of letters; without a name the whole exercise."""
    assert worker.answer(request(GOOD, tasks=["RELU"]), zygotes)["points"] == 9
    whole = worker.answer(request(GOOD), zygotes)
    assert (whole["earned"], whole["points"], whole["passed"]) == (9, 100, False)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (request(GOOD, exercise="99"), "no exercise '99'"),
        (request(GOOD, tasks=["nothing"]), "no task 'nothing'"),
        (request("x = 1", own_tasks=True), "defines no task"),
    ],
)
def test_what_cannot_be_asked_is_told(zygotes, asked, words):
    """With the next step, and without a page."""
    answer = worker.answer(asked, zygotes)
    assert words in answer["text"]
    assert "Next: " in answer["text"]
    assert answer["html"] == ""


def test_a_fault_is_not_the_students(zygotes, monkeypatch):
    """A fault of the grader's is told as one."""

    def fail(*_arguments, **_options):
        raise RuntimeError("broken")

    monkeypatch.setattr(worker, "grade_submission", fail)
    assert "not your mistake" in worker.answer(request(GOOD), zygotes)["text"]


def test_results_count_in_a_course_folder(zygotes, tmp_path):
    """Beside the exercises of a course the result is remembered, elsewhere nothing is written."""
    worker.answer(request(GOOD, own_tasks=True), zygotes)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / ".dojo").mkdir()
    worker.answer(request(GOOD, own_tasks=True), zygotes)
    kept = json.loads((tmp_path / ".dojo" / "progress" / "01_activations.json").read_text())
    assert kept["tasks"]["relu"]["outcome"] == "passed"


def test_diagnosis_can_be_off(zygotes, tmp_path):
    """The settings of a course hold in its notebooks."""
    wrong = GOOD.replace("np.maximum(0, x)", "np.minimum(0, x)")
    (tmp_path / ".dojo").mkdir()
    (tmp_path / "dojo.toml").write_text("diagnosis = false\n")
    assert "Diagnosis" not in worker.answer(request(wrong, own_tasks=True), zygotes)["text"]


def test_text_of_a_student_is_never_markup(zygotes):
    """What code says or prints is shown as text in the page."""
    code = "def relu(x):\n    raise ValueError('<script>alert(1)</script>')\n"
    answer = worker.answer(request(code, own_tasks=True), zygotes)
    assert "&lt;script&gt;" in answer["html"]
    assert "<script>" not in answer["html"]


def test_the_page_reaches_nothing_else_of_a_notebook(zygotes):
    """Its style is nested in a class of its own, with nothing that means the whole page."""
    style, _, page = worker.answer(request(GOOD, own_tasks=True), zygotes)["html"].partition("</style>")
    assert style.startswith("<style>.dojo-scorecard {")
    assert style.count("{") == style.count("}")
    assert not re.search(r":root|\bbody\b|\bhtml\b", style)
    assert page.startswith('<div class="dojo-scorecard"')
    assert "run the cell again" in worker.answer(request("x = 1"), zygotes)["html"]


@pytest.fixture
def grader():
    """Keep a real process for one test."""
    kept = Grader()
    yield kept
    kept.close()


@pytest.mark.slow
def test_the_process_stays_and_comes_back(grader):
    """Two requests meet the same process; after a kill, or an interrupt while waiting, there is a new one."""
    assert grader.ask(request(GOOD, own_tasks=True)).passed
    first = grader._process
    assert grader.ask(request(GOOD, own_tasks=True)).passed
    assert grader._process is first
    first.kill()
    first.wait()
    assert grader.ask(request(GOOD, own_tasks=True)).passed


@pytest.mark.slow
def test_an_interrupt_ends_the_check(grader, monkeypatch):
    """The kernel's interrupt does not leave a process that is busy for nobody."""
    assert grader.ask(request(GOOD, own_tasks=True)).passed
    process = grader._process

    def interrupted(_line):
        raise KeyboardInterrupt

    monkeypatch.setattr(grader, "_exchange", interrupted)
    with pytest.raises(KeyboardInterrupt):
        grader.ask(request(GOOD))
    assert process.poll() is not None


def test_a_process_that_cannot_run_is_told(grader, monkeypatch, tmp_path):
    """A sentence, not a traceback of pipes."""
    monkeypatch.setattr(client.sys, "executable", "/bin/false")
    assert "Run this cell again" in grader.ask(request(GOOD)).text


def test_a_notebook_shows_a_page_or_text():
    """What IPython displays."""
    assert Shown(text="t", html="<p>")._repr_mimebundle_() == {"text/plain": "t", "text/html": "<p>"}
    assert Shown(text="t")._repr_mimebundle_(include=None) == {"text/plain": "t"}


@pytest.mark.slow
def test_a_right_notebook_earns_everything_here_and_handed_in(zygotes, tmp_path):
    """The solution in the cells of its notebook: all points in the notebook, and in a class run that reads the file."""
    exercise = find_exercise("02", all_exercises())
    stub = tmp_path / "exercises" / exercise.name / exercise.file
    stub.parent.mkdir(parents=True)
    stub.write_text(exercise.solution.read_text(encoding="utf-8"), encoding="utf-8")
    text = notebook_text(Tree(root=tmp_path), exercise)
    cells = ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    assert worker.answer(request(*cells, exercise="02"), zygotes)["earned"] == 100
    submission = Submission(
        path=tmp_path, file=exercise.file, source=notebook_source(text.encode(), "x.ipynb"), helpers={}
    )
    assert grade_submission(exercise, submission, zygotes=zygotes).earned == 100
