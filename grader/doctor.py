"""Look at this computer: Python, packages, exercises, confinement, the course folder."""

import os
import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from grader import __version__
from grader.exercise import all_exercises
from grader.i18n import _, later
from grader.workspace import find_workspace

_REQUIRED = ("numpy", "pytest", "rich", "click", "msgspec")
_EXTRAS = {"torch": later("the exercises in PyTorch"), "matplotlib": later("pictures as PNG")}
_EXTRA_NAMES = {"torch": "torch", "matplotlib": "plots"}
_OLDEST = (3, 11)
_ONLY_AS_ROOT = (
    "uid"  # only root can give a child another user; for everybody else the other layers do its work
)

_ELSEWHERE = {"darwin": "macOS", "win32": "Windows"}  # systems whose own layers the kit does not use


class Health(StrEnum):
    """How one thing stands: all right, usable with limits, or in the way of grading."""

    GOOD = later("good")
    LIMITED = later("limited")
    BAD = later("bad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at, in plain words."""

    topic: str
    health: Health
    text: str
    advice: str = ""


def examine(here: Path, encoding: str | None) -> Sequence[Finding]:
    """Return everything worth knowing about this installation."""
    return [
        _python(),
        *_packages(),
        _exercises(),
        _confinement(),
        _course_folder(here),
        _terminal(encoding),
    ]


def _python() -> Finding:
    text = _(
        "{python} on {system} {release}, kit {version}",
        python=platform.python_version(),
        system=platform.system(),
        release=platform.release(),
        version=__version__,
    )
    if sys.version_info[:2] >= _OLDEST:
        return Finding(topic="Python", health=Health.GOOD, text=text)
    return Finding(topic="Python", health=Health.BAD, text=text, advice=_("Install Python 3.11 or newer."))


def _packages() -> Iterator[Finding]:
    for name in _REQUIRED:
        version = _version(name)
        if version is None:
            yield Finding(
                topic=name,
                health=Health.BAD,
                text=_("not installed"),
                advice=f"pip install {name}",
            )
        else:
            yield Finding(topic=name, health=Health.GOOD, text=version)
    for name, purpose in _EXTRAS.items():
        version = _version(name)
        if version is None:
            advice = f"pip install 'backprop-dojo[{_EXTRA_NAMES[name]}]'"
            text = _("not installed; needed only for {purpose}", purpose=_(purpose))
            yield Finding(topic=name, health=Health.LIMITED, text=text, advice=advice)
        else:
            yield Finding(topic=name, health=Health.GOOD, text=version)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _exercises() -> Finding:
    exercises = all_exercises()
    lost = [exercise.name for exercise in exercises if not exercise.stub.is_file()]
    if lost or not exercises:
        text = _(
            "{count} found, without a stub: {lost}", count=len(exercises), lost=", ".join(lost) or _("none")
        )
        return Finding(
            topic=_("exercises"),
            health=Health.BAD,
            text=text,
            advice=_("Install the kit again."),
        )
    solutions = any(exercise.solution for exercise in exercises)
    text = (
        _("{count} installed, with solutions", count=len(exercises))
        if solutions
        else _("{count} installed, without solutions", count=len(exercises))
    )
    return Finding(topic=_("exercises"), health=Health.GOOD, text=text)


def _confinement() -> Finding:
    """Say which layers hold between the student's code and this computer."""
    try:
        from grader.jail.child.seal import probe_system, why_no_throw_away_user

        offered, closed = probe_system(), why_no_throw_away_user(("numpy", "msgspec"))
    except Exception as error:
        return Finding(
            topic=_("confinement"),
            health=Health.LIMITED,
            text=_("could not be found out ({kind}: {error})", kind=type(error).__name__, error=error),
            advice=_("Install the kit again."),
        )
    missing = [name for name, holds in offered.items() if not holds and name != _ONLY_AS_ROOT]
    held = ", ".join(
        name for name, holds in offered.items() if holds and not (name == _ONLY_AS_ROOT and closed)
    )
    text = _("complete: {held}", held=held)
    if missing:
        text = _("missing: {missing}; in force: {held}", missing=", ".join(missing), held=held or _("none"))
    if closed:
        text += " " + _("(not uid: {path} is closed to other users, so children stay root)", path=closed)
    return Finding(
        topic=_("confinement"),
        health=Health.LIMITED if missing else Health.GOOD,
        text=text,
        advice=_confinement_advice(missing, closed),
    )


def _confinement_advice(missing: Sequence[str], closed: str) -> str:
    """Return what to do about layers that are missing here; on some systems that is to go elsewhere."""
    if missing and sys.platform in _ELSEWHERE:
        return _(
            "On {system} code runs in a process of its own, with limits, but can read your files and use the"
            " network. Your own code is checked all the same. Grade the code of others on Linux; on Windows in WSL.",
            system=_ELSEWHERE[sys.platform],
        )
    if missing:
        return _("Your own code runs all the same. Grade the code of others only where nothing is missing.")
    return _("Rather grade as an ordinary user than as root.") if closed else ""


def _course_folder(here: Path) -> Finding:
    workspace = find_workspace(here)
    if workspace is None:
        return Finding(
            topic=_("course folder"),
            health=Health.GOOD,
            text=_("not in one"),
            advice="grade init my-course",
        )
    if os.access(workspace.root, os.W_OK) and os.access(workspace.folder, os.W_OK):
        return Finding(
            topic=_("course folder"),
            health=Health.GOOD,
            text=_("{root}, can be written", root=workspace.root),
        )
    return Finding(
        topic=_("course folder"),
        health=Health.LIMITED,
        text=_("{root} cannot be written", root=workspace.root),
        advice=_("Checking works, but progress is not kept and reset is refused."),
    )


def _terminal(encoding: str | None) -> Finding:
    text = _("encoding {encoding}", encoding=encoding or _("unknown"))
    return Finding(topic=_("terminal"), health=Health.GOOD, text=text)
