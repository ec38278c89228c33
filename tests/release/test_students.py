"""The students' bundle as a student meets it: unpack, two commands of its README, and a first check."""

import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from grader.authoring import release

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the README has another line for Windows")
def test_from_the_archive_to_the_first_check(made, run, open_folder):
    """What the README says can be typed as it stands, and leads to a scorecard and to an update with nothing to do."""
    (path,) = [p for p in release.write([made["students"]], open_folder) if p.suffix == ".zip"]
    zipfile.ZipFile(path).extractall(open_folder / "home")
    (course,) = (open_folder / "home").iterdir()
    text = (course / "README.md").read_text(encoding="utf-8")
    install, work = re.findall(r"^```\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    for line in install.splitlines():
        done = run("/bin/bash", "-c", line, cwd=course, PIP_FORCE_REINSTALL="1")
        assert done.returncode == 0, done.stderr
    where, check, _hint = (line.partition("#")[0].strip() for line in work.splitlines())

    assert "grade check 01" in run("/bin/bash", "-c", where, cwd=course).stdout
    done = run("/bin/bash", "-c", check, cwd=course)
    assert done.returncode == 1, done.stderr
    assert "0 of 100 points" in done.stdout
    shutil.copy(ROOT / "solutions/01_activations/activations.py", course / "01_activations")
    assert run("/bin/bash", "-c", check, cwd=course).returncode == 0
    assert "02_losses" in run("/bin/bash", "-c", where, cwd=course).stdout
    assert "nothing was changed" in run("/bin/bash", "-c", ".venv/bin/grade update", cwd=course).stdout
