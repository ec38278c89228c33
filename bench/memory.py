"""What a class run holds in memory: a child beyond what it shares, and the coordinator as the class grows.

    python bench/memory.py [-e 01 -e 03 -e 05] [--classes 500 5000]

A child's own memory is what it alone holds (private pages of /proc/PID/smaps_rollup) when its last check is
done; a child that only was forked and sealed stands beside it. The coordinator runs with scripted workers, so
that nothing but its own work is seen: its largest resident memory and the time per submission.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from grader.checks.bank import load_checks  # noqa: E402  (found by the path above)
from grader.checks.runner import run_check  # noqa: E402
from grader.exercise import Exercise, all_exercises, find_exercise  # noqa: E402
from grader.jail.pool import Pool, flavour_of  # noqa: E402
from grader.jail.process import Child, Zygote  # noqa: E402
from grader.submission import Submission  # noqa: E402

DRIVE = ROOT / "tests" / "classroom" / "drive.py"


def private_mb(child: Child) -> float:
    """Return the memory that only this child holds."""
    lines = Path(f"/proc/{child.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def of_children(exercise: Exercise) -> None:
    """Print the private memory of children that run an exercise's checks on the solution."""
    assert exercise.solution is not None
    source = exercise.solution.read_bytes()
    submission = Submission(path=exercise.solution, file=exercise.file, source=source, helpers={})
    zygote = Zygote(flavour_of(exercise.requires))
    pool = Pool(zygote, submission, driver=exercise.folder / "driver.py", ahead=0)
    child, session = pool.take()
    session.loaded()
    empty = private_mb(child)
    task, most = "", empty
    for check in load_checks(exercise):
        if check.declared.task != task and task:  # a child per task, as in a class run
            child.close()
            child, session = pool.take()
        elif task:
            session = pool.again(child, session)
        task = check.declared.task
        session.ready()
        session.seconds = check.declared.seconds
        run_check(check, session, "bench", exercise.name)
        most = max(most, private_mb(child))
    child.close()
    pool.close()
    zygote.close()
    print(f"{exercise.name:20} loaded {empty:6.1f} MB   after its checks at most {most:6.1f} MB of its own")


def of_coordinator(count: int) -> tuple[float, float]:
    """Return the coordinator's largest resident memory in MB and seconds per submission."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, str(DRIVE), folder, str(count)],
            env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        seconds = time.perf_counter() - start
    peak = next(line for line in done.stdout.splitlines() if line.startswith("peak"))
    return int(peak.split()[1]) / 1024, seconds / count


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-e", "--exercise", action="append", dest="exercises")
    parser.add_argument("--classes", type=int, nargs=2, default=[500, 5000])
    given = parser.parse_args()
    for name in given.exercises or ["01", "03", "05"]:
        of_children(find_exercise(name, all_exercises()))
    small, large = (of_coordinator(count) for count in given.classes)
    for count, (peak, seconds) in zip(given.classes, (small, large), strict=True):
        print(f"coordinator, {count:5} submissions: {peak:6.1f} MB at most, {seconds * 1000:.1f} ms each")
    print(f"memory {large[0] / small[0]:.2f} x, time per submission {large[1] / small[1]:.2f} x")


if __name__ == "__main__":
    main()
