"""A file graded end to end: the same results with pytest and without, with any policy of fresh children."""

import dataclasses
import itertools
import os
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.errors import GraderFault, MissingLayer, NothingToGrade, UsageProblem
from grader.exercise import BANK, Exercise, Task, all_exercises, solutions_root
from grader.grading import Zygotes, grade_file
from grader.jail.pool import Fresh
from grader.jail.process import Seal
from grader.jail.remote import RemoteSession
from grader.scorecard import CheckResult, Outcome, Scorecard

CHECKS = '''
import numpy as np
from grader.checks import assert_close, assert_that, check, convergence_check

@check("f", points=3)
def check_f(student, draw):
    """f doubles."""
    x = draw(x=(3,))
    assert_close(student.f(x), 2 * x, "y")

@check("f", points=2)
def check_f_again(student, draw):
    """f doubles numbers."""
    assert_close(student.f(2.0), 4.0, "y")

@check("g", points=4, needs=("f",))
def check_g(student, draw):
    """g counts its calls from one."""
    assert_that(student.g() == 1, "the first call should give 1")

@check("g", points=5)
def check_g_again(student, draw):
    """g begins anew in every check."""
    assert_that(student.g() == 1, "the first call should give 1")

@convergence_check("g", points=6, measure="count", above=0.5, seconds=1.0)
def check_g_trials(student, draw):
    """g goes up."""
    return student.g()
'''

RIGHT = """
    n = 0
    def f(x): return 2 * x
    def g():
        global n
        n += 1
        return n
"""


@pytest.fixture(scope="module")
def zygotes(zygote: Any) -> Iterator[Zygotes]:
    """Return the warm processes of a command, with the one of the test run."""
    made = Zygotes()
    shared = ("numpy", False, frozenset[str]())
    made._warm[shared] = zygote
    yield made
    del made._warm[shared]
    made.__exit__()


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    """Return a small exercise of two tasks."""
    folder = tmp_path / "90_small"
    folder.mkdir()
    (folder / "checks.py").write_text(CHECKS)
    (folder / "calibration.json").write_text('{"checks": {"check_g_trials": {"n": 2, "k": 2}}}')
    tasks = tuple(Task(name=name, kind="function", parameters=(), summary="") for name in "fg")
    return Exercise(name="90_small", title="Small", title_ja="", file="work.py", folder=folder, tasks=tasks)


@pytest.fixture
def grade(exercise: Exercise, tmp_path: Path, zygotes: Zygotes) -> Any:
    """Return the function that grades a source."""

    def run(source: str, **others: Any) -> Scorecard:
        path = tmp_path / "handed_in.py"
        path.write_text(textwrap.dedent(source))
        return grade_file(exercise, path, zygotes=zygotes, **others)

    return run


def bare(card: Scorecard) -> Scorecard:
    """Return a scorecard without what differs from run to run: seconds."""
    results = tuple(dataclasses.replace(result, seconds=0.0) for result in card.results)
    return dataclasses.replace(card, results=results, seconds=0.0)


def outcomes(card: Scorecard) -> list[str]:
    """Return the outcomes in order."""
    return [result.outcome.value for result in card.results]


