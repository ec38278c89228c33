"""Divide what an instructor has (a folder or an export) into one place per student."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from grader.classroom.archives import ARCHIVE_NAMES, EXPORT_MEMBERS_LIMIT, open_archive
from grader.classroom.exports import GRADESCOPE_METADATA, Named, canvas_name, gradescope_people, moodle_name
from grader.classroom.folders import file_entry, folder_entries, is_noise
from grader.classroom.handin import Entry, OddHandin, Person, Place
from grader.errors import NothingToGrade, UsageProblem
from grader.i18n import _

_SINGLE = (".py", ".ipynb")


def find_places(root: Path, files: Sequence[str]) -> Iterator[Place]:
    """Yield every student's place below a folder, or inside one export archive.

    `files` are the names of the exercises' files: `jane_backprop.py` is Jane's.
    Raises NothingToGrade where there is nothing, UsageProblem where the archive cannot be read.
    """
    if root.is_dir():
        yield from _places_of_folder(root, files)
    elif root.is_file() and ARCHIVE_NAMES.search(root.name):
        yield from _places_of_export(root, files)
    else:
        raise NothingToGrade(
            _("{root} is neither a folder nor a zip or tar archive.", root=root),
            next_step=_("Give the folder of hand-ins, or the export as downloaded."),
        )


# -- a folder --------------------------------------------------------------------------------------


def _places_of_folder(root: Path, files: Sequence[str]) -> Iterator[Place]:
    root = _unwrapped(root)
    metadata = root / GRADESCOPE_METADATA
    groups = _metadata(metadata.read_bytes()) if metadata.is_file() else {}
    loose: dict[Person, list[tuple[Named, Entry]]] = {}
    for path in sorted(root.iterdir()):
        name = path.name
        if name == GRADESCOPE_METADATA or is_noise(name):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _places_of_one(
                name, partial(folder_entries, path), groups, git=(path / ".git").exists()
            )
        else:
            _sort_loose(loose, name, file_entry(path), files)
    yield from _loose_places(loose)


def _unwrapped(root: Path) -> Path:
    """Return the one folder inside where an export was unpacked into a folder of its own."""
    inner = [path for path in root.iterdir() if not is_noise(path.name)]
    if len(inner) == 1 and inner[0].is_dir() and not inner[0].is_symlink():
        names = [path.name for path in inner[0].iterdir()]
        if GRADESCOPE_METADATA in names or any(moodle_name(name) or canvas_name(name) for name in names):
            return inner[0]
    return root


def _metadata(data: bytes) -> dict[str, list[Named]]:
    return gradescope_people(data.decode("utf-8", "replace"))


# -- an export archive -----------------------------------------------------------------------------


def _places_of_export(root: Path, files: Sequence[str]) -> Iterator[Place]:
    try:
        entries = open_archive(root, root.name, inside=0, members=EXPORT_MEMBERS_LIMIT)
    except OddHandin as odd:
        raise UsageProblem(f"{root}: {odd}.", next_step=_("Unpack it yourself and give the folder.")) from odd
    entries = _without_wrapper([entry for entry in entries if not is_noise(entry.path)])
    groups: dict[str, list[Named]] = {}
    folders: dict[str, list[Entry]] = {}
    loose: dict[Person, list[tuple[Named, Entry]]] = {}
    for entry in entries:
        top, _slash, rest = entry.path.partition("/")
        if entry.path == GRADESCOPE_METADATA:
            groups = _metadata(entry.read())
        elif rest:
            folders.setdefault(top, []).append(replace(entry, path=rest))
        else:
            _sort_loose(loose, entry.name, entry, files)
    for name, inner in folders.items():
        yield from _places_of_one(name, partial(list, inner), groups, git=False)
    yield from _loose_places(loose)


def _without_wrapper(entries: list[Entry]) -> list[Entry]:
    """Drop a folder that holds the whole export."""
    tops = {entry.path.partition("/")[0] for entry in entries}
    inner = [entry.path.partition("/")[2] for entry in entries]
    if len(tops) != 1 or not all(inner):
        return entries
    return [replace(entry, path=path) for entry, path in zip(entries, inner, strict=True)]


# -- what a name at the top says -------------------------------------------------------------------


def _places_of_one(
    name: str, entries: partial[list[Entry]], groups: dict[str, list[Named]], *, git: bool
) -> Iterator[Place]:
    """Yield the places of one folder at the top: one per member where a group handed in together."""
    moodle = moodle_name(name)
    people = groups.get(name) or ([moodle] if moodle else [Named(person=_of_folder(name, git=git))])
    for named in people:
        yield Place(person=named.person, entries=entries, late=named.late, handed_in=named.handed_in)


def _of_folder(name: str, *, git: bool) -> Person:
    """Return whose folder this is; a clone's name, `homework-jane-doe`, ends with the account's name."""
    parts = name.split("-")
    ends = tuple("-".join(parts[start:]) for start in range(1, len(parts))) if git else ()
    return Person(id=name, aliases=ends)


def _sort_loose(
    loose: dict[Person, list[tuple[Named, Entry]]], name: str, entry: Entry, files: Sequence[str]
) -> None:
    """File a single file at the top under its student; what no student can be told from is left out."""
    named = canvas_name(name) or moodle_name(name) or _own_name(name, files)
    if named is not None:
        loose.setdefault(named.person, []).append((named, replace(entry, path=named.file or name)))


def _own_name(name: str, files: Sequence[str]) -> Named | None:
    """Read `jane_backprop.py`, `backprop_jane.py`, `jane.py` and `jane.zip`."""
    archive = ARCHIVE_NAMES.search(name)
    if archive:
        stem = name[: archive.start()].removesuffix(".dojo")
        return Named(person=Person(id=stem), file=name)
    if not name.lower().endswith(_SINGLE):
        return None
    stem, _dot, suffix = name.rpartition(".")
    for file in files:
        own = file.removesuffix(".py")
        for gap in ("_", "-", ".", " "):
            for person in (stem.removesuffix(gap + own), stem.removeprefix(own + gap)):
                if person != stem:
                    return Named(person=Person(id=person), file=f"{own}.{suffix}")
    return (
        Named(person=Person(id=stem), file=f"{files[0].removesuffix('.py')}.{suffix}")
        if len(files) == 1
        else None
    )


def _loose_places(loose: dict[Person, list[tuple[Named, Entry]]]) -> Iterator[Place]:
    for person, items in loose.items():
        late = [named.late for named, _entry in items if named.late is not None]
        yield Place(
            person=person,
            entries=partial(list, [entry for _named, entry in items]),
            late=any(late) if late else None,
        )
