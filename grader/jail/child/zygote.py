"""A clean process that has numpy (or torch) imported and forks one sealed child per request.

Started as a script with exactly the environment given; it never holds checks, expected values or seeds.
Control messages (one datagram each): b"F" with three descriptors (requests, replies, output) forks and
answers the child's process id; b"R" and a process id waits for that child and answers its wait status.
"""

import array
import gc
import importlib
import io
import json
import os
import signal
import socket
import struct
import sys
import traceback
from typing import Any

NUMBER = struct.Struct("<q")
REQUESTS, REPLIES = 60, 61
# What students' files import, and what numpy loads only when it is asked for (numpy.ma: 10 ms in every child).
_OFTEN_USED = (
    "collections.abc", "dataclasses", "functools", "itertools", "math", "numpy.linalg", "numpy.ma", "numpy.random",
    "numpy.typing", "random", "typing",
)  # fmt: skip


def main(control_descriptor: int, settings: dict[str, Any]) -> None:
    """Import what children need, then fork on request until the trusted side is gone."""
    control = socket.socket(fileno=control_descriptor)
    sys.path.insert(0, settings["root"])
    sys.path.extend(settings["site"])
    from grader.jail import memory as _memory  # noqa: F401 - once for all children
    from grader.jail.child import acts, seal, worker

    _warm(settings["packages"])
    sys.path.remove(settings["root"])
    policy = seal.default_policy(
        packages=settings["readable"], forbidden=settings["forbidden"], memory_bytes=settings["memory_bytes"]
    )
    prepared = seal.prepare(policy)
    _hide_kit()
    gc.collect()
    gc.freeze()
    while True:
        message, ancillary, _, _ = control.recvmsg(64, socket.CMSG_SPACE(3 * 4))
        if not message:
            return
        if message[:1] == b"R":
            control.send(NUMBER.pack(_reap(NUMBER.unpack(message[1:])[0])))
            continue
        descriptors = _descriptors(ancillary)
        me = os.getpid()
        child = os.fork()
        if child == 0:
            control.close()
            _live(descriptors, me, prepared, settings, seal, acts, worker)
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(NUMBER.pack(child))


def _live(
    descriptors: list[int], parent: int, prepared: Any, settings: Any, seal: Any, acts: Any, worker: Any
) -> None:
    """Become a sealed child and serve. Never returns."""
    try:
        _arrange(descriptors)
        report = seal.seal(
            prepared, cpu_seconds=settings["cpu_seconds"], expected_parent=parent, keep=(REQUESTS, REPLIES)
        )
        acts.watch()
        sys.stdout = io.TextIOWrapper(
            io.FileIO(1, "w", closefd=False), "utf-8", "backslashreplace", line_buffering=True
        )
        sys.stderr = io.TextIOWrapper(
            io.FileIO(2, "w", closefd=False), "utf-8", "backslashreplace", line_buffering=True
        )
        sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False), "utf-8")
        sealed = worker.wire.Sealed(report.layers, report.missing, report.failed_probes)
        worker.run(REQUESTS, REPLIES, sealed, accepted=settings["accepted"] if settings["strict"] else None)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(70)


def _arrange(descriptors: list[int]) -> None:
    """Put output at 1 and 2, nothing at 0, requests and replies where the seal keeps them."""
    requests, replies, output = descriptors
    os.dup2(requests, REQUESTS)
    os.dup2(replies, REPLIES)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)


def _descriptors(ancillary: Any) -> list[int]:
    found = array.array("i")
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return list(found)


def _reap(child: int) -> int:
    """Wait for a child that has ended or been killed; its wait status."""
    try:
        return os.waitpid(child, 0)[1]
    except ChildProcessError:
        return -1


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


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
