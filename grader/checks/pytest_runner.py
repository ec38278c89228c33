"""Let pytest collect and run an exercise's checks, isolated from whatever lies around.

The checks are items of one file; pytest orders, selects and reports them, and a callback runs each. No
conftest, ini file, plugin or environment variable of the student's or the machine's takes part.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from grader.checks.bank import PlannedCheck, load_checks
from grader.exercise import Exercise

UNUSED = (
    "python", "terminal", "cacheprovider", "capture", "logging", "junitxml", "pastebin", "doctest",
    "legacypath", "nose",
    "debugging", "faulthandler", "setuponly", "setupplan", "stepwise", "recwarn", "unraisableexception",
    "threadexception", "tmpdir", "monkeypatch", "pytester", "freeze_support", "subtests", "unittest",
)  # fmt: skip
_VARIABLES = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD")

RunCheck = Callable[[PlannedCheck], None]


class CheckItem(pytest.Item):
    """One check."""

    def __init__(self, *, planned: PlannedCheck, run: RunCheck, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.planned = planned
        self._run = run

    def runtest(self) -> None:
        """Run the check through the callback."""
        self._run(self.planned)


class CheckFile(pytest.File):
    """The checks of an exercise, found by its `checks.py`; those of `checks_*.py` beside it come along."""

    def __init__(self, *, exercise: Exercise, run: RunCheck, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._exercise = exercise
        self._run = run

    def collect(self) -> Iterator[CheckItem]:
        """Yield the declared checks, task by task."""
        for planned in load_checks(self._exercise):
            yield CheckItem.from_parent(self, name=planned.name, planned=planned, run=self._run)


class CheckPlugin:
    """Collects one exercise's checks and nothing else."""

    def __init__(self, exercise: Exercise, run: RunCheck, select: Callable[[PlannedCheck], bool]) -> None:
        self._exercise = exercise
        self._run = run
        self._select = select
        self.failures: list[str] = []

    @pytest.hookimpl
    def pytest_collect_file(self, file_path: Path, parent: Any) -> CheckFile | None:
        """Take `checks.py` of the exercise."""
        if file_path.name != "checks.py":
            return None
        return CheckFile.from_parent(parent, path=file_path, exercise=self._exercise, run=self._run)

    @pytest.hookimpl
    def pytest_collection_modifyitems(self, items: list[CheckItem]) -> None:
        """Keep the selected checks."""
        items[:] = [item for item in items if self._select(item.planned)]

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: Any) -> None:
        """Remember a failure of the kit's own: outcomes of students never come as exceptions here."""
        if report.failed:
            self.failures.append(str(report.longrepr))

    @pytest.hookimpl
    def pytest_collectreport(self, report: Any) -> None:
        """Remember checks that cannot even be imported."""
        if report.failed:
            self.failures.append(str(report.longrepr))


@contextmanager
def _isolated() -> Iterator[None]:
    """Hide pytest's environment variables, and load no plugins that happen to be installed."""
    before = {name: os.environ.pop(name, None) for name in _VARIABLES}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def run_with_pytest(exercise: Exercise, run: RunCheck, select: Callable[[PlannedCheck], bool]) -> list[str]:
    """Run the selected checks of an exercise; returns the kit's own failures (none when all is well)."""
    plugin = CheckPlugin(exercise, run, select)
    arguments = [
        str(exercise.folder / "checks.py"), "-c", os.devnull,
        f"--rootdir={exercise.folder}", f"--confcutdir={exercise.folder}",
        "--noconftest", "--import-mode=importlib", "--assert=plain",
    ]  # fmt: skip
    for name in UNUSED:
        arguments += ["-p", f"no:{name}"]
    with _isolated():
        code = pytest.main(arguments, plugins=[plugin])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) and not plugin.failures:
        plugin.failures.append(f"pytest ended with {code!r}")
    return plugin.failures
