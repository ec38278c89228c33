"""Every kind of value and object that the wall lets through, driven through a real child."""

import math
from typing import Any

import numpy as np
import pytest

from grader.jail.proxy import GeneratorToken, Method, OddValue, Proxy
from grader.jail.transcript import StudentError

ECHO = """
    import numpy as np
    kept = []
    def echo(value): return value
    def keep(value):
        kept.append(value)
        return value
    def again(): return kept[-1]
    def same(a, b): return a is b
    def show(value): return repr(value)
    def kind(value): return type(value).__name__
"""

PLAIN = {
    "none": None,
    "true": True,
    "false": False,
    "zero": 0,
    "int": -7,
    "largest int": 2**63 - 1,
    "smallest int": -(2**63),
    "float": 0.1,
    "negative zero": -0.0,
    "infinity": math.inf,
    "text": "été 層 \N{GRINNING FACE}",
    "empty text": "",
    "complex": 1.5 - 2j,
    "tuple": (1, "a", (None, 2.5)),
    "empty tuple": (),
    "list": [1, [2, [3]], "x"],
    "empty list": [],
    "dict": {"W1": 1.0, "b1": [1, 2]},
    "empty dict": {},
}

ARRAYS = {
    "float64": np.array([[1.5, -2.0], [0.0, 3.25]]),
    "float32": np.arange(6, dtype=np.float32).reshape(2, 3),
    "float16": np.array([0.5, 2.0], dtype=np.float16),
    "int8": np.array([-1, 2], dtype=np.int8),
    "int16": np.array([-1, 2], dtype=np.int16),
    "int32": np.array([-1, 2], dtype=np.int32),
    "int64": np.array([-(2**62), 2], dtype=np.int64),
    "uint8": np.array([255, 0], dtype=np.uint8),
    "uint16": np.array([65535, 0], dtype=np.uint16),
    "uint32": np.array([2**32 - 1], dtype=np.uint32),
    "uint64": np.array([2**64 - 1], dtype=np.uint64),
    "bool": np.array([[True, False]]),
    "complex64": np.array([1 + 2j], dtype=np.complex64),
    "complex128": np.array([1 + 2j, 3j]),
    "0-d": np.array(2.5),
    "empty": np.zeros((0, 3)),
    "empty in the middle": np.zeros((2, 0, 3), dtype=np.int64),
    "8 dimensions": np.arange(2.0).reshape(1, 1, 1, 2, 1, 1, 1, 1),
    "not finite": np.array([np.nan, np.inf, -np.inf, -0.0]),
    "Fortran order": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "transposed": np.arange(6.0).reshape(2, 3).T,
    "every second": np.arange(10.0)[::2],
    "backwards": np.arange(4.0)[::-1],
    "broadcast": np.broadcast_to(np.array([1.0, 2.0]), (3, 2)),
}

SCALARS = [
    np.float16(0.1),
    np.float32(0.1),
    np.int32(-5),
    np.uint8(200),
    np.bool_(True),
    np.complex64(1 + 2j),
]


@pytest.fixture
def student(wall: Any) -> Any:
    """Return a module that gives back what it gets."""
    return wall.student(ECHO)


@pytest.mark.parametrize("value", PLAIN.values(), ids=PLAIN)
def test_plain_values_cross_both_ways(student: Any, value: Any) -> None:
    """A plain value comes back equal, of the same type, and the student's side sees the same."""
    back = student.echo(value)
    assert back == value
    assert isinstance(back, type(value))
    assert student.show(value) == repr(value)


def test_nan_crosses(student: Any) -> None:
    """NaN stays NaN as a float."""
    assert math.isnan(student.echo(math.nan))


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
def test_arrays_come_back_the_same_object(student: Any, array: Any) -> None:
    """An array passed in and given back is the caller's own object."""
    assert student.echo(array) is array


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
def test_new_arrays_keep_dtype_shape_and_bits(wall: Any, array: Any) -> None:
    """A new array of the student's arrives with its dtype, shape and every bit."""
    student = wall.student("def fresh(a): return a.copy(order='K')")
    back = student.fresh(array)
    assert back is not array
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert back.tobytes() == array.tobytes()


@pytest.mark.parametrize("scalar", SCALARS, ids=lambda s: s.dtype.name)
def test_numpy_scalars_keep_their_type(student: Any, scalar: Any) -> None:
    """A numpy scalar arrives as a scalar of its dtype on both sides."""
    assert type(student.echo(scalar)) is type(scalar)
    assert student.echo(scalar) == scalar
    assert student.kind(scalar) == type(scalar).__name__


