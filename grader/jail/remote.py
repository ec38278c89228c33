"""A session through the wall: the student's module lives in a jailed child, proxies live here."""

from typing import Any

import numpy as np

from grader.jail import wire
from grader.jail.memory import Memory, decode_array
from grader.jail.process import Child, Seal
from grader.jail.proxy import GeneratorToken, Method, OddValue, Proxy, Session, Spy, TensorValue, _Stop
from grader.jail.transcript import ChildEnded, StudentError
from grader.scorecard import Outcome, Raised

NESTED_LIMIT = 16
LOAD_SECONDS = 5.0


class RemoteSession(Session):
    """One check's contact with one child."""

    def __init__(self, child: Child, file: str, seal: Seal | None = None) -> None:
        """`seal` is set when the child has served an earlier session and reported its seal there."""
        super().__init__()
        self._child = child
        self._file = file
        self._memory = Memory(trusted=True, encode_other=self._encode, decode_other=self._decode)
        self._memory.share(wire.MODULE_ID, self.module)
        self._callables: set[tuple[Any, str]] = set()
        self._driver_source: bytes | None = None
        self._driver: Proxy | None = None
        self._nested = 0
        self._is_loaded = False
        self.seconds = 2.0
        self.load_printed = ""
        self.seal = seal
        self.names: dict[str, wire.Name] = {}

    # -- starting ----------------------------------------------------------------------------------

    def begin(self, load: wire.Load, driver: bytes | None) -> None:
        """Send the student's file; it is loaded in the background."""
        self._driver_source = driver
        self._child.post(load, LOAD_SECONDS, f"loading {self._file}")

    def ready(self) -> None:
        """Wait for the module unless it is known to be there."""
        if not self._is_loaded:
            self.loaded()

    def loaded(self) -> None:
        """Wait for the seal and the module; StudentError when the file raised, ChildEnded when it never came."""
        doing = f"loading {self._file}"
        if self.seal is None:
            sealed = self._child.receive(LOAD_SECONDS, doing, more=True)
            if not isinstance(sealed, wire.Sealed):
                raise self._child.violation(type(sealed).__name__)
            self.seal = Seal(layers=sealed.layers, missing=sealed.missing, failed_probes=sealed.failed_probes)
        reply = self._child.receive(LOAD_SECONDS, doing)
        if isinstance(reply, wire.Failed):
            raise _student_error(reply.raised)
        if not isinstance(reply, wire.Loaded):
            raise self._child.violation(type(reply).__name__)
        self._is_loaded = True
        self.load_printed = self._child.take_printed()
        self.names = {name.name: name for name in reply.names}
        self._callables.update((None, name.name) for name in reply.names if name.kind != "other")

    # -- the session's own -------------------------------------------------------------------------

    def _do_get(self, target: Proxy, name: str) -> Any:
        if target is self.module and name == "driver":
            return self._load_driver()
        return self._request(wire.Get(self._id(target), name, self._memory.changes()), f"{target._label}.{name}")

    def get(self, target: Proxy, name: str) -> Any:
        """Read an attribute: one round trip, none for a callable that this kind of object is known to have."""
        if (target._type, name) in self._callables:
            return Method(target, name)
        text = f"{target._label}.{name}" if target._label else name
        if target is self.module and name == "driver":
            return self._load_driver()
        value = self.transcript.run("get", text, lambda: self._do_get(target, name), target=target._label, name=name)
        if isinstance(value, Method):
            self._callables.add((target._type, name))
            self.transcript.crossings.pop()
        return value

    def _do_call(self, target: Proxy, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        changes = self._memory.changes()
        given = [self._memory.encode(arg) for arg in args]
        named = {key: self._memory.encode(arg) for key, arg in kwargs.items()}
        return self._request(wire.Call(self._id(target), name, given, named, changes), self._text(target, name))

    def _do_set(self, target: Proxy, name: str, value: Any) -> None:
        changes = self._memory.changes()
        encoded = self._memory.encode(value)
        self._request(wire.Set(self._id(target), name, encoded, changes), self._text(target, name))

    def _do_iterate(self, target: Proxy) -> Any:
        return self._request(wire.Iterate(self._id(target), self._memory.changes()), f"iter({target._label})")

    def _do_next(self, source: Any) -> Any:
        return self._request(wire.Next(self._id(source), self._memory.changes()), "the next item")

    def _do_length(self, target: Proxy) -> int:
        length = self._request(wire.Length(self._id(target), self._memory.changes()), f"len({target._label})")
        return length if isinstance(length, int) else 0

    def _do_item(self, target: Proxy, key: Any) -> Any:
        changes = self._memory.changes()
        return self._request(wire.Item(self._id(target), self._memory.encode(key), changes), f"{target._label}[...]")

    def _load_driver(self) -> Proxy:
        if self._driver is None:
            if self._driver_source is None:
                raise AttributeError("driver")
            self._driver = self._request(wire.Driver(self._driver_source), "loading the driver")
            object.__setattr__(self._driver, "_label", "driver")
        return self._driver

    def _text(self, target: Proxy, name: str) -> str:
        head = target._label
        return f"{head}.{name}" if head and name else head or name

    def _id(self, target: Any) -> int:
        number = self._memory.known(target)
        if number is None:
            raise ChildEnded(Outcome.BROKEN, f"{target!r} belongs to another check.")
        return number

    # -- requests ----------------------------------------------------------------------------------

    def _request(self, message: Any, doing: str) -> Any:
        """Send one request and return its value, serving the student's use of spies meanwhile."""
        child = self._child
        child.post(message, self.seconds, doing)
        try:
            while True:
                reply = child.receive(self.seconds, doing)
                if isinstance(reply, wire.Returned):
                    self._memory.apply(reply.changes)
                    return self._memory.decode(reply.value)
                if isinstance(reply, wire.Failed):
                    self._memory.apply(reply.changes)
                    raise _student_error(reply.raised)
                if isinstance(reply, wire.Stopped):
                    self._memory.apply(reply.changes)
                    raise _Stop
                if isinstance(reply, (wire.SpyCall, wire.SpyGet)):
                    self._serve_spy(reply, doing)
                    continue
                raise child.violation(type(reply).__name__)
        except (wire.ProtocolError, MemoryError) as error:
            raise child.violation(str(error)) from None

    def _serve_spy(self, asked: Any, doing: str) -> None:
        self._nested += 1
        if self._nested > NESTED_LIMIT:
            raise self._child.violation("calls nested too deeply")
        try:
            self._memory.apply(asked.changes)
            spy = self._memory.object(asked.target)
            if not isinstance(spy, Spy):
                raise wire.ProtocolError(f"{asked.target} is no spy")
            try:
                value = self._use_spy(spy, asked)
            except (StudentError, ChildEnded, wire.ProtocolError):
                raise
            except Exception as error:
                answer: Any = wire.SpyRaised(type(error).__name__, self._memory.changes())
            else:
                changes = self._memory.changes()
                answer = wire.SpyReturned(self._memory.encode(value), changes)
            self._child.post(answer, self.seconds, doing)
        finally:
            self._nested -= 1

    def _use_spy(self, spy: Spy, asked: Any) -> Any:
        if isinstance(asked, wire.SpyGet):
            if asked.name not in spy.attributes:
                raise wire.ProtocolError(f"the spy has no {asked.name!r}")
            return getattr(spy.obj, asked.name)
        allowed = asked.name in spy.methods if asked.name else spy.callable
        if not allowed:
            raise wire.ProtocolError(f"the spy has no method {asked.name!r}")
        args = [self._memory.decode(arg) for arg in asked.args]
        kwargs = {name: self._memory.decode(arg) for name, arg in asked.kwargs.items()}
        return (getattr(spy.obj, asked.name) if asked.name else spy.obj)(*args, **kwargs)

    # -- values ------------------------------------------------------------------------------------

    def _encode(self, value: Any) -> Any:
        if isinstance(value, Method):
            return wire.Attribute(self._id(value.owner), value.name)
        if isinstance(value, (GeneratorToken, Spy)):
            number = self._memory.new_id()
            self._memory.share(number, value)
            if isinstance(value, GeneratorToken):
                return wire.GeneratorNew(number, value.seed)
            return wire.SpyNew(number, value.methods, value.attributes, value.callable)
        if isinstance(value, TensorValue):
            return self._memory.encode(np.asarray(value.array))
        raise TypeError(f"a check cannot send {type(value).__name__} to the student")

    def _decode(self, value: Any) -> Any:
        if isinstance(value, wire.ObjectNew):
            self._memory.check_new(value.id)
            label = value.type if value.kind == "class" else self.transcript.label(value.type)
            proxy = Proxy(self, label, value.type_id)
            self._memory.share(value.id, proxy)
            return proxy
        if isinstance(value, wire.Attribute):
            owner = self._memory.object(value.owner)
            if not isinstance(owner, Proxy):
                raise wire.ProtocolError("an attribute of what is no object")
            return Method(owner, value.name)
        if isinstance(value, wire.TensorValue):
            return TensorValue(array=decode_array(value.array), requires_grad=value.requires_grad, dtype=value.dtype)
        if isinstance(value, wire.Odd):
            return OddValue(value.text)
        raise wire.ProtocolError(f"{type(value).__name__} does not come from the child")


def _student_error(raised: wire.RaisedValue) -> StudentError:
    found = Raised(
        type=raised.type, message=raised.message, line=raised.line, source=raised.source,
        function=raised.function, bases=raised.bases,
    )  # fmt: skip
    return StudentError(found, inside=raised.inside, names=raised.names, act=raised.act)
