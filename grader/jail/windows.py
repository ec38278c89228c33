"""What Windows tells of a process: its times and its memory, through ctypes."""

import ctypes
from typing import Any

from grader.jail.child import job

_QUERY_LIMITED_INFORMATION = 0x1000
_VM_READ = 0x0010
_TICKS_PER_SECOND = 10_000_000


class MemoryCounters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("page_faults", ctypes.c_uint32),
        *((name, ctypes.c_size_t) for name in (
            "peak_working_set", "working_set", "peak_paged_pool", "paged_pool", "peak_nonpaged_pool", "nonpaged_pool",
            "pagefile", "peak_pagefile",
        )),
    )  # fmt: skip


def usage(pid: int) -> tuple[float, int]:
    """Return CPU seconds and resident bytes of a process; OSError where it cannot be asked."""
    kernel = job.kernel32()
    with job.opened(pid, _QUERY_LIMITED_INFORMATION | _VM_READ) as process:
        times = [
            ctypes.c_uint64() for _ in range(4)
        ]  # created, exited, kernel, user: two halves are one number
        job.require(kernel.GetProcessTimes(process, *map(ctypes.byref, times)), "GetProcessTimes")
        counters = MemoryCounters(size=ctypes.sizeof(MemoryCounters))
        found: Any = ctypes.byref(counters)
        job.require(kernel.K32GetProcessMemoryInfo(process, found, counters.size), "K32GetProcessMemoryInfo")
    return (times[2].value + times[3].value) / _TICKS_PER_SECOND, int(counters.working_set)
