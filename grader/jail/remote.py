"""A session through the wall: the student's module lives in a jailed child, proxies live here."""

import contextlib
import time
from typing import Any

import numpy as np

from grader.errors import GraderFault
from grader.i18n import _
from grader.jail import wire
from grader.jail.deadline import Deadline
from grader.jail.memory import Memory, decode_array
from grader.jail.process import Child, Seal
from grader.jail.proxy import GeneratorToken, Method, OddValue, Proxy, Session, Spy, TensorValue, dotted
from grader.jail.transcript import ChildEnded, Finding, Stop, StudentError
from grader.scorecard import Outcome, Raised

NESTED_LIMIT = 16
NAMES_LIMIT = 500
LOAD_SECONDS = 5.0
TEXT_KEPT = 2000


class WireSession(Session):
    """Speaks the messages of wire.py; `_exchange` says how one request gets its reply."""

    def __init__(self) -> None:
        super().__init__()
        self._memory = Memory(trusted=True, encode_other=self._encode, decode_other=self._decode)
        self._memory.share(wire.MODULE_ID, self.module)
        self._nested = 0
        self._spies: list[Spy] = []  # student code may call them long after the check has let go of them

    def _exchange(self, message: Any, doing: str) -> Any:
        """Return the value of the reply to a request."""
        raise NotImplementedError

    # -- the session's own -------------------------------------------------------------------------

    def _do_get(self, target: Proxy, name: str, *, whole: bool = False) -> Any:
        return self._exchange(
            wire.Get(self._id(target), name, self._memory.changes(), whole), dotted(target, name)
        )

    def _do_call(self, target: Proxy, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        changes = self._memory.changes()
        given = [self._memory.encode(arg) for arg in args]
        named = {key: self._memory.encode(arg) for key, arg in kwargs.items()}
        return self._exchange(wire.Call(self._id(target), name, given, named, changes), dotted(target, name))

    def _do_set(self, target: Proxy, name: str, value: Any) -> None:
        changes = self._memory.changes()
        encoded = self._memory.encode(value)
        self._exchange(wire.Set(self._id(target), name, encoded, changes), dotted(target, name))

    def _do_iterate(self, target: Proxy) -> Any:
        return self._exchange(
            wire.Iterate(self._id(target), self._memory.changes()), f"iter({target.wire_label()})"
        )

    def _do_next(self, source: Any) -> Any:
        return self._exchange(wire.Next(self._id(source), self._memory.changes()), _("the next item"))

    def _do_length(self, target: Proxy) -> int:
        length = self._exchange(
            wire.Length(self._id(target), self._memory.changes()), f"len({target.wire_label()})"
        )
        return length if isinstance(length, int) else 0

    def _do_item(self, target: Proxy, key: Any) -> Any:
        changes = self._memory.changes()
        return self._exchange(
            wire.Item(self._id(target), self._memory.encode(key), changes), f"{target.wire_label()}[...]"
        )

    def _id(self, target: Any) -> int:
        number = self._memory.known(target)
        if number is None:
            raise ChildEnded(Outcome.BROKEN, _("{target!r} belongs to another check.", target=target))
        return number

    # -- replies -----------------------------------------------------------------------------------

    def _value(self, request: Any, reply: Any) -> Any:
        """Return the value of a reply that ends a request; ProtocolError where it is no answer to it."""
        if isinstance(reply, wire.Returned):
            self._memory.apply(reply.changes)
            value = self._memory.decode(reply.value)
            if isinstance(request, (wire.Iterate, wire.Driver)) and not isinstance(value, Proxy):
                raise wire.ProtocolError("an object was due")
            return value
        if isinstance(reply, wire.Failed):
            self._memory.apply(reply.changes)
            raise student_error(reply.raised)
        if isinstance(reply, wire.Stopped) and isinstance(request, wire.Next):
            self._memory.apply(reply.changes)
            raise Stop
        raise wire.ProtocolError(type(reply).__name__)

    def _answer(self, asked: Any) -> Any:
        """Let a spy of the check's do what student code asked of it; the answer to send."""
        if self._nested >= NESTED_LIMIT:
            raise self._too_deep()
        self._nested += 1
        self._memory.apply(asked.changes)
        value, raised = None, ""
        try:
            value = self._use_spy(asked)
        except (Finding, ChildEnded, wire.ProtocolError):
            raise
        except Exception as error:
            raised = error.raised.type if isinstance(error, StudentError) else type(error).__name__
        finally:
            self._nested -= 1
        changes = self._memory.changes()
        if raised:
            return wire.SpyRaised(raised, changes)
        return wire.SpyReturned(self._memory.encode(value), changes)

    def _too_deep(self) -> ChildEnded:
        return ChildEnded(
            Outcome.KILLED,
            _(
                "This code and an object of the check's called each other more than {limit} deep.",
                limit=NESTED_LIMIT,
            ),
            limit="nesting",
        )

    def _use_spy(self, asked: Any) -> Any:
        spy = self._memory.object(asked.target)
        if not isinstance(spy, Spy):
            raise wire.ProtocolError(f"{asked.target} is no spy")
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
            self._spies.append(value)
            return wire.SpyNew(number, value.methods, value.attributes, value.callable)
        if isinstance(value, TensorValue):
            return self._memory.encode(np.asarray(value.array))
        raise TypeError(f"a check cannot send {type(value).__name__} to the student")

    def _decode(self, value: Any) -> Any:
        if isinstance(value, wire.ObjectNew):
            self._memory.check_new(value.id)
            name = value.type[:100]
            proxy = Proxy(self, name if value.kind == "class" else self.transcript.label(name), value.type_id)
            self._memory.share(value.id, proxy)
            return proxy
        if isinstance(value, wire.Attribute):
            owner = self._memory.object(value.owner)
            if not isinstance(owner, Proxy):
                raise wire.ProtocolError("an attribute of what is no object")
            if value.of_type:
                self._methods.add((owner.wire_type(), value.name))
            return Method(owner, value.name)
        if isinstance(value, wire.TensorValue):
            return TensorValue(
                array=decode_array(value.array), requires_grad=value.requires_grad, dtype=value.dtype[:100]
            )
        if isinstance(value, wire.Odd):
            return OddValue(value.text[:TEXT_KEPT])
        raise wire.ProtocolError(f"{type(value).__name__} does not come from the child")


class RemoteSession(WireSession):
    """One check's contact with one child."""

    def __init__(self, child: Child, file: str, seal: Seal | None = None) -> None:
        """`seal` is set when the child has served an earlier session and reported its seal there."""
        super().__init__()
        self._child = child
        self._file = file
        self._driver_source: bytes | None = None
        self._driver: Any = None
        self._is_loaded = False
        self.seconds = 2.0
        self.load_printed = ""
        self.seal = seal
        self.names: dict[str, wire.Name] = {}

    # -- starting ----------------------------------------------------------------------------------

    def begin(self, load: wire.Load, driver: bytes | None) -> None:
        """Send the student's file; it is loaded in the background."""
        self._driver_source = driver
        with contextlib.suppress(ChildEnded):  # told again when the answer is waited for
            self._child.post(load, self._load_deadline())

    def ready(self) -> None:
        """Wait for the module unless it is known to be there."""
        if not self._is_loaded:
            self.loaded()

    def loaded(self) -> None:
        """Wait for seal and module; StudentError when the file raised, ChildEnded when it never came."""
        if self.seal is None:
            self.seal = self._sealed()
        reply = self._child.receive(self._load_deadline())
        if isinstance(reply, wire.Failed):
            raise student_error(reply.raised)
        if not isinstance(reply, wire.Loaded) or len(reply.names) > NAMES_LIMIT:
            raise self._child.violation(type(reply).__name__)
        self._is_loaded = True
        self.load_printed = self._child.take_printed()
        self.names = {name.name: name for name in reply.names}
        self._methods.update((None, name.name) for name in reply.names if name.kind in ("function", "class"))

    def _sealed(self) -> Seal:
        """Wait for the seal; it comes before any student code, so its absence is the kit's own fault."""
        try:
            sealed = self._child.receive(self._load_deadline(), more=True)
        except ChildEnded as end:
            raise GraderFault(
                _("A process for student code could not be made ready: {message}", message=end.message),
                next_step=_("See what this machine offers: grade doctor"),
            ) from None
        if not isinstance(sealed, wire.Sealed):
            raise self._child.violation(type(sealed).__name__)
        return Seal(layers=sealed.layers, missing=sealed.missing, failed_probes=sealed.failed_probes)

    def _load_deadline(self) -> Deadline:
        return self._child.deadline(LOAD_SECONDS, _("loading {file}", file=self._file))

    def _load_driver(self) -> Proxy:
        if self._driver is None:
            if self._driver_source is None:
                raise AttributeError("driver")
            self._driver = self._exchange(wire.Driver(self._driver_source), _("loading the driver"))
            object.__setattr__(self._driver, "_label", "driver")
        return self._driver  # type: ignore[no-any-return]

    # -- requests ----------------------------------------------------------------------------------

    def _exchange(self, message: Any, doing: str) -> Any:
        """Send one request and return its value, serving the student's use of spies meanwhile."""
        child = self._child
        deadline = child.deadline(self.seconds, doing)
        child.post(message, deadline)
        try:
            while True:
                reply = child.receive(deadline)
                if not isinstance(reply, (wire.SpyCall, wire.SpyGet)):
                    return self._value(message, reply)
                deadline.pause()
                started = time.monotonic()
                answer = self._answer(reply)
                deadline.extend(time.monotonic() - started)
                child.post(answer, deadline)
        except (wire.ProtocolError, MemoryError) as error:
            raise child.violation(str(error)) from None
        except (Finding, ChildEnded):
            child.kill()  # it may be in the middle of a call that nobody will answer
            raise


def student_error(raised: wire.RaisedValue) -> StudentError:
    """Return a reply's exception as the one that a check meets, cut to what a report can show."""
    found = Raised(
        type=raised.type[:100], message=raised.message[:TEXT_KEPT], line=raised.line,
        source=raised.source[:300],
        function=raised.function[:100], bases=tuple(base[:100] for base in raised.bases[:10]),
    )  # fmt: skip
    names = tuple(name[:100] for name in raised.names[:NAMES_LIMIT])
    return StudentError(found, inside=raised.inside, names=names, act=raised.act[:100])
