"""The exercises: where they are, what their metadata says, and how a name finds one.

Reads `exercise.toml` and nothing else, so that `grade list` stays fast.
"""

import difflib
import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import GraderFault, UnknownExercise
from grader.i18n import _, language

FORMAT = 1
PACKAGE = Path(__file__).resolve().parent
BANK = PACKAGE / "bank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One function or class to fill in, with the names its contract fixes."""

    name: str
    kind: str
    parameters: tuple[str, ...]
    summary: str
    summary_ja: str = ""
    methods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def shown_summary(self) -> str:
        """Return the summary in the language in use."""
        return self.summary_ja if language() == "ja" and self.summary_ja else self.summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One numbered unit; `folder` is its place in the bank."""

    name: str
    title: str
    title_ja: str
    file: str
    folder: Path
    tasks: tuple[Task, ...]
    helpers: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()

    @property
    def shown_title(self) -> str:
        """Return the title in the language in use."""
        return self.title_ja if language() == "ja" and self.title_ja else self.title

    @property
    def number(self) -> str:
        """Return the leading number of the name, "03"."""
        return self.name.partition("_")[0]

    @property
    def topic(self) -> str:
        """Return the name without its number, "backprop"."""
        return self.name.partition("_")[2]

    @property
    def stub(self) -> Path:
        """Return the path of the stub as shipped."""
        return exercises_root() / self.name / self.file

    @property
    def lesson_folder(self) -> Path:
        """Return the folder that `init` copies: lesson and stub."""
        return exercises_root() / self.name

    @property
    def notebook(self) -> Path:
        """Return the path of the notebook that is made of the stub."""
        return self.stub.with_suffix(".ipynb")

    @property
    def solution(self) -> Path | None:
        """Return the solution's path where solutions are installed, else None."""
        path = solutions_root() / self.name / self.file
        return path if path.is_file() else None

    def task(self, name: str) -> Task:
        """Return the task called `name`; KeyError if there is none."""
        for task in self.tasks:
            if task.name == name:
                return task
        raise KeyError(name)


def exercises_root() -> Path:
    """Return the folder of lessons and stubs: inside the package when installed, beside it in a checkout."""
    installed = PACKAGE / "_exercises"
    return installed if installed.is_dir() else PACKAGE.parent / "exercises"


def pictures_root() -> Path:
    """Return the folder of the lessons' pictures: inside the package when installed, docs/pictures in a checkout."""
    installed = PACKAGE / "_pictures"
    return installed if installed.is_dir() else PACKAGE.parent / "docs" / "pictures"


def solutions_root() -> Path:
    """Return the folder of solutions, which exists in a checkout only and is never shipped."""
    return PACKAGE.parent / "solutions"


def load_exercise(folder: Path) -> Exercise:
    """Read one `exercise.toml`; GraderFault names the file when it is not what it should be."""
    path = folder / "exercise.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return _exercise(table, folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GraderFault(
            f"{path}: {error}", next_step=_("Reinstall the kit, or repair this file.")
        ) from error


def _exercise(table: Mapping[str, Any], folder: Path) -> Exercise:
    if table["format"] != FORMAT:
        raise KeyError(f"format {table['format']} is not {FORMAT}")
    return Exercise(
        name=table["name"],
        title=table["title"],
        title_ja=table.get("title_ja", ""),
        file=table["file"],
        folder=folder,
        tasks=tuple(_task(entry) for entry in table["task"]),
        helpers=tuple(table.get("helpers", ())),
        requires=tuple(table.get("requires", ())),
    )


def _task(entry: Mapping[str, Any]) -> Task:
    return Task(
        name=entry["name"],
        kind=entry["kind"],
        parameters=tuple(entry["parameters"]),
        summary=entry["summary"],
        summary_ja=entry.get("summary_ja", ""),
        methods={name: tuple(names) for name, names in entry.get("methods", {}).items()},
    )


def read_texts(exercise: Exercise, spoken: str) -> dict[str, Any]:
    """Return one language's texts of an exercise; an exercise without them has none."""
    path = exercise.folder / f"hints.{spoken}.toml"
    try:
        return _parsed(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise GraderFault(
            f"{path}: {error}", next_step=_("Reinstall the kit, or repair this file.")
        ) from error


@functools.cache
def _parsed(path: Path, changed: int) -> dict[str, Any]:  # noqa: ARG001 - changed is for the cache
    """Return the texts of a file as it was `changed` (ns); a class run asks for the same ones again and again."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def all_exercises(bank: Path = BANK) -> tuple[Exercise, ...]:
    """Return every exercise of the bank in order."""
    folders = sorted(path.parent for path in bank.glob("*/exercise.toml"))
    return tuple(load_exercise(folder) for folder in folders)


def find_exercise(text: str, exercises: Sequence[Exercise]) -> Exercise:
    """Return the exercise that `text` names by number, name, topic, file or unique prefix of one of them.

    Raises UnknownExercise with the nearest names where none or several fit.
    """
    wanted = text.strip().lower()
    exact = [
        e for e in exercises if wanted and wanted in (e.name, e.number, e.topic, e.file, e.number.lstrip("0"))
    ]
    if len(exact) == 1:
        return exact[0]
    begun = [e for e in exercises if wanted and any(n.startswith(wanted) for n in (e.name, e.topic))]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise UnknownExercise(
            _("{text!r} could be {begun}.", text=text, begun=_(" or ").join(e.name for e in begun)),
            next_step=_("Type more of the name."),
        )
    names = [name for e in exercises for name in (e.name, e.topic)]
    near = difflib.get_close_matches(wanted, names, n=2, cutoff=0.6)
    meant = {e.name for e in exercises if {e.name, e.topic} & set(near)}
    suggestion = _(" Did you mean {meant}?", meant=_(" or ").join(sorted(meant))) if meant else ""
    raise UnknownExercise(
        _("There is no exercise {text!r}.{suggestion}", text=text, suggestion=suggestion),
        next_step=_("See them all: grade list"),
    )
