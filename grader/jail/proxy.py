"""What a check holds: stand-ins for the student's functions, classes, instances and iterables.

A check reads like ordinary Python: `layer = student.Affine(W, b); dx = layer.backward(dout)`. Every use
goes through a `Session`, which is either the wall (remote.py) or, for code of the kit's own, a module in
this process (LocalSession): diagnosis, authors and tests run the same checks through the second.
"""

import itertools
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import numpy as np

from grader.jail.child.exceptions import describe
from grader.jail.transcript import StudentError, Transcript
from grader.scorecard import Raised

ITEMS_LIMIT = 100_000


@dataclass(slots=True, weakref_slot=True, eq=False)
class GeneratorToken:
    """A numpy Generator of the student's side, known here by its seed; passed again it is the same one."""

    seed: int

    def wire_label(self) -> str:
        """Return how a call shows it."""
        return "rng"


@dataclass(slots=True, weakref_slot=True, eq=False)
class Spy:
    """An object of the check's own that student code may use, through exactly these names."""

    obj: Any
    methods: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    callable: bool = False
    label: str = "spy"

    def wire_label(self) -> str:
        """Return how a call shows it."""
        return self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorValue:
    """A torch tensor of the student's as plain data: the elements, its dtype ("float32") and requires_grad."""

    array: Any
    requires_grad: bool
    dtype: str


@dataclass(frozen=True, slots=True)
class OddValue:
    """A value that cannot cross the wall; `text` says what it is ("a set", "an array of objects")."""

    text: str


