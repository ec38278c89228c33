"""The same class run on a Dask cluster: a real scheduler, two worker processes, one of them killed half way."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.classroom import schedule
from grader.classroom.conditions import Conditions
from grader.classroom.gradebook import FILE, Gradebook
from grader.classroom.handin import Handin, Person
from grader.classroom.run import Settings, grade_pending
from grader.errors import UsageProblem

distributed = pytest.importorskip("distributed")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # warnings of Dask's own threads

COUNT = 200
CONDITIONS = Conditions(exercise="01_x", checks="c", kit="k", environment="e", seed="s")
HERE = Path(__file__).parent


@pytest.fixture
def cluster(tmp_path):
    """Return the address of a scheduler and its two workers, processes of their own."""
    paths = os.pathsep.join(
        [str(HERE), str(HERE.parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    environment = {**os.environ, "PYTHONPATH": paths}
    file = tmp_path / "scheduler.json"

    def start(module, *arguments):
        command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
        return subprocess.Popen(
            command, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    processes = [
        start(
            "dask_scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            str(file),
        )
    ]
    deadline = time.monotonic() + 60
    while not file.is_file() and time.monotonic() < deadline:
        time.sleep(0.1)
    processes += [
        start("dask_worker", "--scheduler-file", str(file), "--no-nanny", "--nthreads", "1", "--no-dashboard")
        for _ in range(2)
    ]
    with distributed.Client(scheduler_file=str(file), set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
        address = client.scheduler.address
    yield address, processes[1:]
    for process in processes:
        process.kill()
        process.wait()


def test_a_killed_worker_loses_nothing(cluster, tmp_path, monkeypatch):
    """All submissions have their result, and only the coordinator wrote."""
    sys.path.insert(0, str(HERE))
    import drive

    from grader.classroom.cluster import connect

    address, workers = cluster
    monkeypatch.setattr(schedule.worker, "grade", drive.answer)
    lanes, make = connect(address)
    assert lanes == 2
    killed = []

    def kill_half_way(tally, answer):
        if tally.done >= COUNT // 3 and not killed:
            killed.append(workers[0].pid)
            workers[0].kill()

    handins = (
        Handin(person=Person(id=f"s{n}"), exercise="01_x", source=str(n).encode()) for n in range(COUNT)
    )
    with Gradebook(tmp_path / FILE) as gradebook:
        gradebook.take_in(handins)
        gradebook.count({"01_x": CONDITIONS})
        pending = {"01_x": gradebook.pending(CONDITIONS)}
        settings = Settings(seed="s", lanes=lanes, chunk=8)
        tally = grade_pending(gradebook, pending, {"01_x": CONDITIONS}, settings, make, kill_half_way)
        assert (tally.done, tally.faults, len(killed)) == (COUNT, 0, 1)
        assert gradebook.pending(CONDITIONS) == []
        assert sorted({r.earned for r in gradebook.records(text=False)}) == [0, 2]


def test_no_scheduler():
    """An address without a scheduler is a message."""
    from grader.classroom import cluster

    cluster.TIMEOUT_SECONDS = 1
    with pytest.raises(UsageProblem, match="no Dask scheduler"):
        cluster.connect("tcp://127.0.0.1:9")
