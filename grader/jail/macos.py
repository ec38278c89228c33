"""What macOS tells of a process: libproc's resource usage, through ctypes."""

import ctypes
from functools import cache
from typing import Any

_RUSAGE_INFO_V0 = 0


class RusageInfoV0(ctypes.Structure):
    """struct rusage_info_v0; times are in units of mach_timebase_info."""

    _fields_ = (
        ("uuid", ctypes.c_uint8 * 16),
        ("user_time", ctypes.c_uint64),
        ("system_time", ctypes.c_uint64),
        ("package_idle_wakeups", ctypes.c_uint64),
        ("interrupt_wakeups", ctypes.c_uint64),
        ("pageins", ctypes.c_uint64),
        ("wired_size", ctypes.c_uint64),
        ("resident_size", ctypes.c_uint64),
        ("physical_footprint", ctypes.c_uint64),
        ("process_start", ctypes.c_uint64),
        ("process_exit", ctypes.c_uint64),
    )


class Timebase(ctypes.Structure):
    """struct mach_timebase_info: nanoseconds are ticks * numerator / denominator."""

    _fields_ = (("numerator", ctypes.c_uint32), ("denominator", ctypes.c_uint32))


@cache
def _library() -> Any:
    return ctypes.CDLL("/usr/lib/libproc.dylib", use_errno=True)


@cache
def _nanoseconds_per_tick() -> float:
    timebase = Timebase()
    ctypes.CDLL("/usr/lib/libSystem.dylib").mach_timebase_info(ctypes.byref(timebase))
    return float(timebase.numerator / timebase.denominator)


def usage(pid: int) -> tuple[float, int]:
    """Return CPU seconds and resident bytes of a process; OSError where there is none."""
    info = RusageInfoV0()
    if _library().proc_pid_rusage(pid, _RUSAGE_INFO_V0, ctypes.byref(info)) != 0:
        raise OSError(ctypes.get_errno(), "proc_pid_rusage")
    ticks = info.user_time + info.system_time
    return ticks * _nanoseconds_per_tick() / 1e9, int(info.resident_size)
