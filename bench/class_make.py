"""Make a synthetic class: `python bench/class_make.py FOLDER [--students 500] [-e 01] [--seed 1] [--sound]`.

Shares as in a first-year course: two fifths are right (a part of them in another form), two fifths hold a
misconception, the rest is unfinished, broken, hostile or odd. Each file is a little different, as people's are.
With --sound only files that any runner can grade: no hostile, broken or odd ones.
"""

import argparse
import ast
import random
import zipfile
from pathlib import Path

from grader.exercise import Exercise, all_exercises, find_exercise

SHARES = {
    "solution": 0.36, "rewritten": 0.08, "wrong": 0.34, "stub": 0.08, "half done": 0.05, "broken": 0.04,
    "hostile": 0.03, "odd": 0.02,
}  # fmt: skip
SOUND = ("solution", "rewritten", "wrong", "stub", "half done")
BROKEN = (
    "def f(:\n", "import pandas\n", "raise RuntimeError('at import')\n", "print(undefined_name)\n", "",
    "\x00\x01\x02", "    indented = 1\n", "x = 'no end\n",
)  # fmt: skip
HOSTILE = (
    "import os\nos._exit(0)\n", "while True:\n    pass\n", "import os\nos.system('touch /tmp/hostile-was-here')\n",
    "open('/etc/passwd').read()\n", "import socket\nsocket.create_connection(('127.0.0.1', 22))\n",
    "import os\nwhile True:\n    os.fork()\n", "print('x' * 10_000_000)\n", "x = bytearray(1 << 40)\n",
    "import sys\nsys.setrecursionlimit(10**9)\ndef f():\n    return f()\nf()\n",
    "import ctypes\nctypes.string_at(0)\n", "print('::error::pwned \\x1b[2J')\n",
)  # fmt: skip


def rewritten(source: str) -> str:
    """Return the same program in another form: no comments, another layout."""
    return ast.unparse(ast.parse(source)) + "\n"


def half_done(solution: str, stub: str, chance: random.Random) -> str:
    """Return a stub of which the first functions are done."""
    done = {n.name: n for n in ast.parse(solution).body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    tree = ast.parse(stub)
    places = [i for i, node in enumerate(tree.body) if getattr(node, "name", None) in done]
    for place in places[: chance.randint(1, max(len(places) - 1, 1))]:
        tree.body[place] = done[tree.body[place].name]
    return ast.unparse(tree) + "\n"


def put_odd(folder: Path, file: str, source: str, chance: random.Random) -> None:
    """Write one of the things that people hand in by mistake, or to see what happens."""
    kind = chance.randrange(5)
    if kind == 0:
        (folder / "work.zip").write_bytes(b"PK\x03\x04 but nothing more")
    elif kind == 1:
        (folder / file).symlink_to("/etc/passwd")
    elif kind == 2:
        (folder / "notes.txt").write_text("I will hand in later.")
    elif kind == 3:
        with zipfile.ZipFile(folder / "work.zip", "w") as archive:
            archive.writestr(f"../../{file}", source)
    else:
        (folder / file).write_text(source + "#" * (600 << 10))


def make(root: Path, exercise: Exercise, students: int, seed: int, *, sound: bool) -> dict[str, int]:
    """Write the class; how many of each kind."""
    chance = random.Random(seed)
    solution = exercise.solution.read_text()
    stub = exercise.stub.read_text()
    wrong = sorted((exercise.solution.parent / "wrong").glob("*.py"))
    kinds = [kind for kind in SHARES if not sound or kind in SOUND]
    counts = dict.fromkeys(kinds, 0)
    for number in range(students):
        (kind,) = chance.choices(kinds, [SHARES[kind] for kind in kinds])
        counts[kind] += 1
        folder = root / f"student{number:05}"
        folder.mkdir(parents=True)
        if kind == "odd":
            put_odd(folder, exercise.file, solution, chance)
            continue
        source = {
            "solution": lambda: solution,
            "rewritten": lambda: rewritten(solution),
            "wrong": lambda: chance.choice(wrong).read_text(),
            "stub": lambda: stub,
            "half done": lambda: half_done(solution, stub, chance),
            "broken": lambda: chance.choice(BROKEN),
            "hostile": lambda: chance.choice(HOSTILE) + solution,
        }[kind]()
        (folder / exercise.file).write_text(f"{source}# {number}\n")
    return counts


def main() -> None:
    """Read the command line and make the class."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("-e", "--exercise", default="01")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sound", action="store_true")
    given = parser.parse_args()
    exercise = find_exercise(given.exercise, all_exercises())
    print(make(given.folder, exercise, given.students, given.seed, sound=given.sound))


if __name__ == "__main__":
    main()
