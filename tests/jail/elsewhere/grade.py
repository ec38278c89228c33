"""Grade files as on another system: python grade.py SYSTEM JOB, where JOB is JSON; prints a list of outcomes.

A job: {"start": path of the script that starts children, "files": [[exercise, path], ...], "strict": bool,
"accept_missing": [...]}. Each outcome: {"scorecard": ...} or {"refused": message}.
"""

import importlib
import json
import sys
from pathlib import Path

import pretend

system, job = sys.argv[1], json.loads(sys.argv[2])
pretend.become(system, trusted=True)

from grader.errors import MissingLayer  # noqa: E402  (the kit is imported as it is there)
from grader.exercise import all_exercises  # noqa: E402
from grader.grading import Zygotes, grade_file  # noqa: E402
from grader.jail import launch  # noqa: E402
from grader.scorecard_json import to_data  # noqa: E402

for path in sorted(Path(launch.KIT_ROOT, "grader").rglob("*.py")):
    parts = path.relative_to(launch.KIT_ROOT).with_suffix("").parts
    if not {"bank", "_exercises", "__main__", "__init__"} & set(parts):
        name = ".".join(parts)
        if name not in job["not_there"]:
            try:
                importlib.import_module(name)
            except ModuleNotFoundError as missing:
                # Of an extra that is not installed, say; what the system lacks must not be asked for.
                if (
                    missing.name is None
                    or missing.name in pretend.UNIX_MODULES
                    or missing.name.startswith("grader")
                ):
                    raise

launch.START = Path(job["start"])
outcomes = []
with Zygotes() as zygotes:
    for name, path in job["files"]:
        exercise = next(exercise for exercise in all_exercises() if exercise.name == name)
        try:
            card = grade_file(
                exercise,
                Path(path),
                strict=job["strict"],
                accept_missing=job["accept_missing"],
                zygotes=zygotes,
            )
            outcomes.append({"scorecard": to_data(card)})
        except MissingLayer as refused:
            outcomes.append({"refused": f"{refused.message} {refused.next_step}"})
print(json.dumps(outcomes))
