"""Intake: every common shape of hand-in, every oddity by its name, and never a step outside the archive."""

import io
import json
import os
import random
import stat
import struct
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from grader import __version__
from grader.classroom.handin import Oddity
from grader.classroom.intake import find_handins
from grader.classroom.people import on_roster, read_roster
from grader.errors import NothingToGrade
from grader.exercise import Exercise, Task

TASK = Task(name="f", kind="function", parameters=("x",), summary="")


def exercise(name="03_backprop", file="backprop.py"):
    """Return an exercise by its name and file."""
    return Exercise(name=name, title="", title_ja="", file=file, folder=Path(name), tasks=(TASK,))


BACKPROP = exercise()
LOSSES = exercise("02_losses", "losses.py")


def take(root, *exercises):
    """Return what intake finds, by person and exercise."""
    return {(h.person.id, h.exercise): h for h in find_handins(root, exercises or (BACKPROP,))}


def one(root, person="jane"):
    """Return the only exercise's hand-in of a person."""
    return take(root)[person, "03_backprop"]


def zipped(members, *, compression=zipfile.ZIP_DEFLATED):
    """Return a zip archive of (name, bytes) pairs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(*members, mode="w:gz"):
    """Return a tar archive of TarInfo or (name, bytes) pairs."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for member in members:
            info, data = (
                (member, b"")
                if isinstance(member, tarfile.TarInfo)
                else (tarfile.TarInfo(member[0]), member[1])
            )
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def special(name, kind, target=""):
    """Return a tar member that is no file."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def headers(kind, data, times=1):
    """Return a tar that begins with extended headers of this content."""
    info = tarfile.TarInfo("x")
    info.size, info.type = len(data), kind
    return (info.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512)) * times + bytes(1024)


def table_of(entries):
    """Return a zip that is nothing but a table of contents, all for the same member."""
    entry = (
        struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
        + b"a"
    )
    ending = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(entry) * entries, 0, 0)
    return entry * entries + ending


@pytest.fixture
def root(tmp_path):
    """Return an empty folder of hand-ins with a function that puts files into it."""
    folder = tmp_path / "handins"
    folder.mkdir()
    return folder


def put(root, path, data=b"x = 1\n", time=None):
    """Write one file of a hand-in."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    if time is not None:
        os.utime(place, (time, time))


# -- shapes ----------------------------------------------------------------------------------------


def test_folders_single_files_and_archives(root):
    """A folder, a named file and an archive are one student each."""
    put(root, "ann/work/backprop.py", b"a")
    put(root, "ben_backprop.py", b"b")
    put(root, "backprop-cyd.py", b"c")
    put(root, "dan.py", b"d")
    put(root, "eve.zip", zipped([("x/backprop.py", b"e")]))
    put(root, "fay.dojo.zip", zipped([("backprop.py", b"f")]))
    put(root, "gil.tar.gz", tarred(("./backprop.py", b"g")))
    put(root, "hal/all.zip", zipped([("again.tar", tarred(("backprop.py", b"h"), mode="w"))]))
    found = {person: handin.source for (person, _), handin in take(root).items()}
    assert found == {
        name: name[0].encode() for name in ("ann", "ben", "cyd", "dan", "eve", "fay", "gil", "hal")
    }


def test_two_exercises(root):
    """With several exercises each is its own hand-in; one that is left out is named."""
    put(root, "ann/backprop.py", b"a")
    put(root, "ann/losses.py", b"l")
    put(root, "ben/losses.py", b"l")
    found = take(root, BACKPROP, LOSSES)
    assert found["ann", "02_losses"].source == b"l"
    assert found["ben", "03_backprop"].oddity is Oddity.NOTHING


def test_canvas_export(root):
    """Canvas's flat names give the user's id, the late mark and the file's own name."""
    put(root, "doejane_LATE_111_9001_backprop-2.py", b"j")
    put(root, "roeric_222_9002_backprop.py", b"r")
    found = take(root)
    assert (found["111", "03_backprop"].source, found["111", "03_backprop"].late) == (b"j", True)
    assert (found["222", "03_backprop"].source, found["222", "03_backprop"].late) == (b"r", False)


