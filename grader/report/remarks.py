"""What is to be said of a whole file beside its points: notices, confinement that was incomplete, attempts."""

from collections.abc import Iterator

from grader.i18n import _
from grader.report.clean import clean, clean_line
from grader.scorecard import Attempt, Scorecard

_ATTEMPTS_SHOWN = 3


def remarks(scorecard: Scorecard) -> Iterator[str]:
    """Yield each remark as clean text."""
    yield from map(clean, scorecard.notices)
    missing = clean_line(", ".join(scorecard.confinement.missing))
    if missing:
        yield _(
            "this system lacks {layers}, so your code ran less confined (more: grade doctor).", layers=missing
        )
    accepted = clean_line(", ".join(scorecard.confinement.accepted))
    if accepted:
        yield _("accepted as missing: {layers} (--accept-missing).", layers=accepted)
    refused = {"landlock", "seccomp"}.isdisjoint(scorecard.confinement.missing)
    for attempt in scorecard.swallowed[:_ATTEMPTS_SHOWN]:
        yield _attempted(attempt) if refused else _maybe_done(attempt)


def _attempted(attempt: Attempt) -> str:
    return _(
        "this code is not allowed to {act}; line {line} tries to, and the code goes on without: {source}",
        act=clean_line(_(attempt.act)), line=attempt.line, source=clean_line(attempt.source),
    )  # fmt: skip


def _maybe_done(attempt: Attempt) -> str:
    """Say it of a system that may have let it happen."""
    return _(
        "this code is not allowed to {act}; line {line} tries to, which this system may not hold back: {source}",
        act=clean_line(_(attempt.act)), line=attempt.line, source=clean_line(attempt.source),
    )  # fmt: skip
