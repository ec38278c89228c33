"""`grade plot` as it is typed: what it prints, what it writes, and its exit codes."""

import subprocess
import sys
import types
from pathlib import Path

import pytest

from grader.cli import run

ROOT = Path(__file__).parent.parent.parent
SOLUTION = ROOT / "solutions" / "06_initialization" / "initialization.py"
STUB = ROOT / "exercises" / "06_initialization" / "initialization.py"


@pytest.fixture
def grade(capsys, tmp_path, monkeypatch):
    """Run a command line in an empty folder; return its exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return types.SimpleNamespace(code=code, out=captured.out, err=captured.err)

    return call


def test_a_solution_is_drawn_in_the_terminal(grade):
    """Exit code 0, and a picture without control codes where there is no terminal."""
    done = grade("plot", "06", SOLUTION)
    assert done.code == 0
    assert "Norm of dL/dW by layer" in done.out
    assert "\x1b" not in done.out
    assert done.err == ""


def test_a_course_folder_needs_no_path(grade, tmp_path):
    """The exercise's file is found as by `grade check`; what is missing has a next step."""
    assert grade("init", ".").code == 0
    done = grade("plot", "initialization")
    assert done.code == 1
    assert "Nothing to draw yet. Not written: layer_gradient_norms." in done.out
    assert "Next: grade check 06 -t layer_gradient_norms" in done.err
    assert "Traceback" not in done.out + done.err


@pytest.mark.parametrize("form", ["png", "svg", "PNG"])
def test_a_file_is_written(grade, tmp_path, form):
    """The ending says the form; the terminal says where it is."""
    pytest.importorskip("matplotlib")
    done = grade("plot", "06", SOLUTION, "--output", f"x.{form}")
    assert (done.code, done.out) == (0, f"Written: x.{form}\n")
    assert (tmp_path / f"x.{form}").read_bytes()[:4] == (b"<?xm" if form == "svg" else b"\x89PNG")


def test_no_empty_picture_is_written(grade, tmp_path):
    """A stub leaves no file behind."""
    pytest.importorskip("matplotlib")
    done = grade("plot", "06", STUB, "-o", "x.png")
    assert done.code == 1
    assert "Not written: layer_gradient_norms" in done.out
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize("output", ["x.gif", "x", "nowhere/x.png"])
def test_what_cannot_be_written_is_refused_before_any_code_runs(grade, output):
    """Another ending, none, or no such folder: exit code 2."""
    done = grade("plot", "06", "no_such_file.py", "--output", output)
    assert done.code == 2
    assert "no_such_file" not in done.err


def test_without_matplotlib_a_file_is_refused_and_the_terminal_is_not(grade, monkeypatch):
    """One sentence with the command that installs it, exit code 5; the terminal needs nothing."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("grader.plots.figure", "grader.plots.elements"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    done = grade("plot", "06", SOLUTION, "--output", "x.png")
    assert done.code == 5
    assert 'pip install "backprop-dojo[plots]"' in done.err
    assert grade("plot", "06", SOLUTION).code == 0


def test_a_forbidden_act_has_its_own_exit_code(grade, tmp_path):
    """As for a check, it is 4."""
    (tmp_path / "initialization.py").write_text("def layer_gradient_norms(x, w, a): open('y', 'w')\n")
    done = grade("plot", "06", "initialization.py")
    assert done.code == 4
    assert "layer_gradient_norms is not allowed to" in done.out


@pytest.mark.parametrize("arguments", [("99",), ("06", "missing.py")])
def test_no_such_exercise_or_file(grade, arguments):
    """The usual answers."""
    assert grade("plot", *arguments).code in (2, 5)


def test_the_terminal_needs_no_matplotlib_at_all():
    """The command without --output never imports it."""
    code = (
        "import sys; from grader.cli import run; run(['plot', '06', sys.argv[1]]);"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code, SOLUTION], cwd=ROOT, capture_output=True, check=False
        ).returncode
        == 0
    )
