"""The version of the kit that a course folder was made with, as `grade init` notes it in `.dojo/kit.json`."""

import json
import re
from pathlib import Path

from grader import __version__
from grader.i18n import _
from grader.workspace import Workspace

FILE = "kit.json"
FORMAT = 1


def mismatch(workspace: Workspace) -> str:
    """Return a remark where the course folder is of another version than the kit that checks it, else ""."""
    path: Path = workspace.folder / FILE
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        noted, form = str(table["version"]), int(table["format"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""  # nothing noted that can be read
    if form > FORMAT:  # grading goes on; `grade update` is what refuses
        newer = _("{file} was written by a newer version of the kit.", file=path)
        return f"{newer} {_('Install the newest version of the kit.')}"
    if noted == __version__:
        return ""
    remark = _(
        "This course folder is of version {noted} of the kit, and version {kit} checks it: lessons and stubs may"
        " differ from what is checked.",
        noted=noted,
        kit=__version__,
    )
    step = (
        _("Type grade update to get the new ones; your work stays as it is.")
        if order(noted) < order(__version__)
        else _("Install version {noted} of the kit, or a later one.", noted=noted)
    )
    return f"{remark} {step}"


def order(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, so that an older one compares as less."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