def test_float64_scalars_are_floats(wall: Any) -> None:
    """np.float64 is Python's float on the other side."""
    student = wall.student("import numpy as np\ndef f(): return np.float64(0.5)")
    assert type(student.f()) is float


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("{1, 2}", "a set"),
        ("frozenset()", "a frozenset"),
        ("b'ab'", "a bytes"),
        ("bytearray(2)", "a bytearray"),
        ("2**63", "an integer beyond 64 bits"),
        ("-2**63 - 1", "an integer beyond 64 bits"),
        ("np.array([None, 1], dtype=object)", "an array of objects, shape (2,)"),
        ("np.array(['a'])", "an array of text, shape (1,)"),
        ("np.array([b'a'])", "an array of bytes, shape (1,)"),
        ("np.zeros(2, dtype='i4,f8')", "an array of records, shape (2,)"),
        ("np.zeros(2, dtype='M8[s]')", "an array of dates, shape (2,)"),
        ("np.zeros(2, dtype='m8[s]')", "an array of durations, shape (2,)"),
        ("np.longdouble([1])", f"an array of {np.dtype(np.longdouble).name}, shape (1,)"),
        ("np.ma.masked_array([1.0, 2.0], [True, False])", "a masked array"),
        ("np.zeros(2, dtype='>f8')", "an array of float64 in another byte order, shape (2,)"),
        ("{1: 2}", "a dictionary whose keys are not all text"),
        ("np.zeros((1025, 1025))", "an array of shape (1025, 1025): 8 MiB, where at most 8 fit"),
    ],
)  # fmt: skip
def test_what_does_not_cross_says_what_it_is(wall: Any, expression: str, words: str) -> None:
    """A value that may not cross arrives as an OddValue with words for it."""
    student = wall.student(f"import numpy as np\ndef f(): return {expression}")
    assert student.f() == OddValue(words)


def test_an_odd_value_inside_a_tuple(wall: Any) -> None:
    """What surrounds an odd value arrives all the same."""
    assert wall.student("def f(): return 1, {2}, [{3}]").f() == (1, OddValue("a set"), [OddValue("a set")])


def test_nesting_ends_somewhere(wall: Any) -> None:
    """Lists in lists arrive up to a depth; below it an OddValue stands."""
    student = wall.student(
        """
        def f(depth):
            value = 0
            for _ in range(depth):
                value = [value]
            return value
        """
    )
    value = student.f(100)
    depth = 0
    while isinstance(value, list):
        value, depth = value[0], depth + 1
    assert value == OddValue("a value nested too deeply")
    assert depth == 16


def test_subclasses_of_plain_types_become_plain(wall: Any) -> None:
    """Enum members, named tuples, subclasses of numbers, text and lists arrive as what they are built on."""
    student = wall.student(
        """
        import enum, collections
        import numpy as np
        class Kind(enum.IntEnum):
            A = 3
        class Text(str):
            pass
        class Row(list):
            pass
        class Matrix(np.ndarray):
            pass
        Point = collections.namedtuple("Point", "x y")
        def all(): return Kind.A, Text("t"), Row([1]), Point(1, 2), np.zeros((2, 1)).view(Matrix)
        """
    )
    kind, text, row, point, matrix = student.all()
    assert (kind, text, row, point) == (3, "t", [1], (1, 2))
    assert [type(v) for v in (kind, text, point, matrix)] == [int, str, tuple, np.ndarray]


# -- objects ----------------------------------------------------------------------------------------------


def test_functions_take_default_and_keyword_arguments(wall: Any) -> None:
    """Defaults, keywords, *args and **kwargs work as they do locally; module-level helpers are found."""
    student = wall.student(
        """
        def _helper(x): return x + 1
        def f(x, lr=0.5, *rest, scale=1, **more): return _helper(x), lr, rest, scale, more
        """
    )
    assert student.f(1) == (2, 0.5, (), 1, {})
    assert student.f(1, 2, 3, 4, scale=5, extra=6) == (2, 2, (3, 4), 5, {"extra": 6})


