"""The messages: round trips, limits, and a decoder that refuses whatever is none with one kind of error."""

import os
import threading
import tracemalloc
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.jail import wire

integers = st.integers(-(2**63), 2**63 - 1)
ids = st.integers(-1000, 1000)
texts = st.text(st.characters(codec="utf-8"), max_size=20)
arrays = st.builds(
    wire.ArrayNew, ids, st.sampled_from(sorted(wire.DTYPES)),
    st.lists(st.integers(0, 9), max_size=3).map(tuple),
    st.binary(max_size=50),
)  # fmt: skip
leaves = (
    st.none() | st.booleans() | integers | st.floats(allow_nan=False) | texts | arrays
    | st.builds(wire.Known, ids) | st.builds(wire.Odd, texts)
    | st.builds(wire.Attribute, ids, texts, st.booleans())
    | st.builds(wire.ObjectNew, ids, texts, texts, ids)
    | st.builds(wire.TensorValue, texts, st.booleans(), arrays)
    | st.builds(wire.ComplexValue, st.floats(allow_nan=False), st.floats(allow_nan=False))
    | st.builds(wire.GeneratorNew, ids, integers)
    | st.builds(wire.SpyNew, ids, st.just(("f",)), st.just(("a", "b")), st.booleans())
)  # fmt: skip
values = st.recursive(
    leaves,
    lambda inner: (
        st.builds(wire.ListNew, ids, st.lists(inner, max_size=3))
        | st.builds(wire.TupleValue, st.lists(inner, max_size=3))
        | st.builds(wire.DictValue, st.lists(texts, max_size=3), st.lists(inner, max_size=3))
    ),
    max_leaves=8,
)
changes = st.builds(
    wire.Changes,
    st.lists(st.tuples(ids, st.binary(max_size=20)), max_size=2),
    st.lists(st.tuples(ids, st.lists(values, max_size=2)), max_size=2),
    st.lists(ids, max_size=3),
)
names = st.builds(wire.Name, texts, texts, st.none() | integers, st.none() | st.lists(texts).map(tuple))
raised = st.builds(
    wire.RaisedValue, texts, texts, st.lists(texts, max_size=2).map(tuple), st.none() | integers, texts,
    texts,
    st.booleans(), st.lists(texts, max_size=2).map(tuple), texts,
)  # fmt: skip
keywords = st.dictionaries(texts, values, max_size=2)
requests = st.one_of(
    st.builds(
        wire.Load, texts, st.binary(), st.dictionaries(texts, st.binary(), max_size=2), st.just(("numpy",))
    ),
    st.builds(wire.Driver, st.binary()),
    st.builds(wire.Call, ids, texts, st.lists(values, max_size=3), keywords, changes),
    st.builds(wire.Get, ids, texts, changes, st.booleans()),
    st.builds(wire.Set, ids, texts, values, changes),
    st.builds(wire.Iterate, ids, changes),
    st.builds(wire.Next, ids, changes),
    st.builds(wire.Length, ids, changes),
    st.builds(wire.Item, ids, values, changes),
    st.builds(wire.SpyReturned, values, changes),
    st.builds(wire.SpyRaised, texts, changes),
)
replies = st.one_of(
    st.builds(wire.Sealed, st.just(("a",)), st.just(()), st.just(())),
    st.builds(wire.Loaded, st.lists(names, max_size=3)),
    st.builds(wire.Returned, values, changes),
    st.builds(wire.Stopped, changes),
    st.builds(wire.Failed, raised, changes),
    st.builds(wire.SpyCall, ids, texts, st.lists(values, max_size=3), keywords, changes),
    st.builds(wire.SpyGet, ids, texts, changes),
)


@given(requests)
def test_requests_come_back_equal(message: Any) -> None:
    """A request survives its frame."""
    data = wire.frame(message)
    assert wire.HEADER.unpack(data[:4])[0] == len(data) - 4
    assert wire.read_request(data[4:]) == message


@given(replies)
def test_replies_come_back_equal(message: Any) -> None:
    """A reply survives its frame."""
    assert wire.read_reply(wire.frame(message)[4:]) == message


def read_or_refuse(data: bytes) -> Any:
    """Decode, or return None where ProtocolError is raised; anything else is a fault."""
    try:
        return wire.read_reply(data)
    except wire.ProtocolError:
        return None


@settings(max_examples=500)
@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data: bytes) -> None:
    """Bytes are a reply or raise ProtocolError, on both sides."""
    found = read_or_refuse(data)
    assert found is None or isinstance(found, msgspec.Struct)
    try:
        wire.read_request(data)
    except wire.ProtocolError:
        return


@settings(max_examples=500)
@given(replies, st.data())
def test_mutated_replies_are_refused_or_other_replies(message: Any, data: st.DataObject) -> None:
    """A valid frame with bytes changed, cut out or put in is another reply or refused."""
    body = bytearray(wire.frame(message)[4:])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body)))
        kind = data.draw(st.sampled_from(["flip", "cut", "insert"]))
        if kind == "flip" and at < len(body):
            body[at] ^= data.draw(st.integers(1, 255))
        elif kind == "cut":
            del body[at : at + data.draw(st.integers(1, 8))]
        else:
            body[at:at] = data.draw(st.binary(min_size=1, max_size=8))
    found = read_or_refuse(bytes(body))
    assert found is None or isinstance(found, msgspec.Struct)


@pytest.mark.parametrize(
    "head",
    [b"\xdd\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff"],
)
def test_claimed_sizes_take_no_memory(head: bytes) -> None:
    """A header that announces four thousand million elements allocates nothing for them."""
    tracemalloc.start()
    try:
        assert read_or_refuse(b"\x93\x03" + head + b"\x00" * 50) is None
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("opening", [b"\x92\x04\x91", b"\x93\x03\x01\x91", b"\x91", b"\x81\xa1x"])
def test_endless_nesting_is_refused(opening: bytes) -> None:
    """A million brackets do not exhaust the stack."""
    assert read_or_refuse(b"\x93\x03" + opening * 1_000_000) is None


def test_a_message_over_the_limit_is_not_framed() -> None:
    """A message larger than a frame may be is refused by its sender."""
    message = wire.Returned(wire.ListNew(-1, ["x" * wire.TEXT_LIMIT] * 300), wire.NO_CHANGES)
    with pytest.raises(wire.ProtocolError, match="over the limit"):
        wire.frame(message)


def test_reading_and_writing_pipes_in_pieces() -> None:
    """read_exactly and write_all move more than a pipe holds, and an end in the middle is EOFError."""
    read, write = os.pipe()
    data = bytes(range(256)) * 2000
    writer = threading.Thread(target=lambda: (wire.write_all(write, data), os.close(write)))
    writer.start()
    try:
        assert wire.read_exactly(read, len(data) - 1) == data[:-1]
        with pytest.raises(EOFError):
            wire.read_exactly(read, 2)
    finally:
        writer.join()
        os.close(read)
