"""A small bank of two exercises, a course folder, and a fake of the engine that answers from a script."""

import sys
import types
from pathlib import Path

import pytest

import grader.course
import grader.exercise
from grader.cli import run
from grader.scorecard import CheckResult, Outcome, Scorecard

_METADATA = """
format = 1
name = "{name}"
title = "About {topic}"
file = "{topic}.py"
[[task]]
name = "one"
kind = "function"
parameters = ["x"]
summary = "the first"
[[task]]
name = "Two"
kind = "class"
parameters = []
summary = "the second"
"""
_HINTS = '[task.one]\nhints = ["gentle", "more", "nearly the answer"]\n'


@pytest.fixture
def bank(tmp_path, monkeypatch):
    """Two exercises with lessons and stubs, in place of the kit's own."""
    for name in ("01_alpha", "02_beta"):
        topic = name[3:]
        folder = tmp_path / "bank" / name
        folder.mkdir(parents=True)
        (folder / "exercise.toml").write_text(_METADATA.format(name=name, topic=topic))
        (folder / "hints.en.toml").write_text(_HINTS)
        lesson = tmp_path / "shipped" / name
        (lesson / "__pycache__").mkdir(parents=True)
        (lesson / "__pycache__" / "x.pyc").write_bytes(b"")
        (lesson / "README.md").write_text(f"Lesson {topic}\n")
        (lesson / f"{topic}.py").write_text("raise NotImplementedError\n")
    monkeypatch.setattr(grader.exercise.all_exercises, "__defaults__", (tmp_path / "bank",))
    for module in (grader.exercise, grader.course):
        monkeypatch.setattr(module, "exercises_root", lambda: tmp_path / "shipped")
    monkeypatch.setattr(grader.exercise, "solutions_root", lambda: tmp_path / "solutions")
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path / "bank"


@pytest.fixture
def grade(capsys):
    """Run a command line in this process; return its exit code, output and errors."""

    def call(*arguments):
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return types.SimpleNamespace(code=code, out=captured.out, err=captured.err)

    return call


@pytest.fixture
def course(bank, tmp_path, monkeypatch, grade):
    """Make a course folder with `init`, and go there."""
    root = tmp_path / "course"
    assert grade("init", root).code == 0
    monkeypatch.chdir(root)
    return root


def card(exercise, path, outcome=Outcome.PASSED, tasks=(), diagnosis=None):
    """Return a scorecard in which every task ends with the same outcome."""
    return Scorecard(
        exercise=exercise.name,
        title=exercise.title,
        file=str(path),
        results=tuple(
            CheckResult(
                name=f"check_{task.name}",
                task=task.name,
                title="works.",
                points=5,
                outcome=outcome,
                diagnosis=diagnosis,
            )
            for task in exercise.tasks
            if not tasks or task.name in tasks
        ),
    )


class FakeEngine:
    """Stands in for grader.grading: `outcomes` maps a file's text to an outcome or to what is raised."""

    def __init__(self):
        self.calls = []
        self.outcomes = {}
        self.diagnosis = None

    def grade_file(self, exercise, path, **options):
        """Answer from the script, or with a pass."""
        self.calls.append((exercise.name, Path(path), options))
        outcome = self.outcomes.get(Path(path).read_text(), Outcome.PASSED)
        if isinstance(outcome, BaseException):
            raise outcome
        scorecard = card(exercise, path, outcome, options["tasks"], self.diagnosis)
        for done, result in enumerate(scorecard.results, 1):
            options["on_progress"](result, done, len(scorecard.results))
        return scorecard


class FakeZygotes:
    """Warm processes that are none."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


@pytest.fixture
def engine(monkeypatch):
    """Put the fake engine into the place where `grade check` looks for the real one."""
    fake = FakeEngine()
    module = types.ModuleType("grader.grading")
    module.grade_file = fake.grade_file
    module.Zygotes = FakeZygotes
    monkeypatch.setitem(sys.modules, "grader.grading", module)
    return fake
