"""Grade all eight solutions behind the wall, beside the same checks on them made bare in one process.

    python bench/all_solutions.py [--runs N]

Each side is a process of its own, start to end, in turn. Per exercise the seconds of both sides are printed
(medians), then the ratio of the sums, run by run.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def graded() -> dict[str, float]:
    """Grade every solution as `grade check` does; seconds by exercise, the start of the zygote included."""
    from grader.exercise import all_exercises
    from grader.grading import Zygotes, grade_file

    seconds = {}
    with Zygotes() as zygotes:
        for exercise in all_exercises():
            assert exercise.solution is not None
            start = time.perf_counter()
            scorecard = grade_file(exercise, exercise.solution, zygotes=zygotes)
            seconds[exercise.name] = time.perf_counter() - start
            assert scorecard.earned == 100, (exercise.name, scorecard.earned)
    return seconds


def bare() -> dict[str, float]:
    """Make the same calls and training in this process; seconds by exercise, imports included."""
    from grader.checks.author_plugin import load_file
    from grader.checks.runner import run_locally
    from grader.exercise import all_exercises

    seconds = {}
    for exercise in all_exercises():
        assert exercise.solution is not None
        start = time.perf_counter()
        if "torch" in exercise.requires:
            import torch

            torch.set_num_threads(1)
        results = run_locally(exercise, load_file(exercise.solution))
        seconds[exercise.name] = time.perf_counter() - start
        assert sum(result.earned for result in results) == 100, exercise.name
    return seconds


def measured(side: str) -> dict[str, float]:
    """Run one side in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, "--side", side]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Run the bench, or one side of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--side", choices=["graded", "bare"])
    options = parser.parse_args()
    if options.side:
        print(json.dumps(graded() if options.side == "graded" else bare()))
        return
    runs = [(measured("graded"), measured("bare")) for _ in range(options.runs)]
    for name in runs[0][0]:
        walled = statistics.median(run[0][name] for run in runs)
        alone = statistics.median(run[1][name] for run in runs)
        print(f"{name:20} graded {walled:6.2f} s   bare {alone:6.2f} s   {walled / alone:5.2f} x")
    ratios = [sum(a.values()) / sum(b.values()) for a, b in runs]
    total = statistics.median(sum(a.values()) for a, _ in runs)
    print(f"{'all eight':20} graded {total:6.2f} s   median ratio {statistics.median(ratios):5.2f} x bare")


if __name__ == "__main__":
    main()
