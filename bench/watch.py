"""How long `grade watch` takes from a save to the verdict, beside a cold `grade check` of the same file.

    python bench/watch.py [EXERCISE]... [--runs N]

Walks through each exercise as a student does: the stub, then one task more of the solution with each save. After
each save both are timed, the watch first: it is the loop itself, without keys, over a real file that is written
and found by the system's own events, until the scorecard is rendered. Prints medians in ms and their ratio; the
aim is one third. A last line for an exercise checks everything once more, as the key r does.
"""

import argparse
import ast
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from grader.exercise import Exercise, all_exercises, find_exercise  # noqa: E402
from grader.report.terminal import render  # noqa: E402
from grader.selection import Selected  # noqa: E402
from grader.settings import Settings  # noqa: E402
from grader.watch.events import Events  # noqa: E402
from grader.watch.loop import LOOK, Loop  # noqa: E402
from grader.watch.saves import Saves  # noqa: E402
from grader.watch.session import OnProgress, Session, Verdict  # noqa: E402

AIM = 1 / 3
ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
}  # fmt: skip


class Screen:
    """Renders each scorecard and says when that is done."""

    def __init__(self) -> None:
        self.shown: SimpleQueue[Verdict | Exception] = SimpleQueue()

    @contextlib.contextmanager
    def checking(self) -> Iterator[OnProgress]:
        """Show no progress."""
        yield lambda result, done, planned: None

    def verdict(self, verdict: Verdict, seconds: float) -> None:
        """Render the scorecard."""
        render(verdict.scorecard)
        self.shown.put(verdict)

    def error(self, error: Exception) -> None:
        """Pass an error on."""
        self.shown.put(error)

    def redraw(self) -> None:
        """Never happens here."""

    def wait(self) -> Verdict:
        """Return the next verdict."""
        shown = self.shown.get(timeout=300)
        if isinstance(shown, Exception):
            raise shown
        return shown


def states(exercise: Exercise) -> list[tuple[str, str]]:
    """Return (task, file) for each task in turn: the stub, in which all tasks up to this one are the solution's."""
    solution, stub = (
        path.read_text(encoding="utf-8").split("\n") for path in (exercise.solution, exercise.stub)
    )
    places = [(_places("\n".join(lines))) for lines in (solution, stub)]
    found = []
    for count in range(1, len(exercise.tasks) + 1):
        lines = list(stub)
        for task in reversed(exercise.tasks[:count]):
            (begin, end), (from_line, to_line) = places[1][task.name], places[0][task.name]
            lines[begin:end] = solution[from_line:to_line]
        found.append((exercise.tasks[count - 1].name, "\n".join(lines)))
    return found


def _places(source: str) -> dict[str, tuple[int, int]]:
    """Return the lines (from, to) of each definition of a file."""
    nodes = (n for n in ast.parse(source).body if isinstance(n, (ast.FunctionDef, ast.ClassDef)))
    return {
        n.name: (min([n.lineno, *(d.lineno for d in n.decorator_list)]) - 1, n.end_lineno or 0) for n in nodes
    }


def cold(exercise: Exercise, file: Path) -> float:
    """Return the seconds of one `grade check` of a file."""
    command = [sys.executable, "-P", "-m", "grader", "check", "-e", exercise.name, str(file)]
    started = time.perf_counter()
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode())
    return seconds


def timed(act: Callable[[], object], screen: Screen) -> float:
    """Return the seconds from an act to the verdict on it; that it is confirmed is waited for, and not counted."""
    started = time.perf_counter()
    act()
    verdict = screen.wait()
    seconds = time.perf_counter() - started
    if verdict.reused:
        screen.wait()
    return seconds


def compare(exercise: Exercise, runs: int) -> list[float]:
    """Print both times for each save, and return the ratios of the saves."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / exercise.file
        file.write_text(exercise.stub.read_text(encoding="utf-8"), encoding="utf-8")
        chosen = {exercise.name: Selected(exercise=exercise, path=file, again="")}
        saves, screen, posted = Saves({exercise.name: file}), Screen(), SimpleQueue[str]()
        with (
            Session(chosen, None, Settings(), saves.checked) as session,
            Events([file.parent], lambda: posted.put(LOOK), poll=False),
        ):
            loop = threading.Thread(
                target=Loop(session, saves, screen, posted, {}).run, args=(exercise.name,)
            )
            loop.start()
            screen.wait()
            measured = _saves(exercise, file, screen, runs)
            again = [(timed(lambda: posted.put("r"), screen), cold(exercise, file)) for _ in range(runs)]
            posted.put("q")
            loop.join()
    ratios = [_line(f"{exercise.name}  {task}", pairs) for task, pairs in measured.items()]
    _line(f"{exercise.name}  everything once more", again)
    return ratios


def _saves(exercise: Exercise, file: Path, screen: Screen, runs: int) -> dict[str, list[tuple[float, float]]]:
    """Return the pairs (watch, cold) for each task, walking `runs` times from the stub to the solution."""
    walk = states(exercise)
    stub = exercise.stub.read_text(encoding="utf-8")
    measured: dict[str, list[tuple[float, float]]] = {task: [] for task, _ in walk}
    for number in range(runs):
        if number:
            timed(lambda: file.write_text(stub, encoding="utf-8"), screen)
        for task, source in walk:
            warm = timed(lambda text=source: file.write_text(text, encoding="utf-8"), screen)
            measured[task].append((warm, cold(exercise, file)))
    return measured


def _line(name: str, pairs: list[tuple[float, float]]) -> float:
    warm, slow = (statistics.median(values) * 1000 for values in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(
        f"{name:48} {warm:7.0f} ms  {slow:7.0f} ms  {ratio:6.2f}{'' if ratio <= AIM else '  over'}",
        flush=True,
    )
    return ratio


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("exercises", nargs="*", metavar="EXERCISE")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    everything = all_exercises()
    chosen = [find_exercise(name, everything) for name in options.exercises] or everything
    print(f"{'after saving one task more':48} {'watch':>10}  {'check':>10}  {'ratio':>6}")
    ratios = [ratio for exercise in chosen for ratio in compare(exercise, options.runs)]
    within = sum(ratio <= AIM for ratio in ratios)
    print(f"{len(ratios)} saves: median ratio {statistics.median(ratios):.2f}, {within} within a third")


if __name__ == "__main__":
    main()
