"""From a student's place to one hand-in per exercise: open archives once nested, take the latest attempt."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from grader import __version__
from grader.classroom.archives import ARCHIVE_NAMES, EXPANDED_LIMIT, FILE_LIMIT, open_archive
from grader.classroom.folders import is_noise
from grader.classroom.handin import Entry, Handin, OddHandin, Oddity, Place
from grader.classroom.notebook import notebook_source
from grader.classroom.pack import MANIFEST
from grader.classroom.places import find_places
from grader.exercise import Exercise
from grader.i18n import _

NESTED_LIMIT = 2  # an archive, and one archive in it
ARCHIVES_LIMIT = 20  # in one hand-in: each may cost a second to look through
_ATTEMPT = re.compile(r"(?:attempt|version|try|submission|v)[-_ ]?(\d+)(?=[-_ ./]|$)", re.IGNORECASE)
# What browsers and systems add to a taken name: "backprop (1).py", "backprop-2.py", "backprop copy.py".
_COPY = re.compile(r"(?:[-_ ]?\((\d+)\)|[-_](\d{1,3})| copy(?: (\d+))?)$", re.IGNORECASE)
_VERSION = re.compile(r"[0-9A-Za-z.+-]{1,40}")


class _Manifest(msgspec.Struct):
    """What `grade pack` wrote beside the files."""

    kit: str
    files: dict[str, str] = {}


_MANIFEST = msgspec.json.Decoder(_Manifest)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A file that may be the hand-in, and what says how late it was made."""

    entry: Entry
    attempt: int
    exact: bool


def find_handins(root: Path, exercises: Sequence[Exercise]) -> Iterator[Handin]:
    """Yield each student's hand-in for each exercise; what is odd with one concerns nobody else."""
    for place in find_places(root, [exercise.file for exercise in exercises]):
        yield from handins_of(place, exercises)


def handins_of(place: Place, exercises: Sequence[Exercise]) -> Iterator[Handin]:
    """Yield one student's hand-ins; an exercise of several that the student left out is not one."""
    try:
        entries, odd = _opened(place.entries())
    except OddHandin as error:
        entries, odd = [], error
    found = [(exercise, _candidates(entries, exercise, alone=len(exercises) == 1)) for exercise in exercises]
    if not any(candidates for _, candidates in found):
        for exercise in exercises:
            yield _empty(place, exercise, odd or OddHandin(Oddity.NOT_FOUND, _names(entries)))
        return
    for exercise, candidates in found:
        if candidates:
            yield _handin(place, exercise, candidates, entries)
        else:
            yield _empty(place, exercise, odd or OddHandin(Oddity.NOTHING))


def _empty(place: Place, exercise: Exercise, odd: OddHandin) -> Handin:
    return Handin(
        person=place.person, exercise=exercise.name, oddity=odd.oddity, detail=odd.detail, late=place.late,
        handed_in=place.handed_in,
    )  # fmt: skip


def _names(entries: Sequence[Entry]) -> str:
    return _("found {files}", files=", ".join(entry.path for entry in entries[:5])) if entries else ""


# -- archives --------------------------------------------------------------------------------------


class _Opening:
    """Opens the archives of one hand-in, as many and as large as all together may be."""

    def __init__(self) -> None:
        self._archives = 0
        self._expanded = 0

    def of(self, entry: Entry) -> list[Entry]:
        """Return what is in an archive."""
        self._archives += 1
        if self._archives > ARCHIVES_LIMIT:
            raise OddHandin(Oddity.TOO_MANY, _("more than {limit} archives", limit=ARCHIVES_LIMIT))
        inner = open_archive(entry.read(), entry.path, inside=entry.inside + 1)
        self._expanded += sum(one.size for one in inner)
        if self._expanded > EXPANDED_LIMIT:
            raise OddHandin(
                Oddity.EXPANDS,
                _("over {limit} MiB in all archives", limit=EXPANDED_LIMIT >> 20),
            )
        return inner


def _opened(entries: list[Entry]) -> tuple[list[Entry], OddHandin | None]:
    """Return all files, those of archives in their place, and the first oddity of an archive."""
    found: list[Entry] = []
    odd: OddHandin | None = None
    waiting = [entry for entry in entries if not is_noise(entry.path)]
    opening = _Opening()
    while waiting:
        entry = waiting.pop()
        if not ARCHIVE_NAMES.search(entry.name):
            found.append(entry)
            continue
        if entry.inside >= NESTED_LIMIT:
            odd = odd or OddHandin(Oddity.NESTED, entry.path)
            continue
        try:
            inner = opening.of(entry)
        except OddHandin as error:
            odd = odd or error
            continue
        waiting += [replace(e, path=f"{entry.path}/{e.path}") for e in inner if not is_noise(e.path)]
    return sorted(found, key=lambda entry: entry.path), odd


