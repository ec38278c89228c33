"""The kit as a wheel, built from the checkout and nothing else."""

import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from grader.errors import UsageProblem
from grader.i18n import _


def build_wheel(root: Path) -> tuple[str, bytes]:
    """Return the name and the content of the wheel of a checkout; the same files make the same bytes."""
    if not (root / "pyproject.toml").is_file():
        raise UsageProblem(
            _("{folder} is no checkout of the kit, so nothing can be released from it.", folder=root),
            next_step=_("Run this in a clone of the repository, or give --root before the command."),
        )
    if find_spec("hatchling") is None:
        raise UsageProblem(
            _("hatchling, which builds the wheel, is not installed."),
            next_step="pip install -c constraints.txt -e '.[dev]'",
        )
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603  (this interpreter, and a package that the kit names)
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
            cwd=root, env=_environment(), capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        wheels = sorted(Path(folder).glob("*.whl"))
        if done.returncode != 0 or len(wheels) != 1:
            last = (done.stderr or done.stdout).strip().splitlines()[-1:] or [""]
            raise UsageProblem(
                _("The wheel cannot be built: {reason}", reason=last[0]),
                next_step=_("See all of it: cd {folder}; python -m hatchling build -t wheel", folder=root),
            )
        return wheels[0].name, wheels[0].read_bytes()


def _environment() -> dict[str, str]:
    """Return this environment without the moment that a build could be dated with, so that every build has one date."""
    return {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
