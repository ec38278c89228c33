"""A class run beside what people use today, on the same submissions and the same checks, in one run.

    python bench/class_run.py [-e 01] [--students 60] [--sample 12] [-j 2] [--otter FOLDER] [--right]

(a) one pytest process per submission; (b) `otter run`, installed into a virtual environment at FOLDER (made if
missing); (c) the same functions and checks called bare, one submission after the other in one process. They grade
only a sample. With --right all submissions are the solution in slightly different words (for exercises that train,
where wrong ones end early). Prints wall-clock and processor time per submission; on a busy machine trust
the second and the ratios. Everybody has one BLAS thread.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from class_make import make  # noqa: E402  (found by the path above)

from grader.checks.bank import load_checks  # noqa: E402
from grader.exercise import Exercise, all_exercises, find_exercise  # noqa: E402

THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
ENVIRONMENT = os.environ | THREADS | {"PYTHONPATH": str(ROOT)}

# One otter test per check: the same check function on the module that otter has executed.
OTTER_TEST = """OK_FORMAT = False
from otter.test_files import test_case
name = {name!r}
points = {points}
@test_case(points={points})
def test_it(env):
    import sys
    from types import SimpleNamespace
    sys.path[:0] = {path!r}
    from grader.checks.runner import run_locally
    from grader.exercise import all_exercises, find_exercise
    exercise = find_exercise({exercise!r}, all_exercises())
    results = run_locally(exercise, SimpleNamespace(**env), only=[{name!r}])
    assert results[0].earned == results[0].points
"""


@dataclass(frozen=True)
class Cost:
    """What a number of submissions took."""

    count: int
    wall: float
    cpu: float

    def line(self, name: str, base: "Cost | None" = None) -> str:
        """Return one line of the table; ratios are against `base`."""
        wall, cpu = self.wall / self.count * 1000, self.cpu / self.count * 1000
        text = f"{name:44} {wall:9.1f} ms wall {cpu:9.1f} ms CPU a submission ({self.count})"
        if base is not None:
            ratios = wall * base.count / base.wall / 1000, cpu * base.count / base.cpu / 1000
            text += f"   {ratios[0]:5.1f} x wall {ratios[1]:5.1f} x CPU"
        return text


def measure(count: int, run: Callable[[], object]) -> Cost:
    """Run something that starts processes and waits for them; what they took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    run()
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(count, wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def grade_class(folder: Path, out: Path, exercise: str, jobs: int) -> None:
    """Grade a folder with the kit."""
    command = [
        sys.executable,
        "-m",
        "grader",
        "class",
        str(folder),
        "-e",
        exercise,
        "-o",
        str(out),
        "-j",
        str(jobs),
    ]
    subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)


def pytest_each(files: list[Path], checks: Path, jobs: int) -> None:
    """Run one pytest process per submission, `jobs` at a time."""

    def one(file: Path) -> None:
        command = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", str(checks)]
        done = subprocess.run(
            command, env=ENVIRONMENT | {"GRADE_FILE": str(file)}, cwd=ROOT, capture_output=True, check=False
        )
        if done.returncode not in (0, 1):
            sys.exit(done.stdout.decode() + done.stderr.decode())

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, files))


BARE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from grader.checks.author_plugin import load_file
from grader.checks.runner import run_locally
from grader.exercise import all_exercises, find_exercise
exercise = find_exercise(sys.argv[2], all_exercises())
if "torch" in exercise.requires:
    import torch
    torch.set_num_threads(1)
for file in sys.argv[3:]:
    run_locally(exercise, load_file(Path(file)))