# -- which file, which attempt ---------------------------------------------------------------------


def _candidates(entries: Sequence[Entry], exercise: Exercise, *, alone: bool) -> list[_Candidate]:
    """Return the files that are this exercise's by name; without one, the only Python file there is."""
    own = exercise.file.removesuffix(".py").casefold()
    found = []
    for entry in entries:
        stem, dot, suffix = entry.name.rpartition(".")
        copy = _COPY.search(stem)
        plain = stem[: copy.start()] if copy else stem
        if (
            not dot
            or suffix.casefold() not in ("py", "ipynb")
            or own not in (plain.casefold(), stem.casefold())
        ):
            continue
        number = 0 if stem.casefold() == own or copy is None else int(next(filter(None, copy.groups()), "1"))
        attempts = [int(text[:9]) for text in _ATTEMPT.findall(entry.path.rpartition("/")[0])]
        found.append(
            _Candidate(entry=entry, attempt=max([number, *attempts]), exact=entry.name == exercise.file)
        )
    if not found and alone:
        sources = [entry for entry in entries if entry.name.lower().endswith((".py", ".ipynb"))]
        found = (
            [_Candidate(entry=entry, attempt=0, exact=False) for entry in sources]
            if len(sources) == 1
            else []
        )
    return found


def _handin(
    place: Place, exercise: Exercise, candidates: list[_Candidate], entries: Sequence[Entry]
) -> Handin:
    try:
        chosen, source, remark = _latest(candidates)
        helpers = _helpers(exercise, chosen.entry, entries)
    except OddHandin as odd:
        return _empty(place, exercise, odd)
    taken = "" if chosen.exact else _("taken from {entry}", entry=chosen.entry.name)
    remark = "; ".join(filter(None, [remark, taken, _packed(chosen.entry, entries)]))
    return Handin(
        person=place.person, exercise=exercise.name, source=source, helpers=helpers, found=chosen.entry.path,
        remark=remark, late=place.late, handed_in=place.handed_in or _moment(chosen.entry.time),
    )  # fmt: skip


def _packed(chosen: Entry, entries: Sequence[Entry]) -> str:
    """Return what the manifest of `grade pack` says that the instructor may want to know; it proves nothing."""
    for entry in entries:
        folder = entry.path.removesuffix(MANIFEST)
        if entry.name != MANIFEST or not chosen.path.startswith(folder):
            continue
        try:
            manifest = _MANIFEST.decode(entry.read())
        except (msgspec.DecodeError, OddHandin):
            return ""
        remarks = []
        if manifest.kit != __version__ and _VERSION.fullmatch(manifest.kit):
            remarks.append(
                _("packed with kit {packed}, this is {this}", packed=manifest.kit, this=__version__)
            )
        packed = manifest.files.get(chosen.path.removeprefix(folder))
        if packed is not None and packed != hashlib.sha256(chosen.read()).hexdigest():
            remarks.append(_("changed after packing"))
        return "; ".join(remarks)
    return ""


def _latest(candidates: list[_Candidate]) -> tuple[_Candidate, bytes, str]:
    """Return the latest attempt: the highest number, then the latest time; OddHandin where none is."""
    ranked = sorted(candidates, key=lambda c: (c.attempt, c.entry.time or 0.0), reverse=True)
    chosen = ranked[0]
    source = _source(chosen.entry)
    for other in ranked[1:]:
        if (other.attempt, other.entry.time or 0.0) < (chosen.attempt, chosen.entry.time or 0.0):
            break
        if _source(other.entry) != source:
            raise OddHandin(
                Oddity.SEVERAL, _("{path} and {other}", path=chosen.entry.path, other=other.entry.path)
            )
    return chosen, source, _("latest of {count} files", count=len(ranked)) if len(ranked) > 1 else ""


def _source(entry: Entry) -> bytes:
    data = entry.read()
    if entry.name.lower().endswith(".ipynb"):
        data = notebook_source(data, entry.path)
    if len(data) > FILE_LIMIT:
        raise OddHandin(
            Oddity.TOO_LARGE,
            _("{path} has over {limit} KiB of code", path=entry.path, limit=FILE_LIMIT >> 10),
        )
    return data


def _helpers(exercise: Exercise, chosen: Entry, entries: Sequence[Entry]) -> dict[str, bytes]:
    """Return the declared further files beside the chosen one."""
    folder = chosen.path.rpartition("/")[0]
    beside = {entry.name: entry for entry in entries if entry.path.rpartition("/")[0] == folder}
    return {name.removesuffix(".py"): beside[name].read() for name in exercise.helpers if name in beside}


def _moment(seconds: float | None) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else ""