SOURCES = {
    "right": RIGHT,
    "wrong": RIGHT.replace("2 * x", "3 * x"),
    "stub": "def f(x): raise NotImplementedError('f')\ndef g(): raise NotImplementedError('g')",
    "prints": "print('import')\n" + textwrap.dedent(RIGHT).replace("return 2", "print('in f'); return 2"),
    "a task missing": "def f(x): return 2 * x",
    "a task misspelt": textwrap.dedent(RIGHT).replace("def g", "def gg"),
    "a task that is a number": "def f(x): return 2 * x\ng = 3",
    "raises": "def f(x): return x.nothing\ndef g(): return [][0]",
    "does not load": "def f(:",
    "raises at import": "import numpy as np\nnp.nothing",
    "empty": "",
    "exits in a task": "import os\ndef f(x): os._exit(0)\ndef g(): return 1",
    "exits at import": "import os\nos._exit(0)",
    "forges": "import os\ndef f(x): os.write(61, b'PASSED')\ndef g(): return 1",
    "writes a file": "def f(x): open('/tmp/x', 'w')\ndef g(): return 1",
    "state in another module": (
        "import math\ndef f(x): return 2 * x\n"
        "def g():\n    math.n = getattr(math, 'n', 0) * 0 + 1\n    return math.n"
    ),
    "one task spoils another": (
        "import math\ndef f(x):\n    math.pi = 3\n    return 2 * x\n"
        "def g(): return 1 if math.pi > 3.1 else 2"
    ),
    "one task slows another": (
        "import math\ndef f(x):\n    math.pi = 3\n    return 2 * x\n"
        "def g():\n    while math.pi == 3: pass\n    return 1"
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_the_same_with_pytest_and_without_and_with_any_policy(grade: Any, source: str) -> None:
    """Four ways to run the checks give one scorecard, to the last byte of evidence."""
    cards = [
        bare(grade(source, with_pytest=with_pytest, fresh=fresh))
        for with_pytest, fresh in itertools.product((True, False), Fresh)
    ]
    assert len(cards[0].results) == 5
    for card in cards[1:]:
        assert card == cards[0]
    assert cards[0].complete


@pytest.mark.parametrize("name", ["one task spoils another", "one task slows another"])
def test_no_task_pays_for_another(grade: Any, name: str) -> None:
    """What goes wrong in a process that served another task is run again in a new one."""
    assert set(outcomes(grade(SOURCES[name]))) == {"passed"}


def test_points(grade: Any) -> None:
    """A right file earns all, a wrong one what its passed checks are worth, a stub nothing."""
    assert (grade(RIGHT).earned, grade(RIGHT).points) == (20, 20)
    wrong = grade(SOURCES["wrong"])
    assert outcomes(wrong) == ["failed", "failed", "skipped", "passed", "passed"]
    assert wrong.earned == 11
    assert set(outcomes(grade(SOURCES["stub"]))) == {"not started", "skipped"}
    assert grade(SOURCES["stub"]).earned == 0


def test_prints_stand_with_their_check(grade: Any) -> None:
    """Each check shows what was printed during it and no more; prints at import stand on the card."""
    for fresh in Fresh:
        card = grade(SOURCES["prints"], fresh=fresh)
        assert card.printed == "import\n"
        assert [result.printed for result in card.results] == ["in f\n", "in f\n", "", "", ""]


def test_selected_tasks_only(grade: Any) -> None:
    """With tasks given, only their checks are planned, and what they need is taken as it is."""
    card = grade(SOURCES["wrong"], tasks=["g"])
    assert [(r.task, r.outcome) for r in card.results] == [("g", Outcome.PASSED)] * 3
    with pytest.raises(UsageProblem, match="has no task 'h'") as caught:
        grade(RIGHT, tasks=["h"])
    assert caught.value.next_step == "Its tasks: f, g"


def test_progress_is_told_after_each_check(grade: Any) -> None:
    """The callback counts up to the number planned."""
    seen: list[tuple[str, int, int]] = []

    def tell(result: CheckResult, done: int, planned: int) -> None:
        seen.append((result.name, done, planned))

    grade(RIGHT, on_progress=tell)
    assert [entry[1:] for entry in seen] == [(i, 5) for i in range(1, 6)]


@pytest.mark.parametrize("with_pytest", [True, False])
def test_an_interrupt_ends_the_run(grade: Any, with_pytest: bool) -> None:
    """Ctrl-C during a check leaves no scorecard."""

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(RIGHT, on_progress=interrupt, with_pytest=with_pytest)


@pytest.mark.parametrize("with_pytest", [True, False])
def test_checks_that_do_not_load_are_the_kits_fault(
    grade: Any, exercise: Exercise, with_pytest: bool
) -> None:
    """A bank that is broken grades nobody."""
    (exercise.folder / "checks.py").write_text("1 / 0")
    with pytest.raises(GraderFault, match="90_small"):
        grade(RIGHT, with_pytest=with_pytest)


def test_a_broken_check_leaves_no_total(grade: Any, exercise: Exercise) -> None:
    """A check that raises by itself is broken; the others keep their outcomes, and there is no total."""
    text = CHECKS.replace(
        "    assert_close(student.f(2.0), 4.0", "    1 / 0\n    assert_close(student.f(2.0), 4.0"
    )
    (exercise.folder / "checks.py").write_text(text)
    card = grade(RIGHT)
    assert outcomes(card) == ["passed", "broken", "skipped", "passed", "passed"]
    assert card.earned is None


def test_nothing_to_grade(exercise: Exercise, tmp_path: Path) -> None:
    """No file, or an extra that is not installed, is nothing to grade; no process is started for it."""
    with pytest.raises(NothingToGrade):
        grade_file(exercise, tmp_path / "none.py")
    (tmp_path / "a.py").write_text("")
    needy = dataclasses.replace(exercise, requires=("package_that_is_not_there",))
    with pytest.raises(NothingToGrade, match="needs package_that_is_not_there") as caught:
        grade_file(needy, tmp_path / "a.py")
    assert 'pip install "backprop-dojo[package_that_is_not_there]"' in caught.value.next_step


def lacking(monkeypatch: pytest.MonkeyPatch, *missing: str, probes: tuple[str, ...] = ()) -> None:
    """Let every child report that it lacks layers."""
    seal = Seal(layers=("rlimits",), missing=missing, failed_probes=probes)
    sealed = "grader.jail.remote.RemoteSession._sealed"
    true = RemoteSession._sealed
    monkeypatch.setattr(sealed, lambda self: (true(self), seal)[1])


def test_strict_mode_refuses_a_missing_layer(grade: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Strict mode refuses a missing layer or an open probe unless it is accepted by name."""
    lacking(monkeypatch, "landlock", probes=("network",))
    assert grade(RIGHT).confinement.missing == ("landlock", "probe:network")
    with pytest.raises(MissingLayer, match="landlock, probe:network missing") as caught:
        grade(RIGHT, strict=True)
    assert "--accept-missing landlock" in caught.value.next_step
    with pytest.raises(MissingLayer, match="asks: probe:network missing"):
        grade(RIGHT, strict=True, accept_missing=["landlock"])
    card = grade(RIGHT, strict=True, accept_missing=["landlock", "probe:network", "seccomp"])
    assert card.confinement.accepted == ("landlock", "probe:network")
    assert card.earned == 20


def test_a_later_child_confined_less_is_refused(grade: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scorecard's word on confinement holds for every child."""
    true, seen = RemoteSession._sealed, []

    def sealed(self: Any) -> Seal:
        seen.append(true(self))
        return seen[-1] if len(seen) < 3 else Seal(layers=(), missing=("seccomp",), failed_probes=())

    monkeypatch.setattr(RemoteSession, "_sealed", sealed)
    with pytest.raises(GraderFault, match="held back less"):
        grade(RIGHT, fresh=Fresh.CHECK)


def test_a_child_that_cannot_be_made_is_the_kits_fault(exercise: Exercise, tmp_path: Path) -> None:
    """When the process that starts children is gone, nobody's work is marked as killed."""
    (tmp_path / "a.py").write_text(textwrap.dedent(RIGHT))
    with Zygotes() as own:
        own.get("numpy")._launcher._process.kill()
        own.get("numpy")._launcher._process.wait()
        with pytest.raises(GraderFault):
            grade_file(exercise, tmp_path / "a.py", zygotes=own)


def test_nothing_is_left_behind(grade: Any) -> None:
    """Neither descriptors nor children remain after gradings of every kind."""
    grade(RIGHT)
    before = len(os.listdir("/proc/self/fd"))
    for name in ("right", "exits in a task", "forges", "does not load", "exits at import"):
        grade(SOURCES[name])
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.slow
@pytest.mark.parametrize("exercise", [e for e in all_exercises() if not e.requires], ids=lambda e: e.name)
def test_solutions_are_alike_in_every_way(exercise: Exercise, zygotes: Zygotes) -> None:
    """The solution of every exercise earns everything, whichever way the checks run; the stub nothing."""
    assert exercise.solution is not None
    for path, earned in ((exercise.solution, 100), (exercise.stub, 0)):
        cards = [
            bare(grade_file(exercise, path, zygotes=zygotes, with_pytest=with_pytest, fresh=fresh))
            for with_pytest, fresh in ((True, Fresh.TASK), (False, Fresh.CHECK))
        ]
        assert cards[0] == cards[1]
        assert cards[0].earned == earned


def test_the_bank_is_closed_to_students(grade: Any) -> None:
    """Student code can read neither the bank nor the solutions."""
    source = f"""
        import os
        def f(x):
            for root in ({str(BANK)!r}, {str(solutions_root())!r}):
                for name, _, files in os.walk(root):
                    for file in files: open(os.path.join(name, file)).read()
                os.listdir(root)
            return 2 * x
        def g(): return 1
    """
    card = grade(source)
    assert card.results[0].outcome is Outcome.FORBIDDEN
