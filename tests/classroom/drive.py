"""A class run whose workers answer from a script: `drive.py FOLDER COUNT`, for tests that kill and interrupt it."""

import os
import sys
import time
from pathlib import Path

from grader.classroom import schedule
from grader.classroom.conditions import Conditions
from grader.classroom.gradebook import FILE, Gradebook
from grader.classroom.handin import Handin, Person
from grader.classroom.run import Settings, grade_pending, locked
from grader.classroom.worker import Answer
from grader.scorecard import CheckResult, Outcome, Scorecard
from grader.scorecard_json import dumps

SECONDS = float(os.environ.get("DRIVE_SECONDS", "600"))
CONDITIONS = Conditions(exercise="01_x", checks="c", kit="k", environment="e", seed="s")


def card(source):
    """Return a scorecard that follows from the source alone."""
    outcome = Outcome.PASSED if int(source) % 3 else Outcome.FAILED
    result = CheckResult(name="check_a", task="a", title="A.", points=2, outcome=outcome)
    return Scorecard(exercise="01_x", title="X", file="x.py", results=(result,))


def answer(works):
    """Stand in for worker.grade; "die" takes the process with it, "hang" never ends, "fail" is a fault."""
    answers = []
    for work in works:
        if work.source == b"die":
            os._exit(9)
        time.sleep(3600 if work.source == b"hang" else 0.004)
        if work.source == b"fail":
            answers.append(Answer(content=work.content, exercise=work.exercise, fault="a fault"))
        else:
            answers.append(
                Answer(content=work.content, exercise=work.exercise, scorecard=dumps(card(work.source)))
            )
    return answers


def peak():
    """Return the largest resident memory in KiB; getrusage would count what the parent had before exec."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith("VmHWM"))


def main(folder, sources):
    """Run, and print how it went."""
    schedule.worker.grade = answer
    schedule.BACKSTOP_SECONDS = 0.5
    handins = (
        Handin(person=Person(id=f"s{number:04}"), exercise="01_x", source=source)
        for number, source in enumerate(sources)
    )
    with locked(folder), Gradebook(folder / FILE) as gradebook:
        gradebook.take_in(handins)
        gradebook.count({"01_x": CONDITIONS})
        pending = {"01_x": gradebook.pending(CONDITIONS)}
        print("begin", len(pending["01_x"]), flush=True)
        settings = Settings(seed="s", lanes=2, seconds=SECONDS)
        tally = grade_pending(
            gradebook, pending, {"01_x": CONDITIONS}, settings, lambda: schedule.local_executor(2),
            lambda tally, _: print("done", tally.done, flush=True),
        )  # fmt: skip
    print("peak", peak(), flush=True)
    print("end", tally.done, tally.faults, flush=True)
    return 130 if tally.interrupted else 0


if __name__ == "__main__":
    sys.exit(
        main(
            Path(sys.argv[1]),
            [str(n).encode() for n in range(int(sys.argv[2]))] + [a.encode() for a in sys.argv[3:]],
        )
    )
