"""Write evidence values for a reader: what sort they are, and their numbers in one notation.

Works on the raw bytes of `scorecard.Array`, so that showing a scorecard needs no numpy.
"""

import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

from grader.i18n import _
from grader.report.clean import clean_line
from grader.scorecard import Array, Opaque, Plain

Number: TypeAlias = bool | int | float | complex
_MAX_INLINE = 64

_STRUCT_CODES = {
    "bool": "?", "int8": "b", "int16": "h", "int32": "i", "int64": "q",
    "uint8": "B", "uint16": "H", "uint32": "I", "uint64": "Q",
    "float16": "e", "float32": "f", "float64": "d", "complex64": "ff", "complex128": "dd",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """How the numbers of one comparison are written, so that expected and got line up."""

    decimals: int = 4
    scientific: bool = False

    def write(self, value: Number) -> str:
        """Return the number as text."""
        if isinstance(value, bool | int):
            return str(value)
        if isinstance(value, complex):
            imaginary = self.write(value.imag)
            return f"{self.write(value.real)}{'' if imaginary.startswith('-') else '+'}{imaginary}j"
        if not math.isfinite(value):
            return str(value)
        return f"{value:.{self.decimals}{'e' if self.scientific else 'f'}}"


def elements(array: Array) -> tuple[Number, ...]:
    """Return the elements that the evidence kept, in C order; none for a dtype that is not a number's."""
    code = _STRUCT_CODES.get(array.dtype)
    if code is None:
        return ()
    size = struct.calcsize(f"<{code}")
    whole = array.raw[: len(array.raw) // size * size]
    return tuple(complex(*row) if len(row) == 2 else row[0] for row in struct.iter_unpack(f"<{code}", whole))


def element(value: Plain, index: Sequence[int]) -> Number | None:
    """Return one number of a value, or None where the evidence was cut before it."""
    if is_number(value):
        return value
    if not isinstance(value, Array):
        return None
    kept = elements(value)
    position = position_of(value.shape, index)
    return kept[position] if position is not None and position < len(kept) else None


def notation_for(*values: Plain, apart: tuple[Number | None, Number | None] = (None, None)) -> Notation:
    """Choose a notation that fits all `values` and shows the two numbers of `apart` as different."""
    sizes = [abs(n) for value in values for n in _numbers(value) if n and not isinstance(n, bool)]
    sizes = [size for size in sizes if math.isfinite(size)]
    largest = max(sizes, default=1.0)
    scientific = largest >= 1e6 or largest < 1e-2
    exact = (d for d in range(1, 4) if all(math.isclose(n, round(n, d), rel_tol=1e-12) for n in sizes))
    decimals = 4 if scientific else next(exact, 4)
    first, second = apart
    if first is None or second is None or first == second:
        return Notation(decimals=decimals, scientific=scientific)
    tries = (Notation(decimals=d, scientific=scientific) for d in range(decimals, 18, 2))
    exactly = Notation(decimals=17, scientific=True)
    return next((n for n in tries if n.write(first) != n.write(second)), exactly)


def kind_of(value: Plain) -> str:
    """Say what sort of value it is: "float64 array (4, 3)", "list of 2", "float"."""
    if isinstance(value, Array):
        return _("{dtype} array {shape}", dtype=value.dtype, shape=value.shape)
    if isinstance(value, Opaque):
        return clean_line(value.text, limit=80)
    if isinstance(value, Mapping):
        return _("{kind} of {count}", kind="dict", count=len(value))
    if isinstance(value, list | tuple):
        return _("{kind} of {count}", kind=type(value).__name__, count=len(value))
    return "None" if value is None else type(value).__name__


def inline(value: Plain, limit: int, notation: Notation | None = None) -> str:
    """Return the value on one line of at most `limit` characters."""
    text = inline_whole(value, notation or notation_for(value))
    return text if len(text) <= limit else f"{text[: max(limit - 3, 1)].rstrip()}..."


def is_number(value: Plain) -> TypeGuard[Number]:
    """Return whether the value is one plain number."""
    return isinstance(value, bool | int | float | complex)


def position_of(shape: Sequence[int], index: Sequence[int]) -> int | None:
    """Return the place of an index in C order; None where it does not fit the shape."""
    if len(index) != len(shape) or any(not 0 <= i < n for i, n in zip(index, shape, strict=True)):
        return None
    position = 0
    for i, n in zip(index, shape, strict=True):
        position = position * n + i
    return position


def _numbers(value: Plain) -> Iterator[Number]:
    if is_number(value):
        yield value
    elif isinstance(value, Array):
        yield from elements(value)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _numbers(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _numbers(item)


def inline_whole(value: Plain, notation: Notation) -> str:
    """Return the value on one line, long values to their first elements only."""
    if isinstance(value, Array):
        return _nested(elements(value)[:_MAX_INLINE], value.shape, notation)
    if isinstance(value, float | complex):
        return repr(value) if len(repr(value)) <= 12 else notation.write(value)
    if isinstance(value, Mapping):
        entries = list(value.items())[:_MAX_INLINE]
        return clean_line(
            f"{{{', '.join(f'{key!r}: {inline_whole(item, notation)}' for key, item in entries)}}}"
        )
    if isinstance(value, list | tuple):
        items = ", ".join(inline_whole(item, notation) for item in value[:_MAX_INLINE])
        comma = "," if len(value) == 1 and isinstance(value, tuple) else ""
        return f"[{items}]" if isinstance(value, list) else f"({items}{comma})"
    return clean_line(value.text if isinstance(value, Opaque) else repr(value))


def _nested(numbers: Sequence[Number], shape: Sequence[int], notation: Notation) -> str:
    """Write numbers in C order as nested brackets; what was cut away is simply not there."""
    if not shape:
        return notation.write(numbers[0]) if numbers else "?"
    if len(shape) == 1:
        return f"[{', '.join(notation.write(n) for n in numbers[: shape[0]])}]"
    size = math.prod(shape[1:])
    rows = [numbers[i * size : (i + 1) * size] for i in range(min(shape[0], _MAX_INLINE))]
    return f"[{', '.join(_nested(row, shape[1:], notation) for row in rows if row)}]"