def test_classes_inherit_have_properties_and_are_called(wall: Any) -> None:
    """Inheritance, properties with setters, class and static methods, __call__, __len__ and [] work."""
    student = wall.student(
        """
        class Base:
            rate = 0.1
            def __init__(self, w): self._w = w
            @property
            def w(self): return self._w
            @w.setter
            def w(self, value): self._w = value * 2
            @staticmethod
            def twice(x): return 2 * x
            @classmethod
            def make(cls, w): return cls(w, 9)
            def __call__(self, x): return x * self._w
        class Layer(Base):
            def __init__(self, w, b=1):
                super().__init__(w)
                self.b = b
            def __len__(self): return 3
            def __getitem__(self, key): return self.b + key
        """
    )
    layer = student.Layer(2)
    assert (layer.w, layer.b, layer(5), len(layer), layer[10], layer.twice(4)) == (2, 1, 10, 3, 11, 8)
    layer.w = 4
    layer.b = 7
    assert (layer.w, layer.b) == (8, 7)
    assert student.Layer.make(3).b == 9
    assert (student.Layer.rate, layer.rate) == (0.1, 0.1)


def test_dataclasses_closures_and_lambdas(wall: Any) -> None:
    """Data classes, closures kept as methods, partials and lambdas are callables like any other."""
    student = wall.student(
        """
        from dataclasses import dataclass, field
        from functools import partial
        @dataclass
        class Pair:
            a: float
            b: list = field(default_factory=list)
        class Net:
            def __init__(self):
                state = [0]
                def step(by):
                    state[0] += by
                    return state[0]
                self.step = step
        def make_power(n): return lambda x: x**n
        cube = partial(pow, exp=3)
        """
    )
    pair = student.Pair(1.5)
    assert (pair.a, pair.b) == (1.5, [])
    net = student.Net()
    assert [net.step(2), net.step(3)] == [2, 5]
    assert student.make_power(3)(2) == 8
    assert student.cube(2) == 8


def test_an_instance_passed_back_is_itself(wall: Any) -> None:
    """Proxies, functions and methods given to student code are the student's own objects."""
    student = wall.student(
        """
        class A:
            def f(self, x): return x + 1
            def me(self): return self
        def g(x): return x * 2
        def same(a, b): return a is b
        def apply(f, x): return f(x)
        def types(*values): return [type(v).__name__ for v in values]
        """
    )
    a = student.A()
    assert a.me() is a
    assert student.same(a, a)
    assert not student.same(a, student.A())
    assert student.apply(student.g, 4) == 8
    assert student.apply(a.f, 4) == 5
    assert student.types(a, student.A, student.g) == ["A", "type", "function"]
    assert isinstance(a, Proxy)
    assert isinstance(a.f, Method)


def test_an_object_with_call_keeps_its_attributes(wall: Any) -> None:
    """An attribute that is an instance with __call__ is an object: callable, with attributes, iterable."""
    student = wall.student(
        """
        class Layer:
            def __init__(self, w): self.w = w
            def __call__(self, x): return x * self.w
            def __iter__(self): return iter([self.w, self.w])
        class Net:
            def __init__(self): self.first = Layer(3)
        """
    )
    net = student.Net()
    assert net.first(2) == 6
    assert net.first.w == 3
    assert list(net.first) == [3, 3]
    assert net.first is net.first


def test_a_name_can_be_a_function_in_one_object_and_a_number_in_another(wall: Any) -> None:
    """What an attribute is, is asked of each object where instances or classes differ in it."""
    student = wall.student(
        """
        class Net:
            def __init__(self, activation): self.activation = activation
        def relu(x): return max(x, 0)
        class A:
            def rate(self): return 1
        class B:
            rate = 0.5
        """
    )
    assert student.Net(student.relu).activation(-3) == 0
    assert student.Net(None).activation is None
    assert student.A.rate(None) == 1
    assert student.B.rate == 0.5


def test_attributes_of_functions_and_of_the_module(wall: Any) -> None:
    """Module constants are read, functions carry attributes, and a missing name tells what there is."""
    student = wall.student("LIMIT = 3\ndef f(): pass\nf.calls = 2\n")
    assert student.LIMIT == 3
    assert student.f.calls == 2
    with pytest.raises(StudentError) as caught:
        _ = student.limit
    assert caught.value.raised.type == "AttributeError"
    assert set(caught.value.names) >= {"LIMIT", "f"}


