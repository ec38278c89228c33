"""The messages across the wall: a closed set of typed structs in frames with a length.

A frame is a 4-byte little-endian length and one MessagePack message, typed by msgspec on both sides.
Replies carry values, never verdicts. Whatever does not fit raises ProtocolError, which on the trusted
side is the student's error.

    trusted -> child    Load, Driver, Call, Get, Set, Iterate, Next, Length, Item, SpyReturned, SpyRaised
    child -> trusted    Sealed, Loaded, Returned, Failed, SpyCall, SpyGet, and Noted before any of them

Every message between loaded sides carries `Changes`: what the sender's arrays and lists have become
since the last message (see memory.py), and which objects it no longer holds.
"""

import os
import struct
from typing import Any, TypeAlias

import msgspec

FRAME_LIMIT = 16 * 1024 * 1024
ARRAY_LIMIT = 8 * 1024 * 1024
TEXT_LIMIT = 64 * 1024
DIMENSIONS = 8
NESTING = 16
MODULE_ID = -1
HEADER = struct.Struct("<I")

# Every dtype that may cross, by numpy's name. Nothing else is needed to judge a number.
DTYPES = {
    "bool": 1, "int8": 1, "int16": 2, "int32": 4, "int64": 8, "uint8": 1, "uint16": 2, "uint32": 4,
    "uint64": 8,
    "float16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16,
}  # fmt: skip


class ProtocolError(Exception):
    """A frame that is not a message of the closed set, or does not fit what came before."""


class Wired(msgspec.Struct, tag_field="tag", array_like=True, forbid_unknown_fields=True, gc=False):
    """Base of all wire structs: arrays on the wire, no unknown fields."""


class ArrayNew(Wired, tag=1):
    """An array that the other side sees for the first time; id 0 has no identity (a numpy scalar)."""

    id: int
    dtype: str
    shape: tuple[int, ...]
    raw: bytes


class Known(Wired, tag=2):
    """An array, list or object that both sides know."""

    id: int


class ListNew(Wired, tag=3):
    """A list that the other side sees for the first time."""

    id: int
    items: "list[Value]"


class TupleValue(Wired, tag=4):
    """A tuple, by value."""

    items: "list[Value]"


class DictValue(Wired, tag=5):
    """A dictionary with text keys, by value."""

    keys: list[str]
    items: "list[Value]"


class ObjectNew(Wired, tag=6):
    """An object that stays in the child: an instance, function, class or iterator, under its type's name."""

    id: int
    kind: str
    type: str
    type_id: int


class Attribute(Wired, tag=7):
    """The callable `name` of an object that both sides know, looked up when it is used.

    `of_type` says that every object of the owner's type has it, as it has its methods.
    """

    owner: int
    name: str
    of_type: bool = False


class Odd(Wired, tag=8):
    """A value that does not cross: `text` says what it is, as in "a set" or "an array of objects"."""

    text: str


class TensorValue(Wired, tag=9):
    """A torch tensor by value: its elements, its dtype without the "torch." and whether it requires grad."""

    dtype: str
    requires_grad: bool
    array: ArrayNew


class ComplexValue(Wired, tag=10):
    """A Python complex number."""

    real: float
    imag: float


class GeneratorNew(Wired, tag=11):
    """A numpy Generator that the child makes from `seed` and keeps under `id`."""

    id: int
    seed: int


class SpyNew(Wired, tag=12):
    """An object of the check's that student code may use through exactly these names."""

    id: int
    methods: tuple[str, ...]
    attributes: tuple[str, ...]
    callable: bool


Value: TypeAlias = (
    bool | int | float | str
    | ArrayNew | Known | ListNew | TupleValue | DictValue | ObjectNew | Attribute | Odd
    | TensorValue | ComplexValue | GeneratorNew | SpyNew
    | None
)  # fmt: skip


class Changes(Wired):
    """What became of shared arrays and lists since the sender's last message, and what it let go."""

    arrays: list[tuple[int, bytes]]
    lists: "list[tuple[int, list[Value]]]"
    released: list[int]


NO_CHANGES = Changes([], [], [])


class Load(Wired, tag=1):
    """Execute the student's file; `helpers` are the declared further files by module name."""

    file: str
    source: bytes
    helpers: dict[str, bytes]
    packages: tuple[str, ...]


class Driver(Wired, tag=2):
    """Execute kit-owned code that runs beside the student's: the exercise's `driver.py`."""

    source: bytes


class Call(Wired, tag=3):
    """Call object `target`, or its attribute `name` where that is not empty."""

    target: int
    name: str
    args: list[Value]
    kwargs: dict[str, Value]
    changes: Changes


class Get(Wired, tag=4):
    """Read the attribute `name` of object `target`; a function or class comes as Attribute unless `whole`."""

    target: int
    name: str
    changes: Changes
    whole: bool = False


