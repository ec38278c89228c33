"""The project's own files agree with each other: pins, ranges, README's two commands, the build script."""

import os
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"].values()
REQUIREMENTS = [*PROJECT["dependencies"], *(text for extra in EXTRAS for text in extra)]


def pins():
    """Return the pinned version of every package in constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [
        re.fullmatch(r"([a-z0-9.-]+)==([^ ;]+)( ;.*)?", line) for line in lines if not line.startswith("#")
    ]
    assert all(found)
    return {match[1]: match[2] for match in found if match}


@pytest.mark.parametrize("text", REQUIREMENTS)
def test_every_requirement_is_pinned_within_its_range(text):
    """What pyproject.toml asks for, constraints.txt fixes."""
    requirement = Requirement(text)
    assert requirement.specifier.contains(pins()[requirement.name])


def test_two_commands_for_a_fresh_machine():
    """README gives exactly two, each on one line; the build script runs the second as it stands."""
    commands = re.findall(
        r"^python3 -m venv .*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(commands) == 2
    shown = re.findall(r"(?:solutions|exercises)/\S+\.py", commands[0])
    assert len(shown) == 2
    assert all((ROOT / path).is_file() for path in shown)
    assert "pytest" in commands[1]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_wheel_never_holds_solutions():
    """The wheel is made of the package, the exercises, their pictures, and of nothing else."""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"][
        "targets"
    ]["wheel"]
    included = {
        "exercises": "grader/_exercises",
        "docs/pictures": "grader/_pictures",
    }
    assert wheel == {"packages": ["grader"], "force-include": included}
