"""A module of the kit's own in this process, behind the same proxies as a student's.

It answers the very messages that a child would, so that a check sees no difference: the same copies, the same
identities, the same odd values. Only the pipes, the deadlines and the confinement are missing.
"""

import warnings
from types import ModuleType, SimpleNamespace
from typing import Any

from grader.jail.child.objects import is_routine
from grader.jail.child.worker import Worker
from grader.jail.proxy import Proxy
from grader.jail.remote import WireSession
from grader.jail.transcript import ChildEnded, Finding


class LocalSession(WireSession):
    """One check's contact with one module of the kit's own; never with a student's."""

    def __init__(self, module: ModuleType | SimpleNamespace, *, file: str = "", driver: Any = None) -> None:
        super().__init__()
        file = file or getattr(module, "__file__", "") or ""
        self._worker = _LocalWorker(self._answer, module, file)
        self._driver_module = driver
        self._driver: Any = None
        self._methods.update((None, name) for name, value in vars(module).items() if is_routine(value))

    def _exchange(self, message: Any, doing: str) -> Any:
        return self._value(message, self._worker.reply(message))

    def _load_driver(self) -> Proxy:
        if self._driver is None:
            if self._driver_module is None:
                raise AttributeError("driver")
            self._driver = self._memory.decode(self._worker.encode(self._driver_module))
            object.__setattr__(self._driver, "_label", "driver")
        return self._driver  # type: ignore[no-any-return]


class _LocalWorker(Worker):
    """A worker without pipes: what its code asks of a spy is answered at once."""

    def __init__(self, answer: Any, module: Any, file: str) -> None:
        super().__init__(-1, -1)
        self._spy_answer = answer
        self._file = file
        self._memory.share(self._memory.new_id(), module)  # the first object: wire.MODULE_ID
        self._memory.sent()

    def encode(self, value: Any) -> Any:
        """Return the wire form of a value of this side's, as sent."""
        encoded = self._memory.encode(value)
        self._memory.sent()
        return encoded

    def reply(self, request: Any) -> Any:
        """Do what a request asks; the end of a check goes through the module's code as it is."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "ignore"
                )  # a misconception may overflow; that is not for the student's eyes
                answer = self._do(request)
        except (Finding, ChildEnded):
            raise
        except Exception as error:
            answer = self._failed(error, request)
        self._memory.sent()
        return answer

    def _exchange(self, message: Any) -> Any:
        self._memory.sent()
        return self._spy_answer(message)
