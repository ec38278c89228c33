"""Tampering with torch in the child wins nothing; each file is real against a grader in its own process."""

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from grader.checks.bank import load_checks
from grader.exercise import all_exercises, find_exercise
from grader.grading import Zygotes
from grader.scorecard import Outcome, Scorecard
from tests.attacks.grading import grade, offered
from tests.attacks.ground import HERE, Ground, laid_out

pytestmark = [
    pytest.mark.skipif(
        not (offered["landlock"] and offered["seccomp"]), reason="this system cannot hold student code"
    ),
    pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed"),
]

FILES = sorted((HERE / "torch").glob("*.py"))
TAMPERING = "# -- tampering"
TASKS = ("SigmoidFunction", "Net", "train", "predict")
_each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@pytest.fixture(scope="module")
def zygotes() -> Iterator[Zygotes]:
    """Keep one torch zygote for all: none may spoil it for whoever is graded next."""
    with Zygotes() as warm:
        yield warm


@pytest.fixture
def ground() -> Iterator[Ground]:
    """Lay out what the attacks reach for."""
    with laid_out() as ground:
        yield ground


def _plain(text: str) -> str:
    """Return a file without its tampering: what it would earn for the work in it."""
    return text.partition(TAMPERING)[0]


def _task(text: str) -> str:
    return next(task for task in TASKS if f"class {task}(" in text or f"def {task}(" in text)


def _passed(scorecard: Scorecard) -> set[str]:
    assert scorecard.complete
    return {result.name for result in scorecard.results if result.outcome is Outcome.PASSED}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what naive judges in the student's own process say of each file, with and without tampering."""
    folder = tmp_path_factory.mktemp("outside")
    for file in FILES:
        text = file.read_text(encoding="utf-8").replace("@GROUND@", str(folder))
        (folder / file.name).write_text(text)
        (folder / f"plain_{file.name}").write_text(_plain(text))
    command = [sys.executable, str(HERE / "control_torch.py"), *sorted(p.name for p in folder.glob("*.py"))]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    verdicts = dict(line.split() for line in said.splitlines())
    verdicts["marker"] = "written" if (folder / "marker").exists() else "absent"
    return verdicts


@pytest.mark.slow
@_each_file
def test_tampering_wins_nothing(file: Path, ground: Ground, tmp_path: Path, zygotes: Zygotes) -> None:
    """The same checks pass with and without it, nothing changes outside, and the next file is graded rightly."""
    text = ground.placed(file.read_text(encoding="utf-8"))
    task = _task(text)
    plain = grade(_plain(text).encode(), tmp_path, zygotes, exercise="07", tasks=(task,))
    tampered = grade(text.encode(), tmp_path, zygotes, exercise="07", tasks=(task,))
    assert _passed(tampered) <= _passed(plain)
    assert ground.effects(said=repr(tampered)) == set()
    solution = find_exercise("07", all_exercises()).solution
    assert solution is not None
    right = grade(
        solution.read_bytes(), tmp_path, zygotes, exercise="07", tasks=("SigmoidFunction", "predict")
    )
    assert all(result.outcome is Outcome.PASSED for result in right.results), right.results


@pytest.mark.slow
@_each_file
def test_tampering_is_real(file: Path, judged: dict[str, str]) -> None:
    """Positive control: a naive judge passes the file with the tampering, and not without it."""
    if file.stem == "loads_what_runs":
        assert judged["marker"] == "written"
    else:
        assert judged[file.stem] == "FOOLED"
    assert judged[f"plain_{file.stem}"] == "NOT"


# -- what the kit's driver reports from the student's process

FORGED = sorted((HERE / "forged").glob("*.py"))
_each_forged = pytest.mark.parametrize("file", FORGED, ids=lambda file: file.stem)


def _points(text: str, exercise: str, folder: Path, zygotes: Zygotes) -> int:
    scorecard = grade(text.encode(), folder, zygotes, exercise=exercise, tasks=())
    assert scorecard.complete
    return sum(result.earned for result in scorecard.results)


@pytest.mark.slow
@_each_forged
def test_a_forged_report_wins_nothing(file: Path, tmp_path: Path, zygotes: Zygotes) -> None:
    """A file that does nothing but replaces the driver earns no point more than one that only does nothing."""
    text = file.read_text(encoding="utf-8")
    forged = _points(text, file.stem, tmp_path, zygotes)
    assert forged <= _points(_plain(text), file.stem, tmp_path, zygotes)


@pytest.mark.slow
@_each_forged
def test_a_forged_report_would_be_believed(
    file: Path, tmp_path: Path, zygotes: Zygotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Positive control: where the checks compare no values, flags and counts alone, it wins points."""
    for check in load_checks(find_exercise(file.stem, all_exercises())):
        names = check.function.__globals__
        monkeypatch.setitem(names, "close", lambda *_: None)
        for name in ("assert_layers", "assert_layers_compute"):
            if name in names:
                monkeypatch.setitem(names[name].__globals__, "close", lambda *_: None)
    text = file.read_text(encoding="utf-8")
    forged, plain = (_points(t, file.stem, tmp_path, zygotes) for t in (text, _plain(text)))
    assert forged >= plain + 5
