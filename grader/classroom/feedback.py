"""Write each student's feedback: one plain text file with what `grade check` would show."""

import re
from collections.abc import Iterable
from pathlib import Path

from grader.classroom.export import outcome
from grader.classroom.handin import ADVICE
from grader.classroom.rawcsv import number_cell
from grader.classroom.standing import Standing
from grader.i18n import _
from grader.report.clean import clean, clean_line
from grader.report.redact import Feedback, redact
from grader.report.terminal import render
from grader.workspace import write_atomically


def write_feedback(
    standings: Iterable[Standing], folder: Path, *, feedback: Feedback, diagnosis: bool
) -> int:
    """Write one file per student, all exercises in it; how many."""
    names: dict[str, str] = {}
    texts: dict[str, list[str]] = {}
    current = ""
    for standing in standings:  # by person: only one person's texts are held
        person = standing.record.person
        if person != current and current:
            _write(folder, current, texts.pop(current), names)
        current = person
        texts.setdefault(person, []).append(feedback_text(standing, feedback=feedback, diagnosis=diagnosis))
    if current:
        _write(folder, current, texts.pop(current), names)
    return len(names)


def feedback_text(standing: Standing, *, feedback: Feedback, diagnosis: bool) -> str:
    """Return one student's feedback on one exercise."""
    record = standing.record
    lines = [f"{record.exercise}: {_points(standing)}"]
    if record.oddity is not None:
        lines += [
            _("  {oddity}. {detail}", oddity=_(record.oddity), detail=clean_line(record.detail)),
            f"  {_(ADVICE[record.oddity])}",
        ]
    elif record.earned is None:
        lines.append(
            _("  {outcome}: the grader failed here, which is not your mistake.", outcome=_(outcome(standing)))
        )
    if record.remark:
        lines.append(_("  Note: {remark}", remark=clean_line(record.remark)))
    for one in standing.by_hand:
        lines.append(
            _(
                "  By hand: {points} points for {task}. {reason}",
                points=one.points,
                task=one.task,
                reason=clean(one.reason),
            )
        )
    scorecard = record.scorecard()
    if scorecard is not None:
        lines.append(render(redact(scorecard, feedback=feedback, diagnosis=diagnosis), width=100).plain)
    return "\n".join(lines)


def _points(standing: Standing) -> str:
    if standing.earned is None:
        return _("no points recorded")
    points = standing.points if standing.points is not None else "-"
    return _("{earned} of {points} points", earned=number_cell(standing.earned), points=points)


def _write(folder: Path, person: str, texts: list[str], names: dict[str, str]) -> None:
    """Write one file; ids that make the same file name get a number."""
    name = plain = re.sub(r"[^\w.@ -]", "_", person).strip(". ")[:100] or "_"
    number = 1
    while name.casefold() in names:
        number += 1
        name = f"{plain}-{number}"
    names[name.casefold()] = person
    write_atomically(folder / f"{name}.txt", "\n\n".join(texts).encode("utf-8", "backslashreplace"))
