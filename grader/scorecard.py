"""What one grading found: plain frozen data that knows nothing about output.

`Scorecard` holds one `CheckResult` per planned check; a check without a result earns nothing.
Only a pass earns points, and points are only ever added up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from grader.errors import ExitCode, most_serious
from grader.i18n import later

FORMAT = 1


class Outcome(StrEnum):
    """How a check ended (a closed set; docs/glossary.md says what each means)."""

    PASSED = later("passed")
    FAILED = later("failed")
    ERRORED = later("errored")
    TIMED_OUT = later("timed out")
    KILLED = later("killed")
    FORBIDDEN = later("forbidden")
    SKIPPED = later("skipped")
    NOT_STARTED = later("not started")
    BROKEN = later("broken")


@dataclass(frozen=True, slots=True, kw_only=True)
class Array:
    """An array as evidence: numpy's dtype name, the shape, and the elements in C order, little endian.

    `raw` is cut after EVIDENCE_BYTES (evidence.py); then `truncated` is true and `values` is shorter.
    """

    dtype: str
    shape: tuple[int, ...]
    raw: bytes
    truncated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opaque:
    """A value that is not plain data: an instance, a function, a generator; `text` names it for a reader."""

    text: str


Plain: TypeAlias = (
    bool | int | float | complex | str | Array | Opaque
    | Sequence["Plain"] | Mapping[str, "Plain"] | None
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A value with the name under which the student sees it."""

    name: str
    value: Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An exception of the student's code: type and message as text, and the innermost line of their file."""

    type: str
    message: str
    line: int | None = None
    source: str = ""
    function: str = ""
    bases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a check did not pass, as data: no second run is needed to explain, diagnose or replay it.

    `calls` are lines of Python; `inputs` are the named values of the last calls as they were then,
    `constants` those of all calls when first used.
    """

    message: str
    calls: tuple[str, ...] = ()
    inputs: tuple[Named, ...] = ()
    constants: tuple[Named, ...] = ()
    name: str = ""
    expected: Plain = None
    actual: Plain = None
    compared: bool = False
    worst: tuple[int, ...] | None = None
    error: float | None = None
    rtol: float | None = None
    atol: float | None = None
    raised: Raised | None = None
    limit: str = ""
    curve: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What a failed check says about the student's belief.

    `kind` is "slip" (a name or interface), "misconception" (an entry of the bank) or "relation"
    (a generic exact relation such as a constant factor). `evidence` is one line with numbers.
    """

    kind: str
    name: str
    explanation: str
    evidence: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One check's outcome. `printed` is what the student's code printed during it, cleaned and cut."""

    name: str
    task: str
    title: str
    points: int
    outcome: Outcome
    evidence: Evidence | None = None
    diagnosis: Diagnosis | None = None
    remarks: tuple[str, ...] = ()
    printed: str = ""
    seconds: float = 0.0

    @property
    def earned(self) -> int:
        """Return the points this check earned: all of them for a pass, else none."""
        return self.points if self.outcome is Outcome.PASSED else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskResult:
    """The results of one task's checks and what they add up to."""

    name: str
    results: tuple[CheckResult, ...]

    @property
    def earned(self) -> int:
        """Return the points earned on this task."""
        return sum(result.earned for result in self.results)

    @property
    def points(self) -> int:
        """Return the points this task can earn."""
        return sum(result.points for result in self.results)

    @property
    def outcome(self) -> Outcome:
        """Return passed when all passed, else the first outcome that is neither passed nor skipped."""
        outcomes = [result.outcome for result in self.results if result.outcome is not Outcome.PASSED]
        if not outcomes:
            return Outcome.PASSED
        return next((outcome for outcome in outcomes if outcome is not Outcome.SKIPPED), Outcome.SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """Which layers held while student code ran, which this system lacks, and which of those were accepted."""

    layers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What a line of the student's tried and is not allowed to do; a note that neither gives nor takes points.

    `check` and `task` say during what; both are empty while the file was loaded. Code that catches the refusal
    is noted as well, but code that means to can leave no note: its absence proves nothing.
    """

    act: str
    line: int
    source: str = ""
    check: str = ""
    task: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """One submission's results for one exercise.

    `problem` is set when the file as a whole could not be used (missing, not Python, raised at import);
    its `message` says what and its last sentence what to do. `notices` are remarks on the whole file, `attempts`
    what it tried and is not allowed to do, each line once.
    """

    exercise: str
    title: str
    file: str
    results: tuple[CheckResult, ...]
    problem: Evidence | None = None
    notices: tuple[str, ...] = ()
    printed: str = ""
    confinement: Confinement = field(default_factory=Confinement)
    attempts: tuple[Attempt, ...] = ()
    kit: str = ""
    seed: str = ""
    seconds: float = 0.0
    format: int = FORMAT

    @property
    def tasks(self) -> tuple[TaskResult, ...]:
        """Return the results grouped by task, in the order of the exercise."""
        names = dict.fromkeys(result.task for result in self.results)
        return tuple(
            TaskResult(name=name, results=tuple(r for r in self.results if r.task == name)) for name in names
        )

    @property
    def complete(self) -> bool:
        """Return whether every check has an outcome that is not the grader's own fault."""
        return all(result.outcome is not Outcome.BROKEN for result in self.results)

    @property
    def swallowed(self) -> tuple[Attempt, ...]:
        """Return the attempts after which the code went on: those that no forbidden check tells of."""
        told = [self.problem, *(r.evidence for r in self.results if r.outcome is Outcome.FORBIDDEN)]
        lines = {one.raised.line for one in told if one is not None and one.raised is not None}
        return tuple(attempt for attempt in self.attempts if attempt.line not in lines)

    @property
    def earned(self) -> int | None:
        """Return the points earned, or None when a fault of the grader's leaves the total unknown."""
        return sum(result.earned for result in self.results) if self.complete else None

    @property
    def points(self) -> int:
        """Return the points of all planned checks."""
        return sum(result.points for result in self.results)

    @property
    def passed(self) -> bool:
        """Return whether there is at least one check and every one passed."""
        return bool(self.results) and all(result.outcome is Outcome.PASSED for result in self.results)

    @property
    def exit_code(self) -> ExitCode:
        """Return the exit code this scorecard stands for; without any result, nothing has passed."""
        if not self.results:
            return ExitCode.NOT_PASSED
        return most_serious(*(_EXIT_CODES[result.outcome] for result in self.results))


_EXIT_CODES = {
    Outcome.PASSED: ExitCode.PASSED,
    Outcome.FAILED: ExitCode.NOT_PASSED,
    Outcome.ERRORED: ExitCode.NOT_PASSED,
    Outcome.TIMED_OUT: ExitCode.NOT_PASSED,
    Outcome.KILLED: ExitCode.NOT_PASSED,
    Outcome.SKIPPED: ExitCode.NOT_PASSED,
    Outcome.NOT_STARTED: ExitCode.NOT_PASSED,
    Outcome.FORBIDDEN: ExitCode.FORBIDDEN,
    Outcome.BROKEN: ExitCode.GRADER_FAULT,
}


def first_unpassed(results: Sequence[CheckResult]) -> CheckResult | None:
    """Return the first check worth showing in full: not passed, not skipped, and if possible started."""
    candidates = [r for r in results if r.outcome not in (Outcome.PASSED, Outcome.SKIPPED)]
    started = [r for r in candidates if r.outcome is not Outcome.NOT_STARTED]
    return next(iter(started or candidates), None)