@pytest.mark.parametrize("packed", [False, True])
def test_moodle_export(root, packed):
    """Moodle's folders give the participant's number, unpacked or as the zip that was downloaded."""
    members = [
        ("Jane Doe_4242_assignsubmission_file_/backprop.py", b"j"),
        ("Ric Roe_77_assignsubmission_file_/x.py", b"r"),
    ]
    if packed:
        put(root, "export.zip", zipped(members))
        root = root / "export.zip"
    else:
        for name, data in members:
            put(root, name, data)
    found = take(root)
    assert {key[0]: handin.source for key, handin in found.items()} == {"4242": b"j", "77": b"r"}
    assert found["4242", "03_backprop"].person.name == "Jane Doe"


def test_gradescope_export(root):
    """Gradescope's metadata names the submitters, a group's members each, and the time."""
    metadata = (
        "---\nsubmission_1:\n  :submitters:\n  - :name: Jane Doe\n    :sid: '0042'\n    :email: jane@x.edu\n"
        "  - :name: Ric Roe\n    :sid: '0043'\n    :email: ric@x.edu\n  :created_at: 2026-05-01 10:00:00 Z\n"
        "  :history:\n  - :id: 5\n    :created_at: 2026-04-01 10:00:00 Z\n"
        "submission_2:\n  :submitters:\n  - :name: Sue\n    :sid: \n    :email: sue@x.edu\n"
    )
    put(root, "assignment_export/submission_metadata.yml", metadata.encode())
    put(root, "assignment_export/submission_1/backprop.py", b"j")
    put(root, "assignment_export/submission_2/backprop.py", b"s")
    found = take(root)
    assert {key[0] for key in found} == {"0042", "0043", "sue@x.edu"}
    assert found["0042", "03_backprop"].handed_in == "2026-05-01 10:00:00 Z"


def test_git_clone(root, tmp_path):
    """A clone's own store is not searched; its folder ends with the account's name."""
    put(root, "homework-jane-doe/backprop.py", b"j")
    put(root, "homework-jane-doe/.git/backprop.py", b"old")
    put(tmp_path, "roster.csv", b"id,name,github\n7,Jane Doe,jane-doe\n")
    roster = read_roster(tmp_path / "roster.csv")
    (handin,) = on_roster(find_handins(root, [BACKPROP]), roster, ["03_backprop"])
    assert (handin.person.id, handin.source) == ("7", b"j")


def test_notebook(root):
    """Code cells come in order; magic lines and cells of another language are comments."""
    cells = [
        {"cell_type": "markdown", "source": "no"},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "a = 1\n"]},
        {"cell_type": "code", "source": "%%bash\nrm x"},
        {"cell_type": "code", "source": "b = 2"},
    ]
    put(root, "jane/backprop.ipynb", json.dumps({"cells": cells}).encode())
    space = {}
    exec(compile(one(root).source, "x", "exec"), space)
    assert (space["a"], space["b"]) == (1, 2)


def test_latest_attempt_wins(root):
    """An attempt's number counts before its time, and its time before its place."""
    put(root, "jane/attempt_1/backprop.py", b"1", time=3000)
    put(root, "jane/attempt_12/backprop.py", b"12", time=1000)
    put(root, "jane/attempt_9/backprop.py", b"9", time=2000)
    put(root, "ric/backprop.py", b"old", time=1000)
    put(root, "ric/new/backprop.py", b"new", time=2000)
    put(root, "sue/backprop (1).py", b"second", time=1000)
    put(root, "sue/backprop.py", b"first", time=2000)
    assert [one(root, name).source for name in ("jane", "ric", "sue")] == [b"12", b"new", b"second"]


@pytest.mark.parametrize(
    ("manifest", "remark"),
    [
        ({"kit": __version__, "files": {}}, ""),
        ({"kit": "0.0.1", "files": {}}, f"packed with kit 0.0.1, this is {__version__}"),
        ({"kit": __version__, "files": {"03_backprop/backprop.py": "0" * 64}}, "changed after packing"),
        ({"kit": "<script>" * 99, "files": {}}, ""),
        ({"kit": 3}, ""),
        ([], ""),
    ],
)
def test_what_the_manifest_of_a_pack_says(root, manifest, remark):
    """Another kit and a change after packing are remarks; a manifest that is none says nothing."""
    members = [("03_backprop/backprop.py", b"x = 1\n"), ("dojo.json", json.dumps(manifest).encode())]
    (root / "jane.dojo.zip").write_bytes(zipped(members))
    found = one(root)
    assert (found.source, found.remark) == (b"x = 1\n", remark)


