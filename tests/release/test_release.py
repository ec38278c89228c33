"""What is handed on: complete, the same bytes each time, and nothing of the solutions in it."""

import io
import json
import os
import re
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from grader.authoring import release
from grader.authoring.fragments import find, fragments, lesson_code
from grader.authoring.release_leaks import leaks
from grader.authoring.tree import Tree, checkout
from grader.classroom.notebook import notebook_source
from grader.cli import run as grade
from grader.errors import ExitCode, UsageProblem
from grader.handout import contents, fingerprint, read_handout
from grader.update import Change, plan

ROOT = Path(__file__).parent.parent.parent
SOLUTION = (ROOT / "solutions" / "03_backprop" / "backprop.py").read_text(encoding="utf-8")


def everything(bundle):
    """Return the members of a bundle and, beside them, those of the wheel in it."""
    members = dict(bundle.members)
    for name, data in bundle.members.items():
        if name.endswith(".whl"):
            archive = zipfile.ZipFile(io.BytesIO(data))
            members |= {f"{name}/{inner}": archive.read(inner) for inner in archive.namelist()}
    return members


def renamed(function):
    """Return a function of the solution's in other clothes: without markers and docstring, with other names."""
    text = re.search(rf"^def {function}\(.*?(?=^(?:def|class) )", SOLUTION, re.DOTALL | re.MULTILINE)[0]
    text = re.sub(r'""".*?"""', "", text, flags=re.DOTALL).replace(function, "something")
    return re.sub(r"# </?solution>", "", text)


@pytest.mark.parametrize("name", ["students", "gradescope", "classroom50"])
def test_no_piece_of_a_solution_is_handed_on(made, name):
    """No task's body and no three consecutive statements of one are in any file, the wheel's included."""
    wanted = {
        e.name: fragments(checkout().solution(e).read_text(encoding="utf-8")) for e in checkout().exercises()
    }
    assert all(wanted.values())
    read = 0
    for member, data in everything(made[name]).items():
        assert not {"solutions", "wrong", "tests"} & set(member.split("/")), member
        if not member.endswith((".py", ".md", ".ipynb")):
            continue
        read += 1
        text = notebook_source(data, member).decode() if member.endswith(".ipynb") else data.decode()
        for code in lesson_code(text) if member.endswith(".md") else (text,):
            for exercise, pieces in wanted.items():
                found = [(piece.task, line) for piece, line in find(code, pieces)]
                assert not found, f"{exercise}: {found} in {member}"
    assert read > 150  # the grader and the bank; a reader that reads nothing finds nothing


def test_a_solution_is_recognised_wherever_it_hides():
    """Renamed in a module, in a lesson, in an archive within an archive; a marker; a name."""
    body = renamed("xor_gradients").encode()
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("grader/helpers.py", body)
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("kit.whl", inner.getvalue())
    for members in (
        {"a.py": body},
        {"a.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": body.decode()}]}).encode()},
        {"README.md": b"Try this:\n\n```python\n" + body + b"\n```\n"},
        {"kit.zip": outer.getvalue()},
        {"a.py": b"# <solution>\n"},
        {"kit/solutions/x.txt": b""},
        {"x/checks_hidden.py": b""},
    ):
        assert list(leaks(checkout(), members)), members.keys()
    assert not list(leaks(checkout(), {"a.py": b"import numpy as np\n"}))


def test_nothing_is_written_when_a_solution_would_be_given_away(tmp_path, monkeypatch, capsys):
    """The command refuses, names the file and the task, and leaves no half of a release behind."""
    students = release._students

    def careless(*arguments):
        bundle = students(*arguments)
        return replace(bundle, members={**bundle.members, "help.py": renamed("xor_gradients").encode()})

    monkeypatch.setattr(release, "_students", careless)
    assert grade(["author", "release", "-o", str(tmp_path / "out"), "03"]) == ExitCode.USAGE
    told = capsys.readouterr().err
    assert "help.py" in told
    assert "xor_gradients" in told
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_the_same_checkout_makes_the_same_bytes(tmp_path, capsys, monkeypatch):
    """Two releases, made at different times, dates and umasks, do not differ in a byte or a mode of a zip."""
    trees = []
    for number, mask in enumerate((0o022, 0o077)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_700_000_000 + 86_400 * number))
        target, before = tmp_path / str(number), os.umask(mask)
        try:
            assert grade(["author", "release", "-o", str(target), "03", "04"]) == ExitCode.PASSED
        finally:
            os.umask(before)
        trees.append({str(p.relative_to(target)): p.read_bytes() for p in target.rglob("*") if p.is_file()})
        time.sleep(2.1)  # the clock of a zip counts in steps of two seconds
    assert len(trees[0]) > 15
    assert trees[0] == trees[1]
    assert "docs/ci.md" in capsys.readouterr().out


def test_the_students_bundle_is_a_course_folder(made, unpack, tmp_path):
    """It holds every lesson and stub with their record, so that progress and updates work from the first day."""
    root = unpack(made["students"], tmp_path)
    handout = read_handout(root)
    kit = dict(contents(checkout().exercises()))
    assert {step.change for step in plan(root, kit, kit, handout)} == {Change.CURRENT}
    assert set(handout.files) == set(kit)
    for exercise in checkout().exercises():
        stub = (root / exercise.name / exercise.file).read_bytes()
        assert handout.files[f"{exercise.name}/{exercise.file}"] == fingerprint(exercise.file, stub)
        assert b"NotImplementedError" in stub
        for readme in ("README.md", "README.ja.md"):
            assert exercise.name in (root / readme).read_text(encoding="utf-8")


