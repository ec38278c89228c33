"""Who is in the class: the roster, and which of its people each hand-in belongs to."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from grader.classroom.handin import Handin, Oddity, Person
from grader.errors import UsageProblem
from grader.i18n import _

# Headings of rosters and of downloaded gradebooks, in lower case. Every column counts as a further name.
_IDS = (
    "id",
    "student id",
    "id number",
    "sid",
    "sis user id",
    "identifier",
    "username",
    "sis login id",
    "login",
)
_NAMES = ("name", "student", "full name", "student name")
_EMAILS = ("email", "email address", "e-mail")
_OTHERS = (*_IDS, "github", "github username", "canvas id", "moodle id", "integration id")


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of a class, and which of them each known name belongs to."""

    people: tuple[Person, ...]
    _by_alias: dict[str, Person | None]

    def find(self, person: Person) -> Person | None:
        """Return the one person of the roster that a hand-in's id, email, name or alias names, else None."""
        for alias in (person.id, person.email, person.name, *person.aliases):
            found = self._by_alias.get(normal(alias)) if alias else None
            if found is not None:
                return found
        return None


def normal(text: str) -> str:
    """Return a name as it is compared: without case, accents' forms, spaces and punctuation at its ends."""
    text = unicodedata.normalize("NFKC", text).casefold().strip()
    return text.removeprefix("participant ").replace(" ", "").replace(",", "")


def read_roster(path: Path) -> Roster:
    """Read a CSV with one person a line; UsageProblem where it has no column of ids, emails or names."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageProblem(f"{path}: {error}", next_step=_("Save the roster as CSV in UTF-8.")) from error
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    if not {*_IDS, *_NAMES, *_EMAILS} & set(header):
        raise UsageProblem(
            _("{path} has no column that names people.", path=path),
            next_step=_("Its first line should be: id,name,email"),
        )
    people = [_person(dict(zip(header, row, strict=False))) for row in rows[1:] if any(row)]
    return make_roster(person for person in people if person is not None)


def make_roster(people: Iterable[Person]) -> Roster:
    """Return a roster; a name that two people share names neither."""
    everyone = tuple({person.id: person for person in people}.values())
    by_alias: dict[str, Person | None] = {}
    for person in everyone:
        for alias in {normal(a) for a in (person.id, person.email, person.name, *person.aliases) if a}:
            by_alias[alias] = person if alias not in by_alias else None
    return Roster(everyone, by_alias)


def _person(row: dict[str, str]) -> Person | None:
    row = {key: value.strip() for key, value in row.items()}
    if row.get("student", "").startswith("Points Possible"):  # the second line of Canvas's gradebook
        return None
    name = next((row[key] for key in _NAMES if row.get(key)), "")
    email = next((row[key] for key in _EMAILS if row.get(key)), "")
    ids = [row[key] for key in _OTHERS if row.get(key)]
    identity = next(iter([*ids, email, name]), "")
    if not identity:
        return None
    last, comma, first = name.partition(", ")
    squashed = (
        [f"{last}{first}", f"{first} {last}"]
        if comma
        else [f"{w[-1]}{''.join(w[:-1])}" for w in [name.split()] if w]
    )
    local = [email.partition("@")[0]] if email else []
    return Person(id=identity, name=name, email=email, aliases=(*ids[1:], *squashed, *local))


def on_roster(handins: Iterable[Handin], roster: Roster | None, exercises: Iterable[str]) -> Iterable[Handin]:
    """Yield hand-ins under the roster's ids, and one for each person and exercise that handed in nothing."""
    if roster is None:
        yield from handins
        return
    seen = set()
    for handin in handins:
        person = roster.find(handin.person)
        seen.add((person.id if person else handin.person.id, handin.exercise))
        if person is None:
            remark = "; ".join(filter(None, [handin.remark, _("not on the roster")]))
            yield replace(handin, remark=remark)
        else:
            yield replace(handin, person=person)
    for person in roster.people:
        for exercise in exercises:
            if (person.id, exercise) not in seen:
                yield Handin(person=person, exercise=exercise, oddity=Oddity.NOTHING)