def test_the_only_python_file_is_taken(root):
    """A lone file under another name is graded, and the record says so."""
    put(root, "jane/my work.py", b"j")
    put(root, "jane/notes.txt", b"")
    assert one(root).source == b"j"
    assert "taken from my work.py" in one(root).remark


def test_roster(root, tmp_path):
    """People who handed in nothing are listed, strangers are remarked on, ids are the roster's."""
    put(root, "roeric_222_9002_backprop.py", b"r")
    put(root, "x_999_9002_backprop.py", b"x")
    put(
        tmp_path,
        "gradebook.csv",
        b'Student,ID,SIS User ID,Section,HW (5)\nPoints Possible,,,,10\n"Roe, Ric",222,s1,A,\n"Doe, Jane",111,s2,A,\n',
    )
    found = {
        h.person.id: h
        for h in on_roster(
            find_handins(root, [BACKPROP]), read_roster(tmp_path / "gradebook.csv"), ["03_backprop"]
        )
    }
    assert found["111"].oddity is Oddity.NOTHING
    assert found["222"].person.name == "Roe, Ric"
    assert "not on the roster" in found["999"].remark


# -- oddities --------------------------------------------------------------------------------------

# 24 MiB, and so below every limit of one archive.
BOMB = tarred(("a.ipynb", random.Random(1).randbytes(20 << 10) * 1_200))
ODD_ARCHIVES = {
    "absolute": (zipped([("/etc/backprop.py", b"")]), Oddity.UNSAFE_NAME),
    "dots": (zipped([("a/../../backprop.py", b"")]), Oddity.UNSAFE_NAME),
    "backslash": (zipped([("..\\backprop.py", b"")]), Oddity.UNSAFE_NAME),
    "drive": (zipped([("C:backprop.py", b"")]), Oddity.UNSAFE_NAME),
    "control": (zipped([("back\x1bprop.py", b"")]), Oddity.UNSAFE_NAME),
    "case": (zipped([("backprop.py", b"1"), ("Backprop.py", b"2")]), Oddity.DUPLICATE),
    "many": (zipped([(f"{n}.txt", b"") for n in range(2001)]), Oddity.TOO_MANY),
    "bomb": (zipped([("backprop.py", b"1"), ("zeros.bin", bytes(30 << 20))]), Oddity.EXPANDS),
    "large": (zipped([("backprop.py", random.Random(1).randbytes(600 << 10))]), Oddity.TOO_LARGE),
    "nested": (zipped([("a.zip", zipped([("b.zip", zipped([("backprop.py", b"")]))]))]), Oddity.NESTED),
    "cut": (zipped([("backprop.py", b"x" * 99)])[:-40], Oddity.DAMAGED),
    "text": (b"this is no archive", Oddity.DAMAGED),
    "tar dots": (tarred(("../backprop.py", b"")), Oddity.UNSAFE_NAME),
    "tar link out": (tarred(special("a/backprop.py", tarfile.SYMTYPE, "../../secret")), Oddity.UNSAFE_LINK),
    "tar hard link out": (tarred(special("backprop.py", tarfile.LNKTYPE, "/etc/passwd")), Oddity.UNSAFE_LINK),
    "tar link inside": (tarred(special("backprop.py", tarfile.SYMTYPE, "other.py")), Oddity.LINK),
    "tar device": (tarred(special("backprop.py", tarfile.CHRTYPE)), Oddity.NOT_A_FILE),
    "tar pipe": (tarred(special("backprop.py", tarfile.FIFOTYPE)), Oddity.NOT_A_FILE),
    "tar bomb": (tarred(("zeros.bin", bytes(60 << 20))), Oddity.EXPANDS),
    "tar slow header": (headers(tarfile.XHDTYPE, b"1" * 1_000_000), Oddity.DAMAGED),
    "tar chain": (headers(tarfile.XHDTYPE, b"6 a=b\n", 3_000), Oddity.DAMAGED),
    "tar chain of names": (headers(tarfile.GNUTYPE_LONGNAME, b"name", 3_000), Oddity.DAMAGED),
    "tar large headers": (headers(tarfile.XHDTYPE, b"8000 a=".ljust(7_999, b"x") + b"\n", 200), Oddity.DAMAGED),
    "table": (table_of(300_000), Oddity.TOO_MANY),
    "archives": (zipped([(f"{n}.zip", zipped([("a.txt", b"")])) for n in range(21)]), Oddity.TOO_MANY),
    "bombs": (zipped([(f"{n}.tgz", BOMB) for n in range(12)]), Oddity.EXPANDS),
    "empty": (zipped([]), Oddity.NOT_FOUND),
    "other": (zipped([("a.py", b""), ("b.py", b"")]), Oddity.NOT_FOUND),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD_ARCHIVES)
