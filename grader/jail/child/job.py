"""Windows' job object: one process, bounded memory, gone with the trusted side. Nothing about files or network.

The trusted side puts a child into a job before it sends anything; the child reads the limits back.
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from . import kernel

LAYER = "job"
_EXTENDED_LIMITS = 9
_PROCESS_SET_QUOTA, _PROCESS_TERMINATE = 0x0100, 0x0001
_ACTIVE_PROCESS, _PROCESS_MEMORY = 0x0008, 0x0100
_DIE_ON_UNHANDLED_EXCEPTION, _KILL_ON_JOB_CLOSE = 0x0400, 0x2000
_FLAGS = _ACTIVE_PROCESS | _PROCESS_MEMORY | _DIE_ON_UNHANDLED_EXCEPTION | _KILL_ON_JOB_CLOSE


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t),
        ("maximum_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", BasicLimits),
        ("transfers", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def offered() -> bool:
    """Tell whether this system has jobs."""
    return sys.platform == "win32"


@cache
def kernel32() -> Any:
    """Return the library, with the types without which ctypes would cut handles in half."""
    library = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined, unused-ignore]
    handle = ctypes.c_void_p
    library.CreateJobObjectW.restype = library.OpenProcess.restype = library.GetCurrentProcess.restype = (
        handle
    )
    library.OpenProcess.argtypes = [ctypes.c_uint32, ctypes.c_int, ctypes.c_uint32]
    library.CreateJobObjectW.argtypes = [handle, ctypes.c_wchar_p]
    library.SetInformationJobObject.argtypes = [handle, ctypes.c_int, handle, ctypes.c_uint32]
    library.QueryInformationJobObject.argtypes = [handle, ctypes.c_int, handle, ctypes.c_uint32, handle]
    library.AssignProcessToJobObject.argtypes = [handle, handle]
    library.GetProcessTimes.argtypes = [handle] * 5
    library.K32GetProcessMemoryInfo.argtypes = [handle, handle, ctypes.c_uint32]
    library.CloseHandle.argtypes = [handle]
    return library


def require(result: Any, call: str) -> Any:
    """Return what a call gave; OSError where that means that it failed."""
    if not result:
        raise OSError(getattr(ctypes, "get_last_error", int)(), call)
    return result


@contextmanager
def opened(pid: int, rights: int) -> Iterator[int]:
    """Hold a handle of a process."""
    handle = require(kernel32().OpenProcess(rights, 0, pid), "OpenProcess")
    try:
        yield handle
    finally:
        kernel32().CloseHandle(handle)


def confine(pid: int, memory_bytes: int) -> int:
    """Put a process into a job of its own; the job's handle, or 0 where there is none to be had."""
    if not offered():
        return 0
    handle = 0
    try:
        handle = int(require(kernel32().CreateJobObjectW(None, None), "CreateJobObjectW"))
        wanted = ExtendedLimits(process_memory=memory_bytes)
        wanted.basic.flags, wanted.basic.active_processes = _FLAGS, 1
        told = kernel32().SetInformationJobObject(
            handle, _EXTENDED_LIMITS, ctypes.byref(wanted), ctypes.sizeof(wanted)
        )
        require(told, "SetInformationJobObject")
        with opened(pid, _PROCESS_SET_QUOTA | _PROCESS_TERMINATE) as process:
            require(kernel32().AssignProcessToJobObject(handle, process), "AssignProcessToJobObject")
    except (OSError, AttributeError):
        release(handle)
        return 0
    return handle


def release(handle: int) -> None:
    """Close a job; what still runs in it ends."""
    if handle:
        kernel32().CloseHandle(handle)


def require_in_force(memory_bytes: int) -> None:
    """Raise unless this process is in a job with these limits."""
    if not offered():
        raise kernel.Unavailable("only Windows has jobs")
    found = ExtendedLimits()
    asked = kernel32().QueryInformationJobObject(
        None, _EXTENDED_LIMITS, ctypes.byref(found), ctypes.sizeof(found), None
    )
    require(asked, "QueryInformationJobObject")
    if (
        found.basic.flags & _FLAGS != _FLAGS
        or found.basic.active_processes != 1
        or found.process_memory > memory_bytes
    ):
        raise OSError("the job's limits are not the ones that were set")
