"""Pack a student's files into exactly what a class run likes best."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from grader import __version__
from grader.exercise import Exercise
from grader.submission import read_submission
from grader.workspace import write_atomically
from grader.zips import zip_of

FORMAT = 1
MANIFEST = "dojo.json"


def pack(files: Sequence[tuple[Exercise, Path]], student: str, into: Path) -> None:
    """Write the archive: each exercise's file under its own name, and a manifest with the kit's version."""
    members: dict[str, bytes] = {}
    for exercise, path in files:
        submission = read_submission(path, exercise)
        folder = exercise.name
        members[f"{folder}/{exercise.file}"] = submission.source
        members |= {f"{folder}/{name}.py": source for name, source in submission.helpers.items()}
    manifest = {
        "format": FORMAT,
        "kit": __version__,
        "student": student,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(members.items())},
    }
    members[MANIFEST] = json.dumps(manifest, indent=1).encode()
    write_atomically(into, zip_of(members))
