"""The example for GitLab, its lines run in one shell as a runner does."""

import shutil
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml")
ROOT = Path(__file__).parent.parent.parent
JOBS = yaml.safe_load((ROOT / "docs" / "ci" / "gitlab-student.yml").read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the image is Linux")
def test_the_example_writes_the_report_that_gitlab_shows(run, open_folder):
    """After every line of the example there is a JUnit file where the artefact is, with what failed in it."""
    home, student = open_folder / "home", open_folder / "student"
    home.mkdir()
    (student / "01_activations").mkdir(parents=True)
    wrong = ROOT / "solutions/01_activations/wrong/tanh_grad_rule_of_sigmoid.py"
    shutil.copy(wrong, student / "01_activations" / "activations.py")
    (student / "venv.py").write_text("raise SystemExit('imported venv of the student')\n")

    job = JOBS["grade"]
    clone, *lines = [*job["before_script"], *job["script"]]
    assert clone.startswith("git clone ")
    (home / "kit").symlink_to(ROOT)  # what the clone would bring
    variables = JOBS["variables"] | {"DOJO_HOME": str(home), "DOJO_EXERCISES": "01"}
    done = run("/bin/bash", "-eo", "pipefail", "-c", "\n".join(lines), cwd=student, CI="true", **variables)
    assert done.returncode == 1, done.stderr
    report = ET.parse(student / job["artifacts"]["reports"]["junit"]).getroot()
    failed = [case for case in report.iter("testcase") if case.find("failure") is not None]
    assert len(list(report.iter("testcase"))) > 20
    assert any("tanh_grad" in f"{case.get('classname')} {case.get('name')}" for case in failed)
    assert (student / job["artifacts"]["paths"][0]).is_file()
