"""Reports of the real engine: an autograder's empty folder, a known misconception, what the documentation gives."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parent.parent.parent
WRONG = ROOT / "solutions" / "03_backprop" / "wrong" / "bias_gradient_without_axis.py"
DOCS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def grade(folder, *arguments):
    """Run `grade check` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "grader", "check", *arguments],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _from_here(monkeypatch):
    """Let the command be found from any folder."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("CI", raising=False)


@pytest.mark.parametrize("arguments", [["03"], ["backprop.py"], ["-e", "03", "backprop.py"]])
def test_an_empty_hand_in_costs_all_points(tmp_path, arguments):
    """Where nothing was handed in, Gradescope reads a zero of all planned points, not a broken autograder."""
    done = grade(tmp_path, *arguments, "-o", "gradescope=results.json")
    assert done.returncode == 5
    (test,) = json.loads((tmp_path / "results.json").read_text())["tests"]
    assert (test["score"], test["max_score"], test["status"]) == (0, 100, "failed")
    assert "no file" in json.dumps(json.loads((tmp_path / "results.json").read_text())["extra_data"])


def test_an_empty_hand_in_is_a_result_for_classroom50(tmp_path, monkeypatch):
    """The exit code is among those that the documented autograder.py calls a result, and the result is a zero."""
    for name in ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL"):
        monkeypatch.setenv(name, "x")
    done = grade(tmp_path, "03", "-o", "classroom50=result.json")
    result = json.loads((tmp_path / "result.json").read_text())
    assert (result["score"], result["max-score"]) == (0, 100)
    results = re.search(r"done\.returncode in \(([\d, ]+)\)", DOCS)
    assert done.returncode in json.loads(f"[{results[1]}]")


def test_an_empty_hand_in_of_one_task_costs_that_task(tmp_path):
    """With -t the points are those of the task."""
    grade(tmp_path, "03", "-t", "Affine", "-o", "gradescope=results.json")
    (test,) = json.loads((tmp_path / "results.json").read_text())["tests"]
    assert 0 < test["max_score"] < 100


@pytest.mark.slow
def test_a_misconception_is_data_for_machines_and_a_line_for_editors(tmp_path):
    """What the documentation says of JSON and of editors holds for a real wrong file."""
    shutil.copy(WRONG, tmp_path / "backprop.py")
    done = grade(tmp_path, "backprop.py", "-o", "lines", "-o", "json=report.json")
    assert done.returncode == 1
    report = json.loads((tmp_path / "report.json").read_text())
    schema = json.loads((ROOT / "docs" / "schemas" / "report.v1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(report)
    (found,) = [check["diagnosis"] for check in report["files"][0]["checks"] if check["diagnosis"]]
    assert (found["kind"], found["name"], found["task"]) == ("misconception", WRONG.stem, "Affine")
    matcher = re.search(r'"regexp": (".*?")', DOCS)
    file, line, message = re.fullmatch(json.loads(matcher[1]), done.stdout.splitlines()[0]).groups()
    assert file == "backprop.py"
    assert "def backward" in (tmp_path / file).read_text().splitlines()[int(line) - 1]
    assert message.startswith("Affine: failed: ")


def test_the_documentation_names_every_format():
    """Each format has its row, and the schema that is linked is there."""
    from grader.report.formats import Format

    for name in Format:
        assert f"| `{name}` |" in DOCS
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", DOCS):
        assert (ROOT / "docs" / link).exists(), link
