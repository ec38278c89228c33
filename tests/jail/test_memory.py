"""The table of shared objects on its own: two sides in one process, without a wall between them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.jail import wire
from grader.jail.memory import DECODED_DEPTH, Memory, decode_array


def refuse(value: Any) -> Any:
    """Cross nothing that is neither plain nor an array nor a list."""
    raise wire.ProtocolError(repr(value))


class Pair:
    """A trusted side and a child's, and messages between them."""

    def __init__(self) -> None:
        self.ours = Memory(trusted=True, encode_other=refuse, decode_other=refuse)
        self.theirs = Memory(trusted=False, encode_other=refuse, decode_other=lambda value: value.text)

    def down(self, value: Any) -> Any:
        """Send a value to the child."""
        changes = self.ours.changes()
        encoded = self.ours.encode(value)
        self.theirs.apply(changes)
        return self.theirs.decode(encoded)

    def up(self, value: Any) -> Any:
        """Send a value to the trusted side."""
        changes = self.theirs.changes()
        encoded = self.theirs.encode(value)
        self.theirs.sent()
        self.ours.apply(changes)
        return self.ours.decode(encoded)


@pytest.fixture
def pair() -> Pair:
    """Return two sides."""
    return Pair()


def test_ids_of_the_sides_never_meet(pair: Pair) -> None:
    """The trusted side counts up, the child down."""
    a, b = np.zeros(1), np.zeros(1)
    pair.down(a)
    pair.up(b)
    assert pair.ours.known(a) == 1
    assert pair.theirs.known(b) == -1


def test_a_round_trip_is_the_same_object(pair: Pair) -> None:
    """An array goes down and up again as itself, and so does one from below."""
    a = np.arange(3.0)
    there = pair.down(a)
    assert there is not a
    assert pair.up(there) is a
    below = np.arange(2)
    here = pair.up(below)
    assert pair.down(here) is below


@given(
    hnp.arrays(
        st.sampled_from(sorted(wire.DTYPES)), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
    )
)
def test_every_array_crosses_bit_for_bit(array: Any) -> None:
    """dtype, shape and bytes are kept for all allowed dtypes."""
    there = Pair().down(array)
    assert there.dtype == array.dtype
    assert there.shape == array.shape
    assert there.tobytes() == array.tobytes()


def test_changes_are_told_once(pair: Pair) -> None:
    """A change crosses with the next message and not again."""
    a = np.zeros(2)
    there = pair.down(a)
    there += 1
    assert pair.theirs.changes().arrays == [(1, there.tobytes())]
    assert pair.theirs.changes() == wire.NO_CHANGES


def test_a_change_and_a_release_in_one_message(pair: Pair) -> None:
    """A list that is read, changed and dropped has changed below, and is then forgotten on both sides."""
    below: list[Any] = [1]
    pair.up(below).append(2)
    pair.down(None)
    assert below == [1, 2]
    assert pair.theirs.known(below) is None


def test_what_is_held_stays(pair: Pair) -> None:
    """Only what nobody holds is let go of; an item of a list that is held is held."""
    inner, outer = np.zeros(1), [0]
    below = [inner, outer]
    here = pair.up(below)
    pair.down(None)
    assert pair.theirs.known(inner) is not None
    first = here[0]
    del here
    pair.down(None)
    pair.down(None)
    assert pair.theirs.known(inner) is not None
    assert pair.theirs.known(below) is None
    assert pair.theirs.known(outer) is None
    assert first is pair.up(inner)


def test_taking_back_an_unsent_message() -> None:
    """What a message would have told is told by the next one when it could not be sent."""
    pair = Pair()
    a = np.zeros(2)
    there = pair.down(a)
    there += 1
    fresh = np.ones(1)
    pair.theirs.changes()
    pair.theirs.encode([fresh, there])
    pair.theirs.take_back()
    assert pair.theirs.known(fresh) is None
    assert pair.up(fresh).tolist() == [1]
    assert a.tolist() == [1, 1]


@pytest.mark.parametrize(
    "changes",
    [
        wire.Changes([], [], [1]),
        wire.Changes([(9, b"")], [], []),
        wire.Changes([(1, b"1234567")], [], []),
        wire.Changes([], [(1, [])], []),
        wire.Changes([], [(9, [])], []),
    ],
)
def test_changes_that_do_not_fit(pair: Pair, changes: wire.Changes) -> None:
    """Changes of what is not known, of another kind or size, and releases by the child are refused."""
    pair.down(np.zeros(1))
    with pytest.raises(wire.ProtocolError):
        pair.ours.apply(changes)


@pytest.mark.parametrize(
    "value",
    [
        wire.ArrayNew(-1, "float64", (2,), bytes(15)),
        wire.ArrayNew(-1, "float64", (-2,), bytes(16)),
        wire.ArrayNew(-1, "float64", (1,) * 9, bytes(8)),
        wire.ArrayNew(-1, "float64", (0, 2**62, 2**62), b""),
        wire.ArrayNew(-1, "object", (1,), bytes(8)),
        wire.ArrayNew(-1, ">f8", (1,), bytes(8)),
        wire.ArrayNew(1, "float64", (), bytes(8)),
        wire.ListNew(1, []),
        wire.ListNew(0, []),
        wire.Known(5),
        wire.DictValue(["a"], []),
        wire.TupleValue([wire.ListNew(-1, []), wire.ListNew(-1, [])]),
    ],
)
def test_values_that_are_none(pair: Pair, value: Any) -> None:
    """Every wire form that describes nothing possible is refused."""
    with pytest.raises(wire.ProtocolError):
        pair.ours.decode(value)


def test_depth_is_bounded_on_the_way_in(pair: Pair) -> None:
    """Nesting beyond what an honest child sends is refused."""
    value: Any = None
    for _ in range(DECODED_DEPTH + 2):
        value = wire.TupleValue([value])
    with pytest.raises(wire.ProtocolError, match="deeply"):
        pair.ours.decode(value)


def test_entries_and_bytes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both tables refuse to grow without end, and a refused array costs nothing."""
    monkeypatch.setattr("grader.jail.memory.TRACKED_LIMIT", 100)
    monkeypatch.setattr("grader.jail.memory.ENTRIES_LIMIT", 3)
    memory = Pair().theirs
    kept = [np.zeros(10)]
    memory.encode(kept[0])
    for _ in range(3):
        kept.append(np.zeros(10))
        with pytest.raises(MemoryError, match="arrays are shared"):
            memory.encode(kept[-1])
    with pytest.raises(MemoryError, match="lists and objects"):
        memory.encode([[], [], []])


def test_a_long_text_is_cut(pair: Pair) -> None:
    """Text beyond 64 Ki characters is cut by its sender."""
    assert len(pair.up("x" * 100_000)) == wire.TEXT_LIMIT


def test_an_array_resized_in_place_is_another_one(pair: Pair) -> None:
    """An array whose size changed in place is not told as a change, and crosses anew when it is sent."""
    below = np.zeros(4)
    here = pair.up(below)
    below.resize((2, 1), refcheck=False)
    below += 1
    assert pair.up(None) is None
    again = pair.up(below)
    assert again.tolist() == [[1], [1]]
    assert here.tolist() == [0, 0, 0, 0]


def test_decoded_arrays_are_writable() -> None:
    """An array from the wire is the receiver's own memory."""
    raw = np.zeros(2).tobytes()
    array = decode_array(wire.ArrayNew(0, "float64", (2,), raw))
    array += 1
    assert raw == bytes(16)
