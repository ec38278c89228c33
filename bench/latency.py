"""How long a student waits: `grade check` beside bare pytest on the same checks, and one remote call beside a pipe.

    python bench/latency.py [EXERCISE] [-t TASK]... [--runs N]

Runs in turn, A B C A B C ..., and prints medians and the median of the ratios pair by pair. `-t` limits both
sides to the checks of some tasks. Trust the ratios, not the milliseconds.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    "COLUMNS": "80",
}  # fmt: skip


def timed(command: list[str]) -> float:
    """Return the wall-clock seconds of one run; a run that fails ends the bench."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout.decode()}{done.stderr.decode()}")
    return seconds


def side_by_side(commands: dict[str, list[str]], runs: int, base: str) -> None:
    """Run the commands in turn and print medians and ratios against `base`."""
    for command in commands.values():
        timed(command)  # not counted: byte code and file cache
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            seconds[name].append(timed(command))
    for name, values in seconds.items():
        ratios = [value / other for value, other in zip(values, seconds[base], strict=True)]
        print(
            f"{name:44} {statistics.median(values) * 1000:8.0f} ms  "
            f"[{min(values) * 1000:.0f} to {max(values) * 1000:.0f}]   {statistics.median(ratios):5.2f} x bare pytest"
        )


def commands_for(exercise: str, tasks: list[str]) -> tuple[dict[str, list[str]], int]:
    """Return what to compare, and the number of checks."""
    from grader.checks.bank import load_checks
    from grader.exercise import all_exercises, find_exercise

    found = find_exercise(exercise, all_exercises())
    planned = [check for check in load_checks(found) if not tasks or check.declared.task in tasks]
    python = [sys.executable, "-P", "-m"]
    grade = [*python, "grader", "check", str(found.solution), "-e", found.name]
    bare = [*python, "pytest", "-q", "-p", "no:cacheprovider"]
    bare += (
        [f"{found.folder / 'checks.py'}::{check.name}" for check in planned]
        if tasks
        else [str(found.folder / "checks.py")]
    )
    for task in tasks:
        grade += ["-t", task]
    commands = {
        "bare pytest, the same checks, one process": bare,
        "grade check (default: one child while all passes)": grade,
        "grade check, a child per task": [*grade, "--fresh", "task"],
        "grade check, a child per check": [*grade, "--fresh", "check"],
    }
    return commands, len(planned)


def remote_call(rounds: int = 3000) -> None:
    """Print what one remote call on small arrays costs beside a bare pipe round trip, all on one core."""
    import numpy as np

    from grader.jail import wire
    from grader.jail.process import Zygote
    from grader.jail.remote import RemoteSession

    core = {min(os.sched_getaffinity(0))}
    os.sched_setaffinity(0, core)
    zygote = Zygote("numpy")
    child = zygote.fork()
    session = RemoteSession(child, "student.py")
    session.begin(wire.Load("student.py", b"def f(x):\n    return x\n", {}, ("numpy",)), None)
    session.loaded()
    x = np.ones((4, 3))
    there = _echo_process()
    calls: dict[str, Callable[[], object]] = {
        "bare pipe, 8 bytes there and back": there,
        "remote call, a 4 x 3 array in and out": lambda: session.module.f(x),
    }
    best = {name: min(_per_call(call, rounds // 10) for _ in range(10)) for name, call in calls.items()}
    base = next(iter(best.values()))
    for name, microseconds in best.items():
        print(f"{name:44} {microseconds:8.1f} us   {microseconds / base:5.2f} x bare pipe")
    child.close()
    zygote.close()


def _per_call(call: Callable[[], object], rounds: int) -> float:
    start = time.perf_counter()
    for _ in range(rounds):
        call()
    return (time.perf_counter() - start) / rounds * 1e6


def _echo_process() -> Callable[[], object]:
    """Return a call that sends 8 bytes to a process of its own and reads them back."""
    down_read, down_write = os.pipe()
    up_read, up_write = os.pipe()
    if os.fork() == 0:
        os.close(down_write)
        while data := os.read(down_read, 8):
            os.write(up_write, data)
        os._exit(0)
    os.close(down_read)

    def round_trip() -> bytes:
        os.write(down_write, b"8 bytes!")
        return os.read(up_read, 8)

    return round_trip


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("exercise", nargs="?", default="03")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("-t", "--task", action="append", default=[], help="only the checks of this task")
    options = parser.parse_args()
    commands, count = commands_for(options.exercise, options.task)
    print(f"{options.exercise}: {count} checks, {options.runs} runs of each in turn")
    side_by_side(commands, options.runs, next(iter(commands)))
    remote_call()


if __name__ == "__main__":
    main()
