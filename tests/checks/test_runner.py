"""How a check ends: every exception of the student's or of the kit's becomes an outcome with evidence."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.checks import assert_close, assert_raises, assert_that, convergence_check
from grader.checks.bank import PlannedCheck
from grader.checks.convergence import Bar
from grader.checks.evidence import plain
from grader.checks.failure import CheckFailed, recording, transcript
from grader.checks.runner import run_check, skipped, unmet_need
from grader.errors import GraderFault
from grader.jail.local import LocalSession
from grader.jail.transcript import ChildEnded, Transcript
from grader.scorecard import Array, CheckResult, Opaque, Outcome


def not_started() -> None:
    """Stand for a stub."""
    raise NotImplementedError("f")


def forbidden() -> None:
    """Stand for what the confinement refuses."""
    raise PermissionError("no")


MODULE = SimpleNamespace(
    one=lambda: 1.0, none=lambda: None, raises=lambda: 1 / 0, todo=not_started, forbidden=forbidden,
    echo=lambda x: x, pair=lambda: (1.0, 2.0), array=lambda: np.ones(3),
)  # fmt: skip


@pytest.fixture
def run(plan: Any) -> Any:
    """Return the function that runs a check on the module."""

    def run_one(function: Any, **declared: Any) -> CheckResult:
        return run_check(plan(function, **declared), LocalSession(MODULE), "seed", "exercise")

    return run_one


def raising(error: BaseException) -> Any:
    """Return a check that raises."""

    def check(student: Any, draw: Any) -> None:
        raise error

    return check


ENDS = {
    "passes": (lambda s, _: assert_close(s.one(), 1.0, "y"), Outcome.PASSED, ""),
    "fails": (lambda s, _: assert_close(s.one(), 2.0, "y"), Outcome.FAILED, "y is not the right number."),
    "student raises": (lambda s, _: s.raises(), Outcome.ERRORED, "ZeroDivisionError"),
    "not started": (lambda s, _: s.todo(), Outcome.NOT_STARTED, "Not started yet."),
    "not started is no right exception": (
        lambda s, _: assert_raises("NotImplementedError", s.todo), Outcome.NOT_STARTED, "Not started yet."
    ),
    "forbidden": (lambda s, _: s.forbidden(), Outcome.FORBIDDEN, "This code is not allowed to"),
    "unpacks None": (lambda s, _: [0 for a, b in [s.none()]], Outcome.FAILED, "none() gave None (is a"),
    "indexes None": (lambda s, _: s.none()[0], Outcome.FAILED, "none() gave None"),
    "calls a number": (lambda s, _: s.one()(), Outcome.FAILED, "one() gave a float"),
    "adds None": (lambda s, _: s.none() + 1, Outcome.FAILED, "none() gave None"),
    "shapes do not fit": (lambda s, _: s.array() @ np.ones(4), Outcome.FAILED, "array() gave an array"),
    "unpacks a pair into three": (lambda s, _: [0 for a, b, c in [s.pair()]], Outcome.FAILED, "a tuple of 2"),
    "the kit's own mistake": (lambda *_: 1 / 0, Outcome.BROKEN, "ZeroDivisionError"),
    "a fault": (raising(GraderFault("no data")), Outcome.BROKEN, "no data"),
    "an end": (raising(ChildEnded(Outcome.TIMED_OUT, "too long", limit="2")), Outcome.TIMED_OUT, "too long"),
    "an assertion of the check's": (raising(AssertionError("x")), Outcome.BROKEN, "AssertionError"),
}  # fmt: skip


@pytest.mark.parametrize(("function", "outcome", "words"), ENDS.values(), ids=ENDS)
def test_ends(run: Any, function: Any, outcome: Outcome, words: str) -> None:
    """Each way for a check to end has its outcome and its words."""
    result = run(function)
    assert result.outcome is outcome
    assert words in (result.evidence.message if result.evidence else "")
    assert (result.name, result.title, result.points) == (function.__name__, "A title.", 1)


def test_an_interrupt_is_no_outcome(run: Any) -> None:
    """Ctrl-C goes through."""
    with pytest.raises(KeyboardInterrupt):
        run(raising(KeyboardInterrupt()))


def test_a_call_that_raised_is_not_blamed_for_what_came_later(run: Any) -> None:
    """The value that does not fit is the last that came, not an exception that the check expected."""

    def check(student: Any, draw: Any) -> None:
        pair = student.pair()
        assert_raises("ZeroDivisionError", student.raises)
        _, _, _ = pair

    assert "pair() gave a tuple of 2" in run(check).evidence.message


def test_evidence_has_the_calls_and_inputs(run: Any) -> None:
    """What was called with what, in copies of the time."""

    def check(student: Any, draw: Any) -> None:
        x, y = draw(x=(2,), y=(3,))
        student.echo(y)
        student.echo(x)
        x[:] = 0
        assert_close(student.one(), 2.0, "loss")

    evidence = run(check).evidence
    assert evidence.calls == ("echo(y)", "echo(x)", "x[...] = array", "one()")
    assert [named.name for named in evidence.inputs] == ["x", "y"]
    assert np.frombuffer(evidence.inputs[0].value.raw).all()
    assert (evidence.name, evidence.error, evidence.rtol) == ("loss", 1.0, 1e-6)


def test_the_same_seed_gives_the_same_inputs(run: Any) -> None:
    """Two runs of a check see the same inputs."""

    def check(student: Any, draw: Any) -> None:
        student.echo(draw(x=(3,)))
        assert_that(False, "stop")

    assert run(check).evidence.inputs == run(check).evidence.inputs


def test_convergence_needs_a_bar(plan: Any) -> None:
    """A trial without calibration is a fault; with one it passes or fails by its numbers."""

    @convergence_check("task", points=2, measure="loss", below=2.0)
    def trial(student: Any, draw: Any) -> float:
        draw.curve("loss", [3.0, 1.0])
        return student.one()

    def run_trial(bar: Bar | None, module: Any = MODULE) -> CheckResult:
        check = PlannedCheck(name="t", title="T", function=trial, declared=trial.declared, bar=bar)
        return run_check(check, LocalSession(module), "seed", "exercise")

    assert run_trial(None).outcome is Outcome.BROKEN
    assert run_trial(Bar(n=3, k=2)).outcome is Outcome.PASSED
    failed = run_trial(Bar(n=3, k=2), SimpleNamespace(one=lambda: 5.0))
    assert failed.outcome is Outcome.FAILED
    assert failed.evidence.curve == (3.0, 1.0)
    assert run_trial(Bar(n=1, k=1), SimpleNamespace(one=lambda: None)).outcome is Outcome.FAILED
    assert run_trial(Bar(n=1, k=1), SimpleNamespace(one=lambda: float("nan"))).outcome is Outcome.FAILED


def result(task: str, outcome: Outcome) -> CheckResult:
    """Return one result of a task."""
    return CheckResult(name="c", task=task, title="", points=1, outcome=outcome)


@pytest.mark.parametrize("outcome", Outcome)
def test_needs(plan: Any, outcome: Outcome) -> None:
    """A check waits for every task it needs to have passed entirely; what did not run does not stop it."""
    check = plan(lambda *_: None, needs=("a", "b"), points=4)
    results = [result("a", Outcome.PASSED), result("a", outcome), result("z", Outcome.FAILED)]
    need = unmet_need(check, results)
    assert need == ("" if outcome is Outcome.PASSED else "a")
    assert unmet_need(check, []) == ""
    waiting = skipped(check, "a")
    assert (waiting.outcome, waiting.points, waiting.evidence.message) == (Outcome.SKIPPED, 4, "Fix a first.")


def test_recordings_nest() -> None:
    """Rulers write to the innermost check that runs, and to nobody outside of one."""
    outer, inner = Transcript(), Transcript()
    with recording(outer):
        with recording(inner), pytest.raises(CheckFailed):
            assert_that(False, "a")
        assert_that(True, "b")
    assert_that(True, "c")
    assert ([c.name for c in outer.crossings], [c.name for c in inner.crossings]) == (["b"], ["a"])
    assert transcript() is not transcript()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (np.float64(0.5), 0.5),
        ("x" * 9000, "x" * 4000 + "..."),
        (np.int8(3), Array(dtype="int8", shape=(), raw=b"\x03")),
        (np.array([1], dtype=">i2"), Array(dtype="int16", shape=(1,), raw=b"\x01\x00")),
        (np.array([None]), Opaque(text="an array of object")),
        ({"a": (1, [2])}, {"a": (1, [2])}),
        (object(), Opaque(text="object")),
        ([0] * 202, [*[0] * 200, Opaque(text="and 2 more")]),
    ],
)
def test_evidence_is_plain(value: Any, expected: Any) -> None:
    """Values become plain data within bounds."""
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)


def test_large_arrays_are_cut() -> None:
    """An array keeps 256 KiB of whole elements and says that it is cut."""
    found = plain(np.zeros(100_000, dtype=complex))
    assert isinstance(found, Array)
    assert (found.truncated, len(found.raw), found.shape) == (True, 256 * 1024, (100_000,))
