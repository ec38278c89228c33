"""Whether a course folder is of the version of the kit that checks it, by what was noted when it was handed out."""

from grader import __version__
from grader.errors import UsageProblem
from grader.handout import read_handout
from grader.i18n import _
from grader.workspace import Workspace


def mismatch(workspace: Workspace) -> str:
    """Return a remark where a course folder is of another version than the kit that checks it, else ""."""
    try:
        handout = read_handout(workspace.root)
    except UsageProblem as newer:  # grading goes on; `grade update` is what refuses
        return f"{newer.message} {newer.next_step}"
    if handout is None or handout.version == __version__:
        return ""
    return _(
        "This course folder is of version {folder} of the kit, and version {kit} checks it: lessons and stubs may"
        " differ from what is checked. To bring them in step: grade update",
        folder=handout.version,
        kit=__version__,
    )
