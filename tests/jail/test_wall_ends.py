"""What student code prints, how long it may take, how it may die, and what it raises: each an outcome."""

from typing import Any

import numpy as np
import pytest

from grader.checks import assert_close, assert_that
from grader.jail.transcript import ChildEnded, StudentError
from grader.scorecard import Outcome


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the wall clock run out soon after the CPU limit."""
    monkeypatch.setattr("grader.jail.deadline.WALL_FACTOR", 1.0)
    monkeypatch.setattr("grader.jail.deadline.WALL_EXTRA", 0.5)


def call(name: str, *args: Any) -> Any:
    """Return a check that calls one function."""
    return lambda student, _: getattr(student, name)(*args)


# -- prints -----------------------------------------------------------------------------------------------


def test_prints_are_captured(wall: Any) -> None:
    """stdout, stderr, prints at import and bytes written to descriptor 1 are collected in order."""
    session = wall.open(
        """
        import os, sys
        print("at import")
        def f():
            print("out")
            print("err", file=sys.stderr)
            sys.stdout.write("no newline")
            sys.stdout.flush()
            os.write(1, b" raw\\n")
            return 1
        """
    )
    assert session.load_printed == "at import\n"
    assert session.module.f() == 1
    assert session._child.take_printed() == "out\nerr\nno newline raw\n"
    assert session._child.take_printed() == ""


def test_prints_survive_what_ends_the_child(wall: Any) -> None:
    """What was printed before a crash or an endless loop is shown."""
    session = wall.open("import os\ndef f():\n    print('before')\n    os._exit(0)")
    with pytest.raises(ChildEnded):
        session.module.f()
    assert session._child.printed() == "before\n"
    session = wall.open("def f():\n    print('before')\n    while True: pass", seconds=0.2)
    with pytest.raises(ChildEnded):
        session.module.f()
    assert session._child.printed() == "before\n"


def test_odd_output_is_text(wall: Any) -> None:
    """Bytes that are no UTF-8, lone surrogates and control characters arrive as text."""
    session = wall.open("import os\ndef f():\n    print('\\ud800')\n    os.write(1, b'\\xff\\x00\\n')")
    session.module.f()
    assert session._child.printed() == "\\ud800\n\ufffd\x00\n"


def test_much_output_is_cut(wall: Any) -> None:
    """Beyond 64 KiB output is dropped and the cut is told; the check goes on."""
    session = wall.open("def f(): print('x' * 200_000)")
    session.module.f()
    printed = session._child.printed()
    assert printed.endswith("(output cut here)\n")
    assert len(printed) < 66_000


def test_endless_output_ends_the_child(wall: Any) -> None:
    """Beyond 4 MiB the child is ended, and the outcome names the call and the limit."""
    result = wall.check("def f():\n    while True: print('x' * 1000)", call("f"), seconds=10.0)
    assert result.outcome is Outcome.KILLED
    assert result.evidence.limit == "output"
    assert "in f" in result.evidence.message


def test_a_closed_or_replaced_stdout_harms_nobody(wall: Any) -> None:
    """Student code may close, replace or delete its streams."""
    student = wall.student(
        """
        import sys
        def close(): sys.stdout.close()
        def none(): sys.stdout = sys.stderr = None
        def one(): return 1
        """
    )
    student.close()
    student.none()
    assert student.one() == 1


# -- time -------------------------------------------------------------------------------------------------


def test_a_loop_names_the_call(wall: Any) -> None:
    """An endless loop in a method is timed out under the method's name."""
    source = "class Affine:\n    def forward(self, x):\n        while True: pass"

    def function(student: Any, draw: Any) -> None:
        student.Affine().forward(1.0)

    result = wall.check(source, function, seconds=0.3)
    assert result.outcome is Outcome.TIMED_OUT
    assert result.evidence.message.startswith("affine.forward ran longer than 0.3 seconds of computing.")
    assert result.evidence.calls == ("affine = Affine()", "affine.forward(1.0)")


