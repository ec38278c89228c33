"""What the kit hands out (lessons, stubs, pictures), and the record of it in a course folder.

    .dojo/kit.json    {"format": 1, "version": "0.1.0", "files": {"03_backprop/backprop.py": "<sha256>"}, "beside": {}}

The record says what each file was when it was handed out, so that a later kit can tell a file that nobody touched
from somebody's work. `beside` holds the new files that `grade update` put next to work.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from grader import __version__
from grader.errors import UsageProblem
from grader.exercise import Exercise, pictures_root
from grader.i18n import _
from grader.kitversion import FILE, FORMAT
from grader.workspace import FOLDER, write_atomically

_BINARY = (".png",)
_PICTURES_IN_CHECKOUT = b"](../../docs/pictures/"
_PICTURES_IN_COURSE = b"](../pictures/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """The version of the kit that a course folder came from, and the fingerprint of each file it got."""

    version: str = __version__
    files: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)


def contents(
    exercises: Sequence[Exercise], lessons: Path | None = None, pictures: Path | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield each file of a course: its place below the course folder, and its content.

    `lessons` and `pictures` are the folders to take them from, the kit's own by default.
    """
    for exercise in exercises:
        folder = lessons / exercise.name if lessons is not None else exercise.lesson_folder
        for source in _course_files(folder):
            content = source.read_bytes()
            if source.suffix == ".md":
                content = content.replace(_PICTURES_IN_CHECKOUT, _PICTURES_IN_COURSE)
            yield f"{exercise.name}/{source.relative_to(folder).as_posix()}", content
        for picture in sorted((pictures or pictures_root()).glob(f"{exercise.name}*.png")):
            yield f"pictures/{picture.name}", picture.read_bytes()


def notebooks(exercises: Sequence[Exercise]) -> Iterator[tuple[str, bytes]]:
    """Yield the notebook of each exercise that has one; `grade init --notebooks` puts it beside the stub."""
    for exercise in exercises:
        if exercise.notebook.is_file():
            yield f"{exercise.name}/{exercise.notebook.name}", exercise.notebook.read_bytes()


def _course_files(folder: Path) -> list[Path]:
    """Return what everybody gets of an exercise's folder: no notebook, no caches, no dot files."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb")
    return sorted(p for p in paths if not any(_is_private(part) for part in p.relative_to(folder).parts))


def _is_private(name: str) -> bool:
    return name.startswith((".", "__pycache__"))


def fingerprint(name: str, content: bytes) -> str:
    """Return a file's SHA-256; line endings do not count, because git may change them on the way to Windows."""
    if not name.endswith(_BINARY):
        content = content.replace(b"\r\n", b"\n")
    return hashlib.sha256(content).hexdigest()


def read_handout(root: Path) -> Handout | None:
    """Return the record of a course folder; None where there is none that can be understood."""
    try:
        table: Any = json.loads((root / FOLDER / FILE).read_text(encoding="utf-8"))
        if int(table["format"]) > FORMAT:
            raise UsageProblem(
                _("{file} was written by a newer version of the kit.", file=root / FOLDER / FILE),
                next_step=_("Install the newest version of the kit."),
            )
        return Handout(
            version=str(table["version"]),
            files={str(name): str(sha) for name, sha in table["files"].items()},
            beside={str(name): str(sha) for name, sha in table.get("beside", {}).items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_handout(root: Path, handout: Handout) -> None:
    """Write the record of a course folder."""
    write_atomically(root / FOLDER / FILE, handout_json(handout))


def handout_json(handout: Handout) -> bytes:
    """Return the record as it is written."""
    table = {"format": FORMAT, **asdict(handout)}
    table["files"], table["beside"] = (dict(sorted(table[key].items())) for key in ("files", "beside"))
    return (json.dumps(table, indent=1, ensure_ascii=False) + "\n").encode()


def record(root: Path, handed: Mapping[str, bytes]) -> Handout:
    """Note that files were handed out, and return the record; the folder's version stays what it is."""
    known = read_handout(root) or Handout()
    files = {**known.files, **{name: fingerprint(name, content) for name, content in handed.items()}}
    handout = Handout(version=known.version, files=files, beside=known.beside)
    write_handout(root, handout)
    return handout
