"""The life of a child, however it was started: what is imported before, the seal, then the worker."""

import builtins
import importlib
import io
import os
import sys
import traceback
from typing import Any

from grader.jail import wire
from grader.jail.child import acts, seal, worker

REQUESTS, REPLIES = 60, 61
EXIT_BROKEN = 70
# What students' files import, and what numpy loads only when it is asked for (numpy.ma: 10 ms in every child).
_OFTEN_USED = (
    "collections.abc", "dataclasses", "functools", "itertools", "math", "numpy.linalg", "numpy.ma", "numpy.random",
    "numpy.typing", "random", "typing",
)  # fmt: skip


def prepare(settings: dict[str, Any]) -> seal.Prepared:
    """Import what children need, look at the system, and put the kit out of student code's sight."""
    _warm(settings["packages"])
    sys.path.remove(settings["root"])
    policy = seal.default_policy(
        packages=settings["readable"], forbidden=settings["forbidden"], memory_bytes=settings["memory_bytes"]
    )
    prepared = seal.prepare(policy)
    _hide_kit()
    builtins.exit = builtins.quit = _leave  # type: ignore[assignment]
    return prepared


def live(prepared: seal.Prepared, settings: dict[str, Any], parent: int) -> None:
    """Become a sealed child and serve; `arrange` has put the pipes in place. Never returns."""
    try:
        report = seal.seal(
            prepared, cpu_seconds=settings["cpu_seconds"], expected_parent=parent, keep=(REQUESTS, REPLIES)
        )
        acts.watch()
        sys.stdout = _printing(1)
        sys.stderr = _printing(2)
        sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False), "utf-8")
        sealed = wire.Sealed(report.layers, report.missing, report.failed_probes)
        worker.run(REQUESTS, REPLIES, sealed, accepted=settings["accepted"] if settings["strict"] else None)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(EXIT_BROKEN)


def _printing(descriptor: int) -> io.TextIOWrapper:
    raw = io.FileIO(descriptor, "w", closefd=False)
    return io.TextIOWrapper(raw, "utf-8", "backslashreplace", line_buffering=True)


def arrange(requests: int, replies: int, output: int) -> None:
    """Put output at 1 and 2, nothing at 0, requests and replies where the seal keeps them."""
    os.dup2(requests, REQUESTS)
    os.dup2(replies, REPLIES)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)


def _leave(code: Any = None) -> None:
    """End the program, as Python's own exit and quit do; they come with `site`, which is left out here."""
    raise SystemExit(code)


def _hide_kit() -> None:
    """Take the kit's own modules from those that an import finds; an exercise does not offer them."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("grader", "msgspec")]:
        del sys.modules[name]


def _warm(packages: list[str]) -> None:
    """Use what every child will use, so that it is there, and shared, after the fork."""
    import numpy as np

    for name in _OFTEN_USED:
        importlib.import_module(name)
    generator = np.random.default_rng(0)
    a = generator.standard_normal((8, 8))
    np.linalg.norm(np.exp(a @ a.T).sum(axis=1) - np.maximum(a, 0)[0])
    if "torch" in packages:
        import torch
        import torch._dynamo

        torch.set_num_threads(1)
        _warm_torch(torch)


def _warm_torch(torch: Any) -> None:
    """Take one training step with neutral code: the first step costs half a second, the next ones nothing."""
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2))
    data = torch.utils.data.TensorDataset(torch.zeros(4, 3), torch.zeros(4, 2))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, t in torch.utils.data.DataLoader(data, batch_size=2, shuffle=True):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(net(x), t)
        loss.backward()
        optimizer.step()
