"""Honest code works sealed: numpy, torch, late imports, tracebacks, print; honest mistakes are exceptions."""

import json
import os
import subprocess
import sys
import textwrap
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.jail.child.sealing import NOBODY, interpreter_is_open_to_all, linux_only, open_the_way_to

pytestmark = linux_only

REPO = Path(__file__).resolve().parents[3]
ZYGOTE = Path(__file__).with_name("clean_zygote.py")

users = [pytest.param(None, id="self")]
if os.name == "posix" and os.geteuid() == 0:
    reason = "the interpreter lies below a folder that is closed to others"
    closed = pytest.mark.skipif(not interpreter_is_open_to_all(), reason=reason)
    users.append(pytest.param(NOBODY, id="nobody", marks=closed))

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")


@pytest.fixture(params=users)
def user(request: pytest.FixtureRequest) -> Any:
    """Return who the zygote is."""
    return request.param


def _run(
    program: str, folder: Path, user: int | None, packages: str = "numpy", preload: str = "numpy"
) -> str:
    """Run a student's program sealed; return what it printed, without the report."""
    student = folder / "student.py"
    student.write_text(textwrap.dedent(program), encoding="utf-8")
    open_the_way_to(folder)
    sites = {str(Path(find_spec(name).origin).parents[1]) for name in preload.split() if "." not in name}  # type: ignore[union-attr,arg-type]
    done = subprocess.run(
        [sys.executable, "-s", "-P", "-B", "-S", str(ZYGOTE), str(student), packages, *preload.split()],
        env={
            "PATH": "/nonexistent",
            "LANG": "C.UTF-8",
            "HOME": "/nonexistent",
            "USER": "student",
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": os.pathsep.join([str(REPO), *sites]),
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            "TORCHINDUCTOR_CACHE_DIR": str(folder),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        cwd="/",
    )
    assert done.returncode == 0, done.stdout
    *printed, report = done.stdout.splitlines(keepends=True)
    facts = json.loads(report)
    assert facts["missing"] == []
    assert facts["failed_probes"] == []
    return "".join(printed)


def test_numpy_works(tmp_path: Path, user: int | None) -> None:
    """Products, linear algebra, random numbers (used for the first time here), dtype errors, warnings."""
    printed = _run(
        """
        import numpy as np
        rng = np.random.default_rng()
        A = rng.standard_normal((50, 50))
        assert np.allclose(np.linalg.inv(A) @ A, np.eye(50))
        q, r = np.linalg.qr(A)
        assert np.allclose(q @ r, A)
        assert np.linalg.svd(A)[1].shape == (50,)
        w, v = np.linalg.eig(A)
        np.random.seed(3)
        assert np.random.randn(2, 3).shape == (2, 3)
        assert np.fft.fft(A).shape == (50, 50)
        assert np.einsum("ij,jk->ik", A, A).shape == (50, 50)
        big = np.zeros((2000, 2000)) @ np.ones((2000, 100))
        np.exp(np.array([1000.0]))
        import numpy.polynomial
        import numpy.ma
        print("fine", np.float64(0.5))
        """,
        tmp_path,
        user,
    )
    assert printed.endswith("fine 0.5\n")
    assert "overflow encountered in exp" in printed


def test_standard_library_is_imported_late(tmp_path: Path, user: int | None) -> None:
    """Modules that the zygote has not loaded, pure and compiled, are found and read."""
    printed = _run(
        """
        import sys
        before = set(sys.modules)
        import statistics, csv, decimal, fractions, heapq, queue, sqlite3, unittest.mock, xml.dom.minidom
        import json, dataclasses, random, itertools, collections, functools, math, copy, typing, abc, time
        import ctypes, zlib, bz2, lzma, hashlib, pprint, textwrap, string, bisect, enum, operator, io
        print(len(set(sys.modules) - before) > 20)
        print(json.dumps({"mean": statistics.mean([1, 2, 3])}))
        print(random.random() < 1, time.time() > 0, hashlib.sha256(b"").hexdigest()[:4])
        time.sleep(0.01)
        """,
        tmp_path,
        user,
    )
    assert printed == 'True\n{"mean": 2}\nTrue True e3b0\n'


def test_traceback_shows_the_students_line(tmp_path: Path, user: int | None) -> None:
    """The modules traceback and linecache read the staged file, and the standard library's too."""
    printed = _run(
        """
        import json
        import numpy as np

        def forward(x):
            return x @ np.ones((3, 3))  # the line

        try:
            json.loads("{")
        except ValueError:
            import traceback
            print("obj, end = self.raw_decode(" in traceback.format_exc())
        forward(np.ones((2, 2)))
        """,
        tmp_path,
        user,
    )
    assert printed.startswith("True\n")
    assert "return x @ np.ones((3, 3))  # the line" in printed


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("open('results.txt', 'w')", "PermissionError"),
        ("import subprocess; subprocess.run(['ls'])", "PermissionError"),
        ("import os; os.system('ls') == 0 or print('no shell')", "no shell"),
        ("import os; os.fork()", "PermissionError"),
        ("import multiprocessing as m; m.Process(target=print).start()", "PermissionError"),
        ("import threading; threading.Thread(target=print).start()", "can't start new thread"),
        ("import socket; socket.create_connection(('example.org', 80))", "gaierror"),
        ("import urllib.request as u; u.urlopen('http://example.org')", "URLError"),
        ("open('/etc/passwd')", "PermissionError"),
        ("import os; os.listdir('/')", "PermissionError"),
        ("import tempfile; tempfile.TemporaryFile()", "FileNotFoundError"),
        ("input()", "EOFError"),
        ("import pytest", "Error"),
        ("import signal; signal.alarm(1)", ""),
        ("import numpy as np; np.save('x.npy', np.ones(3))", "PermissionError"),
        ("import numpy as np; np.zeros((1 << 20, 1 << 10))", "MemoryError"),
    ],
)
def test_honest_mistakes_are_exceptions(program: str, error: str, tmp_path: Path, user: int | None) -> None:
    """What a student may try in good faith ends in an exception that can be explained, never in a kill."""
    printed = _run(program, tmp_path, user)
    assert error in printed


