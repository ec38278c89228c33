"""Identity through the wall: arrays and lists are the same objects there and back, and stay in step."""

from typing import Any

import numpy as np
import pytest

from grader.jail.transcript import StudentError

LAYER = """
    import numpy as np
    class Affine:
        def __init__(self, W, b):
            self.params = [W, b]
            self.x = None
        def forward(self, x):
            self.x = x
            return x @ self.params[0] + self.params[1]
        def kinds(self, values): return [values[i] is values[j] for i, j in ((0, 1), (0, 2))]
    class Net:
        def __init__(self, W, b):
            self.W, self.b = W, b
            self._list = [W, b]
        @property
        def params(self): return self._list
        @property
        def fresh(self): return [self.W, self.b]
        @property
        def pair(self): return self.W, self.b
    def add_one(a): a += 1
    def fill(a, value): a[...] = value
    def total(a): return float(np.sum(a))
"""


@pytest.fixture
def student(wall: Any) -> Any:
    """Return a module with a layer."""
    return wall.student(LAYER)


@pytest.fixture
def arrays() -> tuple[Any, Any]:
    """Return a matrix and a row."""
    return np.arange(6.0).reshape(2, 3), np.zeros(3)


def test_params_hold_the_very_arrays(student: Any, arrays: Any) -> None:
    """Params as list, property, fresh list and tuple hold the arrays that were passed in."""
    W, b = arrays
    layer, net = student.Affine(W, b), student.Net(W, b)
    for params in (layer.params, net.params, net.fresh, net.pair):
        assert params[0] is W
        assert params[1] is b
    assert net.W is W


def test_a_kept_list_is_one_object_and_a_fresh_one_is_not(student: Any, arrays: Any) -> None:
    """A list that the student keeps comes as the same list; one that is made anew comes as a new list."""
    net = student.Net(*arrays)
    assert net.params is net.params
    first, second = net.fresh, net.fresh
    assert first is not second


def test_an_array_given_twice_arrives_once(student: Any, arrays: Any) -> None:
    """[W, b, W] arrives with W twice the same."""
    W, b = arrays
    assert student.Affine(W, b).kinds([W, b, W]) == [False, True]


def test_mutation_by_the_student_shows_here(student: Any) -> None:
    """What the student writes into an argument shows in the caller's array after the call."""
    a = np.zeros((2, 2))
    student.add_one(a)
    assert np.array_equal(a, np.ones((2, 2)))


def test_mutation_here_shows_there(student: Any, arrays: Any) -> None:
    """What the check writes into an array shows on the student's side at the next call."""
    W, b = arrays
    layer = student.Affine(W, b)
    layer.params[0][...] = 2.0
    layer.params[1][1] = 1.0
    assert np.array_equal(layer.forward(np.ones((1, 2))), [[4.0, 5.0, 4.0]])
    assert b[1] == 1.0


def test_mutation_of_an_array_of_the_students(wall: Any) -> None:
    """An array made by the student is kept in step like one made here."""
    student = wall.student(
        """
        import numpy as np
        class A:
            def __init__(self): self.w = np.zeros(2)
            def step(self): self.w += 1
            def total(self): return float(self.w.sum())
        """
    )
    a = student.A()
    w = a.w
    a.step()
    assert w.tolist() == [1, 1]
    w *= 10
    assert a.total() == 20
    assert a.w is w


def test_lists_mutated_by_the_student(wall: Any) -> None:
    """Items added, removed and reordered in a list that was passed in show here."""
    student = wall.student(
        """
        def grow(items, value): items.append(value)
        def shuffle(items):
            items.reverse()
            return items.pop(0)
        def clear(items): del items[:]
        """
    )
    array = np.ones(2)
    items = [1, array]
    student.grow(items, "x")
    assert items[0] == 1
    assert items[1] is array
    assert items[2] == "x"
    assert student.shuffle(items) == "x"
    assert items[0] is array
    student.clear(items)
    assert items == []


def test_lists_mutated_here(wall: Any) -> None:
    """A list of the student's that the check changes has changed on the student's side."""
    student = wall.student(
        """
        class Net:
            def __init__(self): self.layers = ["a", "b"]
            def names(self): return tuple(self.layers)
        """
    )
    net = student.Net()
    net.layers.append("c")
    net.layers[0] = "z"
    assert net.names() == ("z", "b", "c")


def test_what_leaves_a_list_can_be_the_result(wall: Any) -> None:
    """An object or array that only a shared list held here is popped from it and returned, as itself."""
    student = wall.student(
        """
        import numpy as np
        class Layer:
            size = 3
        class Net:
            def __init__(self): self.layers = [Layer(), np.arange(3.0)]
            def pop(self): return self.layers.pop()
        """
    )
    net = student.Net()
    assert len(net.layers) == 2
    assert net.pop().tolist() == [0, 1, 2]
    assert net.pop().size == 3
    assert net.layers == []


def test_objects_in_lists_keep_their_identity(wall: Any) -> None:
    """Instances in a list are the same proxies whenever the list is read, also when the check reorders it."""
    student = wall.student(
        """
        class Layer:
            def __init__(self, n): self.n = n
        class Net:
            def __init__(self): self.layers = [Layer(1), Layer(2)]
            def order(self): return tuple(l.n for l in self.layers)
        """
    )
    net = student.Net()
    first, second = net.layers
    assert net.layers[0] is first
    net.layers.reverse()
    assert net.order() == (2, 1)
    assert net.layers[0] is second


