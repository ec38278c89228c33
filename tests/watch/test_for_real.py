"""`grade watch` as a person uses it: in a terminal, with the real engine, an editor's saves and single keys."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
COURSE_FILE = Path("01_activations") / "activations.py"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux, a terminal for tests"),
]
MISTAKE = "1 / 1 + np.exp(-x)"


class Terminal:
    """A terminal of 80 columns that runs one command."""

    def __init__(self, folder, command):
        self._socket = f"dojo-test-{os.getpid()}"
        environment = {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "GRADE_LANG": "en"}
        settings = [word for name, value in environment.items() for word in ("-e", f"{name}={value}")]
        shell = (
            f"{command}; echo left with $?; stty -a | tr ' ;' '\\n\\n' | grep -x -e '-*icanon'; exec sleep 60"
        )
        self._tmux(
            "-f",
            os.devnull,
            "new-session",
            "-d",
            "-x",
            "80",
            "-y",
            "50",
            "-s",
            "w",
            "-c",
            folder,
            *settings,
            shell,
        )

    def _tmux(self, *words):
        done = subprocess.run(
            ["tmux", "-L", self._socket, *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        return done.stdout

    def press(self, *keys):
        """Press keys, by tmux's names."""
        self._tmux("send-keys", "-t", "w", *keys)

    def resize(self, width):
        """Make the terminal so many columns wide."""
        self._tmux("resize-window", "-t", "w", "-x", width)

    def until(self, pattern, seconds=30):
        """Wait until a pattern is on the screen, and return the screen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            screen = self._tmux("capture-pane", "-p", "-t", "w")
            if re.search(pattern, screen):
                return screen
            time.sleep(0.05)
        raise AssertionError(f"{pattern!r} did not come:\n{screen}")

    def close(self):
        """End the terminal and what runs in it."""
        self._tmux("kill-server")


@pytest.fixture
def course(tmp_path):
    """Make a course folder."""
    root = tmp_path / "course"
    subprocess.run([sys.executable, "-m", "grader", "init", root], cwd=ROOT, check=True, capture_output=True)
    return root


@pytest.fixture
def terminal(course):
    """Open a terminal in which the first exercise is watched."""
    opened = Terminal(course, f"{sys.executable} -m grader watch 01")
    opened.until("Save to check again")
    yield opened
    opened.close()


def filled(course, **bodies):
    """Return the first exercise's file with some functions filled in."""
    text = (ROOT / "exercises" / COURSE_FILE).read_text(encoding="utf-8")
    for name, body in bodies.items():
        text = text.replace(f'raise NotImplementedError("{name}")', f"return {body}")
    return text


def test_a_save_gives_a_verdict_without_a_key(course, terminal):
    """Saved in place, then by renaming: each time the new verdict comes, and the width follows the terminal's."""
    (course / COURSE_FILE).write_text(filled(course, sigmoid=MISTAKE))
    terminal.until("You computed 1 / 1 \\+")
    other = course / "01_activations" / ".swap"
    other.write_text(filled(course, sigmoid="1 / (1 + np.exp(-x)"))
    other.replace(course / COURSE_FILE)
    terminal.until("not yet valid Python")
    (course / COURSE_FILE).unlink()
    time.sleep(0.3)
    (course / COURSE_FILE).write_text(filled(course, weighted_sum="x @ w + b"))
    screen = terminal.until("18 of 100 points")
    assert "─" * 78 in screen
    terminal.resize(60)
    assert "─" * 59 not in terminal.until("\n  ─{58}\n")


def test_keys(course, terminal):
    """Each key answers at once; q leaves the terminal as it was."""
    terminal.press("h")
    terminal.until("hint 1 of")
    terminal.press("l")
    terminal.until("08_digits")
    terminal.press("r")
    terminal.until("0 of 100 points")
    terminal.press("p")
    terminal.until("Nothing to draw yet")
    terminal.press("n")
    terminal.until("02_losses .*0 of 100 points")
    (course / "01_activations" / "activations.py").write_text(filled(course, weighted_sum="x @ w + b"))
    terminal.until("01_activations .* 18 of 100 points")
    terminal.press("q")
    screen = terminal.until("left with 0\nicanon")
    assert "Traceback" not in screen


def test_control_c(terminal):
    """Ctrl-C ends it with the code of an interruption, and the terminal is as it was."""
    terminal.press("C-c")
    assert "Traceback" not in terminal.until("left with 130\nicanon")


def test_control_z(course):
    """Ctrl-Z gives the shell its terminal, and fg goes on where it was, with keys and saves."""
    terminal = Terminal(course, "PS1='ready> ' bash --norc --noediting -i")
    try:
        terminal.press(f"{sys.executable} -m grader watch 01", "Enter")
        terminal.until("Save to check again")
        terminal.press("C-z")
        terminal.until("Stopped")
        terminal.press("echo $((6 * 7)) is the shell", "Enter")
        terminal.until("42 is the shell")
        (course / COURSE_FILE).write_text(filled(course, weighted_sum="x @ w + b"))
        terminal.press("fg", "Enter")
        terminal.until("18 of 100 points")
        terminal.press("q")
        terminal.until("q quit\nready>")
        terminal.press("echo $((7 * 6)) after it", "Enter")
        terminal.until("42 after it")
    finally:
        terminal.close()


def test_polling_says_so(course):
    """With --poll a save is found all the same, and the screen says how."""
    terminal = Terminal(course, f"{sys.executable} -m grader watch 01 --poll")
    try:
        terminal.until("4 times a second")
        (course / COURSE_FILE).write_text(filled(course, weighted_sum="x @ w + b"))
        terminal.until("18 of 100 points")
    finally:
        terminal.close()


def test_without_a_terminal_it_says_what_to_use(course):
    """In a pipe: exit code 2, and the command that works there."""
    done = subprocess.run(
        [sys.executable, "-m", "grader", "watch", "03"], capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL, cwd=course, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert "grade check 03" in done.stderr