def test_what_is_installed_is_named_by_its_path_and_pinned(made):
    """No requirement is a bare name that a registry could answer; every dependency has its version."""
    for name, files in {
        "students": ("requirements.txt", "requirements-torch.txt"),
        "gradescope": ("requirements.txt",),
        "classroom50": ("requirements.txt",),
    }.items():
        members = made[name].members
        for file in files:
            lines = [line for line in members[file].decode().splitlines() if not line.startswith("--")]
            assert lines[0] == "-c kit/constraints.txt"
            assert lines[1].startswith("./kit/")
            assert lines[1].removeprefix("./").removesuffix("[torch]") in members
            assert len(lines) == 2
        assert members["kit/constraints.txt"] == (ROOT / "constraints.txt").read_bytes()


def test_torch_comes_only_where_an_exercise_needs_it():
    """The autograder of exercises in NumPy installs no gigabyte that nobody uses."""
    tree = checkout()
    kit = {"kit/k.whl": b"", "kit/constraints.txt": b""}
    for names, wanted in ((["03"], False), (["03", "07"], True)):
        bundle = release._gradescope(tree.exercises(names), kit, [])
        assert (b"torch" in bundle.members["requirements.txt"]) is wanted


def test_gradescope_finds_its_two_programs_at_the_root(made, tmp_path):
    """setup.sh and run_autograder are executable files of the archive's root, written the way Unix reads."""
    (path,) = [p for p in release.write([made["gradescope"]], tmp_path) if p.suffix == ".zip"]
    with zipfile.ZipFile(path) as archive:
        for name in ("setup.sh", "run_autograder"):
            info = archive.getinfo(name)
            assert info.external_attr >> 16 == 0o100755
            assert archive.read(name).startswith(b"#!/usr/bin/env ")
            assert b"\r" not in archive.read(name)
        assert archive.getinfo("handin.py").external_attr >> 16 == 0o100644


def test_options_of_the_autograders_are_those_of_the_command(tmp_path):
    """--feedback and --accept-missing reach `grade check` in both autograders."""
    command = [
        "author",
        "release",
        "-o",
        str(tmp_path),
        "--feedback",
        "none",
        "--autograder-lang",
        "ja",
        "--accept-missing",
        "landlock",
        "01",
    ]
    assert grade(command) == ExitCode.PASSED
    (folder,) = tmp_path.glob("*-classroom50")
    assignment = json.loads((folder / "assignment.json").read_text())
    assert assignment["options"] == ["--lang", "ja", "--feedback", "none", "--accept-missing", "landlock"]
    assert assignment["files"] == [{"exercise": "01_activations", "file": "activations.py"}]


def test_a_layer_that_does_not_exist_is_refused(tmp_path, capsys):
    """A slip of the pen is told now, with the names there are, and not by the first submission."""
    assert grade(["author", "release", "-o", str(tmp_path), "--accept-missing", "landrock"]) == ExitCode.USAGE
    assert "landlock" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_bundle_for_classroom_50_is_small_enough(made):
    """Its runner takes at most 10 MiB of a folder."""
    assert sum(map(len, made["classroom50"].members.values())) < 10 << 20
    assert "autograder.py" in made["classroom50"].members


def test_a_folder_with_something_else_in_it_is_refused(made, tmp_path):
    """A file of last year's, or somebody's notes, would be handed on with the bundle."""
    release.write([made["students"]], tmp_path)
    release.write([made["students"]], tmp_path)  # its own files are no strangers
    (tmp_path / made["students"].name / "answers.txt").write_text("")
    with pytest.raises(UsageProblem, match=r"answers\.txt"):
        release.write([made["students"]], tmp_path)


def test_a_target_that_cannot_be_written(made, tmp_path):
    """A file where the folder should be is a usage error with a next step."""
    (tmp_path / "out").write_text("")
    with pytest.raises(UsageProblem) as caught:
        release.write([made["students"]], tmp_path / "out")
    assert "-o DIR" in caught.value.next_step


def test_only_a_checkout_can_be_released(tmp_path, monkeypatch):
    """Without pyproject.toml, without hatchling, with a broken project: each is told with its next step."""
    with pytest.raises(UsageProblem, match="no checkout"):
        release.build_wheel(tmp_path)
    (tmp_path / "pyproject.toml").write_text("[build-system]\n")
    with pytest.raises(UsageProblem, match="cannot be built") as caught:
        release.build_wheel(tmp_path)
    assert "hatchling build" in caught.value.next_step
    monkeypatch.setattr("grader.authoring.release_wheel.find_spec", lambda _: None)
    with pytest.raises(UsageProblem, match="hatchling") as caught:
        release.build_wheel(tmp_path)
    assert "pip install" in caught.value.next_step


def test_pins_are_part_of_every_release(tmp_path, monkeypatch):
    """A checkout without constraints.txt is not released with whatever versions are newest."""
    monkeypatch.setattr(release, "build_wheel", lambda _: ("k.whl", b""))
    with pytest.raises(UsageProblem, match=r"constraints\.txt"):
        release._kit(Tree(root=tmp_path))
