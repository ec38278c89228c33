"""Objects of the check's own in the hands of student code: names, identity, exceptions, nesting, time."""

import time
from typing import Any

import numpy as np
import pytest

from grader.checks import CheckFailed, assert_close
from grader.jail.proxy import Spy
from grader.jail.transcript import ChildEnded, StudentError
from grader.scorecard import Outcome


class Model:
    """A model of the check's that records its calls."""

    def __init__(self) -> None:
        self.params = [np.ones(2), np.zeros(1)]
        self.grads = [np.full(2, 0.5), np.full(1, 2.0)]
        self.calls: list[tuple[Any, ...]] = []
        self.secret = "expected value"

    def forward(self, x: Any, scale: float = 1.0) -> Any:
        """Return a new array."""
        self.calls.append((x, scale))
        return x * scale + self.params[0]

    def backward(self) -> None:
        """Do nothing."""
        self.calls.append(())

    def __call__(self, x: Any) -> Any:
        """Return the argument itself."""
        return x


def spy(model: Model) -> Spy:
    """Return a spy with methods, attributes and a call."""
    return Spy(model, methods=("forward", "backward"), attributes=("params", "grads"), callable=True)


TRAINER = """
    import numpy as np
    class Trainer:
        def __init__(self, model): self.model = model
        def fit(self, x, steps):
            for _ in range(steps):
                self.y = self.model.forward(x, scale=2.0)
                self.model.backward()
                for p, g in zip(self.model.params, self.model.grads):
                    p -= 0.1 * g
            return self.y
    def forward(model, x): return model.forward(x)
    def call(model, x): return model(x)
    def read(model, name): return getattr(model, name)
    def names(model): return sorted(dir(model))
    def params(model): return model.params
    def set(model): model.params = []
    def same(a, b): return a is b
    def give_back(model): return model
"""


@pytest.fixture
def student(wall: Any) -> Any:
    """Return a module that uses what it is given."""
    return wall.student(TRAINER)


def test_methods_attributes_and_mutation(student: Any) -> None:
    """A loop of the student's drives a model of the check's; its arrays are the very same on both sides."""
    model = Model()
    first = model.params[0]
    x = np.arange(2.0)
    y = student.Trainer(spy(model)).fit(x, 3)
    assert np.allclose(model.params[0], 1 - 0.15)
    assert np.allclose(model.params[1], -0.6)
    assert model.params[0] is first
    assert [len(call) for call in model.calls] == [2, 0] * 3
    assert model.calls[0][0] is x
    assert np.allclose(y, 2 * x + 0.9)


def test_what_a_spy_returns_can_be_the_result(student: Any) -> None:
    """A fresh array from a spy's method, returned at once by the student, comes back as a value."""
    model = Model()
    for _ in range(5):
        assert student.forward(spy(model), np.zeros(2)).tolist() == [1, 1]


def test_identity_through_a_spy(student: Any) -> None:
    """An argument returned by the spy is the same object; the spy's lists are its own."""
    model = Model()
    shared = spy(model)
    x = np.zeros(2)
    assert student.call(shared, x) is x
    assert student.params(shared) is model.params
    assert student.same(shared, shared)
    assert student.give_back(shared) is shared


def test_a_spy_stays_after_the_check_let_go_of_it(student: Any) -> None:
    """A spy that only the student holds still answers."""
    trainer = student.Trainer(Spy(Model(), methods=("forward", "backward"), attributes=("params", "grads")))
    for _ in range(3):
        student.names(trainer.model)
    assert trainer.fit(np.zeros(2), 1).tolist() == [1, 1]


def test_exactly_the_declared_names(student: Any) -> None:
    """Names that were not declared do not exist for student code, and nothing can be set."""
    shared = spy(Model())
    assert student.names(shared) == ["backward", "forward", "grads", "params"]
    for name in ("secret", "obj", "_spy", "calls"):
        with pytest.raises(StudentError, match=f"no attribute '{name}'"):
            student.read(shared, name)
    with pytest.raises(StudentError, match="AttributeError"):
        student.set(shared)
    with pytest.raises(StudentError, match="not callable"):
        student.call(Spy(Model()), 1)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ValueError("expected 0.25"), "ValueError"),
        (KeyError("x"), "KeyError"),
        (ArithmeticError(), "ArithmeticError"),
    ],
)
def test_a_spy_that_raises_tells_only_the_type(student: Any, error: Exception, kind: str) -> None:
    """The exception of a spy reaches student code as the built-in type of its name, without its message."""
    model = Model()
    model.forward = lambda _x: (_ for _ in ()).throw(error)  # type: ignore[method-assign]
    with pytest.raises(StudentError) as caught:
        student.forward(spy(model), 1.0)
    assert caught.value.raised.type == kind
    assert "0.25" not in caught.value.raised.message
    assert caught.value.raised.function == "forward"


