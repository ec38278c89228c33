"""Why a process ended, in words, from its return code as `subprocess` gives it (negative: a signal)."""

import signal

from grader.i18n import _, later

_SIGNALS = {
    "SIGSEGV": later("it crashed (segmentation fault; very deep recursion can do that)"),
    "SIGBUS": later("it crashed (bus error)"),
    "SIGXCPU": later("it used up its computing time"),
    "SIGABRT": later("it was aborted"),
    "SIGSYS": later("it asked the system for something forbidden"),
}
# What Windows gives as a return code where a process did not leave by itself.
_WINDOWS = {
    0xC0000005: later("it crashed (access violation)"),
    0xC00000FD: later("it crashed (stack overflow; very deep recursion can do that)"),
    0xC0000409: later("it was aborted"),
    0xC0000017: later("it ran out of memory"),
}


def cause(code: int) -> str:
    """Return why a process ended."""
    if code < 0:
        return _killed_by(-code)
    if code >> 30 == 3:  # the severity "error" of an NTSTATUS
        return _(_WINDOWS[code]) if code in _WINDOWS else _("it crashed (code {code})", code=f"0x{code:08X}")
    return _(
        "it left by itself with exit code {code}; os._exit and the like end the whole process", code=code
    )


def _killed_by(number: int) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        return _("it was ended by {signal}", signal=_("signal {number}", number=number))
    if name in _SIGNALS:
        return _(_SIGNALS[name])
    return _("it was ended by {signal}", signal=_("signal {name}", name=name))
