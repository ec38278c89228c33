"""Frames that no honest child sends: each is the student's outcome, and none reaches the next child."""

from typing import Any

import msgspec
import numpy as np
import pytest

from grader.checks import assert_close
from grader.checks.bank import PlannedCheck
from grader.checks.declare import Declared
from grader.checks.runner import run_check
from grader.jail import wire
from grader.jail.child.life import REPLIES, REQUESTS
from grader.jail.proxy import Spy
from grader.jail.transcript import ChildEnded, StudentError
from grader.scorecard import Outcome

encode = msgspec.msgpack.Encoder().encode
NONE = wire.NO_CHANGES


def framed(*messages: Any) -> bytes:
    """Return messages as frames, whatever their size."""
    return b"".join(wire.HEADER.pack(len(encode(m))) + encode(m) for m in messages)


def returned(value: Any, changes: Any = NONE) -> bytes:
    """Return the frame of a value."""
    return framed(wire.Returned(value, changes))


def array(number: int, dtype: str, shape: tuple[int, ...], raw: bytes) -> wire.ArrayNew:
    """Return an array as a child would describe it."""
    return wire.ArrayNew(number, dtype, shape, raw)


def nested(depth: int) -> Any:
    """Return a tuple in a tuple in a tuple."""
    value: Any = None
    for _ in range(depth):
        value = wire.TupleValue([value])
    return value


def raw_nested(depth: int) -> bytes:
    """Return a frame nested deeper than msgspec would write one."""
    value = b"\x92\x04\x91" * depth + b"\xc0"
    body = b"\x93\x03" + value + encode(NONE)
    return wire.HEADER.pack(len(body)) + body


def raised(kind: str) -> wire.RaisedValue:
    """Return an exception as a child would describe it."""
    return wire.RaisedValue(kind, "no", (), None, "", "", True)


RAISED = raised("ValueError")
LONG = "x" * 1_000_000
LONG_RAISED = wire.RaisedValue(LONG, LONG, (LONG,), 1, LONG, LONG, True, (LONG,))
BEYOND = wire.ARRAY_LIMIT + 1

