"""What tests of releases share: the bundles, made once; a Python whose virtual environments need no registry."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from grader.authoring.release import bundles
from grader.authoring.tree import checkout

# A python3 that does what it is told, and lets each virtual environment that it makes see the packages that these
# tests run with. So the scripts under test run as they are, and pip has nothing to fetch.
_PYTHON = """#!/bin/bash
{python} "$@" || exit
case " $* " in
*" -m venv "*)
    for last; do :; done
    for packages in "$last"/lib/python*/site-packages; do echo {packages} > "$packages/of_the_tests.pth"; done
esac
"""
# pip takes nothing from anywhere, and puts the wheel there even where an installed kit of the same version is seen.
NO_REGISTRY = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1"}


@pytest.fixture(scope="session")
def made():
    """Return the bundles of all exercises by the last word of their names."""
    return {
        bundle.name.rpartition("-")[2]: bundle for bundle in bundles(checkout(), checkout().exercises(), [])
    }


@pytest.fixture
def open_folder():
    """Return a new folder that every user may read, because root runs students' code as somebody else."""
    folder = Path(tempfile.mkdtemp(prefix="dojo-release-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def programs(open_folder):
    """Return a PATH folder with `python` and `python3` that make virtual environments without a registry."""
    packages = Path(np.__file__).parent.parent
    folder = open_folder / "programs"
    folder.mkdir()
    for name in ("python", "python3"):
        (folder / name).write_text(_PYTHON.format(python=sys.executable, packages=packages))
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def run(programs, open_folder):
    """Return a function that runs a program with an environment of its own, as a service would."""

    def call(*command, cwd, **environment):
        base = {
            "PATH": f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin",
            "HOME": str(open_folder),
            "LANG": "C.UTF-8",
        }
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        return subprocess.run(
            [str(part) for part in command], cwd=cwd, env={**base, **threads, **NO_REGISTRY, **environment},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    return call


@pytest.fixture
def unpack():
    """Return a function that writes a bundle's members into a folder, as unzipping does, and returns the folder."""

    def call(bundle, folder):
        for name, data in bundle.members.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            place.chmod(0o755 if name in bundle.programs else 0o644)
        return folder

    return call
