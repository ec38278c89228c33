"""When files are looked at: told by the system, or again and again, and what the student is told of it."""

import threading

import pytest

from grader.watch import events
from grader.watch.events import Events, why_polling


@pytest.fixture(autouse=True)
def library(monkeypatch):
    """Let the library be installed, whether it is or not."""
    monkeypatch.setattr(events, "find_spec", lambda name: name)


@pytest.fixture
def mounts(tmp_path, monkeypatch):
    """Make the system say which file systems there are."""

    def say(*lines):
        table = tmp_path / "mounts"
        table.write_text("".join(f"{line}\n" for line in lines))
        monkeypatch.setattr(events, "_MOUNTS", table)

    return say


def test_told_by_the_system_there_is_nothing_to_say(mounts, tmp_path):
    """On an ordinary disk with the library there is no polling."""
    mounts("/dev/sda / ext4 rw 0 0")
    assert why_polling([tmp_path], poll=False) == ""


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p", "fuse.sshfs", "drvfs"])
def test_silent_file_systems_are_polled_and_named(mounts, tmp_path, kind):
    """Network file systems and Windows's disks in WSL: the nearest mount decides."""
    mounts("/dev/sda / ext4 rw 0 0", f"server {tmp_path} {kind} rw 0 0", "/dev/sdb /other ext4 rw 0 0")
    assert kind in why_polling([tmp_path / "course"], poll=False)
    assert why_polling([tmp_path.parent], poll=False) == ""


def test_places_with_spaces_are_read(mounts, tmp_path):
    """The system writes a space in a place as an escape."""
    mounts("/dev/sda / ext4 rw 0 0", f"server {tmp_path}/my\\040course nfs rw 0 0")
    assert "nfs" in why_polling([tmp_path / "my course"], poll=False)


def test_polling_is_said_when_asked_for_and_without_the_library(mounts, tmp_path, monkeypatch):
    """--poll, a system that says nothing of its disks, and a missing library."""
    assert "--poll" in why_polling([tmp_path], poll=True)
    monkeypatch.setattr(events, "_MOUNTS", tmp_path / "missing")
    assert why_polling([tmp_path], poll=False) == ""
    monkeypatch.setattr(events, "find_spec", lambda name: None)
    assert "backprop-dojo[watch]" in why_polling([tmp_path], poll=False)


@pytest.mark.parametrize("poll", [False, True])
def test_a_change_is_told(mounts, tmp_path, poll):
    """A file that is written, renamed over or made again is told of, in each way."""
    if not poll:
        pytest.importorskip("watchfiles")
    mounts("/dev/sda / ext4 rw 0 0")
    changed = threading.Event()
    file = tmp_path / "work.py"
    file.write_text("x = 1\n")
    with Events([tmp_path, tmp_path / "missing"], changed.set, poll=poll):
        for act in (
            lambda: file.write_text("x = 2\n"),
            lambda: (tmp_path / "new").write_text("x = 3\n"),
            lambda: (tmp_path / "new").replace(file),
            file.unlink,
            lambda: file.write_text("x = 4\n"),
        ):
            for _attempt in range(50):  # the first watch may not stand yet
                changed.clear()
                act()
                if changed.wait(0.3):
                    break
                file.write_text("x = 1\n")
            assert changed.is_set()
    changed.clear()
    file.write_text("x = 5\n")
    assert not changed.wait(0.5)


def test_a_library_that_fails_is_replaced_by_looking(mounts, tmp_path, monkeypatch):
    """No more watches to be had (a limit of the system's) is not the end of watching."""
    watchfiles = pytest.importorskip("watchfiles")
    mounts("/dev/sda / ext4 rw 0 0")

    def fail(*_arguments, **_options):
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(watchfiles, "watch", fail)
    changed = threading.Event()
    with Events([tmp_path], changed.set, poll=False):
        assert changed.wait(5)