# Each is written to the reply pipe in place of an answer. The outcome is the student's own, whatever it is.
FORGED = {
    "nothing but zeros": bytes(64),
    "text": b"PASSED 100 points\n" * 10,
    "wrong length": wire.HEADER.pack(5) + encode(wire.Returned(None, NONE)),
    "too long a length": wire.HEADER.pack(2**32 - 1),
    "just too long": wire.HEADER.pack(wire.FRAME_LIMIT + 1) + bytes(100),
    "valid reply twice": returned(1.0) * 2,
    "valid reply and a piece": returned(1.0) + b"\x01",
    "a request": framed(wire.Length(1, NONE)),
    "sealed again": framed(wire.Sealed(("all",), (), ())),
    "loaded again": framed(wire.Loaded([])),
    "stopped": framed(wire.Stopped(NONE)),
    "an id of the trusted side": returned(array(1, "float64", (), bytes(8))),
    "an id twice": returned(wire.TupleValue([array(-9, "float64", (), bytes(8))] * 2)),
    "id zero with a shape": returned(array(0, "float64", (1,), bytes(8))),
    "an unknown object": returned(wire.Known(-77)),
    "an unknown object of ours": returned(wire.Known(77)),
    "an object over ours": returned(wire.ObjectNew(5, "object", "A", 1)),
    "an object over the module": returned(wire.ObjectNew(wire.MODULE_ID, "object", "A", 1)),
    "a method of nobody": returned(wire.Attribute(-77, "f")),
    "too few bytes": returned(array(-9, "float64", (2, 2), bytes(31))),
    "too many bytes": returned(array(-9, "float64", (2, 2), bytes(33))),
    "negative shape": returned(array(-9, "float64", (-1, -4), bytes(32))),
    "huge shape": returned(array(-9, "float64", (2**62, 2**62), b"")),
    "huge empty shape": returned(array(-9, "float64", (0, 2**62, 2**62), b"")),
    "many dimensions": returned(array(-9, "float64", (1,) * 9, bytes(8))),
    "object dtype": returned(array(-9, "object", (1,), bytes(8))),
    "object dtype by letter": returned(array(-9, "O", (1,), bytes(8))),
    "record dtype": returned(array(-9, "f8,O", (1,), bytes(16))),
    "text dtype": returned(array(-9, "U1", (1,), bytes(4))),
    "an array over the limit": returned(array(-9, "uint8", (BEYOND,), bytes(BEYOND))),
    "a tensor over the limit": returned(
        wire.TensorValue("float32", False, array(0, "uint8", (BEYOND,), bytes(BEYOND)))
    ),
    "a tensor of objects": returned(wire.TensorValue("object", True, array(0, "object", (1,), bytes(8)))),
    "a spy": returned(wire.SpyNew(-9, ("f",), (), True)),
    "a generator": returned(wire.GeneratorNew(-9, 1)),
    "keys without values": returned(wire.DictValue(["a", "b"], [1])),
    "nested 1,000 deep": raw_nested(1000),
    "nested 100,000 deep": raw_nested(100_000),
    "nested 100 deep": returned(nested(100)),
    "changes of an array that is a list": returned(1.0, wire.Changes([(2, bytes(8))], [], [])),
    "changes of the module": returned(1.0, wire.Changes([(wire.MODULE_ID, b"")], [], [])),
    "changes of nobody": returned(1.0, wire.Changes([(-77, bytes(8))], [], [])),
    "changes of another size": returned(1.0, wire.Changes([(1, bytes(9))], [], [])),
    "a list change of an array": returned(1.0, wire.Changes([], [(1, [1])], [])),
    "a list change of nobody": returned(1.0, wire.Changes([], [(-77, [1])], [])),
    "a list change with nonsense": returned(1.0, wire.Changes([], [(2, [wire.Known(99)])], [])),
    "release of ours": returned(1.0, wire.Changes([], [], [1, 2, wire.MODULE_ID])),
    "failure with releases": framed(wire.Failed(RAISED, wire.Changes([], [], [wire.MODULE_ID]))),
    "spy call of nobody": framed(wire.SpyCall(77, "f", [], {}, NONE)),
    "spy call of an array": framed(wire.SpyCall(1, "tolist", [], {}, NONE)),
    "spy call of the module": framed(wire.SpyCall(wire.MODULE_ID, "f", [], {}, NONE)),
    "spy get of nobody": framed(wire.SpyGet(77, "__class__", NONE)),
    "unknown tag": b"\x05\x00\x00\x00\x93\x63\xc0\xc0\xc0",
    "a map": framed({"tag": 3}),
    "extension type": b"\x03\x00\x00\x00\xd4\x05\x00",
    "not utf-8": wire.HEADER.pack(4) + b"\x93\x03\xa1\xff",
    "a frame of nothing": wire.HEADER.pack(0),
    "half a frame": wire.HEADER.pack(100) + bytes(10),
}  # fmt: skip

# These are well-formed, so their sender may say them: the value or the exception is theirs.
CLAIMED = {
    "a wrong value": returned(0.0),
    "a long text": returned(LONG),
    "a long odd text": returned(wire.Odd(LONG)),
    "a long type": returned(wire.ObjectNew(-9, "object", LONG, 1)),
    "a million items": returned(wire.ListNew(-9, [0] * 1_000_000)),
    "an exception": framed(wire.Failed(RAISED, NONE)),
    "a long exception": framed(wire.Failed(LONG_RAISED, NONE)),
    "a claim of not started": framed(wire.Failed(raised("NotImplementedError"), NONE)),
    "a claim of another outcome": framed(wire.Failed(raised("GraderFault"), NONE)),
    "a method": returned(wire.Attribute(wire.MODULE_ID, "f")),
    "a tensor": returned(wire.TensorValue("float32", True, array(0, "float32", (2,), bytes(8)))),
    "an integer beyond ours": returned(2**64 - 1),
    "odd booleans": returned(array(-9, "bool", (2,), b"\x02\xff")),
}  # fmt: skip