def test_lists_in_lists_and_in_themselves(wall: Any) -> None:
    """Nested lists keep their identity, and a list that contains itself arrives as one."""
    student = wall.student(
        """
        inner = [1]
        outer = [inner, inner]
        ring = []
        ring.append(ring)
        def add(): inner.append(2)
        """
    )
    outer = student.outer
    assert outer[0] is outer[1]
    student.add()
    assert outer == [[1, 2], [1, 2]]
    ring = student.ring
    assert ring[0] is ring


def test_views_here_stay_views(student: Any) -> None:
    """A view of an array passed beside it sees what the student writes into it."""
    W = np.zeros((3, 2))
    student.fill(W[1:], 5.0)
    assert W.tolist() == [[0, 0], [5, 5], [5, 5]]
    assert student.total(W) == 20.0


def test_views_of_the_students_stay_in_step(wall: Any) -> None:
    """An array of the student's and a view of it, both held here, agree after the next call."""
    student = wall.student(
        """
        import numpy as np
        class A:
            def __init__(self):
                self.W = np.zeros((2, 2))
                self.row = self.W[0]
            def touch(self): pass
        """
    )
    a = student.A()
    W, row = a.W, a.row
    row += 3
    a.touch()
    assert W.tolist() == [[3, 3], [0, 0]]
    W[0] = 7
    a.touch()
    assert row.tolist() == [7, 7]


@pytest.mark.parametrize("order", ["C", "F"])
def test_mutation_keeps_the_memory_order_apart(student: Any, order: Any) -> None:
    """Element (i, j) stays element (i, j), whatever the order in memory and the stride."""
    base = np.zeros((4, 6), order=order)
    part = base[::2, ::3]
    part[...] = np.arange(4.0).reshape(2, 2)
    student.add_one(part)
    assert part.tolist() == [[1, 2], [3, 4]]
    assert base[1].tolist() == [0] * 6


def test_zero_dimensions_are_shared_too(student: Any) -> None:
    """A 0-d array is an array with identity, which the student can write into."""
    a = np.array(1.0)
    student.fill(a, 4.0)
    assert a == 4.0


def test_a_read_only_array_stays_as_it_is(student: Any) -> None:
    """A read-only array of the check's cannot be changed through the wall."""
    a = np.zeros(3)
    a.flags.writeable = False
    student.add_one(a)
    assert a.tolist() == [0, 0, 0]
    assert student.total(np.broadcast_to(1.0, (2, 2))) == 4.0


def test_an_array_reshaped_in_place_comes_back_in_its_new_shape(wall: Any) -> None:
    """`x.shape = ...` on an argument gives a result of that shape, and leaves the caller's array alone."""
    student = wall.student(
        """
        import warnings
        warnings.simplefilter("ignore")
        def flat(x):
            x.shape = (-1,)
            return x
        def double(x):
            x *= 2
        """
    )
    x = np.arange(4.0).reshape(2, 2)
    y = student.flat(x)
    assert (x.shape, y.shape) == ((2, 2), (4,))
    student.double(y)
    assert y.tolist() == [0, 2, 4, 6]
    assert x.tolist() == [[0, 2], [4, 6]]


def test_a_dictionary_goes_by_value_its_arrays_do_not(wall: Any) -> None:
    """Params as a dictionary: the arrays in it keep their identity."""
    student = wall.student(
        """
        class SGD:
            def update(self, params, grads):
                for key in params: params[key] -= 0.5 * grads[key]
        """
    )
    params, grads = {"W": np.ones(2), "b": np.ones(1)}, {"W": np.ones(2), "b": np.ones(1)}
    student.SGD().update(params, grads)
    assert params["W"].tolist() == [0.5, 0.5]
    assert params["b"].tolist() == [0.5]


def test_what_nobody_holds_any_more_is_released(wall: Any) -> None:
    """Objects that the check lets go of are let go of in the child, so a long check does not fill up."""
    session = wall.open(
        """
        import gc
        class A: pass
        class Big:
            def __init__(self, x): self.y = x * 2
        def living(): return sum(isinstance(o, A) for o in gc.get_objects())
        """
    )
    student = session.module
    kept = [student.A() for _ in range(5)]
    assert student.living() == 5
    del kept[1:]
    assert student.living() == 1
    for _ in range(40):
        assert student.Big(np.ones((512, 512))).y.shape == (
            512,
            512,
        )  # 40 times 4 MiB: over the limit if kept
    assert session._memory._tracked < 16 * 1024 * 1024


def test_more_than_can_be_tracked_is_the_students_error(wall: Any) -> None:
    """A student whose arrays are beyond the bound gets a MemoryError of their own."""
    student = wall.student("import numpy as np\ndef f(): return [np.zeros((1000, 1000)) for _ in range(9)]")
    with pytest.raises(StudentError, match="MemoryError: more than 64 MiB"):
        student.f()


def test_a_result_beyond_a_frame_is_the_students_error(wall: Any) -> None:
    """A result that does not fit into one message fails, and the child goes on as if it had not been sent."""
    student = wall.student(
        """
        import numpy as np
        three = [np.ones((900, 900)) for _ in range(3)]
        def f(): return three
        def g(a):
            a += 1
            return three
        def h(): return three[0]
        """
    )
    a = np.zeros(2)
    with pytest.raises(StudentError, match="does not fit through the wall"):
        student.f()
    with pytest.raises(StudentError, match="does not fit through the wall"):
        student.g(a)
    assert student.h().shape == (900, 900)
    assert a.tolist() == [1, 1]
