"""The child's environment is the one that the kit names, and nothing of whoever grades."""

from typing import Any

import pytest

from grader.jail.launch import ENVIRONMENT
from grader.jail.process import Zygote
from tests.conftest import Wall

LOOK = """
    import os
    at_import = dict(os.environ)
    def environment(): return at_import
    def as_the_c_library_has_it():
        import ctypes
        libc = ctypes.CDLL(None)
        libc.getenv.restype = ctypes.c_char_p
        secrets = ("DOJO_TOKEN", "PYTHONPATH", "SSH_AUTH_SOCK", "GITHUB_TOKEN")
        return [name for name in secrets if libc.getenv(name.encode())]
"""


def test_environment_is_exactly_the_jails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing more and nothing less, whatever the environment of the grader holds."""
    for name in ("DOJO_TOKEN", "PYTHONPATH", "SSH_AUTH_SOCK", "GITHUB_TOKEN", "OMP_NUM_THREADS"):
        monkeypatch.setenv(name, "64")
    zygote = Zygote("numpy")
    wall = Wall(zygote)
    try:
        student: Any = wall.student(LOOK)
        assert student.environment() == ENVIRONMENT
        assert student.as_the_c_library_has_it() == []
    finally:
        wall.close()
        zygote.close()
