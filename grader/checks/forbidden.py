"""What to say to somebody whose code may not do what it tried: mostly an honest mistake, so with a way out."""

from grader.i18n import _, later

_ONE_PROCESS = later("A task runs in one process and one thread; a plain loop does.")
_GIVEN = later("All that a task needs comes with its arguments.")
_INSTEAD = {
    "write to a file": later("Print what you want to look at: it is shown beside the check."),
    "read that file": _GIVEN,
    "look into that folder": _GIVEN,
    "use the network": _GIVEN,
    "start another program": later("All that a task needs is in Python and the packages of the exercise."),
    "start another process": _ONE_PROCESS,
    "start a thread": _ONE_PROCESS,
}


def instead(act: str) -> str:
    """Return what to do instead, as a sentence with a blank before it; empty where there is nothing to say."""
    return _(" {advice}", advice=_(_INSTEAD[act])) if act in _INSTEAD else ""
