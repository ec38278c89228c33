"""Fail when a wheel lacks what students need, or holds what they must not get: solutions, hidden checks."""

import sys
import zipfile
from pathlib import Path

NEVER_FOLDERS = {"solutions", "wrong", "tests", "bench", "__pycache__"}
NEVER_FILES = {"checks_hidden.py"}

wheel = Path(sys.argv[1])
names = zipfile.ZipFile(wheel).namelist()
exercises = sorted(path.name for path in Path("exercises").iterdir() if path.is_dir())

wanted = [f"grader/_exercises/{name}/README.md" for name in exercises]
wanted += [f"grader/_pictures/{name}.png" for name in exercises]
wanted += [f"grader/_{path.as_posix()}" for path in Path().glob("exercises/*/*.ipynb")]
wanted += [f"grader/bank/{name}/{file}" for name in exercises for file in ("exercise.toml", "checks.py")]
wanted += [f"grader/locale/{path.name}/LC_MESSAGES/grade.mo" for path in Path("grader/locale").iterdir()]
lacking = [name for name in wanted if name not in names]
banned = [name for name in names if NEVER_FOLDERS & set(name.split("/")) or Path(name).name in NEVER_FILES]

print(f"{wheel.name}: {len(names)} files, {wheel.stat().st_size / 1024:.0f} KiB, {len(exercises)} exercises")
if lacking or banned:
    sys.exit(f"lacking: {lacking}\nbanned: {banned}")
