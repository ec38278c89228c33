"""What a check holds: proxies, methods and spies, on a local session (the wall's tests: test_wall_*.py)."""

import copy
import pickle
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.checks import CheckFailed
from grader.jail.local import LocalSession
from grader.jail.proxy import GeneratorToken, Method, OddValue, Proxy, Spy
from grader.jail.transcript import ChildEnded, StudentError
from grader.scorecard import Opaque, Outcome


class Layer:
    """A layer of the kit's own."""

    size = 3

    def __init__(self, w: Any) -> None:
        self.w = w
        self.params = [w]
        self.loads = 0

    @property
    def counted(self) -> int:
        """Count how often it is read."""
        self.loads += 1
        return self.loads

    @property
    def broken(self) -> int:
        """Raise."""
        raise ValueError("mine")

    def forward(self, x: Any) -> Any:
        """Return x times w."""
        return x * self.w

    def __iter__(self) -> Any:
        return iter([1, 2])


def double(x: Any) -> Any:
    """Return x twice."""
    return 2 * x


@pytest.fixture
def session() -> LocalSession:
    """Return a session on a few tasks."""
    return LocalSession(
        SimpleNamespace(Layer=Layer, double=double, LIMIT=3, odd=lambda: {1, 2}, echo=lambda x: x),
        driver=SimpleNamespace(twice=lambda f, x: f(f(x))),
    )


def test_every_use_is_recorded_once(session: LocalSession) -> None:
    """Calls, reads, writes and items are crossings; reading a method is not."""
    student = session.module
    x = np.ones(2)
    session.transcript.name(x, "x")
    layer = student.Layer(2.0)
    layer.forward(x)
    _ = layer.w, student.LIMIT
    layer.w = 3.0
    list(layer)
    assert [(c.kind, c.text) for c in session.transcript.crossings] == [
        ("call", "layer = Layer(2.0)"), ("call", "layer.forward(x)"), ("get", "layer.w"), ("get", "LIMIT"),
        ("set", "layer.w = 3.0"), ("next", "next(layer)"), ("next", "next(layer)"),
    ]  # fmt: skip


def test_an_object_of_the_file_goes_by_its_name_there() -> None:
    """What np.vectorize makes is called by the name that the file gives it, not by its type's."""
    session = LocalSession(SimpleNamespace(double=np.vectorize(double)))
    assert session.module.double(2.0) == 4.0
    assert [(c.kind, c.text) for c in session.transcript.crossings] == [
        ("get", "double"),
        ("call", "double(2.0)"),
    ]


def test_a_property_is_read_once(session: LocalSession) -> None:
    """Reading an attribute runs its getter once."""
    layer = session.module.Layer(1.0)
    assert [layer.counted, layer.counted] == [1, 2]


def test_a_property_that_raises(session: LocalSession) -> None:
    """An exception in a getter is the student's, with its own type."""
    with pytest.raises(StudentError, match="ValueError: mine"):
        _ = session.module.Layer(1.0).broken


def test_methods_know_their_owner(session: LocalSession) -> None:
    """A method is a name on an object, looked up again at each call."""
    layer = session.module.Layer(2.0)
    forward = layer.forward
    assert isinstance(forward, Method)
    assert forward.wire_label() == "layer.forward"
    layer.forward = session.module.double
    assert forward(5) == 10
    assert session.module.Layer.size == 3


def test_proxies_are_no_data(session: LocalSession) -> None:
    """Proxies cannot be copied or pickled, print themselves safely, and answer no dunder names."""
    layer = session.module.Layer(2.0)
    assert repr(layer) == "<the student's layer>"
    with pytest.raises(AttributeError):
        _ = layer.__array__
    with pytest.raises(TypeError, match="cannot be copied"):
        copy.deepcopy(layer)
    with pytest.raises(TypeError, match="cannot be copied or pickled"):
        pickle.dumps(layer)
    assert layer != session.module.Layer(2.0)
    assert bool(layer)


def test_records_keep_no_object_alive(session: LocalSession) -> None:
    """The transcript knows objects by their label only."""
    layer = session.module.Layer(2.0)
    session.module.echo(layer)
    crossing = session.transcript.crossings[-1]
    assert (crossing.args, crossing.result) == ((Opaque(text="layer"),), Opaque(text="layer"))


def test_drivers(session: LocalSession) -> None:
    """A driver calls student functions; without one there is no such name."""
    student = session.module
    assert student.driver.twice(student.double, 3) == 12
    assert isinstance(student.driver, Proxy)
    with pytest.raises(AttributeError):
        _ = LocalSession(SimpleNamespace()).module.driver


def test_odd_values_and_tokens(session: LocalSession) -> None:
    """The same values are odd locally; tokens and spies come back as themselves."""
    student = session.module
    assert student.odd() == OddValue("a set")
    token, spy = GeneratorToken(3), Spy(Layer(1.0), methods=("forward",))
    assert student.echo(token) is token
    assert student.echo(spy) is spy
    with pytest.raises(TypeError, match="a check cannot send"):
        student.echo({1})


def test_an_object_of_another_check(session: LocalSession) -> None:
    """A proxy used in a session that does not know it is a fault of the check's."""
    layer = session.module.Layer(2.0)
    other = LocalSession(SimpleNamespace(echo=lambda x: x))
    with pytest.raises((TypeError, ChildEnded)):
        other.module.echo(layer)
    foreign = Proxy(other, "stranger")
    with pytest.raises(ChildEnded) as caught:
        foreign.anything()
    assert caught.value.outcome is Outcome.BROKEN


def test_a_finding_goes_through_local_code(session: LocalSession) -> None:
    """What a ruler finds inside a spy is not swallowed by the code between."""

    def careful(f: Any) -> Any:
        try:
            return f()
        except ValueError:
            return None

    def find() -> None:
        raise CheckFailed("found")

    student = LocalSession(SimpleNamespace(careful=careful)).module
    with pytest.raises(CheckFailed, match="found"):
        student.careful(Spy(find, callable=True))
    assert student.careful(Spy(lambda: (_ for _ in ()).throw(ValueError("x")), callable=True)) is None
