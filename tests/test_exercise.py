"""Exercises: what their metadata says, what is said of metadata that is broken, and how a name finds one."""

from pathlib import Path

import pytest

from grader.errors import GraderFault, UnknownExercise
from grader.exercise import Exercise, all_exercises, find_exercise, load_exercise

TOML = """
format = 1
name = "03_backprop"
title = "Backpropagation"
file = "backprop.py"

[[task]]
name = "Affine"
kind = "class"
parameters = ["W", "b"]
summary = "the fully connected layer"
[task.methods]
forward = ["x"]
"""


def write(folder: Path, text: str | bytes) -> Path:
    """Write an exercise's metadata."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "exercise.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def named(*names: str) -> list[Exercise]:
    """Return exercises of these names."""
    return [
        Exercise(name=n, title=n, title_ja="", file=n.partition("_")[2] + ".py", folder=Path(n), tasks=())
        for n in names
    ]


EXERCISES = named("01_activations", "02_losses", "03_backprop", "04_optimizers", "10_backtracking", "11_03")


def test_metadata_is_read(tmp_path: Path) -> None:
    """Names, numbers, tasks with their methods, and defaults for what is left out."""
    exercise = load_exercise(write(tmp_path / "03_backprop", TOML))
    assert (exercise.name, exercise.number, exercise.topic, exercise.file) == (
        "03_backprop",
        "03",
        "backprop",
        "backprop.py",
    )
    assert (exercise.title_ja, exercise.helpers, exercise.requires) == ("", (), ())
    task = exercise.task("Affine")
    assert (task.kind, task.parameters, task.methods) == ("class", ("W", "b"), {"forward": ("x",)})
    assert exercise.stub.parts[-2:] == ("03_backprop", "backprop.py")
    assert exercise.lesson_folder.name == "03_backprop"
    with pytest.raises(KeyError):
        exercise.task("affine")


BROKEN = {
    "no file": None,
    "not toml": "format = ",
    "not utf-8": b"\xff\xfe",
    "another format": TOML.replace("format = 1", "format = 2"),
    "no format": TOML.replace("format = 1", ""),
    "no name": TOML.replace('name = "03_backprop"', ""),
    "no task": TOML[: TOML.index("[[task]]")],
    "tasks that are a table": TOML.replace("[[task]]", "[task]"),
    "tasks that are numbers": TOML[: TOML.index("[[task]]")] + "task = [1, 2]",
    "methods that are a list": TOML.replace('[task.methods]\nforward = ["x"]', "methods = [1]"),
    "parameters that are a number": TOML.replace('["W", "b"]', "3"),
    "no summary": TOML.replace("summary", "summery"),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_broken_metadata_is_the_kits_fault(tmp_path: Path, text: str | bytes | None) -> None:
    """Whatever is wrong with the file, the fault names it."""
    folder = tmp_path / "03_backprop"
    if text is not None:
        write(folder, text)
    with pytest.raises(GraderFault, match=r"exercise\.toml"):
        load_exercise(folder)


def test_all_exercises_in_order(tmp_path: Path) -> None:
    """Folders with metadata are exercises, in the order of their names; others are not."""
    for name in ("02_b", "01_a"):
        write(tmp_path / name, TOML.replace("03_backprop", name))
    (tmp_path / "notes").mkdir()
    assert [e.name for e in all_exercises(tmp_path)] == ["01_a", "02_b"]


def test_the_bank_is_sound() -> None:
    """Every exercise of the bank loads, has its tasks, a stub, and a folder of its own name."""
    exercises = all_exercises()
    assert exercises
    for exercise in exercises:
        assert exercise.folder.name == exercise.name
        assert exercise.tasks
        assert exercise.stub.is_file()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("02", "02_losses"),
        ("3", "03_backprop"),
        ("backprop", "03_backprop"),
        ("03_backprop", "03_backprop"),
        ("backprop.py", "03_backprop"),
        ("backp", "03_backprop"),
        ("03_b", "03_backprop"),
        ("  BackProp ", "03_backprop"),
        ("a", "01_activations"),
        ("10", "10_backtracking"),
        ("11", "11_03"),
    ],
)
def test_a_name_finds_its_exercise(text: str, name: str) -> None:
    """Number with or without zero, name, topic, file or unique prefix, in any case."""
    assert find_exercise(text, EXERCISES).name == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("back", "could be 03_backprop or 10_backtracking"),
        ("0", "could be 01_activations or 02_losses or 03_backprop or 04_optimizers"),
        ("backprob", "Did you mean 03_backprop?"),
        ("03_backporp", "Did you mean 03_backprop?"),
        ("zebra", "There is no exercise 'zebra'."),
        ("", "There is no exercise ''."),
        ("99", "There is no exercise '99'."),
    ],
)
def test_a_name_that_finds_none_or_several(text: str, words: str) -> None:
    """Near names are suggested, several are listed."""
    with pytest.raises(UnknownExercise) as caught:
        find_exercise(text, EXERCISES)
    assert words in caught.value.message
    assert caught.value.next_step


def test_a_number_that_is_another_ones_topic() -> None:
    """Where a text fits two exercises exactly, both are named."""
    with pytest.raises(UnknownExercise, match="03_backprop or 11_03"):
        find_exercise("03", EXERCISES)


def test_an_exercise_number_zero() -> None:
    """An empty text is no exercise, also where one has the number 00."""
    with pytest.raises(UnknownExercise):
        find_exercise(" ", named("00_start"))
    assert find_exercise("00", named("00_start")).name == "00_start"
