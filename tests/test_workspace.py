"""The `.dojo` folder: found from below, versioned, atomic, and tolerant of what it cannot read or write."""

import json
from dataclasses import replace

import pytest

from grader.progress import Record, TaskRecord
from grader.workspace import Workspace, find_workspace, write_atomically

RECORD = Record(
    earned=7,
    points=10,
    best=9,
    checked=3,
    passed_at="2026-11-21T10:00:00+0900",
    last_at="2026-11-22T10:00:00+0900",
    seed="s",
    kit="0.1.0",
    tasks={"one": TaskRecord(earned=5, points=5, outcome="passed")},
    first_task="Two",
    diagnosis="swapped",
    diagnosis_hint="Swap.",
    hint_levels={"one": 2},
)


@pytest.fixture
def workspace(tmp_path):
    """Make an empty workspace."""
    (tmp_path / ".dojo").mkdir()
    return Workspace(tmp_path)


def test_what_is_kept_is_read_back(workspace):
    """A record survives the round trip whole."""
    assert workspace.keep("01_alpha", RECORD)
    assert workspace.record("01_alpha") == RECORD
    assert workspace.record("02_beta") == Record()
    assert workspace.notices == []


def test_is_found_from_any_folder_below(workspace, tmp_path):
    """The nearest course folder above counts."""
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    found = find_workspace(below)
    assert found is not None
    assert found.root == tmp_path


def test_there_may_be_none(tmp_path):
    """No `.dojo` anywhere above is no error."""
    assert find_workspace(tmp_path) is None


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"null", b'{"format": 1}', b'{"format": "x"}', b"\xff\xfe\x00", b'{"format": 0}',
     json.dumps({"format": 1, "earned": [], "points": {}}).encode()],
)  # fmt: skip
def test_damage_is_moved_aside_and_told(workspace, damage):
    """Whatever a damaged file holds, it is kept under another name and a new one can be written."""
    path = workspace.folder / "progress" / "01_alpha.json"
    path.parent.mkdir()
    path.write_bytes(damage)
    assert workspace.record("01_alpha") == Record()
    (aside,) = path.parent.iterdir()
    assert aside.read_bytes() == damage
    assert aside.name in workspace.notices[0]
    assert workspace.keep("01_alpha", RECORD)
    assert workspace.record("01_alpha") == RECORD


def test_a_newer_format_is_left_alone(workspace):
    """A file of a newer kit is neither read nor overwritten."""
    path = workspace.folder / "progress" / "01_alpha.json"
    path.parent.mkdir()
    path.write_text('{"format": 99}')
    assert workspace.record("01_alpha") == Record()
    assert not workspace.keep("01_alpha", RECORD)
    assert path.read_text() == '{"format": 99}'
    assert any("newer version" in notice for notice in workspace.notices)


def test_an_unwritable_folder_is_tolerated(workspace):
    """Where nothing can be written, `keep` says so and nothing is raised."""
    (workspace.folder / "progress").write_text("a file in the way of the folder")
    assert not workspace.keep("01_alpha", RECORD)
    assert "Progress is not kept" in workspace.notices[0]


def test_an_interrupted_write_leaves_the_old_content(tmp_path, monkeypatch):
    """Whatever happens while writing, the old file stays whole and no rest is left."""
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.workspace.os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_later_record_replaces_the_earlier(workspace):
    """Writing twice keeps the second."""
    workspace.keep("01_alpha", RECORD)
    workspace.keep("01_alpha", replace(RECORD, checked=4))
    assert workspace.record("01_alpha").checked == 4
