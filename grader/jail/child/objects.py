"""How the child sends what is not plain data, and what it makes of spies and generators."""

import functools
import inspect
import sys
from typing import Any

import numpy as np

from grader.jail import wire
from grader.jail.memory import Memory
from grader.jail.wire import ArrayNew, Attribute, ObjectNew, ProtocolError


class Objects:
    """The child's side of everything on the wire that is neither plain nor an array nor a list."""

    def __init__(self, ask: Any) -> None:
        self.memory = Memory(trusted=False, encode_other=self.encode, decode_other=self.decode)
        self._types: dict[type, int] = {}
        self._ask = ask

    def encode(self, value: Any) -> Any:
        """Return the wire form of an object: a tensor by value, the rest by reference."""
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(value, torch.Tensor):
            return self._encode_tensor(value)
        if isinstance(value, (set, frozenset, bytes, bytearray)):
            return wire.Odd(f"a {type(value).__name__}")
        number = self.memory.new_id()
        self.memory.share(number, value)
        kind = "class" if isinstance(value, type) else "object"
        return ObjectNew(
            number, kind, _name(value), self._types.setdefault(type(value), len(self._types) + 1)
        )

    def _encode_tensor(self, value: Any) -> Any:
        try:
            array = value.detach().cpu().numpy()
            dtype = str(value.dtype).removeprefix("torch.")
            encoded = ArrayNew(0, array.dtype.name, array.shape, array.tobytes())
            if array.nbytes > wire.ARRAY_LIMIT:
                return wire.Odd(f"a tensor of shape {tuple(array.shape)}: too large to send")
            return wire.TensorValue(dtype, bool(value.requires_grad), encoded)
        except (TypeError, RuntimeError) as error:
            return wire.Odd(f"a tensor that numpy cannot hold ({type(error).__name__})")

    def decode(self, value: Any) -> Any:
        """Return what the trusted side meant: a callable of an object, a Generator, a spy's stand-in."""
        if isinstance(value, Attribute):
            return getattr(self.memory.object(value.owner), value.name)
        if isinstance(value, wire.GeneratorNew):
            generator = np.random.default_rng(value.seed)
            self.memory.share(value.id, generator)
            return generator
        if isinstance(value, wire.SpyNew):
            spy = make_spy(self._ask, value)
            self.memory.share(value.id, spy)
            return spy
        raise ProtocolError(f"{type(value).__name__} does not go to the child")


def is_routine(value: Any) -> bool:
    """Return whether a value is a function, method or class: what is called, and seldom looked into."""
    return isinstance(value, (type, functools.partial)) or inspect.isroutine(value)


def make_spy(ask: Any, described: wire.SpyNew) -> Any:
    """Return an object whose declared names reach the check's own, and that has no others."""
    number = described.id
    methods = {name: _spy_method(ask, number, name) for name in described.methods}

    class SpyStandIn:
        """An object that the check passed in."""

        __slots__ = ()

        def __getattr__(self, name: str) -> Any:
            if name in methods:
                return methods[name]
            if name in described.attributes:
                return ask("get", number, name, (), {})
            raise AttributeError(f"this object has no attribute {name!r}; it has {', '.join(names)}")

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            if not described.callable:
                raise TypeError("this object is not callable")
            return ask("call", number, "", args, kwargs)

        def __dir__(self) -> list[str]:
            return list(names)

    names = (*described.methods, *described.attributes)
    return SpyStandIn()


def _spy_method(ask: Any, number: int, name: str) -> Any:
    def method(*args: Any, **kwargs: Any) -> Any:
        return ask("call", number, name, args, kwargs)

    method.__name__ = name
    return method


def _name(value: Any) -> str:
    name = getattr(value, "__name__", None) if isinstance(value, type) else type(value).__name__
    return str(name)[:100]
