"""The autograders in the folders that their services make: installed by their own scripts, run on real hand-ins."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.authoring import release
from grader.authoring.tree import checkout

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the services run Linux"),
]
ROOT = Path(__file__).parent.parent.parent
SOLUTION = ROOT / "solutions" / "01_activations" / "activations.py"
STUB = ROOT / "exercises" / "01_activations" / "activations.py"
NAMES = ["01", "02"]


@pytest.fixture
def kit(made):
    """Return the members that hold the kit."""
    return {name: data for name, data in made["students"].members.items() if name.startswith("kit/")}


@pytest.fixture
def gradescope(kit, unpack, open_folder, run):
    """Return Gradescope's folder after it unpacked the archive and ran setup.sh, as it does for an assignment."""
    root = open_folder / "autograder"
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True)
    unpack(release._gradescope(checkout().exercises(NAMES), kit, []), root / "source")
    done = run(root / "source" / "setup.sh", cwd=root, AUTOGRADER_ROOT=str(root), PIP_FORCE_REINSTALL="1")
    assert done.returncode == 0, done.stderr
    assert "backprop-dojo" in done.stdout
    shutil.copy(root / "source" / "run_autograder", root)
    return root


def handed_in(root, **files):
    """Put files into an emptied submission folder; a double underscore stands for a slash."""
    shutil.rmtree(root / "submission")
    (root / "submission").mkdir()
    for name, source in files.items():
        place = root / "submission" / f"{name.replace('__', '/')}.py"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(source if isinstance(source, bytes) else source.read_bytes())


def test_gradescope_from_setup_to_results(gradescope, run):
    """A solution, a stub, nothing at all, and a fault: points, none, none, and no results."""
    results = gradescope / "results" / "results.json"

    def graded():
        done = run(gradescope / "run_autograder", cwd=gradescope, AUTOGRADER_ROOT=str(gradescope))
        table = json.loads(results.read_text()) if results.exists() else {}
        return done, table, [(test["score"], test["max_score"]) for test in table.get("tests", ())]

    # In a folder of its own, beside a file that looks like it deeper down and a student's own settings.
    handed_in(gradescope, work__activations=SOLUTION, work__old__copy__activations=STUB)
    (gradescope / "submission" / ".dojo").mkdir()
    (gradescope / "submission" / "dojo.toml").write_text("nonsense = 1\n")
    done, table, points = graded()
    assert done.returncode == 0, done.stderr
    assert [sum(column) for column in zip(*points, strict=True)] == [100, 200]
    assert "losses.py" in table["output"]
    assert len(points) > 20

    handed_in(gradescope, activations=STUB)
    done, table, points = graded()
    assert done.returncode == 0
    assert [sum(column) for column in zip(*points, strict=True)] == [0, 200]

    handed_in(gradescope)
    done, table, points = graded()
    assert done.returncode == 0
    assert points == [(0, 100), (0, 100)]
    assert "activations.py" in table["output"]

    # Options that cannot be used stand for whatever goes wrong before grading: last time's results must not stay.
    assignment = gradescope / "source" / "assignment.json"
    broken = json.loads(assignment.read_text()) | {"options": ["--no-such-option"]}
    assignment.write_text(json.dumps(broken))
    done, table, _ = graded()
    assert done.returncode == 1
    assert "exit code 2" in done.stdout
    assert table == {}


_WITH_PACKAGES = """
import runpy, subprocess, sys
from pathlib import Path
run = subprocess.run
def and_show_packages(command, **others):
    done = run(command, **others)
    if "venv" in command:
        for folder in Path(command[-1]).glob("lib/python*/site-packages"):
            (folder / "of_the_tests.pth").write_text(sys.argv[1])
    return done
subprocess.run = and_show_packages
sys.argv, script = sys.argv[1:], sys.argv[1]
runpy.run_path(script, run_name="__main__")
"""


@pytest.fixture
def classroom50(kit, unpack, open_folder, run, programs):
    """Return a function that commits files to a new student's checkout and calls autograder.py there."""
    bundle = unpack(release._classroom50(checkout().exercises(NAMES), kit, []), open_folder / "bundle")
    packages = (programs / "python").read_text().partition("do echo ")[2].partition(" >")[0]
    (open_folder / "with_packages.py").write_text(_WITH_PACKAGES)
    identity = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    moment = {"GIT_AUTHOR_DATE": "2026-03-04T05:06:07Z", "GIT_COMMITTER_DATE": "2026-03-04T05:06:07Z"}

    def call(files, **environment):
        student = open_folder / "student"
        shutil.rmtree(student, ignore_errors=True)
        (student / "01_activations").mkdir(parents=True)
        for name, content in files.items():
            (student / name).write_bytes(content)
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "work", "--allow-empty"]):
            subprocess.run(
                ["git", *command], cwd=student, env={**os.environ, **identity, **moment}, check=True
            )
        runner = {
            "CLASSROOM": "ml", "ASSIGNMENT": "first", "SUBMISSION_TAG": "submit/2026-03-04-abc",
            "COMMIT_URL": "https://x/c", "RELEASE_URL": "https://x/r", "REVIEW_URL": "https://x/d",
            "CLASSROOM50_BUNDLE_DIR": str(bundle), "RUNNER_TEMP": str(open_folder), "CI": "true",
            "PIP_FORCE_REINSTALL": "1",
        }  # fmt: skip
        done = run(
            sys.executable, open_folder / "with_packages.py", bundle / "autograder.py", packages,
            cwd=student, **{**runner, **environment},
        )  # fmt: skip
        result = student / "result.json"
        return done, json.loads(result.read_text()) if result.is_file() else None

    return call


def test_classroom_50_from_checkout_to_result(classroom50):
    """Its result has whole points, the moment of the commit, and nothing that the student put in its place."""
    traps = dict.fromkeys(("venv.py", "pip.py"), b"raise SystemExit('a file of the student was imported')\n")
    forged = json.dumps({"score": 200, "max-score": 200}).encode()
    files = {"01_activations/activations.py": SOLUTION.read_bytes(), "result.json": forged, **traps}
    done, result = classroom50(files)
    assert done.returncode == 0, done.stderr
    assert result["schema"] == "classroom50/result/v1"
    assert (result["score"], result["max-score"]) == (100, 200)
    assert result["datetime"] == "2026-03-04T05:06:07Z"
    assert (result["classroom"], result["assignment"]) == ("ml", "first")
    assert all(type(test[key]) is int for test in result["tests"] for key in ("score", "max-score"))


def test_classroom_50_records_nothing_where_nothing_was_graded(classroom50):
    """Without what its runner sets, the exit code says so and a forged result is gone."""
    done, result = classroom50({"result.json": b'{"score": 200}'}, SUBMISSION_TAG="")
    assert done.returncode == 1
    assert "exit code 2" in done.stdout
    assert result is None


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (["a.py", "x/a.py"], "a.py"),
        (["x/y/a.py", "z/a.py"], "z/a.py"),
        (["b/a.py", "deep/01_one/a.py"], "deep/01_one/a.py"),
        ([".hidden/a.py", "x/y/a.py"], "x/y/a.py"),
        (["x/b.py"], "a.py"),
    ],
)
def test_the_file_that_is_graded(there, expected, tmp_path):
    """At the top, else in the exercise's folder, else the nearest; hidden folders are not looked into."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("handin", release._FILES / "handin.py")
    handin = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(handin)
    for name in there:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "a.py").symlink_to("/etc/hostname")
    assert handin.find(tmp_path, "01_one", "a.py") == tmp_path / expected
