"""Grade the unseen wrong files and print what the diagnosis made of each: the accuracy table's second half.

    python -m tests.unseen.measure [EXERCISE]...

The files were written by somebody who had read the lessons and stubs only, so their names are not the bank's: whether
a diagnosis is right is for a reader to say (docs/verification.md holds that reading).
"""

import sys
import tomllib
from pathlib import Path

from grader.exercise import all_exercises, find_exercise
from grader.grading import Zygotes, grade_file
from grader.scorecard import Outcome

HERE = Path(__file__).resolve().parent


def main(wanted: list[str]) -> None:
    """Print one line per file: caught or not, and each task's diagnosis."""
    entries = tomllib.loads((HERE / "index.toml").read_text(encoding="utf-8"))["file"]
    with Zygotes() as zygotes:
        for entry in entries:
            exercise = find_exercise(entry["exercise"], all_exercises())
            if wanted and exercise.number not in wanted:
                continue
            card = grade_file(exercise, HERE / entry["path"], with_pytest=False, zygotes=zygotes)
            lost = [task.name for task in card.tasks if task.outcome is not Outcome.PASSED]
            told = [f"{r.task}: {r.diagnosis.kind} {r.diagnosis.name}" for r in card.results if r.diagnosis]
            word = "caught" if not card.passed else "NOT CAUGHT"
            problem = f" [{card.problem.message}]" if card.problem else ""
            found = f"{word} {card.earned} | lost {lost} | {told or 'silent'}{problem}"
            print(f"{entry['path']} | {found} | {entry['belief']}")


if __name__ == "__main__":
    main(sys.argv[1:])
