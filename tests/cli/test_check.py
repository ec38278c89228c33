"""`grade check` with a fake engine: what is selected, printed, remembered, and the exit code."""

import os
import pty
import re
import subprocess
import sys

import pytest

from grader.errors import GraderFault, MissingLayer, NothingToGrade
from grader.scorecard import Diagnosis, Outcome

STUB = "raise NotImplementedError\n"


def test_without_argument_takes_the_first_exercise_not_yet_passed(course, engine, grade):
    """The first is checked until it passes, then the second, then there is nothing left."""
    engine.outcomes[STUB] = Outcome.NOT_STARTED
    assert grade("check").code == 1
    engine.outcomes[STUB] = Outcome.PASSED
    assert [grade("check").code, grade("check").code] == [0, 0]
    assert [name for name, _, _ in engine.calls] == ["01_alpha", "01_alpha", "02_beta"]
    done = grade("check")
    assert done.code == 0
    assert "Every exercise is passed" in done.out


@pytest.mark.parametrize(
    "word", ["2", "02", "beta", "bet", "02_beta", "beta.py", "02_beta/", "02_beta/beta.py", "BETA"]
)
def test_an_exercise_goes_by_many_names(course, engine, grade, word):
    """Number, name, topic, prefix, file, folder and path name the same exercise."""
    assert grade("check", word).code == 0
    name, path, _ = engine.calls[-1]
    assert name == "02_beta"
    assert (course / path).resolve() == course / "02_beta" / "beta.py"


def test_works_from_a_folder_below(course, engine, grade, monkeypatch):
    """The course folder is found from inside an exercise's folder."""
    monkeypatch.chdir(course / "02_beta")
    assert grade("check", "01").code == 0
    assert grade("check", "beta.py").code == 0
    assert [name for name, _, _ in engine.calls] == ["01_alpha", "02_beta"]


def test_a_foreign_name_needs_the_exercise(course, engine, grade):
    """A file with another name is graded only as the exercise that -e names."""
    (course / "mine.py").write_text("x = 1\n")
    refused = grade("check", "mine.py")
    assert refused.code == 2
    assert "grade check -e EXERCISE mine.py" in refused.err
    shown = grade("check", "-e", "02", "mine.py")
    assert shown.code == 0
    assert engine.calls[-1][0] == "02_beta"


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ((Outcome.PASSED, Outcome.PASSED), 0),
        ((Outcome.PASSED, Outcome.FAILED), 1),
        ((Outcome.FAILED, Outcome.FORBIDDEN), 4),
        ((Outcome.FORBIDDEN, Outcome.BROKEN), 3),
        ((Outcome.PASSED, NothingToGrade("No file.", next_step="Look again.")), 5),
        ((Outcome.FAILED, NothingToGrade("No file.", next_step="Look again.")), 1),
        ((GraderFault("Oops.", next_step="grade doctor"), Outcome.FORBIDDEN), 3),
        ((RuntimeError("a bug"), Outcome.PASSED), 3),
    ],
)
def test_several_files_share_one_exit_code(course, engine, grade, outcomes, code):
    """Each file gets its scorecard or its message; the most serious code wins."""
    for name, outcome in zip(("01_alpha/alpha.py", "02_beta/beta.py"), outcomes, strict=True):
        (course / name).write_text(f"# {name}\n")
        engine.outcomes[f"# {name}\n"] = outcome
    shown = grade("check", "01", "02")
    assert shown.code == code
    assert len(engine.calls) == 2
    assert "Traceback" not in shown.out + shown.err


def test_a_fault_leaves_its_traceback_in_a_file(course, engine, grade):
    """A bug of the grader's is one paragraph and a file; the student sees no traceback."""
    engine.outcomes[STUB] = RuntimeError("a bug")
    shown = grade("check", "01")
    assert shown.code == 3
    (file,) = (course / ".dojo" / "faults").iterdir()
    assert str(file) in shown.err
    assert "RuntimeError: a bug" in file.read_text()
    assert not (course / ".dojo" / "progress").exists()


def test_a_broken_check_is_not_remembered(course, engine, grade):
    """Where the grader failed, nothing is recorded."""
    engine.outcomes[STUB] = Outcome.BROKEN
    assert grade("check", "01").code == 3
    assert not (course / ".dojo" / "progress").exists()


@pytest.mark.parametrize(
    ("outcome", "code"),
    [(Outcome.FAILED, 0), (Outcome.FORBIDDEN, 0), (Outcome.BROKEN, 3), (NothingToGrade("No file."), 5)],
)
def test_exit_zero_means_it_ran(course, engine, grade, outcome, code):
    """--exit-zero hides what the student did, never a fault of the grader's or a missing file."""
    engine.outcomes[STUB] = outcome
    assert grade("check", "01", "--exit-zero").code == code


def test_strict_by_option_or_environment(course, engine, grade, monkeypatch):
    """--ci and CI=true ask for strict mode, and layers can be accepted by name."""
    grade("check", "01", "--accept-missing", "landlock")
    grade("check", "01", "--ci")
    monkeypatch.setenv("CI", "true")
    grade("check", "01")
    assert [options["strict"] for _, _, options in engine.calls] == [False, True, True]
    assert engine.calls[0][2]["accept_missing"] == ("landlock",)


def test_a_missing_layer_ends_the_command(course, engine, grade):
    """Strict mode refuses once, not for every file."""
    engine.outcomes[STUB] = MissingLayer("landlock does not hold.", next_step="--accept-missing landlock")
    shown = grade("check", "01", "02", "--ci")
    assert shown.code == 2
    assert shown.err.count("landlock does not hold.") == 1
    assert len(engine.calls) == 1


