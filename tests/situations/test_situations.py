"""What a student sees and gets for every odd file: the golden output and the exit code of each situation."""

from pathlib import Path

import pytest

from tests.situations.write import run, situations


@pytest.mark.parametrize("folder", situations(), ids=lambda folder: folder.name)
def test_situation(folder: Path) -> None:
    """The program says exactly what it is expected to say, and exits as it should."""
    text, code = run(folder)
    assert text == (folder / "expected.txt").read_text(encoding="utf-8")
    assert code == int((folder / "exit_code").read_text(encoding="utf-8"))
    assert "Traceback" not in text