def test_installed_packages_that_are_not_named_stay_closed(tmp_path: Path, user: int | None) -> None:
    """Nothing of site-packages can be read but the named packages."""
    pytest_file = str(find_spec("pytest").origin)  # type: ignore[union-attr]
    printed = _run(
        f"""
        import numpy as np
        open(np.__file__).close()
        print("numpy")
        open({pytest_file!r})
        """,
        tmp_path,
        user,
    )
    assert printed.startswith("numpy\n")
    assert "PermissionError" in printed


def test_the_kit_itself_stays_closed(tmp_path: Path, user: int | None) -> None:
    """What the child needs of the kit is in memory already; its folder is not readable."""
    seal = REPO / "grader" / "jail" / "child" / "seal.py"
    assert "PermissionError" in _run(f"open({str(seal)!r})", tmp_path, user)


@needs_torch
@pytest.mark.slow
def test_torch_trains(tmp_path: Path, user: int | None) -> None:
    """Forward, backward, SGD, Adam, data loading, numpy bridges: what exercises 07 and 08 do."""
    printed = _run(
        """
        import torch
        from torch import nn
        from torch.utils.data import DataLoader, TensorDataset
        torch.manual_seed(0)
        x = torch.randn(64, 1, 8, 8)
        t = torch.randint(0, 3, (64,))
        net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 36, 3))
        for optimizer in (torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9),
                          torch.optim.Adam(net.parameters(), lr=0.01)):
            first = None
            for epoch in range(5):
                for xb, tb in DataLoader(TensorDataset(x, t), batch_size=16, shuffle=True):
                    optimizer.zero_grad()
                    loss = nn.functional.cross_entropy(net(xb), tb)
                    loss.backward()
                    optimizer.step()
                    first = first or loss.item()
            assert loss.item() < first
        assert torch.linalg.inv(torch.eye(4)).shape == (4, 4)
        assert net[3].weight.detach().numpy().shape == (3, 144)
        print("fine", torch.get_num_threads())
        """,
        tmp_path,
        user,
        packages="numpy,torch",
        preload="numpy torch torch._dynamo",
    )
    assert printed == "fine 1\n"
