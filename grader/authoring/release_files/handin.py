"""Find a student's files in a hand-in, and grade them with the installed kit. Standard library only.

Beside this file lies `assignment.json`, written by `grade author release`: which files are graded, with which options.
"""

import json
import os
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
# What `grade check` exits with once every file has its outcome; with any other code there is no result.
GRADED = {
    0: "everything passed",
    1: "something did not pass",
    4: "a forbidden act",
    5: "no such file",
}


def find(folder: Path, exercise: str, file: str) -> Path:
    """Return the file to grade: in the folder itself, in a folder of the exercise's name, or nearest to the top.

    Links are passed over, and hidden folders not looked into. Where there is no file, the place where it should be is
    returned: the grader then says that it is missing, and gives it no points.
    """
    found = []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if file in files and not Path(root, file).is_symlink():
            found.append(Path(root, file).relative_to(folder))
    found.sort(key=lambda path: (len(path.parts) > 1, exercise not in path.parts, len(path.parts), str(path)))
    return folder / found[0] if found else folder / file


def grade(command: Path, folder: Path, work: Path, *options: str) -> int:
    """Run `grade check` with these options on the assignment's files and return its exit code.

    It runs in `work`, never in the hand-in: a student's settings and course folder are not read.
    """
    assignment = json.loads((HERE / "assignment.json").read_text(encoding="utf-8"))
    files = [find(folder, entry["exercise"], entry["file"]) for entry in assignment["files"]]
    arguments = ["check", "--ci", "--no-color", *assignment["options"], *options, *map(str, files)]
    return subprocess.run([str(command), *arguments], cwd=work, check=False).returncode
