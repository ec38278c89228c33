"""A class run survives kills, interrupts, lost workers and a full disk, and grades nothing twice."""

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.classroom.gradebook import FILE

DRIVE = Path(__file__).with_name("drive.py")
COUNT = 60


def start(folder, *arguments, **others):
    """Begin a scripted run of its own process group."""
    environment = {**os.environ, "PYTHONPATH": str(DRIVE.parent.parent.parent)}
    return subprocess.Popen(
        [sys.executable, DRIVE, folder, *map(str, arguments or (COUNT,))], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True, env=environment, **others,
    )  # fmt: skip


def rows(folder):
    """Return every result with the moment it was recorded."""
    path = folder / FILE
    if not path.is_file():
        return {}
    with sqlite3.connect(path) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'results'").fetchone():
            return {}
        found = db.execute("SELECT content, earned, scorecard, graded_at FROM results").fetchall()
    db.close()
    return {row[0]: row[1:] for row in found}


def without_moments(found):
    """Return results as they compare between runs."""
    return {content: row[:2] for content, row in found.items()}


def alive_in_group(group):
    """Return the processes of a group that still run."""
    alive = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (OSError, IndexError):
            continue
        if fields[2] == str(group) and fields[0] != "Z":
            alive.append(entry.name)
    return alive


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Return the results of a run that nothing happens to."""
    folder = tmp_path_factory.mktemp("undisturbed")
    process = start(folder)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert f"end {COUNT} 0" in out
    return without_moments(rows(folder))


@pytest.mark.slow
def test_kill_at_random_moments(tmp_path, undisturbed):
    """After kills at random moments the same command ends with the same results, none recorded twice."""
    chance = random.Random(20261121)
    kept, kills = {}, 0
    for _ in range(60):
        process = start(tmp_path)
        try:
            longest = (
                0.4 if kills < 3 else 1.5
            )  # early ones, so that a fast machine is killed three times too
            process.communicate(timeout=chance.uniform(0, longest))
            break
        except subprocess.TimeoutExpired:
            process.kill()  # the coordinator alone: its workers must notice by themselves
            process.communicate()
            kills += 1
        now = rows(tmp_path)
        assert kept.items() <= now.items()
        kept = now
    process = start(tmp_path)
    assert process.wait(60) == 0
    process.communicate()
    final = rows(tmp_path)
    assert kills >= 3
    assert kept.items() <= final.items()
    assert without_moments(final) == undisturbed


def test_workers_end_with_a_killed_coordinator(tmp_path):
    """No worker stays behind when the coordinator is killed."""
    process = start(tmp_path, 2000)
    while "done" not in process.stdout.readline():
        pass
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 10
    while alive_in_group(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert alive_in_group(process.pid) == []


def test_interrupt_records_what_runs(tmp_path):
    """Ctrl-C in the whole group lets what runs finish, records it, and the next run does the rest."""
    process = start(tmp_path, 400)
    while "done 10" not in process.stdout.readline():
        pass
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    done = int(out.split()[-2])
    assert 10 <= done < 400
    assert len(rows(tmp_path)) == done
    again = start(tmp_path, 400)
    out, _ = again.communicate(timeout=60)
    assert f"begin {400 - done}" in out
    assert len(rows(tmp_path)) == 400


def test_lost_workers_and_faults(tmp_path):
    """A submission that takes its worker with it, or makes it fail, is a fault of its own; all others count."""
    process = start(tmp_path, 30, "die", "fail")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "end 32 2" in out
    assert len(rows(tmp_path)) == 30
    with sqlite3.connect(tmp_path / FILE) as db:
        messages = [row[0] for row in db.execute("SELECT message FROM faults")]
    db.close()
    lost = "Tried 3 times: the worker process was lost (BrokenProcessPool)."
    assert sorted(messages) == [lost, "a fault"]


def test_a_worker_that_never_answers(tmp_path, monkeypatch):
    """Long after every limit its worker is ended; after three tries it is a fault, and all others count."""
    monkeypatch.setenv("DRIVE_SECONDS", "1")
    process = start(tmp_path, 30, "hang")
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "end 31 1" in out
    assert len(rows(tmp_path)) == 30
    patience = time.monotonic() + 10  # multiprocessing's own helper notices a little later
    while alive_in_group(process.pid) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not alive_in_group(process.pid)


def test_two_runs_at_once(tmp_path):
    """The second coordinator is refused."""
    first = start(tmp_path, 2000)
    while "done" not in first.stdout.readline():
        pass
    second = start(tmp_path)
    _, err = second.communicate(timeout=30)
    assert second.returncode != 0
    assert "Another run" in err
    first.kill()
    first.communicate()


def test_full_disk(tmp_path, undisturbed):
    """Where the file can grow no further, a message; the gradebook is sound, and the run goes on later."""

    def small():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    process = start(tmp_path, preexec_fn=small)
    _, err = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "could not be written" in err
    with sqlite3.connect(tmp_path / FILE) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    kept = rows(tmp_path)
    process = start(tmp_path)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert kept.items() <= rows(tmp_path).items()
    assert without_moments(rows(tmp_path)) == undisturbed
