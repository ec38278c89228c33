"""The `.dojo` folder of a course folder: progress, last results, hint levels and backups.

    .dojo/progress/03_backprop.json    one small versioned file per exercise, so that no file can spoil two
    .dojo/backups/03_backprop/         every file that `grade reset` replaced
    .dojo/faults/                      tracebacks of the grader's own faults
    .dojo/kit.json                     what was handed out, by which version of the kit (handout.py)

Nothing in it is needed to grade: where the folder cannot be written, or a file in it cannot be read, grading
goes on and says what is not kept. A file that cannot be understood is moved aside, never deleted.
"""

import contextlib
import json
import os
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grader.errors import UsageProblem
from grader.i18n import _
from grader.progress import FORMAT, Record, record_from

FOLDER = ".dojo"


class Workspace:
    """The `.dojo` folder of one course folder. `notices` collects what could not be read or kept."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / FOLDER
        self.notices: list[str] = []

    def record(self, exercise: str) -> Record:
        """Return what is kept about an exercise; an empty record where there is nothing readable."""
        path = self._progress_file(exercise)
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Record()
        except OSError as error:
            self._note(
                _(
                    "{path} cannot be read ({reason}); your progress in it is not shown.",
                    path=path,
                    reason=error.strerror,
                )
            )
            return Record()
        except ValueError:
            self._move_aside(path)
            return Record()
        return self._record_of(table, path)

    def keep(self, exercise: str, record: Record) -> bool:
        """Write the record of an exercise; False, with a notice, where that is not possible."""
        path = self._progress_file(exercise)
        if _is_newer(path):
            self._note(_("{path} was written by a newer version of the kit and is left as it is.", path=path))
            return False
        text = json.dumps({"format": FORMAT, **asdict(record)}, indent=1, ensure_ascii=False)
        try:
            write_atomically(path, text.encode())
        except OSError as error:
            self._note(
                _(
                    "Progress is not kept: {folder} cannot be written ({reason}).",
                    folder=self.folder,
                    reason=error.strerror,
                )
            )
            return False
        return True

    def backup(self, exercise: str, file: Path) -> Path:
        """Copy a student's file into the backups and return the copy; UsageProblem where that fails."""
        content = file.read_bytes()
        stamp = time.strftime("%Y-%m-%d_%H-%M-%S")
        folder = self.folder / "backups" / exercise
        names = (f"{stamp}{suffix}_{file.name}" for suffix in ("", *(f"-{n}" for n in range(2, 100))))
        target = next((folder / name for name in names if not (folder / name).exists()), folder / file.name)
        try:
            write_atomically(target, content)
        except OSError as error:
            raise UsageProblem(
                _(
                    "No backup can be kept in {folder} ({reason}), so nothing was changed.",
                    folder=folder,
                    reason=error.strerror,
                ),
                next_step=_("Make the folder writable, or copy your file somewhere else first."),
            ) from error
        return target

    def _progress_file(self, exercise: str) -> Path:
        return self.folder / "progress" / f"{exercise}.json"

    def _record_of(self, table: Any, path: Path) -> Record:
        if isinstance(table, dict) and isinstance(table.get("format"), int) and table["format"] > FORMAT:
            self._note(
                _("{path} was written by a newer version of the kit. Please update the kit.", path=path)
            )
            return Record()
        try:
            return record_from(table)
        except (KeyError, TypeError, ValueError, AttributeError):
            self._move_aside(path)
            return Record()

    def _move_aside(self, path: Path) -> None:
        aside = path.with_name(f"{path.stem}.unreadable-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}")
        try:
            path.replace(aside)
        except OSError:
            self._note(_("{path} is damaged; the progress in it cannot be shown.", path=path))
        else:
            self._note(
                _(
                    "{path} was damaged; it is kept as {aside} and a new one is begun.",
                    path=path,
                    aside=aside.name,
                )
            )

    def _note(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.append(notice)


def find_workspace(start: Path) -> Workspace | None:
    """Return the workspace of the nearest course folder at or above `start`."""
    for folder in (start, *start.parents):
        if (folder / FOLDER).is_dir():
            return Workspace(folder)
    return None


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a power cut, finds the old content or the new and nothing between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _is_newer(path: Path) -> bool:
    try:
        return int(json.loads(path.read_text(encoding="utf-8"))["format"]) > FORMAT
    except (OSError, ValueError, KeyError, TypeError):
        return False