@pytest.mark.parametrize(
    ("source", "use", "doing"),
    [
        ("class A:\n    @property\n    def W(self):\n        while True: pass", lambda s: s.A().W, "a.W"),
        ("class A:\n    def __len__(self):\n        while True: pass", lambda s: len(s.A()), "len"),
        ("class A:\n    def __getitem__(self, i):\n        while True: pass", lambda s: s.A()[0], "a[...]"),
        ("def f():\n    yield 1\n    while True: pass", lambda s: list(s.f()), "the next item"),
        ("class A:\n    def __iter__(self):\n        while True: pass", lambda s: list(s.A()), "iter"),
        (
            "class A:\n    def __setattr__(self, n, v):\n        while True: pass",
            lambda s: setattr(s.A(), "W", 1),
            "a.W",
        ),
    ],
    ids=["property", "len", "item", "generator", "iter", "setattr"],
)
def test_a_loop_anywhere_is_timed_out(wall: Any, source: str, use: Any, doing: str) -> None:
    """Every way into student code has the deadline."""
    with pytest.raises(ChildEnded) as caught:
        use(wall.student(source, seconds=0.2))
    assert caught.value.outcome is Outcome.TIMED_OUT
    assert doing in caught.value.message


@pytest.mark.parametrize("body", ["import time; time.sleep(1e6)", "import signal; signal.pause()"])
def test_waiting_is_timed_out(wall: Any, short_wait: None, body: str) -> None:
    """Code that sleeps or waits uses no CPU time, and the wall clock ends it."""
    result = wall.check(f"def f():\n    {body}", call("f"), seconds=0.3)
    assert result.outcome is Outcome.TIMED_OUT
    assert "it waits, and computes nothing" in result.evidence.message


def test_ignored_signals_do_not_help(wall: Any) -> None:
    """A child that ignores every signal it can, and swallows every exception, is ended all the same."""
    source = """
        import signal
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        def f():
            while True:
                try:
                    while True: pass
                except BaseException:
                    pass
    """
    assert wall.check(source, call("f"), seconds=0.2).outcome is Outcome.TIMED_OUT


