"""Write a class's report: the page and each student's feedback."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from grader.classroom import htmlreport
from grader.classroom.feedback import write_feedback
from grader.classroom.gradebook import Gradebook
from grader.classroom.standing import NO_POLICY, LatePolicy, Standing, standings
from grader.classroom.statistics import count
from grader.i18n import _
from grader.report.redact import Feedback
from grader.workspace import write_atomically

PAGE = "report.html"
FEEDBACK = "feedback"


def write_report(
    gradebook: Gradebook,
    out: Path,
    *,
    anonymous: bool,
    policy: LatePolicy = NO_POLICY,
    heading: str = "",
) -> Path:
    """Write the page; with `anonymous` no id, name, path or reason of anybody's is in it."""
    shown = _aliases(gradebook) if anonymous else {}
    rows: list[str] = []

    def passing() -> Iterator[Standing]:
        """Make each row while the class is counted, so that a scorecard is in memory only once."""
        for standing in standings(gradebook, policy, text=True):
            name = shown.get(standing.record.person, standing.record.person)
            rows.append(htmlreport.student_row(standing, name, anonymous=anonymous))
            yield replace(standing, record=replace(standing.record, person=name))

    counts = count(passing())
    if anonymous:
        rows.sort()  # by their new names: the old order would tell the ids' order
    moment = f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
    made = (
        _("Made {moment} UTC, without names", moment=moment)
        if anonymous
        else _("Made {moment} UTC", moment=moment)
    )
    page = out / PAGE
    write_atomically(
        page,
        htmlreport.render(counts, rows, heading=heading or _("Class report"), made=made).encode(
            "utf-8", "replace"
        ),
    )
    return page


def write_all_feedback(gradebook: Gradebook, out: Path, *, feedback: Feedback, diagnosis: bool) -> int:
    """Write every student's file into OUT/feedback; how many."""
    everyone = standings(gradebook, text=True)
    return write_feedback(everyone, out / FEEDBACK, feedback=feedback, diagnosis=diagnosis)


def _aliases(gradebook: Gradebook) -> dict[str, str]:
    """Return a number for each person, in an order that says nothing about who they are."""
    secret = gradebook.secret()
    people = sorted(
        {record.person for record in gradebook.records(text=False)},
        key=lambda person: sha256(f"{secret}/{person}".encode()).digest(),
    )
    return {person: _("Student {number:04}", number=number) for number, person in enumerate(people, 1)}
