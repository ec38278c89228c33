"""Random programs of calls, mutations and returns give the same in plain Python, locally and walled off."""

import textwrap
from types import ModuleType
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.jail.local import LocalSession
from grader.jail.proxy import GeneratorToken, OddValue, Proxy, Spy
from grader.jail.transcript import StudentError

SOURCE = textwrap.dedent(
    """
    import numpy as np
    class Box:
        def __init__(self, *items): self.items = list(items)
        def get(self, i): return self.items[i]
        def put(self, value): self.items.append(value)
        def pop(self): return self.items.pop()
        def use(self, model, a): return model.twist(a, self.items)
        @property
        def first(self): return self.items[0]
    keep = Box()
    def echo(a): return a
    def pair(a, b): return a, b
    def row(a, b): return [a, b]
    def table(a, b): return {"a": a, "b": [b]}
    def fresh(n): return np.arange(float(n))
    def box(a, b): return Box(a, b)
    def add(a, b):
        if isinstance(a, np.ndarray): a += 1
        elif isinstance(a, list): a.append(b)
        elif isinstance(a, Box): a.put(b)
        else: raise TypeError(a.__class__.__name__)
    def take(a):
        if isinstance(a, list): return a.pop(0)
        if isinstance(a, Box): return a.pop()
        return float(a[0])  # np.float64 is a float beyond the wall
    def turn(a):
        if isinstance(a, list): a.reverse()
        return a
    def same(a, b): return a is b if isinstance(a, (np.ndarray, list, Box)) else None  # numbers have none
    def store(a): keep.put(a)
    def stored(): return keep.items
    def draw(rng): return float(rng.random())
    def use(model, a, b): return model.twist(a, b)
    def careful(model, a, b):
        try:
            return model.twist(a, b)
        except (TypeError, AttributeError, ValueError):
            return b
    def through(model, a): return [model.shelf, model.twist(a, model.shelf), a]
    def walk(a):
        for item in a:
            yield item
    """
)


class Model:
    """What the check passes in; `student` is set to whatever it may call back."""

    def __init__(self) -> None:
        self.shelf: list[Any] = []
        self.student: Any = None

    def twist(self, a: Any, b: Any) -> Any:
        """Write into an array, keep what came, call back, and return something old or new."""
        self.shelf.append(a)
        if isinstance(a, np.ndarray):
            a *= 2
            return self.student.pair(a, b)
        if isinstance(a, list):
            a.append(b)
            return np.full(2, float(len(a)))
        if a is None:
            raise ValueError
        return self.student.echo(b)


CALLS = {
    "echo": 1, "pair": 2, "row": 2, "table": 2, "box": 2, "add": 2, "take": 1, "turn": 1, "same": 2,
    "store": 1,     "stored": 0,
}  # fmt: skip
steps = st.tuples(
    st.sampled_from([
        *CALLS, "fresh", "use", "careful", "through", "walk", "draw", "items", "first", "get",
        "write here", "append here", "pop here", "list here", "forget",
    ]),
    st.integers(0, 7),
    st.integers(0, 7),
)  # fmt: skip


class Run:
    """One run of a program; `lift` makes of the check's own objects what the session takes."""

    def __init__(self, student: Any, lift: Any) -> None:
        self.student = student
        self.model = Model()
        self.model.student = student
        self.spy = lift(self.model)
        self.token = lift(7)
        self.slots: list[Any] = [np.ones(2), [], None, 1.5]
        self.log: list[Any] = []

    def step(self, kind: str, i: int, j: int) -> None:
        """Do one step; its result becomes a slot and part of the log."""
        a, b = self.slots[i % len(self.slots)], self.slots[j % len(self.slots)]
        try:
            result = self.act(kind, a, b, i)
        except StudentError as error:
            self.log.append((kind, "raised", error.raised.type))
            return
        except Exception as error:
            self.log.append((kind, "raised", type(error).__name__))
            return
        self.slots.append(result)
        del self.slots[:-8]
        self.log.append(
            (kind, describe(result, {}), describe(self.slots, {}), describe(self.model.shelf, {}))
        )

    def act(self, kind: str, a: Any, b: Any, i: int) -> Any:
        """Return what a step gives."""
        s = self.student
        if kind in CALLS:
            return getattr(s, kind)(*(a, b)[: CALLS[kind]])
        if kind in ("use", "careful"):
            return getattr(s, kind)(self.spy, a, b)
        if kind == "through":
            return s.through(self.spy, a)
        if kind == "draw":
            return s.draw(self.token)
        if kind == "fresh":
            return s.fresh(i)
        if kind == "walk":
            return list(s.walk(a))[:5] if isinstance(a, (list, tuple)) and len(a) < 20 else None
        if is_object(a) and kind in ("items", "first"):
            return getattr(a, kind)
        if is_object(a) and kind == "get":
            return a.get(i)
        return self.here(kind, a, b, i)

    def here(self, kind: str, a: Any, b: Any, i: int) -> Any:
        """Change something on the check's own side."""
        if kind == "write here" and isinstance(a, np.ndarray):
            a += i
        elif kind == "append here" and isinstance(a, list):
            a.append(b)
        elif kind == "pop here" and isinstance(a, list) and a:
            return a.pop()
        elif kind == "list here":
            return [a, b, a]
        elif kind == "forget":
            del self.slots[i % len(self.slots)]
            self.slots.append(None)
        return None


