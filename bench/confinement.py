"""Measure what sealing a child costs: forked children with and without the seal, interleaved in one run.

python -s -P -B -S bench/confinement.py   (with PYTHONPATH naming the kit and site-packages)

All but "whole" is CPU time, which other work on the machine disturbs least; of the thread, because under a
CPU limit the kernel counts that of the process by ticks. Trust the ratios; the absolute figures belong to the
machine.
"""

import gc
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from grader.jail.child import seal as sealing
from grader.jail.child import selftest

ROUNDS = 300
ANSWER = 50  # where a child writes its times
FORBIDDEN = (str(Path(sealing.__file__).resolve().parents[2] / "bank"),)


def _work() -> None:
    """Do what any child does first: a little numpy, so that both kinds touch the same memory."""
    a = np.random.default_rng(0).standard_normal((8, 8))
    float((a @ a).sum())


def _child(seal: Callable[[int], object] | None) -> dict[str, float]:
    """Fork a child that seals itself, or does not, and works; return its times in ms and its page faults."""
    answers, answer = os.pipe()
    parent, started = os.getpid(), time.perf_counter()
    child = os.fork()
    if child == 0:
        os.dup2(answer, ANSWER)
        begun = time.thread_time()
        if seal is not None:
            seal(parent)
        sealed = time.thread_time()
        _work()
        facts = {"fork": begun, "seal": sealed - begun, "work": time.thread_time() - sealed}
        facts["cpu"] = sum(facts.values())
        os.write(ANSWER, json.dumps({name: 1000 * value for name, value in facts.items()}).encode())
        os._exit(0)
    os.close(answer)
    facts = json.loads(os.read(answers, 4096))
    os.close(answers)
    _, _, usage = os.wait4(child, 0)
    facts["faults"] = usage.ru_minflt
    facts["whole"] = 1000 * (time.perf_counter() - started)
    return {name: float(value) for name, value in facts.items()}


def _median(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def main() -> None:
    """Print medians and ratios."""
    if os.getsid(0) != os.getpid() and os.getpgrp() != os.getpid():
        os.setsid()
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        policy = sealing.default_policy(packages=["numpy"], forbidden=FORBIDDEN, memory_bytes=1 << 30)
        looked = time.perf_counter()
        prepared = sealing.prepare(policy)
        times.append((looked - begun, time.perf_counter() - looked))
    _work()
    gc.collect()
    gc.freeze()

    def seal(parent: int) -> object:
        return sealing.seal(prepared, cpu_seconds=10, expected_parent=parent, keep=(ANSWER,))

    def untested(parent: int) -> object:
        selftest.failed = lambda *_: ()  # type: ignore[assignment]
        return seal(parent)

    kinds = {"bare": None, "sealed": seal, "sealed, no self-test": untested}
    rows: dict[str, list[dict[str, float]]] = {name: [] for name in kinds}
    for _ in range(ROUNDS):
        for name, kind in kinds.items():
            rows[name].append(_child(kind))
    medians = {name: _median(found) for name, found in rows.items()}
    policy_ms, prepare_ms = (1000 * statistics.median(column) for column in zip(*times, strict=True))
    print(f"policy {policy_ms:.2f} ms, prepare {prepare_ms:.2f} ms (once per zygote)")
    head = "".join(f"{name:>7}" for name in ("fork", "seal", "work", "cpu", "whole", "faults"))
    print(f"{f'ms, medians of {ROUNDS}':24}{head}")
    for name, m in medians.items():
        columns = "".join(f"{m[key]:7.2f}" for key in ("fork", "seal", "work", "cpu", "whole"))
        print(f"{name:24}{columns}{m['faults']:7.0f}")
    ratio = medians["sealed"]["cpu"] / medians["bare"]["cpu"]
    print(f"sealed : bare = {ratio:.2f} (CPU of a child that does one small product and ends)")


main()
