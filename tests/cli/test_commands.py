"""The other commands: init, list, progress, hint, reset, solution, doctor, help and mistakes in typing."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import copy_course
from grader.doctor import Health, examine
from grader.exercise import all_exercises
from grader.jail.child import kernel, seal
from grader.scorecard import Outcome

STUB = "raise NotImplementedError\n"


def test_init_copies_lessons_and_stubs(course):
    """A course folder holds what students get and nothing else."""
    files = sorted(str(p.relative_to(course)) for p in course.rglob("*") if p.is_file())
    shipped = ["01_alpha/README.md", "01_alpha/alpha.py", "02_beta/README.md", "02_beta/beta.py"]
    assert files == [".dojo/kit.json", *shipped]


def test_init_never_overwrites(course, grade):
    """Onto an existing folder it adds what is missing, keeps work, and says what it kept."""
    (course / "01_alpha" / "alpha.py").write_text("my work\n")
    (course / "02_beta" / "README.md").unlink()
    shown = grade("init", ".")
    assert shown.code == 0
    assert "1 file added" in shown.out
    assert "01_alpha/alpha.py" in shown.out
    assert "02_beta/beta.py" not in shown.out
    assert (course / "01_alpha" / "alpha.py").read_text() == "my work\n"
    assert (course / "02_beta" / "README.md").read_text() == "Lesson beta\n"


def test_init_does_not_follow_a_link_over_work(course, grade, tmp_path):
    """A dangling link where a stub belongs is not written through."""
    stub = course / "01_alpha" / "alpha.py"
    stub.unlink()
    stub.symlink_to(tmp_path / "elsewhere.py")
    assert grade("init", ".").code == 0
    assert not (tmp_path / "elsewhere.py").exists()


def test_init_refuses_a_file(bank, grade, tmp_path):
    """A name that is a file's is a usage error with a way out."""
    (tmp_path / "taken").write_text("")
    shown = grade("init", tmp_path / "taken")
    assert shown.code == 2
    assert "grade init my-course" in shown.err


def test_bare_grade_says_where_you_are(course, engine, grade):
    """Without arguments: how far, what is next, what to type."""
    shown = grade()
    assert shown.code == 0
    assert "0 of 2 exercises passed" in shown.out
    assert "grade check 01" in shown.out
    grade("check", "01")
    assert "grade check 02" in grade().out


def test_bare_grade_outside_a_course_folder(bank, grade, tmp_path, monkeypatch):
    """A newcomer is told the first command."""
    monkeypatch.chdir(tmp_path)
    assert "grade init my-course" in grade().out


def test_progress_shows_points_and_tasks(course, engine, grade):
    """Points and tasks are those of the last check."""
    grade("check", "01")
    engine.outcomes[STUB] = Outcome.FAILED
    grade("check", "02")
    lines = grade("progress").out.splitlines()
    assert "passed" in lines[0]
    assert "10/10" in lines[0]
    assert "2 of 2 tasks" in lines[0]
    assert "0/10" in lines[1]


def test_list_names_every_exercise_and_task(course, grade):
    """The list holds names, titles and, on request, tasks."""
    plain = grade("list").out
    assert "01_alpha" in plain
    assert "About beta" in plain
    assert "Two: the second" not in plain
    assert "Two: the second" in grade("list", "--tasks").out


def test_hints_come_level_by_level_and_are_remembered(course, grade):
    """Each call gives the next level; --level gives any; nothing is forgotten between commands."""
    assert "gentle" in grade("hint").out
    assert "more" in grade("hint", "01", "-t", "one").out
    assert "gentle" in grade("hint", "01", "-t", "one", "--level", "1").out
    assert "nearly the answer" in grade("hint", "01").out
    assert "That was the last hint" in grade("hint", "01").out
    none = grade("hint", "01", "-t", "Two")
    assert none.code == 2
    assert "README.md" in none.err


def test_reset_keeps_every_backup(course, grade):
    """Each reset puts the stub back and keeps what was there, also twice within a second."""
    file = course / "01_alpha" / "alpha.py"
    for text in ("first\n", "second\n"):
        file.write_text(text)
        shown = grade("reset", "01")
        assert shown.code == 0
        assert file.read_text() == STUB
        place = Path(next(line for line in shown.out.splitlines() if "kept" in line).partition(": ")[2])
        assert place.read_text() == text
    assert len(list((course / ".dojo" / "backups" / "01_alpha").iterdir())) == 2


def test_reset_restores_a_deleted_stub(course, grade):
    """Where there was no file, there is nothing to keep."""
    (course / "01_alpha" / "alpha.py").unlink()
    shown = grade("reset", "alpha")
    assert shown.code == 0
    assert "kept" not in shown.out
    assert (course / "01_alpha" / "alpha.py").read_text() == STUB


def test_reset_without_a_backup_changes_nothing(course, grade):
    """Where no backup can be kept, the work stays as it is."""
    file = course / "01_alpha" / "alpha.py"
    file.write_text("my work\n")
    (course / ".dojo" / "backups").write_text("a file in the way")
    shown = grade("reset", "01")
    assert shown.code == 2
    assert "nothing was changed" in shown.err
    assert file.read_text() == "my work\n"


