"""A course's own settings: `dojo.toml` beside the exercises, written by whoever gives the course.

    hints = false        # `grade hint` gives none
    diagnosis = false    # scorecards name no misconception

Both are on where the file or the line is missing. For an exam, hand out a course folder with both off; the
authoritative run has the same settings on its own side (docs/start-instructor.md).
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageProblem
from grader.i18n import _

FILE = "dojo.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a course allows."""

    hints: bool = True
    diagnosis: bool = True


def read_settings(root: Path | None) -> Settings:
    """Return the settings of a course folder; UsageProblem names the line that is not one."""
    path = root / FILE if root is not None else None
    if path is None or not path.is_file():
        return Settings()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageProblem(f"{path}: {error}", next_step=_("Correct or remove this file.")) from error
    for name, value in table.items():
        if name not in Settings.__dataclass_fields__ or not isinstance(value, bool):
            known = _(" and ").join(Settings.__dataclass_fields__)
            raise UsageProblem(
                _("{path}: {name} = {value!r} is no setting.", path=path, name=name, value=value),
                next_step=_("{known} are true or false.", known=known),
            )
    return Settings(**table)
