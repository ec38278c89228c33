"""What a check holds: stand-ins for the student's functions, classes, instances and iterables.

A check reads like ordinary Python: `layer = student.Affine(W, b); dx = layer.backward(dout)`. Every use
goes through a `Session`, which is either the wall (remote.py) or, for code of the kit's own, a module in
this process (local.py): diagnosis, authors and tests run the same checks through the second.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from grader.i18n import _
from grader.jail.transcript import Stop, StudentError, Transcript
from grader.scorecard import Raised

ITEMS_LIMIT = 100_000


@dataclass(slots=True, eq=False)
class GeneratorToken:
    """A numpy Generator of the student's side, known here by its seed; passed again it is the same one."""

    seed: int

    def wire_label(self) -> str:
        """Return how a call shows it."""
        return "rng"


@dataclass(slots=True, eq=False)
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
    """A torch tensor of the student's as plain data: elements, dtype ("float32") and requires_grad."""

    array: Any
    requires_grad: bool
    dtype: str


@dataclass(frozen=True, slots=True)
class OddValue:
    """A value that cannot cross the wall; `text` says what it is ("a set", "an array of objects")."""

    text: str


class Proxy:
    """An object of the student's: callable, iterable, with attributes, as the original is."""

    __slots__ = ("_label", "_session", "_type")
    _of_student: ClassVar = True
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

    def wire_type(self) -> Any:
        """Return what objects of one type have in common, for the session."""
        return self._type

    def wire_session(self) -> "Session":
        """Return the session it belongs to."""
        return self._session

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._session.get(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._session.set(self, name, value)

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Refuse to be copied or pickled: there is one original, on the other side."""
        raise TypeError(f"{self!r} cannot be copied or pickled")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the student's object."""
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

    def __bool__(self) -> bool:
        try:
            return len(self) > 0
        except TypeError:
            return True  # what has no length is true, as locally

    def __getitem__(self, key: Any) -> Any:
        return self._session.item(self, key)

    def __repr__(self) -> str:
        return f"<the student's {self._label}>"


class Method:
    """A callable of a proxy's, looked up on the student's side each time it is called."""

    __slots__ = ("name", "owner")
    _of_student: ClassVar = True

    def __init__(self, owner: Proxy, name: str) -> None:
        self.owner = owner
        self.name = name

    def wire_label(self) -> str:
        """Return how a call shows it."""
        return dotted(self.owner, self.name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call what the name stands for now."""
        return self.owner.wire_session().call(self.owner, self.name, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.owner.wire_session().whole(self), name)


def dotted(owner: Proxy, name: str) -> str:
    """Return how an object's attribute, or the object itself, is written."""
    head = owner.wire_label()
    return f"{head}.{name}" if head and name else head or name


class Session:
    """One check's contact with one student: records every use, then does it (`_do` methods)."""

    def __init__(self) -> None:
        self.transcript = Transcript()
        self.module = Proxy(self, "")
        self._methods: set[tuple[Any, str]] = set()  # names known to be callable, by the owner's type

    def call(self, target: Proxy, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a callable of the student's."""
        text = self.transcript.call_text(dotted(target, name), args, kwargs)
        return self.transcript.run(
            "call", text, lambda: self._do_call(target, name, args, kwargs),
            target=target.wire_label(), name=name, args=args, kwargs=kwargs,
        )  # fmt: skip

    def get(self, target: Proxy, name: str) -> Any:
        """Read an attribute; a function comes back as a Method and is not recorded before it is called."""
        if (target.wire_type(), name) in self._methods:
            return Method(target, name)
        if target is self.module and name == "driver":
            return self._load_driver()
        value = self.transcript.run(
            "get",
            dotted(target, name),
            lambda: self._do_get(target, name),
            target=target.wire_label(),
            name=name,
        )
        if isinstance(value, Method):
            self.transcript.crossings.pop()
        elif target is self.module and isinstance(value, Proxy):
            object.__setattr__(value, "_label", name)  # np.vectorize(...), say: known by its name in the file
        return value

    def whole(self, method: Method) -> Any:
        """Return the proxy of a function or class itself, for its attributes."""
        found = self._do_get(method.owner, method.name, whole=True)
        if isinstance(found, Proxy):
            object.__setattr__(found, "_label", method.wire_label())
        return found

    def set(self, target: Proxy, name: str, value: Any) -> None:
        """Set an attribute."""
        text = f"{dotted(target, name)} = {self.transcript.text(value)}"
        self.transcript.run(
            "set", text, lambda: self._do_set(target, name, value),
            target=target.wire_label(), name=name, args=(value,),
        )  # fmt: skip

    def iterate(self, target: Proxy) -> Iterator[Any]:
        """Iterate over an object; an iterable without end fails after ITEMS_LIMIT items."""
        source = self._do_iterate(target)
        for count in itertools.count():
            if count >= ITEMS_LIMIT:
                raise StudentError(
                    Raised(
                        type="EndlessIteration",
                        message=_("more than {limit:,} items", limit=ITEMS_LIMIT),
                    )
                )
            try:
                text = f"next({target.wire_label()})"
                yield self.transcript.run("next", text, lambda: self._do_next(source))
            except Stop:
                return

    def length(self, target: Proxy) -> int:
        """Return len() of an object."""
        return int(self._do_length(target))

    def item(self, target: Proxy, key: Any) -> Any:
        """Read target[key]."""
        label = target.wire_label()
        text = f"{label}[{self.transcript.text(key)}]"
        return self.transcript.run("get", text, lambda: self._do_item(target, key), target=label)

    def _load_driver(self) -> Any:
        raise NotImplementedError

    def _do_call(self, target: Proxy, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        raise NotImplementedError

    def _do_get(self, target: Proxy, name: str, *, whole: bool = False) -> Any:
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
