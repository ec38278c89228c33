"""Lay a value out in lines: arrays as aligned grids, cut around the worst element, which is marked."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from grader.i18n import _
from grader.report.clean import clean_line
from grader.report.marks import Marks
from grader.report.values import Notation, elements, inline, inline_whole, is_number, kind_of, position_of
from grader.scorecard import Array, Plain

Piece: TypeAlias = tuple[str, bool]  # text, and whether it is the marked element
Line: TypeAlias = tuple[Piece, ...]

MAX_ROWS = 7
MAX_COLUMNS = 12
MAX_ITEMS = 6


def block(
    value: Plain, *, width: int, marks: Marks, notation: Notation, worst: Sequence[int] | None = None
) -> tuple[Line, ...]:
    """Return the value as lines of at most `width` cells; `worst` is the index to mark."""
    if isinstance(value, Array) and value.shape and elements(value):
        return tuple(_grid(value, width, marks, notation, worst))
    if isinstance(value, Mapping):
        return _entries(list(value.items()), width, notation)
    if isinstance(value, list | tuple) and any(isinstance(item, Array) for item in value):
        return _entries(list(enumerate(value)), width, notation)
    text = inline(value, 3 * width, notation)
    if worst is not None and is_number(value):
        return (((f"{marks.worst[0]}{text}{marks.worst[1]}", True),),)
    return (((text, False),),)


def _entries(entries: Sequence[tuple[str | int, Plain]], width: int, notation: Notation) -> tuple[Line, ...]:
    lines = [
        f"[{key!r}] {kind_of(item)}: {inline_whole(item, notation)}" for key, item in entries[:MAX_ITEMS]
    ]
    if len(entries) > MAX_ITEMS:
        lines.append(_("... {count} more", count=len(entries) - MAX_ITEMS))
    return tuple(((clean_line(line, limit=max(width - 3, 1)), False),) for line in lines)


def _grid(
    array: Array, width: int, marks: Marks, notation: Notation, worst: Sequence[int] | None
) -> Iterator[Line]:
    """Yield the rows of an array; of more than two dimensions the slice that holds the worst element."""
    index = tuple(worst) if worst is not None and len(worst) == len(array.shape) else None
    outer = (index or (0,) * len(array.shape))[:-2]
    if outer:
        yield ((_("[{index}, :, :] of it:", index=", ".join(map(str, outer))), False),)
    plane = array.shape[-2:] if len(array.shape) > 1 else (1, array.shape[0])
    centre = (index[-2] if index and len(index) > 1 else 0, index[-1] if index else 0)
    kept = elements(array)
    start = (position_of(array.shape[:-2], outer) or 0) * math.prod(plane)

    def cell(row: int, column: int) -> str:
        position = start + row * plane[1] + column
        return notation.write(kept[position]) if position < len(kept) else "?"

    rows = _window(plane[0], MAX_ROWS, centre[0])
    near = range(max(0, centre[1] - MAX_COLUMNS), min(plane[1], centre[1] + MAX_COLUMNS))
    longest = max((len(cell(row, column)) for row in rows if row is not None for column in near), default=1)
    fitting = (width - 2 - 2 * (len(marks.gap) + 2)) // (longest + 2)
    columns = _window(plane[1], max(1, min(MAX_COLUMNS, fitting)), centre[1])
    for row in rows:
        if row is None:
            yield ((f" {marks.gap}", False),)
            continue
        pieces = [
            (f" {marks.gap} ", False)
            if column is None
            else _cell(cell(row, column), longest, marks if index and (row, column) == centre else None)
            for column in columns
        ]
        yield (("[", False), *pieces, ("]", False))


def _cell(text: str, longest: int, marks: Marks | None) -> Piece:
    left, right = marks.worst if marks else (" ", " ")
    return f"{left}{text}{right}".rjust(longest + 2), marks is not None


def _window(count: int, limit: int, centre: int) -> list[int | None]:
    """Return the indices to show around `centre`, None for each gap."""
    if count <= limit:
        return list(range(count))
    start = min(max(centre - limit // 2, 0), count - limit)
    shown: list[int | None] = list(range(start, start + limit))
    return [None] * (start > 0) + shown + [None] * (start + limit < count)