def test_student_code_can_catch_a_spys_exception(wall: Any) -> None:
    """`except ValueError` around a spy works as it does locally; unknown types come as RuntimeError."""
    student = wall.student(
        """
        def attempt(f, x):
            try:
                return f(x)
            except ValueError:
                return "value"
            except RuntimeError as error:
                return str(error)
        """
    )

    class OwnError(Exception):
        pass

    def fail(error: type[Exception]) -> Any:
        def call(x: Any) -> None:
            raise error("secret")

        return Spy(call, callable=True)

    assert student.attempt(fail(ValueError), 1) == "value"
    assert student.attempt(fail(OwnError), 1) == "OwnError raised by the object that the check passed in"
    array = np.zeros(2)
    assert student.attempt(fail(ValueError), array) == "value"
    assert student.attempt(Spy(lambda x: x, callable=True), array) is array


def test_calls_back_into_the_student(wall: Any) -> None:
    """A spy may use the student's own functions; its nested results arrive where they belong."""
    student = wall.student(
        """
        def square(x): return x * x
        def apply(f, x): return f(x) + 1
        def broken(x): raise ValueError("mine")
        def caught(f, x):
            try:
                return f(x)
            except ValueError:
                return -1
        """
    )
    assert student.apply(Spy(lambda x: student.square(x) * 10, callable=True), 3) == 91
    with pytest.raises(StudentError) as caught:
        student.apply(Spy(student.broken, callable=True), 3)
    assert caught.value.raised.type == "ValueError"
    assert student.caught(Spy(student.broken, callable=True), 3) == -1


def test_not_implemented_inside_a_spy_is_not_started(wall: Any) -> None:
    """A spy that calls a task which is not written yet makes the check not started."""
    source = """
        def outer(f): return f()
        def todo(): raise NotImplementedError("todo")
    """
    result = wall.check(source, lambda s, _: s.outer(Spy(s.todo, callable=True)))
    assert result.outcome is Outcome.NOT_STARTED


def test_a_ruler_inside_a_spy_fails_the_check(wall: Any) -> None:
    """What a ruler finds inside a spy is the check's finding, even where student code catches everything."""
    source = """
        def use(f):
            try:
                return f(2.0)
            except BaseException:
                return None
    """

    def function(student: Any, draw: Any) -> None:
        student.use(Spy(lambda x: assert_close(x, 3.0, "x"), callable=True))

    result = wall.check(source, function)
    assert result.outcome is Outcome.FAILED
    assert result.evidence.expected == 3.0 or result.evidence.name == "x"
    with pytest.raises(CheckFailed):
        wall.student(source).use(Spy(lambda x: assert_close(x, 3.0, "x"), callable=True))


def test_nesting_is_bounded(wall: Any) -> None:
    """Student and spy that call each other without end are stopped, as a limit."""
    student = wall.student("def ping(f, x): return f(x + 1)")
    seen = []

    def pong(x: int) -> Any:
        seen.append(x)
        return student.ping(back, x)

    back = Spy(pong, callable=True)
    with pytest.raises(ChildEnded) as caught:
        student.ping(back, 0)
    assert caught.value.outcome is Outcome.KILLED
    assert caught.value.limit == "nesting"
    assert len(seen) == 16


def test_the_clock_stands_still_while_a_spy_works(wall: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the CPU limit nor the wall clock runs while the check's own object takes its time."""
    monkeypatch.setattr("grader.jail.deadline.WALL_EXTRA", 0.3)
    student = wall.student("def f(g): return g() + g()", seconds=0.2)

    def slow() -> int:
        time.sleep(1.5)
        return 1

    assert student.f(Spy(slow, callable=True)) == 2


def test_a_loop_over_a_spy_runs_out_of_time(wall: Any) -> None:
    """One limit covers a call with all its uses of spies: a loop without end that uses one is stopped."""
    student = wall.student("def f(g):\n    while True: g()", seconds=0.3)
    with pytest.raises(ChildEnded, match=r"^f ran longer than 0.3 seconds") as caught:
        student.f(Spy(lambda: None, callable=True))
    assert caught.value.outcome is Outcome.TIMED_OUT


def test_nested_calls_count_for_the_outer_call(wall: Any) -> None:
    """Time that the student's code spends in calls from a spy is the student's time."""
    student = wall.student(
        "def spin():\n    for _ in range(10**6): pass\ndef f(g):\n    while True: g()", seconds=0.4
    )
    with pytest.raises(ChildEnded) as caught:
        student.f(Spy(student.spin, callable=True))
    assert caught.value.outcome is Outcome.TIMED_OUT


@pytest.mark.parametrize("value", [2**70, {1, 2}, object(), np.array([None]), np.ma.masked_array([1.0])])
def test_a_check_cannot_send_what_does_not_cross(student: Any, value: Any) -> None:
    """A check that sends what may not cross is told so here, and the student hears nothing."""
    with pytest.raises(TypeError, match="a check cannot send"):
        student.give_back(value)
