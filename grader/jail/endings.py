"""How a use of the student's code can end without a value.

Light, because the zygote is started before numpy is imported.
"""

from grader.scorecard import Outcome, Raised


class Stop(Exception):
    """The student's iterator has ended."""


class Finding(Exception):
    """What a check raises on purpose: it reaches the check even through student code that called a spy."""


class StudentError(Exception):
    """The student's code raised; `raised` is its exception as text.

    `inside` tells whether a line of their file was running: where not, the call itself did not fit.
    `names` are the names there were where one was missing; `act` is what the confinement refused.
    """

    def __init__(
        self, raised: Raised, *, inside: bool = True, names: tuple[str, ...] = (), act: str = ""
    ) -> None:
        super().__init__(f"{raised.type}: {raised.message}")
        self.raised = raised
        self.inside = inside
        self.names = names
        self.act = act


class ChildEnded(Exception):
    """The student's process is no more: it ran into a limit, died, or broke the protocol."""

    def __init__(self, outcome: Outcome, message: str, *, limit: str = "") -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.limit = limit
