"""Whatever a child sends, a check ends in one of the student's outcomes, and is not passed by it."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import assert_close
from grader.checks.runner import run_check
from grader.jail import wire
from grader.jail.memory import ENTRIES_LIMIT, TRACKED_LIMIT
from grader.jail.proxy import Spy
from grader.jail.remote import WireSession
from grader.jail.transcript import ChildEnded
from grader.scorecard import Outcome
from tests.conftest import planned
from tests.fuzz.lengths import examples
from tests.fuzz.mutations import mutated
from tests.jail.test_wire import replies

EXPECTED = 0.7234918273
frames = replies.map(lambda message: wire.frame(message)[wire.HEADER.size :])


class Fed(WireSession):
    """A session whose child's words were written beforehand."""

    def __init__(self, words: list[bytes]) -> None:
        super().__init__()
        self._words = iter(words)

    def _exchange(self, message: Any, doing: str) -> Any:
        wire.frame(message)
        try:
            while True:
                reply = wire.read_reply(next(self._words))
                if not isinstance(reply, (wire.SpyCall, wire.SpyGet)):
                    return self._value(message, reply)
                wire.frame(self._answer(reply))
        except (wire.ProtocolError, MemoryError) as error:
            raise ChildEnded(Outcome.FORBIDDEN, str(error)) from None
        except StopIteration:
            raise ChildEnded(Outcome.KILLED, "no more words") from None


def check(student: Any, draw: Any) -> None:
    """Use all that a check may use: calls, attributes, items, iteration, a spy."""
    spy = Spy(np.ones(3), methods=("sum",), attributes=("shape",))
    found = student.f(np.ones(2), [1.0, 2.0], spy, name={"a": (1, 2)})
    layer = student.Layer(np.ones(3))
    layer.weight = np.zeros(2)
    parts = [len(layer.items), *layer.rows, layer["key"]]
    assert_close(layer.forward(found, *parts), EXPECTED, "y")


@examples(400)
@given(st.lists(st.one_of(frames, mutated(frames), st.binary(max_size=60)), max_size=12))
def test_any_words_are_the_students_outcome(words: list[bytes]) -> None:
    """No exception gets out, no limit is passed, and nobody guesses the answer."""
    session = Fed(words)
    result = run_check(planned(check), session, "seed", "exercise")
    assert result.outcome not in {Outcome.BROKEN, Outcome.PASSED}, result
    assert result.evidence is not None
    assert len(repr(result)) < 200_000
    assert session._memory._tracked <= TRACKED_LIMIT
    assert len(session._memory._entries) <= ENTRIES_LIMIT
