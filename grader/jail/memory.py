"""The arrays, lists and objects that both sides know, kept in step at every message.

The course's code works by mutation, so identity crosses the wall: an array that came from the other side
is the same array when it goes back, and what one side writes shows on the other after the next message.
Both sides hold a table from id to object. Ids of the trusted side are positive, the child's negative.
The child holds its objects until they are released. The trusted side lets go, before it sends a message, of
what only its table still holds, and that message says so: no message from the child can name what is gone,
and a change made to an object that nobody holds any more still gets across.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.jail import wire
from grader.jail.wire import DTYPES, ArrayNew, Changes, Known, ListNew, ProtocolError

TRACKED_LIMIT = 64 * 1024 * 1024
ENTRIES_LIMIT = 200_000
DECODED_DEPTH = 64

AnyArray = NDArray[Any]


class _Entry:
    """One shared object and its content (of an array also its form) when it last crossed."""

    __slots__ = ("content", "form", "kind", "value")

    def __init__(self, kind: str, value: Any, content: Any, form: Any) -> None:
        self.kind = kind
        self.value = value
        self.content = content
        self.form = form


class Memory:
    """One side's table of shared objects.

    `encode_other` and `decode_other` cross what is neither plain nor an array nor a list: the child makes
    objects and tensors of it, the trusted side proxies, spies and generators.
    """

    def __init__(
        self,
        *,
        trusted: bool,
        encode_other: Callable[[Any], Any],
        decode_other: Callable[[Any], Any],
    ) -> None:
        self.trusted = trusted
        self._step = 1 if trusted else -1
        self._last = 0
        self._entries: dict[int, _Entry] = {}
        self._ids: dict[int, int] = {}
        self._unsent: list[tuple[int, Any]] = []
        self._tracked = 0
        self._encode_other = encode_other
        self._decode_other = decode_other

    # -- the table ---------------------------------------------------------------------------------

    def new_id(self) -> int:
        """Return the next free id of this side."""
        self._last += self._step
        return self._last

    def known(self, value: Any) -> int | None:
        """Return the id under which both sides know this very object, or None."""
        return self._ids.get(id(value))

    def object(self, number: int) -> Any:
        """Return the object of that id; ProtocolError if there is none."""
        entry = self._entries.get(number)
        if entry is None:
            raise ProtocolError(f"no object {number}")
        return entry.value

    def share(self, number: int, value: Any, kind: str = "object", content: Any = None) -> None:
        """Enter an object under an id that the other side will know or has given."""
        if len(self._entries) >= ENTRIES_LIMIT:
            raise MemoryError(f"more than {ENTRIES_LIMIT:,} lists and objects are shared in one check")
        if kind == "array":
            if self._tracked + len(content) > TRACKED_LIMIT:
                raise MemoryError(f"more than {TRACKED_LIMIT >> 20} MiB of arrays are shared in one check")
            self._tracked += len(content)
        form = (value.dtype, value.shape) if kind == "array" else None
        self._entries[number] = _Entry(kind, value, content, form)
        self._ids[id(value)] = number
        if number < 0:
            self._note_unsent(number, None)

    def _note_unsent(self, number: int, before: Any) -> None:
        if not self.trusted:
            self._unsent.append((number, before))

    def sent(self) -> None:
        """Take note that the child's last message went out."""
        self._unsent.clear()

    def take_back(self) -> None:
        """Forget what the child's last message would have told, because it could not be sent."""
        for number, before in reversed(self._unsent):
            if before is None:
                self._forget(number)
            elif number in self._entries:
                self._entries[number].content = before
        self._unsent.clear()

    # -- sending -----------------------------------------------------------------------------------

    def changes(self) -> Changes:
        """Return what changed here since the last message, and forget it as sent."""
        arrays = []
        changed_lists = []
        for number, entry in list(self._entries.items()):
            if entry.kind == "array":
                raw = entry.value.tobytes()
                if raw != entry.content and len(raw) == len(entry.content):  # resized, it is another array
                    self._note_unsent(number, entry.content)
                    entry.content = raw
                    arrays.append((number, raw))
            elif entry.kind == "list" and not _same_items(entry.value, entry.content):
                self._note_unsent(number, entry.content)
                changed_lists.append((number, entry))
        lists = [(number, self._list_items(entry.value, entry)) for number, entry in changed_lists]
        released = self._let_go() if self.trusted else []
        if not (arrays or lists or released):
            return wire.NO_CHANGES
        return Changes(arrays, lists, released)

    def _let_go(self) -> list[int]:
        """Forget what nobody but this table holds (the entry, and getrefcount's own argument); the ids."""
        released = [number for number, entry in self._entries.items() if sys.getrefcount(entry.value) <= 2]
        for number in released:
            self._forget(number)
        return released

    def encode(self, value: Any, depth: int = 0) -> Any:
        """Return the wire form of a value, entering new arrays and lists in the table."""
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return value if -(2**63) <= value < 2**63 else self._odd("an integer beyond 64 bits")
        if kind is str:
            return value if len(value) <= wire.TEXT_LIMIT else value[: wire.TEXT_LIMIT]
        number = self._ids.get(id(value))
        if number is not None and self._is_as_known(value, number):
            return Known(number)
        if isinstance(value, np.ndarray):
            return self._encode_array(value)
        if isinstance(value, np.generic):
            return self._encode_scalar(value)
        return self._encode_container(value, depth)

    def _odd(self, text: str) -> Any:
        if self.trusted:
            raise TypeError(f"a check cannot send {text} to the student")
        return wire.Odd(text)

    def _is_as_known(self, value: Any, number: int) -> bool:
        """Return whether the other side knows this object by its id; an array of a new shape it does not."""
        form = self._entries[number].form
        return form is None or form == (value.dtype, value.shape)

    def _encode_container(self, value: Any, depth: int) -> Any:
        if depth >= wire.NESTING:
            return self._odd("a value nested too deeply")
        if type(value) is tuple or (isinstance(value, tuple) and type(value).__module__ != "torch"):
            return wire.TupleValue([self.encode(item, depth + 1) for item in value])
        if isinstance(value, list):
            number = self.new_id()
            self.share(number, value, "list", None)
            return ListNew(number, self._list_items(value, self._entries[number], depth))
        if type(value) is dict:
            if not all(type(key) is str for key in value):
                return self._odd("a dictionary whose keys are not all text")
            return wire.DictValue(list(value), [self.encode(item, depth + 1) for item in value.values()])
        if isinstance(value, (bool, int, float, str)):
            return self.encode(next(base(value) for base in (int, float, str) if isinstance(value, base)))
        if isinstance(value, complex):
            return wire.ComplexValue(value.real, value.imag)
        return self._encode_other(value)

    def _list_items(self, value: list[Any], entry: _Entry, depth: int = 0) -> list[Any]:
        entry.content = list(value)
        return [self.encode(item, depth + 1) for item in entry.content]

    def _encode_array(self, array: AnyArray) -> Any:
        odd = _odd_array(array)
        if odd:
            return self._odd(odd)
        raw = array.tobytes()
        number = self.new_id()
        self.share(number, array, "array", raw)
        return ArrayNew(number, array.dtype.name, array.shape, raw)

    def _encode_scalar(self, value: Any) -> Any:
        if isinstance(value, np.float64):
            return float(value)
        array = np.asarray(value)
        odd = _odd_array(array)
        return self._odd(odd) if odd else ArrayNew(0, array.dtype.name, (), array.tobytes())

    # -- receiving ---------------------------------------------------------------------------------

    def apply(self, changes: Changes) -> None:
        """Take over what changed on the other side, then what it let go of."""
        if self.trusted and changes.released:
            raise ProtocolError("the child holds its objects until it is told to let go")
        for number, raw in changes.arrays:
            entry = self._entry(number, "array")
            if len(raw) != len(entry.content):
                raise ProtocolError(f"object {number} is not an array of {len(raw)} bytes")
            array = entry.value
            if array.nbytes == len(raw):
                _overwrite(array, raw)
                entry.content = array.tobytes()
        for number, items in changes.lists:
            values = [self.decode(item) for item in items]
            entry = self._entry(number, "list")
            entry.value[:] = values
            entry.content = values
        for number in changes.released:
            self._forget(number)

    def _entry(self, number: int, kind: str) -> _Entry:
        entry = self._entries.get(number)
        if entry is None or entry.kind != kind:
            raise ProtocolError(f"object {number} is no {kind}")
        return entry

    def decode(self, value: Any, depth: int = 0) -> Any:
        """Return the value of a wire form, entering new arrays and lists in the table."""
        if depth > DECODED_DEPTH:
            raise ProtocolError("a value nested too deeply")
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, Known):
            return self.object(value.id)
        if isinstance(value, ArrayNew):
            return self._decode_array(value)
        if isinstance(value, ListNew):
            self._check_new(value.id)
            new: list[Any] = []
            self.share(value.id, new, "list", [])
            items = [self.decode(item, depth + 1) for item in value.items]
            new[:] = items
            self._entries[value.id].content = items
            return new
        if isinstance(value, wire.TupleValue):
            return tuple([self.decode(item, depth + 1) for item in value.items])
        if isinstance(value, wire.DictValue):
            if len(value.keys) != len(value.items):
                raise ProtocolError("a dictionary with more keys than values")
            items = [self.decode(item, depth + 1) for item in value.items]
            return dict(zip(value.keys, items, strict=True))
        if isinstance(value, wire.ComplexValue):
            return complex(value.real, value.imag)
        return self._decode_other(value)

    def _decode_array(self, value: ArrayNew) -> Any:
        array = decode_array(value)
        if value.id == 0 and array.ndim == 0:
            return array[()]
        self._check_new(value.id)
        self.share(value.id, array, "array", value.raw)
        return array

    def _check_new(self, number: int) -> None:
        if number * self._step >= 0 or number in self._entries:
            raise ProtocolError(f"{number} is not a new id of the other side's")

    def check_new(self, number: int) -> None:
        """Raise ProtocolError unless the id is one that the other side may give to a new object."""
        self._check_new(number)

    def _forget(self, number: int) -> None:
        entry = self._entries.pop(number, None)
        if entry is None:
            return
        if entry.kind == "array":
            self._tracked -= len(entry.content)
        if self._ids.get(id(entry.value)) == number:
            del self._ids[id(entry.value)]


