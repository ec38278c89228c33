"""The kit on systems that are not Linux, as far as Linux can play them: real processes, what is missing taken away."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.jail.launch import KIT_ROOT, START, site_folders
from tests.jail.child.sealing import linux_only

pytestmark = [linux_only, pytest.mark.slow]

HERE = Path(__file__).parent
SYSTEMS = {
    "win32": (
        ["job"],
        {"landlock", "no_new_privs", "not_dumpable", "own_session", "parent_death", "rlimits", "seccomp"},
    ),
    "darwin": (
        ["own_session", "rlimits"],
        {"landlock", "no_new_privs", "not_dumpable", "parent_death", "seccomp"},
    ),
}
# These are imported on the systems that can fork, and only there.
FOR_AUTHORS = ["grader.data.make"]  # needs scikit-learn, which cannot be imported by halves
FOR_FORKS = ["grader.jail.forking", "grader.jail.child.orphans", "grader.jail.child.zygote"]
EXERCISE = "01_activations"
STUDENT = """
import os, time
import numpy as np

def weighted_sum(x, w, b):
    print("here")
    return x @ w + b

def sigmoid(x):
    while True:
        pass

def sigmoid_grad(x):
    os._exit(3)

def tanh(x):
    return np.ones((300, 1024, 1024)) if time.sleep(0) else [bytearray(1 << 20) for _ in range(4000)]

def tanh_grad(x):
    os.abort()

def relu(x):
    try:
        open("/etc/hostname", "a").close()
    except OSError:
        pass
    return np.maximum(x, 0)

def relu_grad(x):
    return (np.asarray(x) > 0) * 1.0
"""
Grade = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module", params=SYSTEMS)
def system(request: pytest.FixtureRequest) -> str:
    """Return which system is played."""
    return str(request.param)


@pytest.fixture
def grade(system: str, tmp_path: Path) -> Grade:
    """Return the function that grades files in an interpreter of that system."""
    start = tmp_path / "start.py"
    start.write_text(
        f"import runpy, sys\n"
        f"sys.path[:0] = [{str(HERE)!r}, {str(KIT_ROOT)!r}]\n"
        f"sys.path += {site_folders(['numpy'])!r}\n"
        f"import pretend\n"
        f"pretend.become({system!r}, trusted=False)\n"
        f"del sys.path[:2]\n"
        f"runpy.run_path({str(START)!r}, run_name='__main__')\n"
    )

    def run(
        *files: Path, strict: bool = False, accept_missing: list[str] | None = None
    ) -> list[dict[str, Any]]:
        job = {
            "start": str(start), "files": [[EXERCISE, str(file)] for file in files], "strict": strict,
            "accept_missing": accept_missing or [], "not_there": FOR_AUTHORS + (FOR_FORKS if system == "win32" else []),
        }  # fmt: skip
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(KIT_ROOT), str(HERE)]),
            "GRADE_LANG": "en",
        }
        done = subprocess.run(
            [sys.executable, HERE / "grade.py", system, json.dumps(job)],
            env=environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        outcomes: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
        return outcomes

    return run


@pytest.fixture
def student(tmp_path: Path) -> Path:
    """Return a file with one mistake of each kind."""
    file = tmp_path / "activations.py"
    file.write_text(STUDENT)
    return file


def test_solution_and_mistakes_are_graded(system: str, grade: Grade, student: Path) -> None:
    """Every module of the kit can be imported; a solution has all points; loops, ends and crashes are outcomes."""
    solution = KIT_ROOT / "solutions" / EXERCISE / "activations.py"
    good, bad = (outcome["scorecard"] for outcome in grade(solution, student))
    assert sum(result["points"] for result in good["results"] if result["outcome"] == "passed") == 100
    held, missing = SYSTEMS[system]
    assert good["confinement"]["layers"] == held
    assert set(good["confinement"]["missing"]) == missing
    outcomes = {result["task"]: result for result in reversed(bad["results"])}
    assert outcomes["weighted_sum"]["outcome"] == "passed"
    assert outcomes["weighted_sum"]["printed"].startswith("here\n")
    assert outcomes["sigmoid"]["outcome"] == "timed out"
    assert "exit code 3" in outcomes["sigmoid_grad"]["evidence"]["message"]
    assert outcomes["tanh"]["evidence"]["limit"] == "memory"
    assert "it was aborted" in outcomes["tanh_grad"]["evidence"]["message"]
    assert outcomes["relu"]["outcome"] == "passed"
    assert [attempt["act"] for attempt in bad["attempts"]] == ["write to a file"]


def test_strict_mode_refuses_until_every_layer_is_named(system: str, grade: Grade, student: Path) -> None:
    """Strict mode stops before student code is read, and says what would have to be accepted."""
    student.write_text("print('student code ran')\n")
    _, missing = SYSTEMS[system]
    (outcome,) = grade(student, strict=True)
    assert all(f"--accept-missing {layer}" in outcome["refused"] for layer in missing)
    (outcome,) = grade(student, strict=True, accept_missing=sorted(missing)[1:])
    assert min(missing) in outcome["refused"]
    (outcome,) = grade(student, strict=True, accept_missing=sorted(missing))
    assert set(outcome["scorecard"]["confinement"]["accepted"]) == missing
    assert outcome["scorecard"]["printed"] == "student code ran\n"
