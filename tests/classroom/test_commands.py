"""The commands of a class run from end to end, with the real engine on real exercises."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from grader.exercise import all_exercises, find_exercise
from grader.jail.child import kernel

ROOT = Path(__file__).parent.parent.parent
EXERCISE = find_exercise("01", all_exercises())
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not kernel.SUPPORTED or EXERCISE.solution is None, reason="needs Linux and the solutions"
    ),
]


def grade(*arguments, cwd):
    """Run one command; its exit code, output and errors."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "CI": ""}
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=240, check=False
    )


def put(folder, source, file=EXERCISE.file):
    """Write one student's file."""
    folder.mkdir(parents=True)
    (folder / file).write_text(source)


def test_a_class_from_end_to_end(tmp_path):
    """Pack, grade, grade again, give by hand, regrade under a secret seed, report and export."""
    solution = EXERCISE.solution.read_text()
    wrong = (EXERCISE.solution.parent / "wrong" / "relu_leaky.py").read_text()
    class_ = tmp_path / "class"
    put(class_ / "ann", solution)
    put(class_ / "ben", wrong)
    put(class_ / "cyd", "import os\nos._exit(0)\n")
    put(class_ / "dan", "while True: pass\n")
    put(class_ / "eve", "def broken(:\n")
    (class_ / "fay").mkdir()
    put(tmp_path / "home", solution)
    packed = grade("pack", "01", "--id", "gil", cwd=tmp_path / "home")
    assert packed.returncode in (0, 5), packed.stderr
    packed = grade("pack", EXERCISE.file, "--id", "gil", "-o", class_ / "gil.dojo.zip", cwd=tmp_path / "home")
    assert packed.returncode == 0, packed.stderr

    run = ("class", "class", "-e", "01", "-o", "out", "-j", "2")
    first = grade(*run, cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "7 hand-ins; 5 different ones to grade" in first.stderr
    assert "7 hand-ins: 6 with points, 1 odd, 0 faults" in first.stdout
    seed = tmp_path / "out" / "seed"
    assert (len(seed.read_text().strip()), stat.S_IMODE(seed.stat().st_mode)) == (64, 0o600)
    again = grade(*run, "--resume", cwd=tmp_path)
    assert "0 different ones to grade" in again.stderr
    points = _points(tmp_path)
    assert points["ann"] == points["gil"] == "100"
    assert 0 < int(points["ben"]) < 100
    assert [points[name] for name in ("cyd", "dan", "eve", "fay")] == ["0"] * 4

    given = grade("override", "ben", "relu", "9", "--reason", "told me how", "-o", "out", cwd=tmp_path)
    assert given.returncode == 0, given.stderr
    assert _points(tmp_path)["ben"] == "100"
    (tmp_path / "secret").write_text("a secret of some length\n")
    mixed = grade(*run, "--seed-file", "secret", cwd=tmp_path)
    assert (mixed.returncode, "another seed" in mixed.stderr) == (2, True)
    regraded = grade("regrade", "out", "--seed-file", "secret", "--yes", cwd=tmp_path)
    assert regraded.returncode == 0, regraded.stderr
    assert "5 graded again; 0 people's points differ." in regraded.stdout
    assert _points(tmp_path)["ben"] == "100"
    assert b"a secret of some length" not in (tmp_path / "out" / "gradebook.sqlite").read_bytes()

    report = grade("report", "out", cwd=tmp_path)
    assert report.returncode == 0, report.stderr
    assert "leaky ReLU" in (tmp_path / "out" / "report.html").read_text()
    assert "loop" in (tmp_path / "out" / "feedback" / "dan.txt").read_text()
    canvas = "Student,ID,Section,Homework (7)\nPoints Possible,,,100\nann,ann,A,\nben,ben,A,12\nzoe,zoe,A,\n"
    (tmp_path / "canvas.csv").write_text(canvas)
    export = ("export", "out", "--format", "canvas", "--into", "canvas.csv", "--column", "7")
    dry = grade(*export, "--dry-run", cwd=tmp_path)
    assert "ben: 12 -> 100" in dry.stdout
    assert "Only in the file (1): zoe" in dry.stdout
    assert (tmp_path / "canvas.csv").read_text() == canvas
    assert grade(*export, "--yes", cwd=tmp_path).returncode == 0
    assert (tmp_path / "canvas.csv").read_text() == canvas.replace("ann,A,", "ann,A,100").replace(
        "A,12", "A,100"
    )


def test_each_run_draws_from_a_secret_of_its_own(tmp_path):
    """Two runs over the same class draw different inputs, and a lost secret is asked for instead of replaced."""
    put(tmp_path / "class" / "ann", "")
    for out in ("one", "two"):
        assert grade("class", "class", "-e", "01", "-o", out, "-j", "1", cwd=tmp_path).returncode == 0
    first, second = (tmp_path / out / "seed" for out in ("one", "two"))
    assert first.read_text() != second.read_text()
    first.unlink()
    for command in (("class", "class", "-e", "01", "-o", "one"), ("regrade", "one")):
        lost = grade(*command, cwd=tmp_path)
        assert (lost.returncode, "--seed-file" in lost.stderr) == (2, True)
    assert not first.exists()


def _points(folder):
    """Return everybody's points as exported."""
    lines = grade("export", "out", cwd=folder).stdout.splitlines()
    return {line.split(",")[0]: line.split(",")[4] for line in lines[1:]}


def test_what_cannot_be_done_is_said(tmp_path):
    """No run to resume, no gradebook, no hand-ins: an exit code and the next step for each."""
    (tmp_path / "empty").mkdir()
    assert grade("class", "empty", "-e", "01", "-o", "out", "--resume", cwd=tmp_path).returncode == 5
    assert grade("class", "empty", "-e", "01", "-o", "out", cwd=tmp_path).returncode == 5
    for command in (("report", "none"), ("regrade", "none"), ("export", "none")):
        done = grade(*command, cwd=tmp_path)
        assert done.returncode == 5
        assert "Next:" in done.stderr
    assert (
        grade("class", "empty", "-e", "01", "-o", "out", "--executor", "dask", cwd=tmp_path).returncode == 2
    )
    shutil.rmtree(tmp_path / "out", ignore_errors=True)
