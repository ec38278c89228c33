"""A scorecard as JSON and back, without loss: what gradebooks, caches and other reports keep.

`{"format": 1, "exercise": ..., "results": [...]}`, fields named as in scorecard.py, those at their default
left out. Values of evidence are JSON's own where JSON has them; the rest are objects with one key:

    {"float": "nan"}         a number that JSON lacks (nan, inf, -inf)
    {"complex": [re, im]}    {"tuple": [...]}    {"map": {...}}    {"opaque": "text"}
    {"array": {"dtype": "float64", "shape": [2, 3], "raw": "<base64>"}}     C order, little endian
"""

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from grader.errors import GraderFault
from grader.i18n import _
from grader.scorecard import (
    FORMAT,
    Array,
    Attempt,
    CheckResult,
    Confinement,
    Diagnosis,
    Evidence,
    Named,
    Opaque,
    Outcome,
    Plain,
    Raised,
    Scorecard,
)

T = TypeVar("T")


def dumps(scorecard: Scorecard) -> str:
    """Return a scorecard as one line of ASCII JSON."""
    return json.dumps(to_data(scorecard), allow_nan=False, separators=(",", ":"))


def loads(text: str | bytes) -> Scorecard:
    """Return the scorecard that `dumps` wrote; GraderFault where the text is none, or of another format."""
    try:
        return from_data(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise GraderFault(
            _("This is not a scorecard of format {format} ({error}).", format=FORMAT, error=error),
            next_step=_("Grade the submission again."),
        ) from error


def to_data(scorecard: Scorecard) -> dict[str, Any]:
    """Return a scorecard as dicts, lists, strings and numbers, ready for any JSON writer."""
    return {"format": scorecard.format, **_fields(scorecard)}


def from_data(data: Mapping[str, Any]) -> Scorecard:
    """Return the scorecard of what `to_data` gave; ValueError for another format."""
    if data["format"] != FORMAT:
        raise ValueError(f"format {data['format']}")
    return _build(Scorecard, data)


# -- writing ---------------------------------------------------------------------------------------


def _fields(item: Any) -> dict[str, Any]:
    """Return a dataclass's fields, coded; what is at its default is left out."""
    coded = {}
    for field in fields(item):
        value = getattr(item, field.name)
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        if _same_as_default(value, default):
            continue
        coded[field.name] = _WRITERS.get(field.name, _structure)(value)
    return coded


def _same_as_default(value: Any, default: Any) -> bool:
    """Return whether a value may be left out: equal and of the same type (0.0 equals -0.0 and False)."""
    if isinstance(value, float):
        return False
    return value is default or (type(value) is type(default) and bool(value == default))


def _structure(value: Any) -> Any:
    """Return what stands in a field that the scorecard itself types."""
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, tuple):
        return [_structure(item) for item in value]
    if isinstance(value, (str, int)) or value is None:
        return value
    return _fields(value)


def _plain(value: Plain) -> Any:
    """Return a value of evidence, coded."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, complex):
        return {"complex": [_float(value.real), _float(value.imag)]}
    if isinstance(value, Array):
        return {"array": _fields(value)}
    if isinstance(value, Opaque):
        return {"opaque": value.text}
    if isinstance(value, Mapping):
        return {"map": {str(key): _plain(item) for key, item in value.items()}}
    items = [_plain(item) for item in value]
    return {"tuple": items} if isinstance(value, tuple) else items


def _float(number: float) -> Any:
    number = float(number)
    return number if math.isfinite(number) else {"float": repr(number)}


_WRITERS: dict[str, Callable[[Any], Any]] = {
    "expected": _plain,
    "actual": _plain,
    "value": _plain,
    "outcome": str,
    "raw": lambda raw: base64.b64encode(raw).decode("ascii"),
}


# -- reading ---------------------------------------------------------------------------------------


def _build(kind: type[T], data: Mapping[str, Any]) -> T:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # every kind here is a dataclass
    values = {}
    for name, value in data.items():
        if name not in known:
            raise ValueError(f"{kind.__name__} has no {name}")
        values[name] = _READERS.get(name, _same)(value)
    return kind(**values)


def _same(value: Any) -> Any:
    """Return a field's value: lists were tuples, objects were numbers that JSON lacks."""
    if isinstance(value, list):
        return tuple(_same(item) for item in value)
    return _number(value)


def _value(data: Any) -> Plain:
    if isinstance(data, list):
        return [_value(item) for item in data]
    if not isinstance(data, dict):
        return data  # type: ignore[no-any-return]  # JSON's own: a string, a number, true, false or null
    ((kind, content),) = data.items()
    return _VALUES[kind](content)


def _array(content: Mapping[str, Any]) -> Array:
    try:
        raw = base64.b64decode(content["raw"], validate=True)
    except binascii.Error as error:
        raise ValueError(f"raw: {error}") from error
    return Array(
        dtype=content["dtype"],
        shape=tuple(content["shape"]),
        raw=raw,
        truncated=content.get("truncated", False),
    )


def _number(data: Any) -> Any:
    return float(data["float"]) if isinstance(data, dict) else data


def _many(kind: type[T]) -> Callable[[Any], tuple[T, ...]]:
    return lambda items: tuple(_build(kind, item) for item in items)


def _one(kind: type[T]) -> Callable[[Any], T | None]:
    return lambda item: None if item is None else _build(kind, item)


_VALUES: dict[str, Callable[[Any], Plain]] = {
    "float": float,
    "complex": lambda parts: complex(_number(parts[0]), _number(parts[1])),
    "tuple": lambda items: tuple(_value(item) for item in items),
    "map": lambda items: {key: _value(item) for key, item in items.items()},
    "opaque": lambda text: Opaque(text=text),
    "array": _array,
}

_READERS: dict[str, Callable[[Any], Any]] = {
    "results": _many(CheckResult),
    "problem": _one(Evidence),
    # A diagnosis has a text of the same name.
    "evidence": lambda item: item if isinstance(item, str) else _one(Evidence)(item),
    "diagnosis": _one(Diagnosis),
    "raised": _one(Raised),
    "inputs": _many(Named),
    "constants": _many(Named),
    "confinement": _one(Confinement),
    "attempts": _many(Attempt),
    "expected": _value,
    "actual": _value,
    "value": _value,
    "outcome": Outcome,
}