"""


def bare(files: list[Path], exercise: str, jobs: int) -> None:
    """Call the functions of all files bare, `jobs` processes with a share of the files each."""

    def one(share: list[Path]) -> None:
        command = [sys.executable, "-W", "ignore", "-c", BARE, str(ROOT), exercise, *map(str, share)]
        subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, (files[lane::jobs] for lane in range(min(jobs, len(files))))))


def all_right(folder: Path, exercise: Exercise, students: int) -> None:
    """Hand in the solution for everybody, each a little different."""
    assert exercise.solution is not None
    source = exercise.solution.read_text(encoding="utf-8")
    for number in range(students):
        person = folder / f"student{number:05}"
        person.mkdir(parents=True)
        (person / exercise.file).write_text(f"{source}\n# {number}\n", encoding="utf-8")


def make_otter(folder: Path) -> Path:
    """Install otter-grader into a virtual environment of its own; its Python."""
    python = folder / "bin" / "python"
    if not python.is_file():
        venv.create(folder, with_pip=True)
        packages = ["otter-grader", "numpy", "ipykernel", "pytest", "click", "msgspec", "rich"]
        subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    return python


def otter_each(python: Path, files: list[Path], work: Path, jobs: int) -> None:
    """Grade each file with `otter run`, which reads a zip of tests."""
    otter = [str(python), "-m", "otter"]

    def one(file: Path) -> None:
        out = work / "out" / file.parent.name
        out.mkdir(parents=True)
        command = [*otter, "run", str(file), "-a", str(work / "autograder.zip"), "-o", str(out), "--no-logo"]
        done = subprocess.run(command, env=ENVIRONMENT, cwd=work, capture_output=True, check=False)
        if done.returncode:
            sys.exit(done.stdout.decode() + done.stderr.decode())
        tests = json.loads((out / "results.json").read_text())["tests"]
        scores = [test["score"] for test in tests if test.get("max_score")]
        print(f"    otter: {file.parent.name} {sum(scores):g} points in {len(scores)} checks", flush=True)

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, files))


def make_autograder(python: Path, exercise: Exercise, work: Path) -> None:
    """Write otter's tests, one per check, and have it pack them."""
    tests = work / "tests"
    tests.mkdir(parents=True)
    for check in load_checks(exercise):
        text = OTTER_TEST.format(
            name=check.name, points=check.declared.points, exercise=exercise.name, path=[str(ROOT)]
        )
        (tests / f"{check.name}.py").write_text(text)
    command = [
        str(python),
        "-m",
        "otter",
        "generate",
        "-t",
        str(tests),
        "-o",
        "autograder.zip",
        "--no-environment",
    ]
    done = subprocess.run(command, cwd=work, env=ENVIRONMENT, capture_output=True, check=False)
    if done.returncode:
        sys.exit(done.stdout.decode() + done.stderr.decode())


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-e", "--exercise", default="01")
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--sample", type=int, default=12)
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--otter", type=Path)
    parser.add_argument("--right", action="store_true")
    given = parser.parse_args()
    exercise = find_exercise(given.exercise, all_exercises())
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        folder = work / "class"
        if given.right:
            all_right(folder, exercise, given.students)
        else:
            make(folder, exercise, given.students, 1, sound=True)
        files = sorted(folder.glob(f"*/{exercise.file}"))
        sample = files[:: max(len(files) // given.sample, 1)][: given.sample]
        few = work / "few"
        make(few, exercise, 2, 2, sound=True)
        start_up = measure(2, lambda: grade_class(few, work / "out-few", exercise.name, given.jobs))
        print(f"start-up with 2 submissions: {start_up.wall:.2f} s", flush=True)
        ours = measure(len(files), lambda: grade_class(folder, work / "out", exercise.name, given.jobs))
        print(ours.line(f"grade class -j {given.jobs}"), flush=True)
        each = measure(len(sample), lambda: pytest_each(sample, exercise.folder / "checks.py", given.jobs))
        print(each.line("(a) a pytest process per submission", ours), flush=True)
        alone = measure(len(sample), lambda: bare(sample, exercise.name, given.jobs))
        print(alone.line("(c) the same checks bare in one process", ours), flush=True)
        if given.otter:
            python = make_otter(given.otter)
            make_autograder(python, exercise, work / "otter")
            few_files = sample[: max(given.sample // 3, 1)]
            run = measure(len(few_files), lambda: otter_each(python, few_files, work / "otter", given.jobs))
            print(run.line("(b) otter run per submission", ours), flush=True)


if __name__ == "__main__":
    main()
