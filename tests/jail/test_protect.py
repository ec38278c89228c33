"""The trusted process is closed to others of the same user."""

import os
from pathlib import Path

import pytest

from grader.jail.child import kernel
from grader.jail.protect import protect_trusted_side
from tests.jail.child.sealing import NOBODY, Jail, linux_only


@linux_only
@pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="needs root to become an ordinary user")
def test_memory_is_closed_to_the_same_user() -> None:
    """A second process of an ordinary user reads the first one's environment before, and not after."""

    def try_parent(protected: bool) -> bool:
        if protected:
            assert protect_trusted_side()
        victim = os.getpid()
        reading, writing = os.pipe()
        if os.fork() == 0:
            kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
            try:
                Path(f"/proc/{victim}/environ").read_bytes()
                os.write(writing, b"open")
            finally:
                os._exit(0)
        os.close(writing)
        return os.read(reading, 4) == b"open"

    def jail(protected: bool) -> object:
        def act() -> bool:
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
            return try_parent(protected)

        return Jail(sealed=False).run(act).value

    assert jail(protected=False) is True
    assert jail(protected=True) is False


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    """On other systems it is harmless and says that nothing holds."""
    monkeypatch.setattr(kernel, "SUPPORTED", False)
    kernel._libc.cache_clear()
    try:
        assert protect_trusted_side() is False
    finally:
        kernel._libc.cache_clear()