def test_odd_archives(root, name):
    """Each oddity has its name, and the next student is not touched by it."""
    data, oddity = ODD_ARCHIVES[name]
    put(root, f"jane.{'tar.gz' if name.startswith('tar') else 'zip'}", data)
    put(root, "zoe.zip", zipped([("backprop.py", b"z")]))
    before = sorted(path.name for path in root.parent.rglob("*"))
    started = time.process_time()
    assert one(root).oddity is oddity
    assert time.process_time() - started < 15
    assert one(root, "zoe").source == b"z"
    assert sorted(path.name for path in root.parent.rglob("*")) == before


def test_zip_with_a_link(root):
    """A link in a zip archive is told by its mode, and refused where it leads out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("backprop.py")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "../../etc/passwd")
    put(root, "jane.zip", buffer.getvalue())
    assert one(root).oddity is Oddity.UNSAFE_LINK


def test_encrypted_zip(root):
    """A password is an oddity of its own."""
    data = bytearray(zipped([("backprop.py", b"x")], compression=zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    put(root, "jane.zip", bytes(data))
    assert one(root).oddity is Oddity.ENCRYPTED


def test_odd_files(root):
    """Links, pipes, huge files, broken notebooks, two files of one age: each by its name."""
    (root / "ann").mkdir()
    (root / "ann" / "backprop.py").symlink_to("/etc/passwd")
    (root / "ben").mkdir()
    os.mkfifo(root / "ben" / "backprop.py")
    put(root, "cyd/backprop.py", b"#" * (600 << 10))
    put(root, "dan/backprop.ipynb", b"{")
    put(root, "eve/a/backprop.py", b"1", time=1000)
    put(root, "eve/b/backprop.py", b"2", time=1000)
    (root / "fay").mkdir()
    found = {key[0]: handin.oddity for key, handin in take(root).items()}
    assert found == {
        "ann": Oddity.LINK, "ben": Oddity.NOT_A_FILE, "cyd": Oddity.TOO_LARGE, "dan": Oddity.NOTEBOOK,
        "eve": Oddity.SEVERAL, "fay": Oddity.NOT_FOUND,
    }  # fmt: skip


def test_linked_folders_are_not_entered(root, tmp_path):
    """A link to a folder is no place to find a file in."""
    put(tmp_path, "secret/backprop.py", b"secret")
    put(root, "jane/readme.txt")
    (root / "jane" / "more").symlink_to(tmp_path / "secret")
    (root / "mallory").symlink_to(tmp_path / "secret")
    assert {key[0]: h.oddity for key, h in take(root).items()} == {"jane": Oddity.NOT_FOUND}


@pytest.mark.parametrize("seed", range(60))
def test_damaged_bytes_never_escape(root, seed):
    """An archive with bytes changed at random gives a hand-in or an oddity, never an exception."""
    chance = random.Random(seed)
    data = bytearray(
        zipped([("backprop.py", b"x" * 500)]) if seed % 2 else tarred(("backprop.py", b"x" * 500))
    )
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    put(root, "jane.zip" if seed % 2 else "jane.tgz", bytes(data))
    assert one(root).oddity is not None or one(root).source


def test_no_such_folder(tmp_path):
    """Nothing to read is said at once."""
    with pytest.raises(NothingToGrade):
        take(tmp_path / "none")