def test_solution_only_once_passed_and_only_where_installed(course, engine, grade, tmp_path):
    """No solution in an installed kit; in a checkout only after a pass."""
    assert grade("solution", "01").code == 2
    place = tmp_path / "solutions" / "01_alpha" / "alpha.py"
    place.parent.mkdir(parents=True)
    place.write_text("answer = 42\n")
    early = grade("solution", "01")
    assert early.code == 2
    assert "answer" not in early.out
    grade("check", "01")
    assert grade("solution", "01").out == "answer = 42\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chek"], "Did you mean 'check'?"),
        (["check", "alhpa"], "Did you mean 01_alpha?"),
        (["check", "--bogus"], "No such option"),
        (["hint", "99"], "grade list"),
        (["init"], "Missing argument"),
    ],
)
def test_mistakes_in_typing_exit_2_with_a_way_out(course, grade, arguments, told):
    """Usage errors say what is wrong and what to do."""
    shown = grade(*arguments)
    assert shown.code == 2
    assert told in shown.err


def test_damaged_progress_is_set_aside(course, grade):
    """A damaged file costs its exercise's progress, says so, and is kept."""
    folder = course / ".dojo" / "progress"
    folder.mkdir()
    (folder / "01_alpha.json").write_text("{ not json")
    shown = grade("list")
    assert shown.code == 0
    assert "was damaged; it is kept as" in shown.err
    assert [p.read_text() for p in folder.glob("*unreadable*")] == ["{ not json"]


def test_doctor_speaks_in_plain_words(course, grade):
    """Every topic has a line, and the last line is the sum of them."""
    shown = grade("doctor")
    for topic in ("Python", "numpy", "pytest", "confinement", "course folder", "exercises"):
        assert topic in shown.out
    assert "Grading works here" in shown.out
    assert shown.code == 0


def test_doctor_says_what_is_in_the_way(course, grade, monkeypatch):
    """A missing package is named with the command that installs it, and the exit code is not 0."""
    monkeypatch.setattr("grader.doctor._REQUIRED", ("numpy", "no-such-package-here"))
    shown = grade("doctor")
    assert shown.code == 1
    assert "pip install no-such-package-here" in shown.out
    findings = examine(course, "utf-8")
    assert [f.topic for f in findings if f.health is Health.BAD] == ["no-such-package-here"]


@pytest.mark.parametrize(("system", "name"), [("darwin", "macOS"), ("win32", "Windows")])
def test_doctor_says_what_another_system_lacks(course, monkeypatch, system, name):
    """On macOS and Windows it names the missing layers, what that means, and where to grade instead."""
    monkeypatch.setattr(kernel, "SUPPORTED", False)
    monkeypatch.setattr(sys, "platform", system)
    kernel._libc.cache_clear()
    (found,) = (finding for finding in examine(course, "utf-8") if finding.topic == "confinement")
    kernel._libc.cache_clear()
    assert found.health is Health.LIMITED
    assert "landlock" in found.text.partition("; in force")[0]
    assert f"On {name} code runs in a process of its own" in found.advice
    assert "can read your files" in found.advice


@pytest.mark.skipif(not kernel.SUPPORTED, reason="only 64-bit Linux has this layer")
def test_doctor_says_why_root_stays_root(course, monkeypatch):
    """Where the interpreter is closed to others, the layer uid is not claimed, and the reason is there."""
    monkeypatch.setattr(seal, "not_root", lambda: False)
    monkeypatch.setattr(seal, "closed_to_others", lambda paths: "/root/python")
    (found,) = (finding for finding in examine(course, "utf-8") if finding.topic == "confinement")
    assert "not uid: /root/python is closed to other users" in found.text
    assert "uid" not in found.text.partition(" (not uid")[0].split(", ")
    assert "ordinary user" in found.advice


LOADED = """
import sys
from grader.cli import run
code = run({arguments!r})
print()
print(code, *sorted({{name.partition(".")[0] for name in sys.modules}}))
"""


@pytest.mark.parametrize(
    "arguments", [["--help"], ["list"], ["check", "--help"], [], ["progress"], ["hint", "--help"]]
)
def test_quick_commands_load_nothing_heavy(arguments):
    """Help and lists are instant: neither numpy nor pytest, rich, msgspec or torch is imported for them."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(arguments=arguments)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    code, *modules = done.stdout.splitlines()[-1].split()
    assert code == "0"
    assert "grader" in modules
    assert not {"numpy", "pytest", "_pytest", "rich", "msgspec", "torch"} & set(modules)


def test_shell_completion_knows_exercises_and_tasks():
    """What click's completion asks for is answered with names."""
    environment = {
        **os.environ,
        "_GRADE_COMPLETE": "bash_complete",
        "COMP_WORDS": "grade check 0",
        "COMP_CWORD": "2",
    }
    done = subprocess.run(
        [sys.executable, "-c", "from grader.cli import main; main()"],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    names = [line.partition(",")[2] for line in done.stdout.splitlines()]
    exercises = [
        path.parent.name
        for path in (Path(__file__).parent.parent.parent / "grader" / "bank").glob("*/exercise.toml")
    ]
    assert set(exercises) <= set(names)


def test_progress_files_carry_their_format(course, engine, grade):
    """Every file written has a version, for kits to come."""
    grade("check", "01")
    assert json.loads((course / ".dojo" / "progress" / "01_alpha.json").read_text())["format"] == 1


def test_lessons_find_their_pictures_in_a_course(tmp_path):
    """Every picture that a lesson shows lies where the copied lesson looks for it."""
    copied = copy_course(tmp_path, all_exercises())
    lessons = [path for path in copied.written if path.suffix == ".md"]
    shown = [
        (lesson, link)
        for lesson in lessons
        for link in re.findall(r"!\[[^]]*\]\(([^)]+)\)", lesson.read_text("utf-8"))
    ]
    assert len(shown) >= len(all_exercises())
    assert all((lesson.parent / link).is_file() for lesson, link in shown)
