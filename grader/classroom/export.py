"""Fill points into an instructor's own gradebook file: one column changes, everything else keeps its bytes.

Canvas, Moodle and Gradescope differ in which columns name a person and which line holds what can be earned.
"""

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.classroom.handin import Person
from grader.classroom.people import make_roster, normal
from grader.classroom.rawcsv import Cell, Row, Table, number_cell, read_table, safe_cell
from grader.classroom.standing import Standing
from grader.errors import UsageProblem
from grader.i18n import _, later


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a system's file names people. `blank` are values that mean no points; `keep` protects a cell."""

    people: tuple[str, ...]
    column: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()


FORMATS = {
    "canvas": Format(
        people=("id", "sis user id", "sis login id", "student"), keep=("EX",), skip=("points possible",)
    ),
    "moodle": Format(
        people=("identifier", "id number", "email address", "email", "username", "full name"),
        column=("grade",),
    ),
    "gradescope": Format(people=("sid", "email", "name"), column=("total score",)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One cell that changes."""

    person: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The file as it would be, what changes in it, and who could not be matched, both ways."""

    data: bytes
    column: str
    edits: tuple[Edit, ...]
    only_in_gradebook: tuple[str, ...]
    only_in_file: tuple[str, ...]


def fill(
    data: bytes,
    name: str,
    form: str,
    column: str | None,
    standings: Iterable[Standing],
    aliases: Mapping[str, Sequence[str]],
) -> Filled:
    """Fill one exercise's points into a downloaded file; UsageProblem where people or the column are not found.

    `aliases` are further names of each person, as intake and roster know them.
    """
    table = read_table(data, name)
    form_ = FORMATS[form]
    header = [cell.value.strip() for cell in table.rows[0].cells]
    lowered = [text.lower() for text in header]
    named_by = [lowered.index(text) for text in form_.people if text in lowered]
    if not named_by:
        raise UsageProblem(
            _("{name} has no column that names people.", name=name),
            next_step=_("One of: {people}", people=", ".join(form_.people)),
        )
    target = _column(header, column, form_, name)
    everyone = {s.record.person: s for s in standings}
    roster = make_roster(
        Person(
            id=s.record.person,
            name=s.record.name,
            email=s.record.email,
            aliases=tuple(aliases.get(s.record.person, ())),
        )
        for s in everyone.values()
    )
    edits, strangers, matched = [], [], set()
    for row in table.rows[1:]:
        who = [row.cells[i].value.strip() for i in named_by if i < len(row.cells)]
        if not any(who) or any(normal(w).startswith(normal(s)) for s in form_.skip for w in who if w):
            continue
        found = next(filter(None, (roster.find(Person(id=text)) for text in who if text)), None)
        if found is None:
            strangers.append(" ".join(filter(None, who)))
            continue
        matched.add(found.id)
        edits += _edit(row, target, table, everyone[found.id], form_)
    missing = tuple(sorted(person for person in everyone if person not in matched))
    return Filled(
        data=table.data(), column=header[target], edits=tuple(edits), only_in_gradebook=missing,
        only_in_file=tuple(strangers),
    )  # fmt: skip


def _column(header: Sequence[str], column: str | None, form: Format, name: str) -> int:
    """Return the column to fill: by its whole title, by Canvas's number in it, or the format's own."""
    wanted = (column,) if column else form.column
    for text in wanted:
        exact = [i for i, title in enumerate(header) if title.lower() == text.lower()]
        numbered = [i for i, title in enumerate(header) if title.endswith(f"({text})")]
        titled = [i for i, title in enumerate(header) if title.rpartition(" (")[0].lower() == text.lower()]
        for found in (exact, numbered, titled):
            if len(found) == 1:
                return found[0]
    raise UsageProblem(
        _("{name} has no single column {wanted}.", name=name, wanted=_(" or ").join(wanted) or _("chosen")),
        next_step=_("Choose with --column one of: {columns}", columns=", ".join(header)),
    )


def _edit(row: Row, target: int, table: Table, standing: Standing, form: Format) -> list[Edit]:
    """Change one person's cell; where the gradebook has no points (a fault of ours), the cell stays."""
    while len(row.cells) <= target:
        row.cells.append(Cell(""))
    cell = row.cells[target]
    before = cell.value.strip()
    if standing.final is None or before in form.keep:
        return []
    after = number_cell(standing.final)
    if _same_number(before, after):
        return []
    raw = after.replace(".", ",") if table.delimiter == ";" else after
    row.cells[target] = Cell(raw)
    return [Edit(person=standing.record.person, before=before, after=raw)]


def _same_number(before: str, after: str) -> bool:
    try:
        return abs(float(before.replace(",", ".")) - float(after)) < 0.005
    except ValueError:
        return False


# -- files of our own ------------------------------------------------------------------------------


def as_csv(standings: Iterable[Standing]) -> str:
    """Return the class's points as CSV, safe to open in a spreadsheet."""
    stream = io.StringIO()
    stream.write("id,name,email,exercise,points,possible,final,by hand,late,handed in,outcome\n")
    for standing in standings:
        record = standing.record
        cells = [
            safe_cell(record.person), safe_cell(record.name), safe_cell(record.email), record.exercise,
            _number(standing.earned), _number(record.points), _number(standing.final),
            safe_cell("; ".join(f"{o.task} {o.points}: {o.reason}" for o in standing.by_hand)),
            "" if record.late is None else str(record.late).lower(), safe_cell(record.handed_in), outcome(standing),
        ]  # fmt: skip
        stream.write(",".join(cells) + "\n")
    return stream.getvalue()


def as_json(standings: Iterable[Standing]) -> str:
    """Return the class's points with whole scorecards as JSON."""
    return json.dumps({"format": 1, "standings": [_data(standing) for standing in standings]}, indent=1)


def _data(standing: Standing) -> dict[str, object]:
    record = standing.record
    return {
        "id": record.person, "name": record.name, "email": record.email, "exercise": record.exercise,
        "points": standing.earned, "possible": record.points, "final": standing.final, "late": record.late,
        "handed_in": record.handed_in, "outcome": outcome(standing), "detail": record.detail, "remark": record.remark,
        "by_hand": [{"task": o.task, "points": o.points, "reason": o.reason} for o in standing.by_hand],
        "scorecard": json.loads(record.text) if record.text else None,
    }  # fmt: skip


def outcome(standing: Standing) -> str:
    """Return in one word or two how it ended for this person: in English, for files that programs read."""
    record = standing.record
    if record.oddity is not None:
        return str(record.oddity)
    return later("graded") if record.earned is not None else later("not graded")


def _number(number: float | None) -> str:
    return "" if number is None else number_cell(number)


OWN: dict[str, Callable[[Iterable[Standing]], str]] = {"csv": as_csv, "json": as_json}
