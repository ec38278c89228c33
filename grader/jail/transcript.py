"""What crossed the wall in one check, copied at the time: evidence, diagnosis and replay read it."""

import reprlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.jail.endings import ChildEnded, Finding, Stop, StudentError
from grader.scorecard import Opaque

__all__ = ["ChildEnded", "Crossing", "Finding", "Stop", "StudentError", "Transcript"]

COPY_LIMIT = 16 * 1024 * 1024
ITEMS_LIMIT = 200_000
DEPTH_LIMIT = 20
ITEMS_SHOWN = 50
NAMES_LIMIT = 200
NAMED_BYTES = 8 * 1024 * 1024

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 40


@dataclass(slots=True, kw_only=True)
class Crossing:
    """One call, attribute read or observation: its text, copies of its arguments, and what came of it.

    `kind` is "call", "get", "set", "next" or "saw" (a value that a ruler looked at, with its `name`).
    `result` is a copy, or a Raised. `target` and `name` say what was called, for replay.
    """

    kind: str
    text: str
    target: str = ""
    name: str = ""
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    result: Any = None
    passed: bool = True
    expected: Any = None
    named: tuple[tuple[str, Any], ...] = ()


class Transcript:
    """The crossings of one check in order, and the names that the check's values go by."""

    def __init__(self) -> None:
        self.crossings: list[Crossing] = []
        self.truncated = False
        self.error: StudentError | None = None
        self.remarks: list[str] = []
        self.curve: tuple[float, ...] = ()
        self.constants: dict[str, Any] = {}
        self._names: dict[int, tuple[str, Any]] = {}
        self._seen: dict[int, Any] = {}
        self._named_bytes = 0
        self._bytes = 0
        self._items = 0
        self._serials: dict[str, int] = {}

    def name(self, value: Any, name: str) -> None:
        """Let `value` (an array, say) be called `name` in texts; the value is held."""
        self._names[id(value)] = (name, value)

    def label(self, type_name: str) -> str:
        """Return a fresh variable name for an instance: affine, then affine_2."""
        base = type_name.lower() or "value"
        self._serials[base] = serial = self._serials.get(base, 0) + 1
        return base if serial == 1 else f"{base}_{serial}"

    def text(self, value: Any, depth: int = 0) -> str:
        """Return how a value is written in a call: its name where it has one, else a short form."""
        known = self._names.get(id(value))
        if known is not None:
            return known[0]
        label = getattr(type(value), "wire_label", None)
        if label is not None:
            return str(label(value))
        if isinstance(value, np.ndarray):
            named = self._name_if_room(value, self.label("array"))
            return self._names[id(value)][0] if named else f"array{value.shape}"
        if isinstance(value, (list, tuple)):
            return self._sequence_text(value, depth)
        return _short.repr(value)

    def _sequence_text(self, value: Sequence[Any], depth: int) -> str:
        opening, closing = "[]" if isinstance(value, list) else "()"
        if depth >= 3 and value:
            return f"{opening}...{closing}"
        parts = [self.text(item, depth + 1) for item in value[:ITEMS_SHOWN]]
        if len(value) > ITEMS_SHOWN:
            parts.append("...")
        comma = "," if len(parts) == 1 and closing == ")" else ""
        return opening + ", ".join(parts) + comma + closing

    def _name_if_room(self, value: Any, name: str) -> bool:
        """Name an array for as long as the names do not hold too much alive; whether it has got the name."""
        if len(self._names) >= NAMES_LIMIT or self._named_bytes + value.nbytes > NAMED_BYTES:
            return False
        self._named_bytes += value.nbytes
        self.name(value, name)
        return True

    def _name_parts(self, value: Any, name: str, depth: int = 0) -> None:
        """Let the arrays of an attribute go by the attribute's name, so that writes into them can be told."""
        if isinstance(value, np.ndarray):
            if id(value) not in self._names and self._name_if_room(value, name):
                self._seen[id(value)] = self.copy(value)
        elif isinstance(value, (list, tuple)) and depth < 2:
            for index, item in enumerate(value[:ITEMS_SHOWN]):
                self._name_parts(item, f"{name}[{index}]", depth + 1)

    def _notice_writes(self) -> None:
        """Record what the check wrote into named arrays since the last call, as a crossing of its own."""
        for key, before in list(self._seen.items()):
            name, array = self._names[key]
            if before is None or array.shape != before.shape or array.tobytes() == before.tobytes():
                continue
            written = self.copy(array)
            constant = self.label("array")
            self.constants[constant] = written
            self._seen[key] = written
            self.crossings.append(Crossing(kind="set", text=f"{name}[...] = {constant}", args=(written,)))

    def _see(self) -> None:
        """Take copies of the named arrays as they are now, after the student's code has run."""
        for key, before in self._seen.items():
            array = self._names[key][1]
            if before is not None and array.tobytes() != before.tobytes():
                self._seen[key] = self.copy(array)

    def _named(self, values: Iterable[Any], copies: Iterable[Any]) -> Iterator[tuple[str, Any]]:
        for value, copy in zip(values, copies, strict=True):
            if isinstance(value, (list, tuple)):
                yield from self._named(value, copy) if copy is not None else ()
            elif id(value) in self._names:
                name = self._names[id(value)][0]
                if isinstance(value, np.ndarray) and id(value) not in self._seen:
                    self._seen[id(value)] = copy
                if name.isidentifier():
                    self.constants.setdefault(name, copy)
                yield name, copy

    def call_text(self, head: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
        """Return a call as a student would write it."""
        parts = [self.text(arg) for arg in args]
        parts += [f"{name}={self.text(arg)}" for name, arg in kwargs.items()]
        return f"{head}({', '.join(parts)})"

    def add(self, crossing: Crossing) -> None:
        """Append a crossing."""
        self.crossings.append(crossing)

    def copy(self, value: Any, depth: int = 0) -> Any:
        """Return a copy of a value for the record; past a limit it is None and the transcript is truncated.

        An object of the student's is recorded by its label, so that the record does not keep it alive.
        """
        if isinstance(value, np.ndarray):
            self._bytes += value.nbytes
            return value.copy() if self._within(depth) else None
        if isinstance(value, (list, tuple, dict)):
            self._items += len(value)
            return self._copy_items(value, depth + 1) if self._within(depth) else None
        if getattr(type(value), "_of_student", False):
            return Opaque(text=value.wire_label())
        return value

    def _within(self, depth: int) -> bool:
        """Return whether the record may grow: what a student returns can contain itself."""
        if self._bytes > COPY_LIMIT or self._items > ITEMS_LIMIT or depth > DEPTH_LIMIT:
            self.truncated = True
            return False
        return True

    def _copy_items(self, value: Any, depth: int) -> Any:
        if isinstance(value, dict):
            return {key: self.copy(item, depth) for key, item in value.items()}
        items = [self.copy(item, depth) for item in value]
        return items if isinstance(value, list) else tuple(items)

    def run(
        self, kind: str, text: str, thunk: Callable[[], Any], *,
        target: str = "", name: str = "", args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None,
    ) -> Any:  # fmt: skip
        """Run one crossing and record it, its exception included."""
        self._notice_writes()
        crossing = Crossing(
            kind=kind, text=text, target=target, name=name,
            args=self._copy_items(args, 0), kwargs=self._copy_items(kwargs or {}, 0),
        )  # fmt: skip
        given = [*args, *(kwargs or {}).values()]
        crossing.named = tuple(self._named(given, [*crossing.args, *crossing.kwargs.values()]))
        self.crossings.append(crossing)
        try:
            result = thunk()
        except Stop:
            self.crossings = [kept for kept in self.crossings if kept is not crossing]  # nothing came
            raise
        except StudentError as error:
            crossing.result = error.raised
            crossing.passed = False
            self.error = error
            raise
        crossing.result = self.copy(result)
        self._see()
        if kind == "get":
            self._name_parts(result, text)
        elif kind == "call" and hasattr(type(result), "wire_label"):
            crossing.text = f"{self.text(result)} = {text}"
        return result
