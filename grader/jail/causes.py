"""Why a process ended, in words, from its return code as `subprocess` gives it (negative: a signal)."""

import signal

_SIGNALS = {
    "SIGSEGV": "it crashed (segmentation fault; very deep recursion can do that)",
    "SIGBUS": "it crashed (bus error)",
    "SIGXCPU": "it used up its computing time",
    "SIGABRT": "it was aborted",
    "SIGSYS": "it asked the system for something forbidden",
}
# What Windows gives as a return code where a process did not leave by itself.
_WINDOWS = {
    0xC0000005: "it crashed (access violation)",
    0xC00000FD: "it crashed (stack overflow; very deep recursion can do that)",
    0xC0000409: "it was aborted",
    0xC0000017: "it ran out of memory",
}


def cause(code: int) -> str:
    """Return why a process ended."""
    if code < 0:
        name = _signal_name(-code)
        return _SIGNALS.get(name, f"it was ended by signal {name}")
    if code >> 30 == 3:  # the severity "error" of an NTSTATUS
        return _WINDOWS.get(code, f"it crashed (0x{code:08X})")
    return f"it left by itself with exit code {code}; os._exit and the like end the whole process"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
