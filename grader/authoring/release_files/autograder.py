"""Grade one submission of Classroom 50: the student's checkout is the working folder, ./result.json comes out.

The runner calls this with its own Python. An exit code other than 0 means that nothing was graded.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(os.environ.get("CLASSROOM50_BUNDLE_DIR") or Path(__file__).resolve().parent)
sys.path.insert(0, str(HERE))

import handin  # type: ignore[import-not-found]  # noqa: E402  (found only now)

RESULT = "result.json"


def main() -> int:
    """Install the kit of this folder, grade the checkout, and put the result where the runner looks for it."""
    if sys.version_info < (3, 11):  # noqa: UP036  (the runner's Python is whatever the assignment asks for)
        print("The kit needs Python 3.11 or newer. Next: set the assignment's Python in its runtime block.")
        return 1
    checkout = Path.cwd()
    # A student's own result.json is never taken for the grader's.
    (checkout / RESULT).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=os.environ.get("RUNNER_TEMP") or None) as folder:
        work = Path(folder)
        command = install(work)
        os.environ["GIT_DIR"] = str(checkout / ".git")  # the grader asks it when this was committed
        # One line a file: the log of a workflow obeys lines that begin with two colons, also a student's.
        code = handin.grade(command, checkout, work, "--quiet", "-o", f"classroom50={work / RESULT}")
        if code in handin.GRADED and (work / RESULT).is_file():
            (checkout / RESULT).write_bytes((work / RESULT).read_bytes())
            return 0
    print(
        f"The grader ended with exit code {code}, and no points were recorded. This is not the student's mistake."
    )
    return 1


def install(work: Path) -> Path:
    """Make a virtual environment with the pinned kit and return its `grade`.

    It is made outside the checkout and with -I, so that no file of the student's is imported on the way.
    """
    subprocess.run([sys.executable, "-I", "-m", "venv", str(work / "venv")], cwd=work, check=True)
    scripts = work / "venv" / ("Scripts" if os.name == "nt" else "bin")
    options = ["--quiet", "--no-input", "--disable-pip-version-check"]
    requirements = ["-r", str(HERE / "requirements.txt")]
    subprocess.run(
        [str(scripts / "python"), "-I", "-m", "pip", "install", *options, *requirements], cwd=HERE, check=True
    )
    return scripts / "grade"


if __name__ == "__main__":
    sys.exit(main())