class Set(Wired, tag=5):
    """Set the attribute `name` of object `target`."""

    target: int
    name: str
    value: Value
    changes: Changes


class Iterate(Wired, tag=6):
    """Make an iterator over object `target`."""

    target: int
    changes: Changes


class Next(Wired, tag=7):
    """Take the next item of the iterator `target`."""

    target: int
    changes: Changes


class Length(Wired, tag=8):
    """Take len() of object `target`."""

    target: int
    changes: Changes


class Item(Wired, tag=9):
    """Read `target[key]`."""

    target: int
    key: Value
    changes: Changes


class SpyReturned(Wired, tag=10):
    """What a spy's method or attribute gave."""

    value: Value
    changes: Changes


class SpyRaised(Wired, tag=11):
    """A spy raised; only the name of the type crosses, and names a built-in exception where there is one."""

    type: str
    changes: Changes


Request: TypeAlias = (
    Load | Driver | Call | Get | Set | Iterate | Next | Length | Item | SpyReturned | SpyRaised
)  # fmt: skip


class RaisedValue(Wired):
    """An exception of the student's: `inside` tells whether a line of their file was running.

    `names` are the public names of the object an attribute was missing on; `act` is what the
    confinement refused, in words, where it did.
    """

    type: str
    message: str
    bases: tuple[str, ...]
    line: int | None
    source: str
    function: str
    inside: bool
    names: tuple[str, ...] = ()
    act: str = ""


class Name(Wired):
    """A public name of the student's module: its kind, its line and its parameters.

    The kind is "function", "class", "callable" (an instance with __call__, say) or "other".
    """

    name: str
    kind: str
    line: int | None
    parameters: tuple[str, ...] | None


class Sealed(Wired, tag=1):
    """The child's confinement holds; sent before it has seen a byte of student code."""

    layers: tuple[str, ...]
    missing: tuple[str, ...]
    failed_probes: tuple[str, ...]


def absent_layers(seal: Any) -> tuple[str, ...]:
    """Return the layers that do not hold: missing on this system, or probed and found open."""
    return (*seal.missing, *(f"probe:{probe}" for probe in seal.failed_probes))


class Loaded(Wired, tag=2):
    """The student's module is there as object 1, with these names."""

    names: list[Name]


class Returned(Wired, tag=3):
    """The result of a request."""

    value: Value
    changes: Changes


class Stopped(Wired, tag=4):
    """The iterator has ended."""

    changes: Changes


class Failed(Wired, tag=5):
    """The request raised in the student's code."""

    raised: RaisedValue
    changes: Changes


class SpyCall(Wired, tag=6):
    """Student code calls the spy `target`, or its method `name`."""

    target: int
    name: str
    args: list[Value]
    kwargs: dict[str, Value]
    changes: Changes


class SpyGet(Wired, tag=7):
    """Student code reads the attribute `name` of the spy `target`."""

    target: int
    name: str
    changes: Changes


class Noted(Wired, tag=8):
    """A line of the student's tried what is not allowed; answers nothing, and comes before the reply."""

    act: str
    line: int
    source: str


Reply: TypeAlias = Sealed | Loaded | Returned | Stopped | Failed | SpyCall | SpyGet | Noted

_encode = msgspec.msgpack.Encoder().encode
_decode_request = msgspec.msgpack.Decoder(Request).decode
_decode_reply = msgspec.msgpack.Decoder(Reply).decode


def frame(message: msgspec.Struct) -> bytes:
    """Return the message as one frame; ProtocolError when it is larger than a frame may be."""
    body = _encode(message)
    if len(body) > FRAME_LIMIT:
        raise ProtocolError(f"a message of {len(body):,} bytes is over the limit of {FRAME_LIMIT:,}")
    return HEADER.pack(len(body)) + body


def read_request(body: bytes) -> Any:
    """Decode a request; ProtocolError where it is none."""
    try:
        return _decode_request(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ProtocolError(str(error)) from None


def read_reply(body: bytes | memoryview) -> Any:
    """Decode a reply; ProtocolError where it is none."""
    try:
        return _decode_reply(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ProtocolError(str(error)) from None


def read_exactly(descriptor: int, count: int) -> bytes:
    """Read `count` bytes from a blocking descriptor; EOFError where it ends before."""
    data = os.read(descriptor, count)
    if len(data) == count:
        return data
    parts = [data]
    missing = count - len(data)
    while missing:
        if not parts[-1]:
            raise EOFError
        parts.append(os.read(descriptor, missing))
        missing -= len(parts[-1])
    return b"".join(parts)


def write_all(descriptor: int, data: bytes) -> None:
    """Write everything to a blocking descriptor."""
    written = os.write(descriptor, data)
    while written < len(data):
        written += os.write(descriptor, memoryview(data)[written:])
