"""A class in which attackers sit between honest students: each honest result is what it would be alone."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.classroom.gradebook import FILE
from grader.exercise import all_exercises, find_exercise
from tests.attacks.grading import offered, source_of
from tests.attacks.ground import INDEX, laid_out

ROOT = Path(__file__).parent.parent.parent
EXERCISE = find_exercise("01", all_exercises())
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (offered["landlock"] and offered["seccomp"]), reason="this system cannot hold student code"
    ),
]
CASES = {entry["name"]: entry for entry in INDEX}
ATTACKERS = (
    "answers_for_the_next_student", "answers_twice", "bends_the_reference", "closes_every_descriptor", "crashes",
    "forks_without_end", "kills_itself", "leaves_a_daemon", "leaves_quietly", "leaves_shared_memory",
    "locks_a_library", "overwrites_a_result", "patches_every_grader_module", "poisons_random_numbers",
    "prints_without_end", "reads_a_hidden_file", "reads_memory_of_others", "signals_everybody", "takes_all_memory",
    "traces_the_grader", "writes_at_exit",
)  # fmt: skip


def _honest() -> dict[str, str]:
    """Return a right file, one with a known mistake, and one that is half done."""
    assert EXERCISE.solution is not None
    right = EXERCISE.solution.read_text(encoding="utf-8")
    wrong = (EXERCISE.solution.parent / "wrong" / "relu_leaky.py").read_text(encoding="utf-8")
    half = right[: right.index("def tanh_grad(")] + "def relu(x):\n    raise NotImplementedError\n"
    return {"right": right, "wrong": wrong, "half": half}


def _run(folder: Path, students: dict[str, str]) -> dict[str, Any]:
    """Grade a class with one process; return each scorecard by student, without times and places."""
    for name, source in students.items():
        (folder / "class" / name).mkdir(parents=True)
        (folder / "class" / name / EXERCISE.file).write_text(source, encoding="utf-8")
    (folder / "seed").write_text("an instructor's secret, long enough")
    command = ["grade", "class", "class", "-e", "01", "-o", "out", "-j", "1", "--seed-file", "seed"]
    done = subprocess.run(
        [sys.executable, "-m", "grader", *command[1:]], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CI": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(folder / "out" / FILE) as db:
        query = "SELECT person, scorecard FROM handins JOIN results USING (content)"
        found = {person: _timeless(json.loads(card)) for person, card in db.execute(query)}
    db.close()
    assert set(found) == set(students)
    return found


def _timeless(value: Any) -> Any:
    """Return a scorecard's data without seconds, and without the name of the file's folder."""
    if isinstance(value, dict):
        return {key: _timeless(item) for key, item in value.items() if key not in {"seconds", "file"}}
    return [_timeless(item) for item in value] if isinstance(value, list) else value


def test_honest_students_are_graded_as_if_alone(tmp_path: Path) -> None:
    """Their scorecards are equal byte for byte, times aside; the attackers have theirs, and earn no full marks."""
    honest = _honest()
    with laid_out() as ground:
        hostile = {name: source_of(CASES[name], ground).decode() for name in ATTACKERS}
        mixed: dict[str, str] = {}
        names = iter(hostile.items())
        for (
            name,
            source,
        ) in honest.items():  # ids sort as they are graded: attackers before, between and after
            mixed |= {f"{len(mixed):02}-{a}": s for a, s in (next(names) for _ in range(5))}
            mixed[f"{len(mixed):02}-{name}"] = source
        mixed |= {f"{len(mixed) + i:02}-{a}": s for i, (a, s) in enumerate(names)}
        together = _run(tmp_path / "together", mixed)
        assert ground.effects(said=json.dumps(together)) == set()
    for name, source in honest.items():
        alone = _run(tmp_path / name, {name: source})[name]
        (found,) = (card for person, card in together.items() if person.endswith(f"-{name}"))
        assert json.dumps(found) == json.dumps(alone)