def test_tasks_are_passed_on_and_misspelt_ones_refused(course, engine, grade):
    """-t takes a task's name in any case; another one is answered with those there are."""
    assert grade("check", "01", "-t", "two", "--seed", "s").code == 0
    assert engine.calls[-1][2]["tasks"] == ["Two"]
    assert engine.calls[-1][2]["seed"] == "s"
    refused = grade("check", "01", "-t", "three")
    assert refused.code == 2
    assert "Its tasks are: one, Two" in refused.err


def test_a_single_task_does_not_pass_the_exercise(course, engine, grade):
    """Only a check of all tasks can pass an exercise."""
    grade("check", "01", "-t", "one")
    grade("check", "01", "-t", "Two")
    assert "begun" in grade("list").out
    grade("check", "01")
    assert re.search(r"01_alpha +passed", grade("list").out)


def test_another_file_is_never_remembered(course, engine, grade, tmp_path):
    """Grading a file from elsewhere, a solution say, passes nothing in this course folder."""
    (tmp_path / "alpha.py").write_text("solution = 1\n")
    assert grade("check", tmp_path / "alpha.py").code == 0
    assert not (course / ".dojo" / "progress").exists()


def test_missing_files_are_told_with_the_way_out(course, engine, grade):
    """A deleted stub, a wrong path and a folder without course each end in what to type."""
    (course / "01_alpha" / "alpha.py").unlink()
    deleted = grade("check", "01")
    assert deleted.code == 5
    assert "grade reset 01" in deleted.err
    wrong = grade("check", "nowhere/alpha.py")
    assert wrong.code == 5
    assert "nowhere/alpha.py" in wrong.err


def test_outside_a_course_folder(bank, engine, grade, tmp_path, monkeypatch):
    """Without a course folder a name finds nothing, but a file is graded."""
    here = tmp_path / "elsewhere"
    here.mkdir()
    (here / "alpha.py").write_text("x = 1\n")
    monkeypatch.chdir(here)
    assert grade("check", "alpha.py").code == 0
    missing = grade("check", "02")
    assert missing.code == 5
    assert "grade init my-course" in missing.err


def test_quiet_is_one_line(course, engine, grade):
    """--quiet prints one line per file."""
    assert grade("check", "01", "02", "--quiet").out.splitlines() == [
        "01_alpha: 10 of 10 points, 2 of 2 tasks passed",
        "02_beta: 10 of 10 points, 2 of 2 tasks passed",
    ]


def test_interrupt_is_clean(course, engine, grade):
    """Ctrl-C leaves one line and 130."""
    engine.outcomes[STUB] = KeyboardInterrupt()
    shown = grade("check", "01")
    assert shown.code == 130
    assert "Interrupted" in shown.err


def test_diagnosis_comes_first_among_the_hints(course, engine, grade):
    """After a check the first hint is on what it found, then the task's own, level by level, and it stays."""
    engine.outcomes[STUB] = Outcome.FAILED
    engine.diagnosis = Diagnosis(
        kind="misconception", name="swapped", explanation="Swapped.", hint="Swap them back."
    )
    grade("check", "01")
    texts = [grade("hint", "01").out for _ in range(5)]
    assert "Swap them back." in texts[0]
    assert "hint 1 of 3" in texts[1]
    assert "gentle" in texts[1]
    assert "nearly the answer" in texts[3]
    assert "That was the last hint" in texts[4]


SHOW = """
import sys; sys.path.insert(0, {tests!r})
import samples
from grader.cli.output import prepare_streams, wants_color
from grader.report.terminal import show
prepare_streams()
show(samples.FAILED, verbose=False, color=wants_color(no_color={no_color}))
"""


def _program(*, no_color=False):
    tests = os.path.join(os.path.dirname(os.path.dirname(__file__)), "report")
    return [sys.executable, "-c", SHOW.format(tests=tests, no_color=no_color)]


@pytest.mark.parametrize("encoding", ["ascii", "cp932", "utf-8", "latin-1"])
def test_output_survives_every_encoding(encoding):
    """A poor encoding costs signs, never the scorecard."""
    done = subprocess.run(
        _program(),
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
        timeout=60,
    )
    text = done.stdout.decode(encoding)
    assert "failed (1 of 3 checks passed)" in text
    assert ("✗" in text) == (encoding == "utf-8")


def test_no_control_codes_without_a_terminal():
    """Into a pipe goes plain text, even where colour is forced."""
    done = subprocess.run(
        _program(),
        env={**os.environ, "FORCE_COLOR": "1", "TTY_COMPATIBLE": "1"},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert b"\x1b" not in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo terminal is needed")
@pytest.mark.parametrize(
    ("no_color", "variables", "colored"),
    [
        (False, {}, True),
        (True, {}, False),
        (False, {"NO_COLOR": "1"}, False),
        (False, {"NO_COLOR": ""}, True),
    ],
)
def test_colour_on_a_terminal_unless_refused(no_color, variables, colored):
    """A terminal gets colour; --no-color and a NO_COLOR that is not empty refuse it, bold and all."""
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {
        "TERM": "xterm-256color",
        **variables,
    }
    output = _on_terminal(_program(no_color=no_color), environment)
    assert b"two_layer_gradients" in output
    assert (b"\x1b[" in output) == colored


def _on_terminal(command, environment):
    """Run a command with a pseudo terminal as its output and return what it wrote."""
    master, slave = pty.openpty()
    process = subprocess.Popen(command, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    output = b""
    try:
        while chunk := os.read(master, 65536):
            output += chunk
    except OSError:
        pass  # how a pseudo terminal says that the other end is closed
    finally:
        os.close(master)
    assert process.wait(timeout=60) == 0
    return output