def decode_array(value: ArrayNew) -> AnyArray:
    """Return a fresh array; ProtocolError unless dtype, shape and bytes agree."""
    size = DTYPES.get(value.dtype)
    if size is None or len(value.shape) > wire.DIMENSIONS or len(value.raw) > wire.ARRAY_LIMIT:
        raise ProtocolError(f"an array of dtype {value.dtype!r}, shape {value.shape}")
    count = 1
    for length in value.shape:
        if length < 0:
            raise ProtocolError(f"an array of shape {value.shape}")
        count *= length
    if count * size != len(value.raw):
        raise ProtocolError(f"{len(value.raw)} bytes for shape {value.shape} of {value.dtype}")
    try:
        return np.frombuffer(bytearray(value.raw), dtype=value.dtype).reshape(value.shape)
    except ValueError as error:  # an empty array may still have sides that no array can have
        raise ProtocolError(str(error)) from None


def _odd_array(array: AnyArray) -> str:
    """Return what is odd about an array that may not cross, or an empty text."""
    if isinstance(array, np.ma.MaskedArray):
        return "a masked array"
    if not array.dtype.isnative:
        return f"an array of {array.dtype.name} in another byte order, shape {array.shape}"
    if array.dtype.name not in DTYPES:
        kinds = {"O": "objects", "U": "text", "S": "bytes", "V": "records", "M": "dates", "m": "durations"}
        return f"an array of {kinds.get(array.dtype.kind, array.dtype.name)}, shape {array.shape}"
    if array.ndim > wire.DIMENSIONS:
        return f"an array of {array.ndim} dimensions"
    if array.nbytes > wire.ARRAY_LIMIT:
        size, limit = array.nbytes >> 20, wire.ARRAY_LIMIT >> 20
        return f"an array of shape {array.shape}: {size} MiB, where at most {limit} fit"
    return ""


def _overwrite(array: AnyArray, raw: bytes) -> None:
    """Write new content into an array in place; a read-only one (a broadcast, say) keeps its content."""
    if array.flags.writeable:
        array[...] = np.frombuffer(raw, dtype=array.dtype).reshape(array.shape)


def _same_items(items: Iterable[Any], before: list[Any]) -> bool:
    mine: Iterator[Any] = iter(items)
    return len(items) == len(before) and all(a is b for a, b in zip(mine, before, strict=True))  # type: ignore[arg-type]
