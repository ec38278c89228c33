"""The command as a person runs it, with the real engine: one solution beside its stub, and Ctrl-C."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NAME = "03_backprop/backprop.py"
COMMAND = [sys.executable, "-m", "grader", "check", "--no-color"]


@pytest.mark.slow
def test_a_solution_beside_its_stub():
    """What README's first command shows: all points for the solution, none for the stub, two scorecards."""
    files = [f"solutions/{NAME}", f"exercises/{NAME}"]
    done = subprocess.run(
        [*COMMAND, *files], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 1
    assert "100 of 100 points" in done.stdout
    assert "0 of 100 points" in done.stdout.partition("Everything passes")[2]
    assert "Next, fill in" in done.stdout
    assert done.stderr == ""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_interrupt_is_clean_in_the_middle_of_a_check(tmp_path):
    """Ctrl-C while the student's code runs: exit code 130, one line, no traceback, no scorecard."""
    file = tmp_path / "backprop.py"
    file.write_text("print('here', flush=True)\nwhile True:\n    pass\n")
    process = subprocess.Popen(
        [*COMMAND, str(file)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in out + err
    assert "Interrupted" in err
