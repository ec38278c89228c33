"""The child's loop: load the student's file, then answer requests until the pipe ends."""

import builtins
import contextlib
import inspect
import os
import sys
from collections.abc import Collection
from types import ModuleType
from typing import Any

from grader.jail import wire
from grader.jail.child import acts, imports, notes
from grader.jail.child.exceptions import describe
from grader.jail.child.objects import Objects, is_routine
from grader.jail.wire import Failed, RaisedValue, Returned

EXIT_REFUSED = 71


class Worker:
    """One child's life: one student's module, one request after the other."""

    def __init__(self, requests: int, replies: int) -> None:
        self._requests = requests
        self._replies = replies
        self._objects = Objects(self._ask)
        self._memory = self._objects.memory
        self._file = ""
        self._names: list[wire.Name] = []

    # -- frames ------------------------------------------------------------------------------------

    def send(self, message: Any) -> None:
        """Write one reply; one that is too large becomes the failure it is."""
        try:
            self._write(message)
        except ValueError as error:
            self._write(Failed(_plain_raise("ValueError", str(error)), wire.NO_CHANGES))

    def _write(self, message: Any) -> None:
        try:
            data = wire.frame(message)
        except (wire.ProtocolError, OverflowError, TypeError, ValueError) as error:
            self._memory.take_back()
            raise ValueError(f"this does not fit through the wall: {error}") from None
        self._memory.sent()
        notes.quiet()
        wire.write_all(self._replies, data)

    def _note(self, act: str, line: int, source: str) -> None:
        wire.write_all(self._replies, wire.frame(wire.Noted(act, line, source)))

    def _receive(self) -> Any:
        (size,) = wire.HEADER.unpack(wire.read_exactly(self._requests, wire.HEADER.size))
        request = wire.read_request(wire.read_exactly(self._requests, size))
        notes.loud(self._note)
        return request

    def serve(self) -> None:
        """Answer requests until the trusted side closes the pipe."""
        while True:
            try:
                request = self._receive()
            except EOFError:
                return
            self._answer(request)

    def _answer(self, request: Any) -> None:
        reply = self.reply(request)
        _flush()
        self.send(reply)

    def reply(self, request: Any) -> Any:
        """Do what a request asks; what student code raises is the reply."""
        try:
            return self._do(request)
        except BaseException as error:
            return self._failed(error, request)

    def _failed(self, error: BaseException, request: Any) -> Failed:
        self._memory.take_back()
        try:
            raised = self._describe(error, request)
        except Exception:  # an exception whose very type lies about itself
            raised = _plain_raise("Exception", "(this exception could not be read)")
        return Failed(raised, self._changes())

    def _changes(self) -> Any:
        try:
            return self._memory.changes()
        except Exception:  # an array of the student's that cannot be read any more
            return wire.NO_CHANGES

    # -- requests ----------------------------------------------------------------------------------

    def _do(self, request: Any) -> Any:
        if isinstance(request, wire.Load):
            return self._load(request)
        if isinstance(request, wire.Driver):
            return self._driver(request)
        self._memory.apply(request.changes)
        if isinstance(request, wire.Next):
            return self._next(request)
        value = self._value(request)
        changes = self._memory.changes()  # before the value is encoded: what it brings is new, not changed
        return Returned(value if isinstance(value, wire.Attribute) else self._memory.encode(value), changes)

    def _value(self, request: Any) -> Any:
        target = self._memory.object(request.target)
        if isinstance(request, wire.Call):
            args = [self._memory.decode(arg) for arg in request.args]
            kwargs = {name: self._memory.decode(arg) for name, arg in request.kwargs.items()}
            return (getattr(target, request.name) if request.name else target)(*args, **kwargs)
        if isinstance(request, wire.Get):
            return _attribute(target, request)
        if isinstance(request, wire.Set):
            return setattr(target, request.name, self._memory.decode(request.value))
        if isinstance(request, wire.Iterate):
            return _Iterator(iter(target))
        if isinstance(request, wire.Length):
            return len(target)
        if isinstance(request, wire.Item):
            return target[self._memory.decode(request.key)]
        raise wire.ProtocolError(f"{type(request).__name__} is not a request")

    def _next(self, request: wire.Next) -> Any:
        source = self._memory.object(request.target)
        try:
            value = next(source.source)
        except StopIteration:
            return wire.Stopped(self._memory.changes())
        changes = self._memory.changes()
        return Returned(self._memory.encode(value), changes)

    # -- loading -----------------------------------------------------------------------------------

    def _load(self, request: wire.Load) -> Any:
        """Execute the student's file in a new module; a second Load forgets all that was shared before.

        What the names are is found out once: the same file has the same ones again.
        """
        self._file = request.file
        self._objects = Objects(self._ask)
        self._memory = self._objects.memory
        name = request.file.removesuffix(".py")
        module = ModuleType(name)
        sys.modules[name] = module
        imports.install(request.helpers, request.packages)
        notes.begin(request.file)
        imports.execute(request.source, request.file, module)
        self._memory.share(self._memory.new_id(), module)  # the first object: wire.MODULE_ID
        self._names = self._names or _names(module)
        return wire.Loaded(self._names)

    def _driver(self, request: wire.Driver) -> Any:
        driver = ModuleType("driver")
        sys.modules["grader_driver"] = driver
        driver.__dict__["__name__"] = "grader_driver"
        imports.execute(request.source, "driver.py", driver)
        return Returned(self._memory.encode(driver), wire.NO_CHANGES)

    # -- spies -------------------------------------------------------------------------------------

    def _ask(self, kind: str, target: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Use a spy of the check's: send the request up and serve what comes down until the answer."""
        changes = self._memory.changes()
        message: Any = wire.SpyGet(target, name, changes)
        if kind == "call":
            given = [self._memory.encode(arg) for arg in args]
            named = {key: self._memory.encode(arg) for key, arg in kwargs.items()}
            message = wire.SpyCall(target, name, given, named, changes)
        answer = self._exchange(message)
        self._memory.apply(answer.changes)
        if isinstance(answer, wire.SpyRaised):
            raise _spy_error(answer.type)
        return self._memory.decode(answer.value)

    def _exchange(self, message: Any) -> Any:
        self._write(message)
        while True:
            request = self._receive()
            if isinstance(request, (wire.SpyReturned, wire.SpyRaised)):
                return request
            self._answer(request)

    # -- failures ----------------------------------------------------------------------------------

    def _describe(self, error: BaseException, request: Any) -> RaisedValue:
        found = describe(error, self._file)
        names: tuple[str, ...] = ()
        if (
            isinstance(error, AttributeError)
            and not found["inside"]
            and isinstance(request, (wire.Get, wire.Call))
        ):
            names = _public_names(self._memory, request.target)
        return RaisedValue(
            found["type"], found["message"], found["bases"], found["line"], found["source"],
            found["function"],
            found["inside"], names, acts.refused(error),
        )  # fmt: skip


class _Iterator:
    """An iterator kept for the trusted side."""

    def __init__(self, source: Any) -> None:
        self.source = source


def _spy_error(kind: str) -> Exception:
    """Return the built-in exception of that name, or a RuntimeError where there is none."""
    message = "raised by the object that the check passed in"
    known = getattr(builtins, kind, None)
    if isinstance(known, type) and issubclass(known, Exception):
        with contextlib.suppress(TypeError):
            return known(message)
    return RuntimeError(f"{kind} {message}")


def _attribute(target: Any, request: wire.Get) -> Any:
    value = getattr(target, request.name)
    if request.whole or not is_routine(value):
        return value
    of_type = not isinstance(target, type) and is_routine(getattr(type(target), request.name, None))
    return wire.Attribute(request.target, request.name, of_type)


def _plain_raise(kind: str, message: str) -> RaisedValue:
    return RaisedValue(kind, message[:2000], (), None, "", "", False)


def _public_names(memory: Any, number: int) -> tuple[str, ...]:
    with contextlib.suppress(Exception):
        return tuple(str(name)[:100] for name in dir(memory.object(number)) if not name.startswith("_"))[:200]
    return ()


def _names(module: ModuleType) -> list[wire.Name]:
    """Return the module's public names, with what a slip in a name or a signature shows in."""
    return [
        _describe_name(name, value)
        for name, value in list(vars(module).items())[:500]
        if not name.startswith("__")
    ]


def _describe_name(name: str, value: Any) -> wire.Name:
    kind = _kind(value)
    line = parameters = None
    with contextlib.suppress(Exception):
        function = vars(value)["__init__"] if isinstance(value, type) else value
        line = int(function.__code__.co_firstlineno)
    with contextlib.suppress(Exception):
        if kind != "other" and not isinstance(value, type(sys)):
            parameters = tuple(str(p)[:100] for p in inspect.signature(value).parameters.values())
    return wire.Name(str(name)[:100], kind, line, parameters)


def _kind(value: Any) -> str:
    if isinstance(value, type):
        return "class"
    if is_routine(value):
        return "function"
    return "callable" if callable(value) else "other"


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()


def run(requests: int, replies: int, sealed: wire.Sealed, *, accepted: Collection[str] | None = None) -> None:
    """Report the seal, serve, and leave without any clean-up of the student's.

    With `accepted` (strict mode) a child in which another layer is missing leaves before it reads any code.
    """
    worker = Worker(requests, replies)
    worker.send(sealed)
    if accepted is not None and not set(wire.absent_layers(sealed)) <= set(accepted):
        os._exit(EXIT_REFUSED)
    with contextlib.suppress(BrokenPipeError, wire.ProtocolError, EOFError):
        worker.serve()
    os._exit(0)
