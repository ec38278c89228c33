"""What a process has used, asked from outside: CPU time and memory. 0 where the system does not say."""

import os
import sys
import time

from grader.jail import macos, windows


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process."""
    try:
        if sys.platform == "darwin":
            return macos.usage(pid)[0]
        if sys.platform == "win32":
            return windows.usage(pid)[0]
        return time.clock_gettime((~pid << 3) | 2)  # the kernel's clock of that process
    except OSError:
        return 0.0


def resident_bytes(pid: int) -> int:
    """Return the memory that a process really holds."""
    try:
        if sys.platform == "darwin":
            return macos.usage(pid)[1]
        if sys.platform == "win32":
            return windows.usage(pid)[1]
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0
