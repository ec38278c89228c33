"""Know the bulk exports of Canvas, Moodle and Gradescope by their names, and whose each file is."""

import re
from dataclasses import dataclass

from grader.classroom.handin import Person

GRADESCOPE_METADATA = "submission_metadata.yml"
# doejane_LATE_12345_67890_backprop-1.py; the name has lost its spaces, -1 counts attempts.
_CANVAS = re.compile(r"^(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<attempt>\d+)_(?P<file>[^/]+)$")
# "Jane Doe_12345_assignsubmission_file_" as a folder, or before the file's name.
_MOODLE = re.compile(r"^(?P<name>[^/]+)_(?P<id>\d+)_assignsubmission_(file|onlinetext)_?(?P<file>[^/]*)$")
_RESUBMITTED = re.compile(r"-\d+(?=(\.\w+)+$)")
_FIELD = re.compile(r"^\s*-?\s*:(\w+):\s*(.*?)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What an export's name says: the person, the student's own name of the file, whether it came late."""

    person: Person
    file: str = ""
    late: bool | None = None
    handed_in: str = ""


def canvas_name(name: str) -> Named | None:
    """Read a file name of Canvas's bulk download."""
    match = _CANVAS.match(name)
    if match is None:
        return None
    person = Person(id=match["id"], name=match["name"], aliases=(match["name"],))
    return Named(person=person, file=_RESUBMITTED.sub("", match["file"]), late=bool(match["late"]))


def moodle_name(name: str) -> Named | None:
    """Read a folder or file name of Moodle's "Download all submissions"."""
    match = _MOODLE.match(name)
    if match is None:
        return None
    person = Person(id=match["id"], name=match["name"], aliases=(match["name"], f"Participant {match['id']}"))
    return Named(person=person, file=match["file"])


def gradescope_people(text: str) -> dict[str, list[Named]]:
    """Read submission_metadata.yml: the folder of each submission with its submitters.

    The file is YAML of one fixed shape; only its lines for folder, submitters and time are read.
    """
    found: dict[str, list[Named]] = {}
    folder, created = "", ""
    current: dict[str, str] = {}
    in_submitters = False

    def flush() -> None:
        if folder and current:
            sid, email = current.get("sid", ""), current.get("email", "")
            person = Person(
                id=sid or email or current.get("name", folder), name=current.get("name", ""), email=email
            )
            found.setdefault(folder, []).append(Named(person=person, handed_in=created))
        current.clear()

    for line in text.splitlines():
        if re.match(r"^[^\s:#-][^:]*:\s*$", line):
            flush()
            folder, created, in_submitters = line.strip().rstrip(":"), "", False
        elif match := _FIELD.match(line):
            key, value = match[1], match[2].strip("'\"")
            indent = len(line) - len(line.lstrip(" "))
            if indent <= 2 and not line.lstrip().startswith("-"):
                flush()
                in_submitters = key == "submitters"
                if key == "created_at":
                    created = value
                    found[folder] = [Named(person=n.person, handed_in=created) for n in found.get(folder, [])]
            elif in_submitters:
                if line.lstrip().startswith("-"):
                    flush()
                current[key] = value
    flush()
    return found
