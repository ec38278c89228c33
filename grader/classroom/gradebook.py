"""The gradebook: one SQLite file that survives a kill and a power cut at any moment.

    people      who they are                          handins     what each handed in, or which oddity
    contents    each different submission once        results     scorecards, by content and conditions
    counting    the conditions whose results count    overrides   points given by hand, with the reason
    faults      the grader's own failures, apart from everybody's points

A result belongs to a content, not to a person: two equal submissions are graded once. Results under other
conditions may be there too; only those named in `counting` are anybody's points.
"""

import contextlib
import hashlib
import heapq
import secrets
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import msgspec

from grader.classroom.conditions import Conditions
from grader.classroom.handin import Handin, Oddity
from grader.errors import GraderFault, NothingToGrade, UsageProblem
from grader.i18n import _
from grader.scorecard import Scorecard
from grader.scorecard_json import dumps, loads

FILE = "gradebook.sqlite"

# One entry per version of the schema, run in order; an entry that was released never changes.
MIGRATIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, aliases TEXT NOT NULL);
    CREATE TABLE contents (content TEXT PRIMARY KEY, data BLOB NOT NULL);
    CREATE TABLE handins (
        person TEXT NOT NULL REFERENCES people(id), exercise TEXT NOT NULL, content TEXT REFERENCES contents(content),
        oddity TEXT, detail TEXT NOT NULL, found TEXT NOT NULL, remark TEXT NOT NULL,
        late INTEGER, handed_in TEXT NOT NULL, PRIMARY KEY (person, exercise));
    CREATE INDEX handins_content ON handins (content);
    CREATE TABLE results (
        content TEXT NOT NULL, exercise TEXT NOT NULL, checks TEXT NOT NULL, kit TEXT NOT NULL,
        environment TEXT NOT NULL, seed TEXT NOT NULL, earned INTEGER NOT NULL, points INTEGER NOT NULL,
        seconds REAL NOT NULL, graded_at TEXT NOT NULL, scorecard TEXT NOT NULL,
        UNIQUE (content, exercise, checks, kit, environment, seed));
    CREATE TABLE counting (
        exercise TEXT PRIMARY KEY, checks TEXT NOT NULL, kit TEXT NOT NULL, environment TEXT NOT NULL,
        seed TEXT NOT NULL);
    CREATE TABLE overrides (
        person TEXT NOT NULL, exercise TEXT NOT NULL, task TEXT NOT NULL, points INTEGER NOT NULL,
        reason TEXT NOT NULL, given_at TEXT NOT NULL, PRIMARY KEY (person, exercise, task));
    CREATE TABLE faults (
        content TEXT NOT NULL, exercise TEXT NOT NULL, message TEXT NOT NULL, happened_at TEXT NOT NULL,
        PRIMARY KEY (content, exercise));
    """,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One submission to grade."""

    content: str
    exercise: str
    source: bytes
    helpers: dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One person's standing in one exercise; without a scorecard either an oddity or a fault tells why."""

    person: str
    name: str
    email: str
    exercise: str
    content: str | None
    oddity: Oddity | None
    detail: str
    found: str
    remark: str
    late: bool | None
    handed_in: str
    earned: int | None
    points: int | None
    seconds: float | None
    fault: str | None
    text: str | None

    def scorecard(self) -> Scorecard | None:
        """Return the scorecard, read from its JSON only now: a class of them is large."""
        return loads(self.text) if self.text is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Points given by hand for one task of one person."""

    person: str
    exercise: str
    task: str
    points: int
    reason: str
    given_at: str


class Gradebook:
    """An open gradebook. Every method that writes is one transaction, on the disk when it returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _explained(path):
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA cache_size = -512")  # KiB: rows are written once and read in order
            self._migrate()

    def _migrate(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise UsageProblem(
                _(
                    "{path} was written by a newer version of the kit (schema {version}).",
                    path=self.path,
                    version=version,
                ),
                next_step=_("Update the kit: pip install --upgrade backprop-dojo"),
            )
        for number in range(version, len(MIGRATIONS)):
            with self._transaction():
                for statement in MIGRATIONS[number].split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {number + 1}")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Run statements as one change, or none of them."""
        with _explained(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                if self._db.in_transaction:  # a full disk has rolled back already
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the file; its journal is folded into it."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- what was handed in ------------------------------------------------------------------------

    def get(self, key: str) -> str | None:
        """Return a remark of the run's own, such as its settings."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def set(self, key: str, value: str) -> None:
        """Keep a remark of the run's own."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def secret(self) -> str:
        """Return a random text of this gradebook's own, made when first asked for."""
        if self.get("secret") is None:
            self.set("secret", secrets.token_hex(16))
        return self.get("secret") or ""

    def take_in(self, handins: Iterator[Handin]) -> int:
        """Record all hand-ins of a class, in place of what the same people handed in before; how many."""
        seen: set[int] = set()  # hashes: a class of many thousands takes little memory
        with self._transaction() as db:
            for handin in handins:
                key = hash((handin.person.id, handin.exercise))
                if key not in seen or _is_later(db, handin):
                    _insert(db, handin)
                seen.add(key)
        return len(seen)

    # -- grading -----------------------------------------------------------------------------------

    def counting(self) -> dict[str, Conditions]:
        """Return the conditions whose results count, by exercise."""
        return {
            row["exercise"]: Conditions(**dict(row)) for row in self._db.execute("SELECT * FROM counting")
        }

    def count(self, conditions: Mapping[str, Conditions]) -> None:
        """From now on the results under these conditions are everybody's points."""
        with self._transaction() as db:
            for one in conditions.values():
                db.execute("INSERT OR REPLACE INTO counting VALUES (?, ?, ?, ?, ?)", astuple(one))

    def pending(self, conditions: Conditions, *, before: str = "", people: tuple[str, ...] = ()) -> list[str]:
        """Return the contents without a result under these conditions (or with one older than `before`)."""
        chosen = f"AND h.person IN ({','.join('?' * len(people))})" if people else ""
        rows = self._db.execute(
            f"""SELECT DISTINCT h.content FROM handins h LEFT JOIN results r ON r.content = h.content
                AND r.exercise = h.exercise AND r.checks = ? AND r.kit = ? AND r.environment = ? AND r.seed = ?
                WHERE h.exercise = ? AND h.content IS NOT NULL {chosen}
                AND (r.content IS NULL OR r.graded_at < ?) ORDER BY h.person""",  # noqa: S608  (only question marks are put in)
            (*astuple(conditions)[1:], conditions.exercise, *people, before),
        )
        return list(dict.fromkeys(row[0] for row in rows))

    def job(self, content: str, exercise: str) -> Job:
        """Return one submission's bytes."""
        (data,) = self._db.execute("SELECT data FROM contents WHERE content = ?", (content,)).fetchone()
        source, helpers = msgspec.msgpack.decode(zlib.decompress(data), type=tuple[bytes, dict[str, bytes]])
        return Job(content=content, exercise=exercise, source=source, helpers=helpers)

    def record(self, content: str, conditions: Conditions, scorecard: Scorecard) -> None:
        """Keep a scorecard; one under the same conditions is replaced."""
        assert scorecard.earned is not None  # a scorecard with a broken check is a fault, not a result
        values = (
            content, *astuple(conditions), scorecard.earned, scorecard.points, scorecard.seconds, now(),
            dumps(scorecard),
        )  # fmt: skip
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            db.execute(
                "DELETE FROM faults WHERE content = ? AND exercise = ?", (content, conditions.exercise)
            )

    def record_fault(self, content: str, exercise: str, message: str) -> None:
        """Keep that the grader itself failed on a submission."""
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO faults VALUES (?, ?, ?, ?)", (content, exercise, message, now())
            )

    # -- by hand -----------------------------------------------------------------------------------

    def override(self, person: str, exercise: str, task: str, points: int | None, reason: str) -> None:
        """Give points by hand; None takes the override back."""
        with self._transaction() as db:
            db.execute(
                "DELETE FROM overrides WHERE person = ? AND exercise = ? AND task = ?",
                (person, exercise, task),
            )
            if points is not None:
                values = (person, exercise, task, points, reason, now())
                db.execute("INSERT INTO overrides VALUES (?, ?, ?, ?, ?, ?)", values)

    def overrides(self) -> list[Override]:
        """Return all points given by hand."""
        return [Override(**dict(row)) for row in self._db.execute("SELECT * FROM overrides ORDER BY 1, 2, 3")]

    # -- reading -----------------------------------------------------------------------------------

    def records(
        self, conditions: Mapping[str, Conditions] | None = None, *, text: bool = True
    ) -> Iterator[Record]:
        """Yield everybody's standing, by person and exercise, under the counting or the given conditions."""
        every = [self._records(one, text=text) for one in (conditions or self.counting()).values()]
        yield from heapq.merge(*every, key=lambda record: (record.person, record.exercise))

    def _records(self, conditions: Conditions, *, text: bool) -> Iterator[Record]:
        rows = self._db.execute(
            f"""SELECT h.person, p.name, p.email, h.exercise, h.content, h.oddity, h.detail, h.found, h.remark,
                h.late, h.handed_in, r.earned, r.points, r.seconds, f.message AS fault,
                {"r.scorecard" if text else "NULL"} AS text
                FROM handins h JOIN people p ON p.id = h.person LEFT JOIN results r ON r.content = h.content
                AND r.exercise = h.exercise AND r.checks = ? AND r.kit = ? AND r.environment = ? AND r.seed = ?
                LEFT JOIN faults f ON f.content = h.content AND f.exercise = h.exercise
                WHERE h.exercise = ? ORDER BY h.person""",  # noqa: S608  (a column or NULL is put in)
            (*astuple(conditions)[1:], conditions.exercise),
        )
        return (_record(dict(row)) for row in rows)

    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Return each person's further names."""
        rows = self._db.execute("SELECT id, aliases FROM people")
        return {row["id"]: tuple(filter(None, row["aliases"].split("\n"))) for row in rows}

    def source(self, content: str) -> bytes:
        """Return a submission's source."""
        return self.job(content, "").source


def open_gradebook(out: Path) -> Gradebook:
    """Open the gradebook of a run that exists; NothingToGrade where there is none."""
    path = out / FILE if out.is_dir() else out
    if not path.is_file():
        raise NothingToGrade(
            _("There is no gradebook in {out}.", out=out),
            next_step=_("Grade a class first: grade class DIR -o OUT"),
        )
    return Gradebook(path)


def content_of(handin: Handin) -> str:
    """Return the name of a submission's content: a hash of its bytes."""
    packed = msgspec.msgpack.encode((handin.source, dict(sorted(handin.helpers.items()))))
    return hashlib.sha256(packed).hexdigest()


def now() -> str:
    """Return this moment as ISO text in UTC, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _is_later(db: sqlite3.Connection, handin: Handin) -> bool:
    """Return whether, of one person's two places, this one is the latest that can be graded."""
    row = db.execute(
        "SELECT oddity IS NULL, handed_in FROM handins WHERE person = ? AND exercise = ?",
        (storable(handin.person.id), handin.exercise),
    ).fetchone()
    return row is None or (int(handin.oddity is None), handin.handed_in) >= tuple(row)


def _insert(db: sqlite3.Connection, handin: Handin) -> None:
    person = handin.person
    identity = storable(person.id)
    texts = (person.name, person.email, "\n".join(person.aliases))
    db.execute("INSERT OR IGNORE INTO people VALUES (?, ?, ?, ?)", (identity, *map(storable, texts)))
    content = None
    if handin.oddity is None:
        content = content_of(handin)
        packed = msgspec.msgpack.encode((handin.source, dict(sorted(handin.helpers.items()))))
        db.execute("INSERT OR IGNORE INTO contents VALUES (?, ?)", (content, zlib.compress(packed)))
    late = None if handin.late is None else int(handin.late)
    db.execute(
        "INSERT OR REPLACE INTO handins VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (identity, handin.exercise, content, handin.oddity and str(handin.oddity), storable(handin.detail),
         storable(handin.found), storable(handin.remark), late, handin.handed_in),
    )  # fmt: skip


def storable(text: str) -> str:
    """Return a text that UTF-8 can hold: file names may carry bytes that are no characters."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _record(row: dict[str, Any]) -> Record:
    row["oddity"] = Oddity(row["oddity"]) if row["oddity"] else None
    row["late"] = None if row["late"] is None else bool(row["late"])
    return Record(**row)


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into messages: a full disk, a folder without permission, a file that is none."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise GraderFault(
            _(
                "{path} could not be written: {error}. Everything recorded before is safe.",
                path=path,
                error=error,
            ),
            next_step=_("Make room or check the permissions, then give the same command again."),
        ) from error
    except sqlite3.DatabaseError as error:
        raise UsageProblem(
            _("{path} is no gradebook: {error}.", path=path, error=error),
            next_step=_("Choose another folder with -o."),
        ) from error
