"""Keys, and a terminal that is always given back."""

import os
import pty
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from grader.watch.keys import letters

ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
import os, sys, time
from grader.watch.keys import keys
with keys(lambda key: os.write(1, b"got " + key.encode())):
    os.write(1, b"ready")
    time.sleep({seconds})
    {end}
"""


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"n", ["n"]),
        (b"QH", ["q", "h"]),
        ("\N{FULLWIDTH LATIN SMALL LETTER Q}".encode(), ["q"]),
        (b"\x1b[A", []),
        (b"\x1bq", []),
        (b"\n\t\x00", []),
        (b"\xff", []),
        (b"", []),
    ],
)
def test_letters(data, expected):
    """Capitals and full-width letters are the same keys; arrow keys and control characters are none."""
    assert letters(data) == expected


def run_in_terminal(program, act):
    """Run a program in a terminal of its own; return its output, exit code, and the settings before and after."""
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        start_new_session=True,
    )
    output = b""
    while b"ready" not in output:
        output += os.read(ours, 1024)
    during = termios.tcgetattr(theirs)
    act(process, ours)
    code = process.wait(timeout=20)
    os.set_blocking(ours, False)
    while True:
        try:
            output += os.read(ours, 1024)
        except BlockingIOError:
            break
    after = termios.tcgetattr(theirs)
    os.close(ours)
    os.close(theirs)
    return output.decode(), code, (before, during, after)


@pytest.mark.parametrize("end", ["pass", "sys.exit(3)", "raise KeyboardInterrupt", "1 / 0"])
def test_the_terminal_is_given_back(end):
    """However the command ends, the terminal is as before; while it runs, keys come one by one and unseen."""
    _, code, (before, during, after) = run_in_terminal(PROGRAM.format(seconds=0.1, end=end), lambda *_: None)
    assert (code == 0) == (end == "pass")
    assert during != before
    assert after == before


@pytest.mark.parametrize("number", [15, 1, 2])
def test_a_signal_gives_the_terminal_back(number):
    """SIGTERM, SIGHUP and Ctrl-C as well."""
    _, code, (before, _, after) = run_in_terminal(
        PROGRAM.format(seconds=30, end="pass"), lambda process, _: process.send_signal(number)
    )
    assert code != 0
    assert after == before


def test_keys_come_without_enter():
    """A key is told at once."""

    def press(process, terminal):
        os.write(terminal, b"n")
        time.sleep(0.3)
        process.terminate()

    output, _, _ = run_in_terminal(PROGRAM.format(seconds=30, end="pass"), press)
    assert "got n" in output