def test_an_object_is_true_unless_it_is_empty(wall: Any) -> None:
    """The truth of an object is that of its length, and true without one."""
    student = wall.student("class A: pass\nclass B:\n def __len__(self): return 0")
    assert student.A()
    assert not student.B()


def test_iterables_generators_and_iterators(wall: Any) -> None:
    """Iterables begin anew, generators and iterators go on, at each `for`; items keep their identity."""
    student = wall.student(
        """
        import numpy as np
        class Loader:
            def __init__(self, x): self.x = x
            def __iter__(self):
                for i in range(3): yield self.x, i
            def __len__(self): return 3
        def count(n):
            for i in range(n): yield np.full(2, i)
        def stepper(): return iter([1, 2, 3])
        """
    )
    x = np.zeros(2)
    loader = student.Loader(x)
    for _ in range(2):
        pairs = list(loader)
        assert [i for _, i in pairs] == [0, 1, 2]
        assert all(array is x for array, _ in pairs)
    assert [array.tolist() for array in student.count(2)] == [[0, 0], [1, 1]]
    steps = student.stepper()
    assert next(iter(steps)) == 1
    assert list(steps) == [2, 3]
    assert list(zip(student.count(2), student.stepper(), strict=False))[1][1] == 2


def test_what_is_no_iterable_has_no_length(wall: Any) -> None:
    """Iterating over what cannot be iterated is the student's TypeError."""
    student = wall.student("class A: pass")
    with pytest.raises(StudentError, match="TypeError"):
        list(student.A())


def test_a_generator_without_end_is_stopped(wall: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An iterable without end fails after a bound, as the student's error."""
    monkeypatch.setattr("grader.jail.proxy.ITEMS_LIMIT", 50)
    student = wall.student("def forever():\n while True: yield 1")
    with pytest.raises(StudentError, match="more than 50 items"):
        list(student.forever())


def test_generators_of_numbers_live_in_the_child(wall: Any) -> None:
    """A Generator token is one Generator on the student's side, which goes on where it was."""
    student = wall.student(
        """
        class Drop:
            def __init__(self, rng): self.rng = rng
            def draw(self): return self.rng.random()
        def draw(rng): return rng.random()
        def kind(rng): return type(rng).__name__
        def back(rng): return rng
        """
    )
    token = GeneratorToken(7)
    expected = np.random.default_rng(7)
    assert student.kind(token) == "Generator"
    assert [student.draw(token), student.draw(token)] == [expected.random(), expected.random()]
    layer = student.Drop(token)
    assert layer.draw() == expected.random()
    assert student.draw(token) == expected.random()
    assert student.back(token) is token
    assert student.draw(GeneratorToken(7)) == np.random.default_rng(7).random()


def test_declared_helpers_are_imported(wall: Any) -> None:
    """A declared helper file is a module beside the student's; others are not found."""
    student = wall.student(
        """
        from layers import Affine, scale
        import layers
        def f(x): return Affine().forward(x) + layers.scale
        """,
        helpers={"layers": "scale = 10\nclass Affine:\n    def forward(self, x): return x * 2\n"},
    )
    assert student.f(1) == 12
    with pytest.raises(StudentError, match="No module named 'others'"):
        wall.student("import others", helpers={"layers": ""})


def test_errors_inside_a_helper_are_the_students(wall: Any) -> None:
    """A helper that raises fails the load with its own exception and the line that imported it."""
    with pytest.raises(StudentError, match="ZeroDivisionError") as caught:
        wall.student("x = 1\nimport layers\n", helpers={"layers": "1 / 0"})
    assert caught.value.raised.line == 2


def test_drivers_run_in_the_child(wall: Any) -> None:
    """A driver of the kit's calls student functions in their own process, and arrays keep their identity."""
    student = wall.student(
        "def gradient(w): return 2 * w",
        driver="""
        def descend(gradient, w, rate, steps):
            for _ in range(steps):
                w -= rate * gradient(w)
            return w
        """,
    )
    w = np.array([1.0, -2.0])
    assert student.driver.descend(student.gradient, w, 0.1, 30) is w
    assert np.allclose(w, np.array([1.0, -2.0]) * 0.8**30, rtol=1e-12)


def test_one_string_hash_for_every_child(wall: Any) -> None:
    """Two children order a set of texts in the same way, so a result never depends on the child."""
    source = "def order(): return list({'W1', 'b1', 'W2', 'b2', 'x', 't', 'lr'})"
    assert wall.student(source).order() == wall.student(source).order()