def is_object(value: Any) -> bool:
    """Return whether a value is an instance of the student's."""
    return isinstance(value, Proxy) or type(value).__name__ == "Box"


def describe(value: Any, seen: dict[int, int]) -> Any:
    """Return a value as plain data in which every array, list and object has a number for its identity."""
    if value is None or isinstance(value, (bool, int, float, str, OddValue)):
        return value
    if isinstance(value, tuple):
        return ("tuple", *[describe(item, seen) for item in value])
    if isinstance(value, dict):
        return ("dict", *[(key, describe(item, seen)) for key, item in value.items()])
    if id(value) in seen:
        return ("again", seen[id(value)])
    seen[id(value)] = number = len(seen)
    if isinstance(value, np.ndarray):
        return ("array", number, value.dtype.name, value.shape, value.tolist())
    if isinstance(value, list):
        return ("list", number, *[describe(item, seen) for item in value])
    assert is_object(value)
    items = value.items
    found = ("object", number, describe(items, seen))
    KEPT.append(items)  # a list that is dropped here could give its id to the next
    return found


KEPT: list[Any] = []


def module() -> ModuleType:
    """Return the student's module in this process."""
    made = ModuleType("work")
    exec(SOURCE, made.__dict__)
    return made


def lift_for_session(value: Any) -> Any:
    """Return a spy or a generator token."""
    if isinstance(value, Model):
        return Spy(value, methods=("twist",), attributes=("shelf",))
    return GeneratorToken(value)


def lift_for_none(value: Any) -> Any:
    """Return the object itself."""
    return value if isinstance(value, Model) else np.random.default_rng(value)


def log_of(student: Any, lift: Any, program: list[tuple[str, int, int]]) -> list[Any]:
    """Run a program and return what it saw."""
    run = Run(student, lift)
    for kind, i, j in program:
        run.step(kind, i, j)
    KEPT.clear()
    return run.log


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(program=st.lists(steps, min_size=1, max_size=14))
def test_programs_see_the_same_values_identities_and_mutations(
    wall: Any, program: list[tuple[str, int, int]]
) -> None:
    """Plain Python, a local session and a child agree on values, identities, mutations and exceptions."""
    plainly = log_of(module(), lift_for_none, program)
    locally = log_of(LocalSession(module()).module, lift_for_session, program)
    remotely = log_of(wall.open(SOURCE).module, lift_for_session, program)
    wall.close()
    assert locally == plainly
    assert remotely == locally


def test_exceptions_carry_the_same_text_either_way(wall: Any) -> None:
    """Type, message, line, function and names of an exception are the same locally and through the wall."""
    source = "class A:\n    def f(self, x):\n        return 1 / x\n    def g(self): pass\n"
    source += "def h(x): return x.shape\n"
    made = ModuleType("work")
    exec(compile(source, "work.py", "exec"), made.__dict__)
    found = []
    for student in (LocalSession(made, file="work.py").module, wall.student(source)):
        for use in (
            lambda s: s.A().f(0),
            lambda s: s.A().F,
            lambda s: s.A(1),
            lambda s: s.h(3),
            lambda s: s.missing,
        ):
            try:
                use(student)
            except StudentError as error:
                found.append(
                    (error.raised.type, error.raised.message, error.raised.line, error.inside, error.names)
                )
    half = len(found) // 2
    assert half == 5
    assert [f[:4] for f in found[:half]] == [f[:4] for f in found[half:]]
    assert found[1][4] == found[half + 1][4] == ("f", "g")
