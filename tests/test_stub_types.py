"""An editor's type checker is quiet on what students open: no red line before the first line is written."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mypy")
ROOT = Path(__file__).parent.parent
TREES = ("exercises", "solutions")


def check_types(*files, cache):
    """Run mypy as an editor would, without the project's strict settings; return its exit code and its words."""
    command = [sys.executable, "-m", "mypy", "--config-file=", "--cache-dir", str(cache), *map(str, files)]
    done = subprocess.run(command, cwd=cache, capture_output=True, text=True, timeout=600, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Return a folder where one run of mypy leaves what it learnt about NumPy and PyTorch for the next."""
    return tmp_path_factory.mktemp("mypy")


@pytest.mark.slow
@pytest.mark.parametrize("tree", TREES)
def test_type_checkers_are_quiet(tree, cache):
    """Mypy finds nothing in any stub, and nothing in any solution."""
    files = sorted((ROOT / tree).glob("*/*.py"))
    assert len(files) >= 8
    try:
        import torch  # noqa: F401  (found or not, it decides what can be checked)
    except ImportError:
        files = [file for file in files if "torch" not in file.read_text(encoding="utf-8")]
    code, told = check_types(*files, cache=cache)
    assert code == 0, told


def test_a_wrong_type_is_found(tmp_path):
    """The checker would have said something: a stub whose annotation is wrong is not quiet."""
    stub = tmp_path / "stub.py"
    stub.write_text("def f(x: int) -> str:\n    return x\n")
    code, told = check_types(stub, cache=tmp_path)
    assert code != 0
    assert "Incompatible return value" in told