def test_a_loop_at_import(wall: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An endless loop at import is timed out, and the file is named."""
    monkeypatch.setattr("grader.jail.remote.LOAD_SECONDS", 0.3)
    with pytest.raises(ChildEnded, match=r"loading work\.py ran longer than 0\.3 seconds"):
        wall.open("while True: pass")


def test_the_next_call_has_its_own_time(wall: Any) -> None:
    """The limit is for one call: several calls may use more in sum."""
    student = wall.student(
        "from time import process_time as now\ndef f():\n    end = now() + 0.4\n    while now() < end: pass",
        seconds=1.0,
    )
    for _ in range(4):
        student.f()


# -- death ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("import os; os._exit(0)", "it left by itself with exit code 0"),
        ("import os; os._exit(70)", "exit code 70"),
        ("import os; os.abort()", "it was aborted"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "segmentation fault"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "signal SIGKILL"),
        ("import os; os.kill(os.getpid(), 40)", "signal 40"),
        ("import ctypes; ctypes.string_at(0)", "segmentation fault"),
    ],
)
def test_death_is_the_students_outcome(wall: Any, body: str, words: str) -> None:
    """A process that ends is the outcome of the call it ended in, with the reason in words."""
    result = wall.check(f"def f():\n    {body}", call("f"))
    assert result.outcome is Outcome.KILLED
    assert result.evidence.limit == "process"
    assert "ended during f" in result.evidence.message
    assert words in result.evidence.message


def test_death_at_import(wall: Any) -> None:
    """A process that ends at import is known by it."""
    with pytest.raises(ChildEnded, match=r"The process ended during loading work\.py: it left by itself"):
        wall.open("import os\nos._exit(3)")


def test_after_the_end_every_use_tells_the_same(wall: Any) -> None:
    """A session whose child has ended repeats how it ended, and never writes to a descriptor again."""
    session = wall.open("import os\ndef f(): os._exit(3)\ndef g(): return 1")
    for use in (session.module.f, session.module.g, session.module.g):
        with pytest.raises(ChildEnded, match="exit code 3"):
            use()


def test_closing_the_pipes_ends_the_child(wall: Any) -> None:
    """Student code that closes every descriptor has ended its own process."""
    result = wall.check("import os\ndef f(): os.closerange(0, 256)", call("f"))
    assert result.outcome is Outcome.KILLED


@pytest.mark.parametrize(
    "kind", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "StopIteration", "BaseException"]
)
def test_exceptions_of_every_kind_are_errors(wall: Any, kind: str) -> None:
    """sys.exit, KeyboardInterrupt and the like, raised by student code, end one call and nothing else."""
    student = wall.student(f"def f(): raise {kind}('a')\ndef g(): return 1")
    with pytest.raises(StudentError) as caught:
        student.f()
    assert caught.value.raised.type == kind
    assert student.g() == 1


def test_deep_recursion(wall: Any) -> None:
    """Recursion without end is a RecursionError of the student's; with the limit lifted, at worst a crash."""
    student = wall.student("def f(n): return f(n + 1)")
    with pytest.raises(StudentError, match="RecursionError"):
        student.f(0)
    source = "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return repr(f(n + 1))"
    assert wall.check(source, call("f", 0)).outcome in (Outcome.KILLED, Outcome.ERRORED, Outcome.TIMED_OUT)


def test_memory_is_limited(wall: Any) -> None:
    """An array larger than the limit is a MemoryError of the student's."""
    student = wall.student("import numpy as np\ndef f(): return np.ones((10**6, 10**4))")
    with pytest.raises(StudentError, match="Memory"):
        student.f()


# -- exceptions -------------------------------------------------------------------------------------------


def raised(wall: Any, source: str) -> Any:
    """Return what calling f of a source raises."""
    student = wall.student(source + "\ndef g(): return 1\n")
    with pytest.raises(StudentError) as caught:
        student.f()
    assert student.g() == 1
    return caught.value


def test_an_exception_names_the_students_line(wall: Any) -> None:
    """Type, message, line, source line and function of the innermost line of the student's file arrive."""
    error = raised(
        wall,
        "import numpy as np\ndef h(x):\n    return x @ np.ones((2, 3))\ndef f(): return h(np.ones((5, 5)))",
    )
    assert error.raised.type == "ValueError"
    assert (error.raised.line, error.raised.function) == (3, "h")
    assert error.raised.source == "return x @ np.ones((2, 3))"
    assert error.inside


def test_a_call_that_does_not_fit_is_not_inside(wall: Any) -> None:
    """A wrong number of arguments is told apart from an exception inside the function."""
    student = wall.student("def f(x): return x")
    with pytest.raises(StudentError) as caught:
        student.f(1, 2)
    assert not caught.value.inside
    assert caught.value.raised.line is None


ODD_EXCEPTIONS = {
    "str raises": "class E(Exception):\n    def __str__(self): raise ValueError\ndef f(): raise E",
    "str exits": "class E(Exception):\n    def __str__(self): raise SystemExit\ndef f(): raise E",
    "str is no text": "class E(Exception):\n    def __str__(self): return 3\ndef f(): raise E",
    "surrogates": "def f(): raise ValueError('a\\ud800b')",
    "huge": "def f(): raise ValueError('x' * 10**7)",
    "many lines": "def f(): raise ValueError('a\\nb\\r\\n\\x1b[31mc')",
    "bytes": "def f(): raise ValueError(b'\\xff')",
    "lying type": (
        "class M(type):\n    @property\n    def __name__(cls): raise ValueError\n"
        "class E(Exception, metaclass=M): pass\ndef f(): raise E"
    ),
    "name is no text": (
        "class M(type):\n    __name__ = 3\n"
        "class E(Exception, metaclass=M): pass\ndef f(): raise E"
    ),
    "lying mro": (
        "class M(type):\n    __mro__ = property(lambda c: 5)\n"
        "class E(Exception, metaclass=M): pass\ndef f(): raise E"
    ),
    "long cause chain": (
        "def f():\n    e = ValueError('end')\n    for i in range(1000):\n        n = ValueError(str(i))\n"
        "        n.__cause__ = e\n        e = n\n    raise e"
    ),
    "circular context": "def f():\n    e = ValueError('round')\n    e.__context__ = e\n    raise e",
    "group": "def f(): raise ExceptionGroup('both', [ValueError(1), TypeError(2)])",
}  # fmt: skip


@pytest.mark.parametrize("source", ODD_EXCEPTIONS.values(), ids=ODD_EXCEPTIONS)
def test_odd_exceptions_are_only_exceptions(wall: Any, source: str) -> None:
    """Whatever an exception does when it is read, it arrives as type and message within bounds."""
    error = raised(wall, source)
    assert isinstance(error.raised.type, str)
    assert len(error.raised.message) <= 2000
    error.raised.message.encode()


def test_a_missing_attribute_tells_what_there_is(wall: Any) -> None:
    """An AttributeError from outside student code brings the public names of the object."""
    student = wall.student("class Affine:\n    def forwrad(self): pass\n    def _hidden(self): pass")
    with pytest.raises(StudentError) as caught:
        student.Affine().forward()
    assert "forwrad" in caught.value.names
    assert "_hidden" not in caught.value.names


LOAD_ERRORS = {
    "syntax": ("x = 1\ndef f(:\n", "SyntaxError", 2),
    "indentation": ("def f():\nreturn 1", "IndentationError", 2),
    "at import": ("import numpy as np\n\nnp.nothing\n", "AttributeError", 3),
    "not installed": ("import tensorflow", "ModuleNotFoundError", 1),
    "the kit": ("import grader.checks", "ModuleNotFoundError", 1),
    "input": ("input('?')", "EOFError", 1),
    "exit": ("import sys\nsys.exit(3)", "SystemExit", 2),
    "encoding": (b"# -*- coding: nonsense -*-\n", "SyntaxError", None),
    "not utf-8": (b"x = '\xff'\n", "SyntaxError", None),
    "null bytes": (b"x = 1\x00\n", None, None),
    "too deep": ("x = " + "(" * 500 + ")" * 500, None, None),
}


@pytest.mark.parametrize(("source", "kind", "line"), LOAD_ERRORS.values(), ids=LOAD_ERRORS)
def test_files_that_do_not_load(wall: Any, source: Any, kind: str | None, line: int | None) -> None:
    """A file that cannot be loaded says why, with the line where there is one."""
    with pytest.raises(StudentError) as caught:
        wall.open(source if isinstance(source, bytes) else source.encode())
    if kind is not None:
        assert caught.value.raised.type == kind
    if line is not None:
        assert caught.value.raised.line == line


@pytest.mark.parametrize(
    "source", [b"\xef\xbb\xbfx = 1\n", b"x = 1\r\n", b"", b"\n\n", "名 = 1\nx = 1".encode()]
)
def test_files_that_load(wall: Any, source: bytes) -> None:
    """A byte order mark, CRLF, an empty file and names in any script are fine."""
    wall.open(source)


def test_results_that_contain_themselves_are_outcomes(wall: Any) -> None:
    """A list in itself and a list of a list of lists a million times are a wrong answer, told in bounds."""
    source = """
        def ring():
            r = []
            r.append(r)
            return r
        def tree():
            level = [0] * 10
            for _ in range(12): level = [level] * 10
            return level
        def long(): return [1.5] * 500_000
    """
    for name in ("ring", "tree", "long"):

        def function(student: Any, draw: Any, name: str = name) -> None:
            value = getattr(student, name)()
            student.ring()
            assert_close(value, np.zeros(3), "y")

        result = wall.check(source, function, seconds=10.0)
        assert result.outcome is Outcome.FAILED, result.evidence
        assert result.evidence.message.startswith("y should be an array of shape (3,); got a list of")

        def pass_on(student: Any, draw: Any, name: str = name) -> None:
            """Hand it back, as an argument, and fail."""
            student.long(getattr(student, name)())

        result = wall.check(source, pass_on, seconds=10.0)
        assert result.outcome is Outcome.ERRORED, result.evidence.message


def test_a_value_that_does_not_fit_the_check_fails_it(wall: Any) -> None:
    """A check that trips over what came back blames that value, by the text of the call."""

    def function(student: Any, draw: Any) -> None:
        dx, dW = student.f()
        assert_that(dx is dW, "never reached")

    result = wall.check("def f(): return None", function)
    assert result.outcome is Outcome.FAILED
    assert "f() gave None (is a return missing?)" in result.evidence.message
    result = wall.check("def f(): return 1, 2, 3", function)
    assert result.outcome is Outcome.FAILED
    assert "f() gave a tuple of 3" in result.evidence.message
