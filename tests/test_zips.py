"""Archives depend on what is in them and on nothing else."""

import io
import zipfile

from grader.zips import zip_of

MEMBERS = {"b/run": b"#!/bin/sh\n", "a.txt": b"text", "b/ü.py": b""}


def test_the_order_of_the_members_does_not_matter():
    """The same files in another order make the same bytes, sorted by name."""
    forwards = zip_of(MEMBERS, ["b/run"])
    assert zip_of(dict(reversed(MEMBERS.items())), ["b/run"]) == forwards
    assert zipfile.ZipFile(io.BytesIO(forwards)).namelist() == sorted(MEMBERS)


def test_only_programs_may_be_executed():
    """Modes are set for Unix, whatever system writes the archive; contents come back as they were."""
    archive = zipfile.ZipFile(io.BytesIO(zip_of(MEMBERS, ["b/run"])))
    modes = {info.filename: (info.create_system, info.external_attr >> 16) for info in archive.infolist()}
    assert modes == {"a.txt": (3, 0o100644), "b/run": (3, 0o100755), "b/ü.py": (3, 0o100644)}
    assert {name: archive.read(name) for name in MEMBERS} == MEMBERS
