"""The few signs and colours of a report, and what stands in for the signs where the encoding is poor."""

from dataclasses import dataclass

from grader.scorecard import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """One set of signs. Each stands beside a word, so that nothing is lost where it is not understood."""

    passed: str
    unpassed: str
    waiting: str
    skipped: str
    fault: str
    rule: str
    gap: str
    worst: tuple[str, str]
    bars: str

    def of(self, outcome: Outcome) -> str:
        """Return the sign of an outcome."""
        signs = {
            Outcome.PASSED: self.passed,
            Outcome.SKIPPED: self.skipped,
            Outcome.NOT_STARTED: self.waiting,
            Outcome.BROKEN: self.fault,
        }
        return signs.get(outcome, self.unpassed)


UNICODE = Marks(
    passed="✓", unpassed="✗", waiting="·", skipped="-", fault="!", rule="─", gap="…",
    worst=("»", "«"), bars="▁▂▃▄▅▆▇█",
)  # fmt: skip
ASCII = Marks(
    passed="+", unpassed="x", waiting=".", skipped="-", fault="!", rule="-", gap="...",
    worst=(">", "<"), bars=".:-=+*#@",
)  # fmt: skip

STYLES = {
    Outcome.PASSED: "green",
    Outcome.FAILED: "red",
    Outcome.ERRORED: "red",
    Outcome.TIMED_OUT: "yellow",
    Outcome.KILLED: "yellow",
    Outcome.FORBIDDEN: "magenta",
    Outcome.SKIPPED: "dim",
    Outcome.NOT_STARTED: "dim",
    Outcome.BROKEN: "magenta",
}


def marks_for(encoding: str | None) -> Marks:
    """Return the signs that a stream of this encoding can show.

    Only a Unicode encoding gets the full set: others hold some of the signs, but draw them two cells wide.
    """
    return UNICODE if (encoding or "").lower().replace("-", "").replace("_", "").startswith("utf") else ASCII
