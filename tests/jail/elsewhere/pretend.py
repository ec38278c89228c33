"""Make this interpreter one of Windows or macOS, as far as the kit can see.

What that system lacks is taken away (modules cannot be imported, functions are gone), what the kit calls there
through ctypes is played by a few lines, and `sys.platform` says so. The standard library has been imported before
and goes on as it is.
"""

import ctypes
import importlib
import importlib.abc
import os
import select
import signal
import socket
import sys
import sysconfig
import time
from pathlib import Path
from types import ModuleType
from typing import Any

SHARED = (
    "click", "concurrent.futures.process", "grader", "multiprocessing", "multiprocessing.util", "numpy",
    "numpy.linalg", "numpy.ma", "numpy.random", "numpy.typing", "platform", "random", "sqlite3", "subprocess",
    "tempfile", "typing", "unicodedata", "zipfile", "tarfile",
)  # fmt: skip
ONLY_TRUSTED = ("pytest", "_pytest.runner", "rich.console", "rich.text", "importlib.metadata", "http.client")
UNIX_MODULES = {"fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"}
UNIX_FUNCTIONS = {
    os: (
        "fork", "forkpty", "geteuid", "getegid", "getgid", "getpgrp", "getpgid", "getresuid", "getsid", "getuid",
        "initgroups", "killpg", "sched_getaffinity", "set_blocking", "setgroups", "setpgid", "setresgid",
        "setresuid", "setsid", "uname", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC",
    ),
    select: ("poll", "epoll"),
    socket: ("AF_UNIX", "CMSG_SPACE", "SCM_RIGHTS", "recv_fds", "send_fds"),
    signal: ("SIGALRM", "SIGCHLD", "SIGKILL", "SIGXCPU"),
    time: ("clock_gettime",),
}  # fmt: skip
LINUX_MODULES: set[str] = set()
LINUX_FUNCTIONS = {os: ("getresuid", "sched_getaffinity", "setresgid", "setresuid"), select: ("epoll",)}

clock_gettime = time.clock_gettime
SIGKILL = signal.SIGKILL


class Hidden(importlib.abc.MetaPathFinder):
    """Refuses modules that the pretended system does not have."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        """Raise for a hidden module."""
        if name in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def become(system: str, *, trusted: bool) -> None:
    """Be "win32" or "darwin" from now on."""
    for name in (*SHARED, *(ONLY_TRUSTED if trusted else ())):
        importlib.import_module(name)
    sysconfig.get_config_vars()  # looked up by the system's name, and kept
    hidden, gone = {
        "win32": (UNIX_MODULES, UNIX_FUNCTIONS), "darwin": (LINUX_MODULES, LINUX_FUNCTIONS)
    }[system]  # fmt: skip
    _spare_the_library()
    for name in hidden:
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, Hidden(hidden))
    for module, names in gone.items():
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    if system == "win32":
        _add_windows()
    else:
        _add_macos()
    sys.platform = system


def _spare_the_library() -> None:
    """Let the standard library kill, which it does by a name that we take away."""
    import subprocess

    subprocess.Popen.kill = lambda self: self.send_signal(SIGKILL)  # type: ignore[method-assign]


def _used(pid: int) -> tuple[float, int]:
    """Return CPU seconds and resident bytes by Linux's means."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return clock_gettime((~pid << 3) | 2), pages * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0.0, 0


# -- Windows ------------------------------------------------------------------------------------------------


class Function:
    """A function of a library: takes the types that are set on it, and calls what plays it."""

    def __init__(self, play: Any) -> None:
        self.play = play
        self.restype: Any = None
        self.argtypes: Any = None

    def __call__(self, *args: Any) -> Any:
        return self.play(*args)


class Kernel32:
    """What the kit calls of kernel32.dll; a handle of a process is its id."""

    JOB = 4711
    limits: Any = None

    def __init__(self, *_: Any, **__: Any) -> None:
        for name in dir(type(self)):
            if name[0].isupper() and name != "JOB":
                setattr(self, name, Function(getattr(self, name)))

    def CreateJobObjectW(self, *_: Any) -> int:
        return self.JOB

    def SetInformationJobObject(self, job: int, kind: int, limits: Any, size: int) -> int:
        type(self).limits = limits._obj
        return int(job == self.JOB and kind == 9 and size == ctypes.sizeof(limits._obj) == 144)

    def AssignProcessToJobObject(self, job: int, process: int) -> int:
        return int(job == self.JOB and process > 1)

    def QueryInformationJobObject(self, job: Any, kind: int, found: Any, size: int, _: Any) -> int:
        """Answer as a child in the job would be answered, which sees what was set in another process."""
        found._obj.basic.flags, found._obj.basic.active_processes = 0x2508, 1
        found._obj.process_memory = 1 << 30
        return 1

    def OpenProcess(self, rights: int, inherit: int, pid: int) -> int:
        return pid

    def GetCurrentProcess(self) -> int:
        return -1

    def GetProcessTimes(self, process: int, *times: Any) -> int:
        seconds, _ = _used(process)
        times[3]._obj.value = int(seconds * 10_000_000)
        return 1

    def K32GetProcessMemoryInfo(self, process: int, counters: Any, size: int) -> int:
        counters._obj.working_set = _used(process)[1]
        return int(size == ctypes.sizeof(counters._obj) == 72)

    def CloseHandle(self, handle: int) -> int:
        return 1


def _add_windows() -> None:
    ctypes.WinDLL = Kernel32  # type: ignore[attr-defined]
    ctypes.get_last_error = lambda: 5  # type: ignore[attr-defined]
    msvcrt = ModuleType("msvcrt")
    msvcrt.setmode = lambda descriptor, flags: 0  # type: ignore[attr-defined]
    sys.modules["msvcrt"] = msvcrt
    os.O_BINARY = 0  # type: ignore[attr-defined]


# -- macOS --------------------------------------------------------------------------------------------------


class SystemLibrary:
    """What the kit calls of libproc and libSystem, with the tick of Apple's processors."""

    TICKS_PER_SECOND = 24_000_000

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def mach_timebase_info(self, timebase: Any) -> int:
        timebase._obj.numerator, timebase._obj.denominator = 125, 3
        return 0

    def proc_pid_rusage(self, pid: int, kind: int, info: Any) -> int:
        seconds, info._obj.resident_size = _used(pid)
        info._obj.user_time = int(seconds * self.TICKS_PER_SECOND)
        return 0 if kind == 0 and info._obj.resident_size else -1


def _add_macos() -> None:
    usual = ctypes.CDLL
    ctypes.CDLL = lambda name, **others: (  # type: ignore[assignment, misc]
        SystemLibrary() if name and name.endswith(".dylib") else usual(name, **others)
    )