WRITE = f"""
    import os
    def f(x, items, spy):
        data = DATA
        while data: data = data[os.write({REPLIES}, data):]
        REST
    def f2(): return 1
"""


def source(data: bytes, rest: str) -> str:
    """Return a file whose function writes these bytes in place of its answer."""
    return WRITE.replace("DATA", repr(data)).replace("REST", rest)


def function(student: Any, draw: Any) -> None:
    """Call the function with an array (id 1), a list and a spy, then judge, and call again."""
    x, items = np.ones(1), [1.0]
    spy = Spy(np.ones(1), methods=("sum",))
    assert_close(student.f(x, items, spy), 3.0, "y")
    student.f2()


def honest(wall: Any) -> None:
    """See that a next child is as it should be."""
    student = wall.student("def f(x): return x * 2")
    assert student.f(np.ones(2)).tolist() == [2, 2]


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the wall clock run out soon."""
    monkeypatch.setattr("grader.jail.deadline.WALL_FACTOR", 1.0)
    monkeypatch.setattr("grader.jail.deadline.WALL_EXTRA", 0.3)


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize("rest", ["os._exit(0)", "while True: pass"], ids=["then exit", "then wait"])
def test_forged_frames_are_the_students_outcome(wall: Any, short_wait: None, data: bytes, rest: str) -> None:
    """Bytes that are no answer end the child as the student's fault; nobody else notices."""
    # A whole frame is in the next test but one; here the code itself must stay within a file's size.
    result = wall.check(source(data[:100_000], rest), function, seconds=0.3)
    assert result.outcome in (Outcome.FORBIDDEN, Outcome.KILLED, Outcome.TIMED_OUT)
    assert result.evidence.limit
    honest(wall)


@pytest.mark.parametrize("data", CLAIMED.values(), ids=CLAIMED)
def test_claims_are_values_like_any_other(wall: Any, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """A well-formed answer that the code did not compute is only an answer, judged by the check's ruler."""
    session = wall.open(source(b"", "os._exit(0)"), seconds=2.0)
    feed(session, data)
    result = run(session)
    assert result.outcome in (Outcome.FAILED, Outcome.ERRORED, Outcome.NOT_STARTED)
    assert len(result.evidence.message) < 10_000
    assert sum(map(len, result.evidence.calls)) < 10_000
    honest(wall)


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED)
def test_every_forged_frame_is_recognised(wall: Any, data: bytes) -> None:
    """Each frame on its own, whole, is a violation of the protocol, or not yet a complete answer."""
    session = wall.open(source(b"", "os._exit(0)"), seconds=2.0)
    feed(session, data)
    result = run(session)
    incomplete = data == FORGED["half a frame"]
    assert result.outcome is (Outcome.KILLED if incomplete else Outcome.FORBIDDEN), result.evidence
    honest(wall)


def feed(session: Any, data: bytes) -> None:
    """Let these bytes be the first that the trusted side reads after its next request."""
    child = session._child
    post = child.post

    def posted(message: Any, deadline: Any) -> None:
        post(message, deadline)
        child._buffer += data

    child.post = posted


def run(session: Any) -> Any:
    """Run the check against a session."""
    return run_check(planned(function), session, "seed", "exercise")


def planned(check: Any) -> PlannedCheck:
    """Return a function as a planned check."""
    return PlannedCheck(name="c", title="A title.", function=check, declared=Declared(task="f", points=1))


KINDS = {
    "a number for an iterator": (lambda s: list(s.a), returned(5)),
    "a list for an iterator": (lambda s: list(s.a), returned(wire.ListNew(-9, []))),
    "a number for a driver": (lambda s: s.driver.f(), returned(5)),
    "a text for a length": (lambda s: assert_close(len(s.a), 3, "n"), returned("many")),
    "a negative length": (lambda s: assert_close(len(s.a), 3, "n"), returned(-5)),
    "a huge length": (lambda s: assert_close(len(s.a), 3, "n"), returned(2**63)),
    "an end without an iterator": (lambda s: s.a.f(), framed(wire.Stopped(NONE))),
    "an end for a length": (lambda s: len(s.a), framed(wire.Stopped(NONE))),
}


