"""Take out of a scorecard what its reader is not to see, before any renderer gets it."""

from dataclasses import replace
from enum import StrEnum

from grader.scorecard import CheckResult, Evidence, Scorecard


class Feedback(StrEnum):
    """How much a reader is told: everything; no expected values and no diagnosis; outcomes and points alone."""

    FULL = "full"
    ACTUAL_ONLY = "actual-only"
    NONE = "none"


def redact(scorecard: Scorecard, *, feedback: Feedback = Feedback.FULL, diagnosis: bool = True) -> Scorecard:
    """Return the scorecard without what `feedback` holds back, and without diagnoses where they are off."""
    if feedback is Feedback.FULL and diagnosis:
        return scorecard
    results = tuple(_result(result, feedback, diagnosis=diagnosis) for result in scorecard.results)
    if feedback is Feedback.NONE:
        return replace(scorecard, results=results, printed="", attempts=())
    return replace(scorecard, results=results)


def _result(result: CheckResult, feedback: Feedback, *, diagnosis: bool) -> CheckResult:
    kept = result.diagnosis if diagnosis and feedback is Feedback.FULL else None
    if feedback is Feedback.NONE:
        return replace(result, diagnosis=None, evidence=None, printed="", remarks=())
    evidence = result.evidence
    if feedback is Feedback.ACTUAL_ONLY and evidence is not None:
        evidence = _without_expected(evidence)
    return replace(result, diagnosis=kept, evidence=evidence)


def _without_expected(evidence: Evidence) -> Evidence:
    return replace(evidence, expected=None, worst=None, error=None)
