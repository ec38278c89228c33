"""The version of the kit that a course folder was made with, as `grade init` notes it in `.dojo/kit.json`."""

import json
from pathlib import Path

from grader import __version__
from grader.i18n import _
from grader.workspace import Workspace

FILE = "kit.json"
FORMAT = 1


def noted_version(workspace: Workspace) -> str:
    """Return the version noted in a course folder; "" where there is none, or none that can be read."""
    path: Path = workspace.folder / FILE
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
        return str(noted["version"]) if noted["format"] == FORMAT else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def mismatch(workspace: Workspace) -> str:
    """Return a remark where the course folder is of another version than the kit that checks it, else ""."""
    noted = noted_version(workspace)
    if noted in ("", __version__):
        return ""
    return _(
        "This course folder is of version {noted} of the kit, and version {kit} checks it: lessons and stubs may"
        " differ from what is checked.",
        noted=noted,
        kit=__version__,
    )
