"""Strict mode refuses before a byte of student code is read, not after it has run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.jail.endings import ChildEnded
from grader.jail.pool import Pool
from grader.jail.process import Child, Zygote
from grader.jail.remote import RemoteSession
from grader.submission import Submission

SOURCE = b"print('student code ran')\n"


def started(zygote: Zygote) -> tuple[Child, RemoteSession]:
    """Return a child to which a file that prints at import has been sent."""
    pool = Pool(zygote, Submission(path=Path("student.py"), file="student.py", source=SOURCE, helpers={}))
    return pool.take()


@pytest.fixture(params=[True, False], ids=["strict", "practice"])
def unproven(request: pytest.FixtureRequest) -> Iterator[tuple[bool, Zygote]]:
    """Give a zygote whose children cannot prove their confinement: there is no hidden path to try."""
    zygote = Zygote("numpy", forbidden=[Path("/nonexistent/bank")], strict=request.param)
    yield request.param, zygote
    zygote.close()


def test_a_child_without_a_layer_takes_no_code_in_strict_mode(unproven: tuple[bool, Zygote]) -> None:
    """In strict mode nothing of the file has run when the child leaves; in practice it runs, with a note."""
    strict, zygote = unproven
    child, session = started(zygote)
    if strict:
        with pytest.raises(ChildEnded):
            session.loaded()
        assert "ran" not in child.printed()
    else:
        session.loaded()
        assert session.load_printed == "student code ran\n"
    assert session.seal is not None
    assert session.seal.failed_probes
    child.close()


def test_an_accepted_layer_does_not_stop_a_strict_child() -> None:
    """What is accepted by name is accepted in the child as well."""
    probe = Zygote("numpy", forbidden=[Path("/nonexistent/bank")])
    child, session = started(probe)
    session.loaded()
    assert session.seal is not None
    names = [f"probe:{name}" for name in session.seal.failed_probes]
    child.close()
    probe.close()
    accepting = Zygote("numpy", forbidden=[Path("/nonexistent/bank")], strict=True, accepted=names)
    child, session = started(accepting)
    session.loaded()
    assert session.load_printed == "student code ran\n"
    child.close()
    accepting.close()
