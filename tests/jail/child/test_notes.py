"""What a line of the student's tries and may not do is noted, also where the code catches the refusal."""

import os
import sys
from typing import Any

import pytest

from grader.jail import wire
from grader.jail.child import acts, notes
from grader.jail.child.life import REPLIES
from grader.jail.proxy import Spy
from grader.jail.transcript import ChildEnded, StudentError
from grader.scorecard import Outcome
from tests.jail.child.sealing import linux_only

pytestmark = linux_only

SWALLOWED = """
    import os, subprocess, threading
    import numpy as np

    def f(): {act}

    def g():
        try:
            f()
        except (OSError, RuntimeError):
            pass
        return 1
"""
REFUSED = {
    "subprocess.run(['ls'])": "start another program",
    "os.system('ls')": "start another program",
    "os.fork()": "start another process",
    "threading.Thread(target=print).start()": "start a thread",
    "open('log.txt', 'w')": "write to a file",
    "np.save('x.npy', np.ones(3))": "write to a file",
    "open('/etc/passwd')": "read that file",
    "os.listdir('/etc')": "look into that folder",
    "os.remove('/nonexistent/file')": "delete a file",
    "os.kill(os.getppid(), 0)": "send a signal to another process",
    "__import__('socket').socket()": "use the network",
}
ALLOWED = [
    "open(np.__file__).close()",
    "os.listdir(os.path.dirname(np.__file__))",
    "open('/nonexistent/file')",
    "os.kill(os.getpid(), 0)",
    "os.fdopen(os.pipe()[1], 'w').close()",
    "__import__('sqlite3').connect(':memory:')",
    "__import__('json')",
]


@pytest.mark.parametrize(("act", "words"), REFUSED.items(), ids=REFUSED)
def test_a_caught_refusal_is_noted(wall: Any, act: str, words: str) -> None:
    """The act and its line come with the answer, once, and the answer is the student's own."""
    session = wall.open(SWALLOWED.format(act=act))
    assert session.module.g() == 1
    (attempt,) = session._child.take_attempts()
    assert (attempt.act, attempt.line, attempt.source) == (words, 5, f"def f(): {act}")
    assert session.module.g() == 1
    assert session._child.take_attempts() == ()


@pytest.mark.parametrize("act", ALLOWED)
def test_what_is_allowed_is_not_noted(wall: Any, act: str) -> None:
    """Reading what may be read, and what is not there at all, accuses nobody."""
    session = wall.open(SWALLOWED.format(act=act))
    session.module.g()
    assert session._child.take_attempts() == ()


def test_an_attempt_at_import_is_noted(wall: Any) -> None:
    """A file that tries something while it is loaded is noted before any call."""
    session = wall.open("try:\n    open('log.txt', 'w')\nexcept OSError:\n    pass\n")
    assert [attempt.line for attempt in session._child.take_attempts()] == [2]


def test_an_attempt_is_known_after_the_end(wall: Any) -> None:
    """Code that ends its process right after a refusal has been noted all the same."""
    session = wall.open(SWALLOWED.format(act="os.system('ls'); os._exit(0)"))
    with pytest.raises(ChildEnded):
        session.module.g()
    assert [attempt.act for attempt in session._child.take_attempts()] == ["start another program"]


def test_a_spy_between_leaves_the_notes_in_order(wall: Any) -> None:
    """An attempt before, during and after the use of a check's own object arrives, and so do the answers."""
    source = """
        import os
        def f(spy):
            for _ in range(3):
                os.system('ls')
                spy(1.0)
                os.system('ls')
            return 2
    """
    session = wall.open(source)
    assert session.module.f(Spy(obj=lambda x: x, callable=True)) == 2
    assert [attempt.line for attempt in session._child.take_attempts()] == [5, 7]


def test_notes_without_end_are_a_violation(wall: Any) -> None:
    """A child that writes notes by the thousand is ended; so many are never kept."""
    frame = wire.frame(wire.Noted("write to a file", 1, ""))
    session = wall.open(f"import os\ndef f():\n    os.write({REPLIES}, {frame!r} * 1000)\n    return 1")
    with pytest.raises(ChildEnded) as caught:
        session.module.f()
    assert caught.value.outcome is Outcome.FORBIDDEN
    assert len(session._child.take_attempts()) <= 100


def test_exit_and_quit_end_the_call(wall: Any) -> None:
    """exit() and quit() do what they do at a prompt, and the next call is answered."""
    student = wall.student("def f(): exit()\ndef g(): quit(1)\ndef h(): return 1")
    for name in ("f", "g"):
        with pytest.raises(StudentError, match="SystemExit"):
            getattr(student, name)()
    assert student.h() == 1


@pytest.mark.parametrize("body", ["multiprocessing.Queue()", "multiprocessing.Process(target=print).start()"])
def test_multiprocessing_is_told_as_what_it_is(wall: Any, body: str) -> None:
    """A queue's semaphore is refused before any process is: the message speaks of processes."""
    student = wall.student(f"import multiprocessing\ndef f(): {body}")
    with pytest.raises(StudentError) as caught:
        student.f()
    assert caught.value.act == "start another process"


def test_what_a_package_does_of_its_own_accord_is_no_act(monkeypatch: pytest.MonkeyPatch) -> None:
    """A write inside torch is nobody's; one inside numpy, or in torch.save, was asked for."""
    fresh = notes._State()
    monkeypatch.setattr(notes, "_state", fresh)
    notes.begin("work.py")
    files = {"/x/site-packages/torch/a.py": 0, "/x/site-packages/numpy/a.py": 1}
    files["/x/site-packages/torch/serialization.py"] = 1
    for file, expected in files.items():
        fresh.taken.clear()
        fresh.waiting.clear()
        inner: dict[str, Any] = {"act": lambda: acts._remember("open", ("log.txt", "w", os.O_WRONLY))}
        exec(compile("def g(): act()", file, "exec"), inner)
        exec(compile("g()", "work.py", "exec"), inner)
        assert len(fresh.waiting) == expected, file


def test_imports_accuse_nobody(wall: Any) -> None:
    """A file that imports all of the standard library, and more of numpy, has tried nothing."""
    names = sorted(sys.stdlib_module_names - {"antigravity", "this", "idlelib"})
    lines = [f"try: import {name}\nexcept ImportError: pass" for name in names if not name.startswith("_")]
    session = wall.open("\n".join([*lines, "import numpy.fft, numpy.polynomial, numpy.testing"]))
    assert session._child.take_attempts() == ()
