"""What intake finds: who handed in what, and each way in which a hand-in can be odd."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from grader.i18n import later


class Oddity(StrEnum):
    """Why a hand-in could not be graded (a closed set); each concerns one student and one exercise."""

    NOTHING = later("nothing handed in")
    NOT_FOUND = later("no file of this exercise")
    SEVERAL = later("several different files")
    LINK = later("a link instead of a file")
    NOT_A_FILE = later("not a regular file")
    TOO_LARGE = later("too large")
    TOO_MANY = later("too many files")
    EXPANDS = later("expands too much")
    UNSAFE_NAME = later("unsafe name in the archive")
    UNSAFE_LINK = later("link out of the archive")
    DUPLICATE = later("the same name twice in the archive")
    ENCRYPTED = later("encrypted archive")
    DAMAGED = later("damaged archive")
    NESTED = later("archives nested too deep")
    NOTEBOOK = later("not a readable notebook")
    UNREADABLE = later("cannot be read")


ADVICE = {
    Oddity.NOTHING: later("Hand in the exercise's file."),
    Oddity.NOT_FOUND: later("Hand in the file under its own name."),
    Oddity.SEVERAL: later("Hand in one file; nothing here says which is the latest."),
    Oddity.LINK: later("Hand in the file itself."),
    Oddity.NOT_A_FILE: later("Hand in the file itself."),
    Oddity.TOO_LARGE: later("Hand in the exercise's file without data in it."),
    Oddity.TOO_MANY: later("Hand in the exercise's file alone: grade pack makes the right archive."),
    Oddity.EXPANDS: later("Hand in the exercise's file alone: grade pack makes the right archive."),
    Oddity.UNSAFE_NAME: later("Make the archive again: grade pack makes the right one."),
    Oddity.UNSAFE_LINK: later("Make the archive again: grade pack makes the right one."),
    Oddity.DUPLICATE: later("Make the archive again: grade pack makes the right one."),
    Oddity.ENCRYPTED: later("Hand in without a password."),
    Oddity.DAMAGED: later("Hand in again; the archive cannot be opened."),
    Oddity.NESTED: later("Hand in the exercise's file alone: grade pack makes the right archive."),
    Oddity.NOTEBOOK: later("Save the notebook again, or hand in the Python file."),
    Oddity.UNREADABLE: later("Check the permissions of this file."),
}


class OddHandin(Exception):
    """One hand-in cannot be used; `detail` is the place or the number that says so."""

    def __init__(self, oddity: Oddity, detail: str = "") -> None:
        super().__init__(f"{oddity}: {detail}" if detail else str(oddity))
        self.oddity = oddity
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file in a student's place; `read` gives its bytes within a limit, or raises OddHandin.

    `path` is relative with forward slashes; `inside` counts the archives around it.
    """

    path: str
    size: int
    read: Callable[[], bytes]
    time: float | None = None
    inside: int = 0

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A student: `id` is the key of the gradebook, `aliases` other names that a roster may know."""

    id: str
    name: str = ""
    email: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """All that one student handed in. `oddity` stands where the place itself cannot be read."""

    person: Person
    entries: Callable[[], list[Entry]]
    late: bool | None = None
    handed_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handin:
    """One student's hand-in for one exercise: a source with helpers, or the oddity that stands in its way."""

    person: Person
    exercise: str
    source: bytes = b""
    helpers: dict[str, bytes] = field(default_factory=dict)
    oddity: Oddity | None = None
    detail: str = ""
    found: str = ""
    remark: str = ""
    late: bool | None = None
    handed_in: str = ""
