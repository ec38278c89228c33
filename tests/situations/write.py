"""Run `grade check` on every situation as a student would, and write what it prints as the expected output."""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def situations() -> list[Path]:
    """Return the folders of all situations."""
    return sorted(path.parent for path in HERE.glob("*/situation.toml"))


def run(folder: Path) -> tuple[str, int]:
    """Return what `grade check` prints about a situation, and its exit code."""
    table = tomllib.loads((folder / "situation.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as place:
        handed_in = folder / f"{table['file']}.txt"
        if handed_in.is_file():
            shutil.copy(handed_in, Path(place) / table["file"])
        for beside in (folder / "beside").glob("*"):
            shutil.copy(beside, place)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": place,
            "COLUMNS": "80",
            "NO_COLOR": "1",
            "LANG": "C.UTF-8",
        }
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"} | table.get("environment", {})
        done = subprocess.run(
            [sys.executable, "-P", "-m", "grader", "check", table["file"], *table.get("options", [])],
            cwd=place, env=environment, capture_output=True, timeout=120, check=False,
        )  # fmt: skip
    return (done.stdout + done.stderr).decode("utf-8"), done.returncode


def main(names: list[str]) -> None:
    """Write the expected output of the named situations, or of all."""
    for folder in situations():
        if not names or folder.name in names:
            text, code = run(folder)
            (folder / "expected.txt").write_text(text, encoding="utf-8")
            (folder / "exit_code").write_text(f"{code}\n", encoding="utf-8")
            print(code, folder.name)


if __name__ == "__main__":
    main(sys.argv[1:])