@pytest.mark.parametrize(("use", "data"), KINDS.values(), ids=KINDS)
def test_answers_of_the_wrong_kind(wall: Any, use: Any, data: bytes) -> None:
    """An answer that does not fit its request is the student's outcome, never a fault of the grader's."""

    def check(student: Any, draw: Any) -> None:
        use(student)

    session = wall.open("class A:\n    def f(self): pass\na = A()", driver="def f(): pass")
    feed(session, b"")
    post = session._child.post

    def posted(message: Any, deadline: Any) -> None:
        post(message, deadline)
        if not isinstance(message, wire.Get):
            session._child._buffer += data

    session._child.post = posted
    result = run_check(planned(check), session, "seed", "exercise")
    assert result.outcome in (Outcome.FORBIDDEN, Outcome.FAILED)
    assert result.outcome is not Outcome.BROKEN
    honest(wall)


def test_a_module_that_answers_for_itself_at_import(wall: Any, short_wait: None) -> None:
    """Bytes written at import are not taken for the load, nor for the first check's result."""
    forged = framed(wire.Loaded([wire.Name("f", "function", 1, ())])) + returned(3.0)
    text = f"import os\nos.write({REPLIES}, {forged!r})\ndef f(x, items, spy): return 0.0\n"
    with pytest.raises(ChildEnded) as caught:
        wall.open(text)
    assert caught.value.outcome is Outcome.FORBIDDEN
    honest(wall)


def test_a_module_that_claims_to_be_loaded(wall: Any) -> None:
    """A forged `Loaded` is followed by the true one: too many answers, or none to the call."""
    forged = framed(wire.Loaded([wire.Name("f", "function", 1, ())]))
    text = f"import os\nos.write({REPLIES}, {forged!r})\ndef f(x, items, spy): return 3.0\n"
    try:
        outcome = run(wall.open(text)).outcome
    except ChildEnded as end:
        outcome = end.outcome
    assert outcome is Outcome.FORBIDDEN


def test_many_names_are_no_module(wall: Any) -> None:
    """A child cannot make the search for near names slow."""
    names = [wire.Name(f"n{i}", "function", 1, ()) for i in range(2000)]
    with pytest.raises(ChildEnded, match="no answer"):
        wall.open(f"import os\nos.write({REPLIES}, {framed(wire.Loaded(names))!r})\nos._exit(0)")


def test_surplus_bytes_of_a_dead_child_answer_for_nobody(wall: Any) -> None:
    """What a child leaves in its pipe when it ends is not read by the next one's session."""
    session = wall.open(source(returned(3.0) * 3, "os._exit(0)"))
    assert run(session).outcome is Outcome.FORBIDDEN
    session = wall.open("def f(x, items, spy): return 2.0\ndef f2(): return 1")
    result = run(session)
    assert result.outcome is Outcome.FAILED
    assert np.frombuffer(result.evidence.actual.raw) == 2.0


def test_reading_the_request_pipe_breaks_only_the_reader(wall: Any, short_wait: None) -> None:
    """Student code that reads requests itself waits for ever, or breaks its own protocol."""
    text = f"import os\ndef f(x, items, spy): return os.read({REQUESTS}, 1)\n"
    assert wall.check(text, function, seconds=0.2).outcome is Outcome.TIMED_OUT


def test_student_code_cannot_reach_the_loop(wall: Any) -> None:
    """Patching the modules that serve the wall breaks at most the student's own child."""
    text = """
        import gc, sys
        for name, module in list(sys.modules.items()):
            if "wire" in name or "worker" in name or "memory" in name: module.__dict__.clear()
        for found in gc.get_objects():
            if type(found).__name__ == "Worker": found.__dict__["_memory"] = None
        def f(x, items, spy): return 3.0
        def f2(): return 1
    """
    try:
        result = wall.check(text, function)
    except (ChildEnded, StudentError):
        pass  # the load itself broke
    else:
        assert result.outcome is not Outcome.BROKEN
    honest(wall)
