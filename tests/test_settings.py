"""Course settings: read from dojo.toml, refused in words where they are none."""

from pathlib import Path

import pytest

from grader.errors import UsageProblem
from grader.settings import Settings, read_settings


def test_everything_is_on_without_a_file(tmp_path: Path) -> None:
    """A course without dojo.toml gives hints and diagnoses; so does no course at all."""
    assert read_settings(tmp_path) == Settings(hints=True, diagnosis=True)
    assert read_settings(None) == Settings()


def test_an_exam_turns_both_off(tmp_path: Path) -> None:
    """Both settings can be switched off."""
    (tmp_path / "dojo.toml").write_text("hints = false\ndiagnosis = false\n")
    assert read_settings(tmp_path) == Settings(hints=False, diagnosis=False)


@pytest.mark.parametrize("text", ["hint = false", "hints = 0", "hints = ", "diagnosis = 'no'"])
def test_what_is_no_setting_is_named(tmp_path: Path, text: str) -> None:
    """A misspelt setting in an exam's file must not pass silently."""
    (tmp_path / "dojo.toml").write_text(text)
    with pytest.raises(UsageProblem) as error:
        read_settings(tmp_path)
    assert "dojo.toml" in error.value.message
    assert error.value.next_step
