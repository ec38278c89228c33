"""What git knows of the student's files: which were touched since a commit, and when the last one was made.

git runs in a folder that need not be trusted: nothing that its settings could start is let in, and nothing is
written.
"""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from grader.course import submission_path
from grader.errors import NothingToGrade, UsageProblem
from grader.exercise import Exercise
from grader.i18n import _
from grader.selection import Selected
from grader.workspace import Workspace


class HasFile(Protocol):
    """An exercise with the student's file of it."""

    @property
    def exercise(self) -> Exercise:
        """Return the exercise."""

    @property
    def path(self) -> Path:
        """Return the file, which need not be there."""


T = TypeVar("T", bound=HasFile)

_SECONDS = 60
_SAFE = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "core.quotePath=false")
_DIFF = (
    "diff",
    "--name-only",
    "-z",
    "--no-renames",
    "--ignore-submodules=all",
)


def touched(selected: Sequence[T], since: str, here: Path) -> tuple[T, ...]:
    """Return those of the selected whose file, or a declared file beside it, differs from a commit.

    `since` is compared by its merge base with HEAD; "" stands for the upstream branch, or HEAD without one. What
    is not committed, or not even added, counts. UsageProblem without git, without a repository, or for a
    commit that is not known.
    """
    paths = _changed_paths(since, here)
    return tuple(item for item in selected if paths & _files_of(item, here))


def candidates(
    exercises: Sequence[Exercise], here: Path, workspace: Workspace | None
) -> tuple[Selected, ...]:
    """Return the student's file of every exercise; outside a course folder of those that are there."""
    found = []
    for exercise in exercises:
        with contextlib.suppress(NothingToGrade):
            # In a course folder a deleted file counts as touched; grading says that it is not there.
            place = workspace.root / exercise.name / exercise.file if workspace else None
            path = place or submission_path(exercise, here)
            path = path.relative_to(here) if path.is_relative_to(here) else path
            found.append(Selected(exercise=exercise, path=path, again=f"grade check {exercise.number}"))
    return tuple(found)


def _files_of(item: HasFile, here: Path) -> set[Path]:
    folder = (here / item.path).parent.resolve()
    return {folder / name for name in (item.path.name, *item.exercise.helpers)}


def _changed_paths(since: str, here: Path) -> set[Path]:
    root = _root(here)
    base = _base(since, here)
    tracked = _git(here, *_without_filters(here), *_DIFF, base, "--")
    others = _git(root, "ls-files", "-z", "--others", "--exclude-standard")
    return {root / name for name in (tracked + others).split("\0") if name}


def _without_filters(here: Path) -> list[str]:
    """Return the options that switch off every filter of file contents: each would be a program that runs."""
    try:
        names = _git(here, "config", "-z", "--name-only", "--get-regexp", r"^filter\.").split("\0")
    except _GitRefused:  # there is none
        return []
    if any("=" in name for name in names):  # which no option could switch off
        raise UsageProblem(
            _(
                "The settings of this repository name a filter with a sign in it that --changed cannot switch off."
            ),
            next_step=_("Name what to check: grade check 01"),
        )
    off = (f"{name}={'false' if name.endswith('.required') else ''}" for name in names if name)
    return [part for setting in off for part in ("-c", setting)]


def _root(here: Path) -> Path:
    try:
        return Path(_git(here, "rev-parse", "--show-toplevel").rstrip("\n")).resolve()
    except _GitRefused as error:
        raise UsageProblem(
            _("--changed needs a git repository: {reason}", reason=error.message),
            next_step=_("Make one: git init; or name what to check: grade check 01"),
        ) from error


def _base(since: str, here: Path) -> str:
    """Return the commit to compare with; before the first commit that is the empty tree."""
    if not since:
        upstream = _commit("@{upstream}", here)
        head = _commit("HEAD", here)
        if head is None:
            return _git(here, "hash-object", "-t", "tree", os.devnull).strip()
        return _merge_base(upstream, here) if upstream else head
    commit = _commit(since, here)
    if commit is None:
        raise UsageProblem(
            _("git knows no commit {since!r}.", since=since),
            next_step=_(
                "Name a commit, tag or branch (in a shallow clone, fetch it first): grade check --changed=main"
            ),
        )
    return _merge_base(commit, here)


def _commit(name: str, here: Path) -> str | None:
    if name.startswith("-"):  # git would take it for an option
        return None
    try:
        return _git(here, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()
    except _GitRefused:
        return None


def _merge_base(commit: str, here: Path) -> str:
    """Return where a commit's line and HEAD's part; the commit itself where no such place is known."""
    try:
        return _git(here, "merge-base", commit, "HEAD").strip()
    except _GitRefused:
        return commit


def committed_at(here: Path) -> str:
    """Return when HEAD was committed, in UTC; "" where git does not say."""
    try:
        seconds = int(_git(here, "show", "-s", "--format=%ct", "HEAD"))
    except (UsageProblem, ValueError):
        return ""
    return utc(seconds)


def utc(seconds: float) -> str:
    """Return a moment in UTC as ISO 8601 to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class _GitRefused(UsageProblem):
    """git ended with an error; its first line says why."""


def _git(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    command = [shutil.which("git") or "git", *_SAFE, *arguments]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=_SECONDS, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageProblem(
            _("git cannot be run: {error}", error=type(error).__name__),
            next_step=_("Install git, or name what to check: grade check 01"),
        ) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _GitRefused(
            said[0] if said else _("git failed."), next_step=_("See what git says itself: git status")
        )
    return os.fsdecode(done.stdout)