class Proxy:
    """An object of the student's: callable, iterable, with attributes, as the original is."""

    __slots__ = ("__weakref__", "_label", "_session", "_type")
    _label: str
    _session: "Session"
    _type: Any

    def __init__(self, session: "Session", label: str, type_key: Any = None) -> None:
        object.__setattr__(self, "_session", session)
        object.__setattr__(self, "_label", label)
        object.__setattr__(self, "_type", type_key)

    def wire_label(self) -> str:
        """Return how a call shows it."""
        return self._label

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._session.get(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._session.set(self, name, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._session.call(self, "", args, kwargs)

    def __iter__(self) -> Iterator[Any]:
        return self._session.iterate(self)

    def __len__(self) -> int:
        try:
            return self._session.length(self)
        except StudentError as error:
            if error.raised.type == "TypeError" and not error.inside:
                raise TypeError(error.raised.message) from None  # list() asks for a length and can do without
            raise

    def __getitem__(self, key: Any) -> Any:
        return self._session.item(self, key)

    def __repr__(self) -> str:
        return f"<the student's {self._label}>"


class Method:
    """A callable of a proxy's, looked up on the student's side each time it is called."""

    __slots__ = ("name", "owner")

    def __init__(self, owner: Proxy, name: str) -> None:
        self.owner = owner
        self.name = name

    def wire_label(self) -> str:
        """Return how a call shows it."""
        return _dotted(self.owner, self.name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.owner._session.call(self.owner, self.name, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{self.wire_label()} is a callable of the student's; call it")


def _dotted(owner: Proxy, name: str) -> str:
    head = owner._label
    return f"{head}.{name}" if head and name else head or name


class Session:
    """One check's contact with one student: records every use, then does it (`_do` methods)."""

    def __init__(self) -> None:
        self.transcript = Transcript()
        self.module = Proxy(self, "")

    def call(self, target: Proxy, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a callable of the student's."""
        head = _dotted(target, name)
        text = self.transcript.call_text(head, args, kwargs)
        return self.transcript.run(
            "call", text, lambda: self._do_call(target, name, args, kwargs),
            target=target._label, name=name, args=args, kwargs=kwargs,
        )  # fmt: skip

    def get(self, target: Proxy, name: str) -> Any:
        """Read an attribute; a callable one comes back as a Method without being recorded."""
        found = self._find_method(target, name)
        if found is not None:
            return found
        text = _dotted(target, name)
        return self.transcript.run(
            "get", text, lambda: self._do_get(target, name), target=target._label, name=name
        )

    def set(self, target: Proxy, name: str, value: Any) -> None:
        """Set an attribute."""
        text = f"{_dotted(target, name)} = {self.transcript.text(value)}"
        self.transcript.run(
            "set", text, lambda: self._do_set(target, name, value),
            target=target._label, name=name, args=(value,),
        )  # fmt: skip

    def iterate(self, target: Proxy) -> Iterator[Any]:
        """Iterate over an object; an iterable without end fails after ITEMS_LIMIT items."""
        source = self._do_iterate(target)
        for count in itertools.count():
            if count > ITEMS_LIMIT:
                raise StudentError(Raised(type="EndlessIteration", message=f"more than {ITEMS_LIMIT:,} items"))
            try:
                yield self.transcript.run("next", f"next({target._label})", lambda: self._do_next(source))
            except _Stop:
                return

    def length(self, target: Proxy) -> int:
        """Return len() of an object."""
        return int(self._do_length(target))

    def item(self, target: Proxy, key: Any) -> Any:
        """Read target[key]."""
        text = f"{target._label}[{self.transcript.text(key)}]"
        return self.transcript.run("get", text, lambda: self._do_item(target, key), target=target._label)

    def _find_method(self, target: Proxy, name: str) -> Method | None:
        raise NotImplementedError

    def _do_call(self, target: Proxy, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        raise NotImplementedError

    def _do_get(self, target: Proxy, name: str) -> Any:
        raise NotImplementedError

    def _do_set(self, target: Proxy, name: str, value: Any) -> None:
        raise NotImplementedError

    def _do_iterate(self, target: Proxy) -> Any:
        raise NotImplementedError

    def _do_next(self, source: Any) -> Any:
        raise NotImplementedError

    def _do_length(self, target: Proxy) -> int:
        raise NotImplementedError

    def _do_item(self, target: Proxy, key: Any) -> Any:
        raise NotImplementedError


class _Stop(Exception):
    """The iterator ended."""


class LocalSession(Session):
    """A module of the kit's own in this process, behind the same proxies as a student's."""

    _PLAIN: ClassVar = (bool, int, float, complex, str, np.ndarray, np.generic, OddValue, TensorValue)

    def __init__(self, module: ModuleType | SimpleNamespace, *, file: str = "", driver: Any = None) -> None:
        super().__init__()
        self._file = file or getattr(module, "__file__", "") or ""
        self._objects: dict[int, Any] = {id(self.module): module}
        self._proxies: list[Proxy] = [self.module]
        self._generators: dict[int, tuple[GeneratorToken, np.random.Generator]] = {}
        self._driver = driver

    def _find_method(self, target: Proxy, name: str) -> Method | None:
        if target is self.module and name == "driver":
            return None
        return Method(target, name) if callable(getattr(self._object(target), name, None)) else None

    def _do_call(self, target: Proxy, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        given = [self._unwrap(arg) for arg in args]
        named = {key: self._unwrap(arg) for key, arg in kwargs.items()}
        return self._guard(lambda: (getattr(self._object(target), name) if name else self._object(target))(*given, **named))

    def _do_get(self, target: Proxy, name: str) -> Any:
        if target is self.module and name == "driver":
            return self._wrap(self._driver, "driver")
        return self._guard(lambda: getattr(self._object(target), name), names_of=self._object(target))

    def _do_set(self, target: Proxy, name: str, value: Any) -> None:
        self._guard(lambda: setattr(self._object(target), name, self._unwrap(value)))

    def _do_iterate(self, target: Proxy) -> Any:
        return self._guard(lambda: iter(self._object(target)), plain=False)

    def _do_next(self, source: Any) -> Any:
        stop = object()
        value = self._guard(lambda: next(source, stop), plain=False)
        if value is stop:
            raise _Stop
        return self._wrap(value)

    def _do_length(self, target: Proxy) -> int:
        return int(self._guard(lambda: len(self._object(target))))

    def _do_item(self, target: Proxy, key: Any) -> Any:
        return self._guard(lambda: self._object(target)[self._unwrap(key)])

    def _guard(self, thunk: Any, *, plain: bool = True, names_of: Any = None) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a misconception may overflow; that is not for the student's eyes
                value = thunk()
        except Exception as error:
            found = describe(error, self._file)
            names = tuple(n for n in dir(names_of) if not n.startswith("_")) if names_of is not None else ()
            raised = Raised(**{key: found[key] for key in ("type", "message", "line", "source", "function", "bases")})
            raise StudentError(raised, inside=found["inside"], names=names) from None
        return self._wrap(value) if plain else value

    def _object(self, proxy: Proxy) -> Any:
        return self._objects[id(proxy)]

    def _wrap(self, value: Any, label: str = "") -> Any:
        if value is None or isinstance(value, self._PLAIN):
            return value
        if isinstance(value, list):
            return value if all(self._is_plain(item) for item in value) else [self._wrap(item) for item in value]
        if isinstance(value, tuple):
            return tuple(self._wrap(item) for item in value)
        if isinstance(value, dict):
            return {key: self._wrap(item) for key, item in value.items()}
        if type(value).__module__ == "torch":
            array = value.detach().cpu().numpy()
            return TensorValue(array=array, requires_grad=value.requires_grad, dtype=str(value.dtype)[6:])
        for known in self._proxies:
            if self._objects[id(known)] is value:
                return known
        proxy = Proxy(self, label or self.transcript.label(type(value).__name__))
        self._objects[id(proxy)] = value
        self._proxies.append(proxy)
        return proxy

    def _is_plain(self, value: Any) -> bool:
        if isinstance(value, (list, tuple)):
            return all(self._is_plain(item) for item in value)
        return value is None or isinstance(value, self._PLAIN)

    def _unwrap(self, value: Any) -> Any:
        if isinstance(value, Proxy):
            return self._object(value)
        if isinstance(value, Method):
            return getattr(self._object(value.owner), value.name)
        if isinstance(value, GeneratorToken):
            known = self._generators.setdefault(id(value), (value, np.random.default_rng(value.seed)))
            return known[1]
        if isinstance(value, Spy):
            return SpyView(value)
        if isinstance(value, tuple):
            return tuple(self._unwrap(item) for item in value)
        if isinstance(value, list) and not self._is_plain(value):
            return [self._unwrap(item) for item in value]
        return value


class SpyView:
    """A spy as local code of the kit's sees it: the declared names and no others."""

    def __init__(self, spy: Spy) -> None:
        self._spy = spy

    def __getattr__(self, name: str) -> Any:
        if name in self._spy.methods or name in self._spy.attributes:
            return getattr(self._spy.obj, name)
        raise AttributeError(f"the {self._spy.label} has no attribute {name!r}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not self._spy.callable:
            raise TypeError(f"the {self._spy.label} is not callable")
        return self._spy.obj(*args, **kwargs)


def raised_from(fields: Sequence[Any]) -> Raised:
    """Build a Raised from (type, message, bases, line, source, function)."""
    kind, message, bases, line, source, function = fields
    return Raised(type=kind, message=message, bases=tuple(bases), line=line, source=source, function=function)
