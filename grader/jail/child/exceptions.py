"""An exception of student code as plain text: type, message and the innermost line of the student's file."""

import linecache
from typing import Any

MESSAGE_LIMIT = 2000


def describe(error: BaseException, file: str) -> dict[str, Any]:
    """Return type, message, bases, and the innermost line of `file` that was running, or None."""
    line, function = _innermost(error, file)
    source = linecache.getline(file, line).strip() if line else ""
    message = _message(error)
    if isinstance(error, SyntaxError) and line is None:
        line, source = error.lineno, (error.text or "").rstrip()
        message = error.msg or message
    return {
        "type": type(error).__name__[:100],
        "message": message[:MESSAGE_LIMIT],
        "bases": tuple(base.__name__[:100] for base in type(error).__mro__[1:-1])[:10],
        "line": line if isinstance(line, int) else None,
        "source": source[:300],
        "function": function[:100],
        "inside": function != "" or isinstance(error, SyntaxError),
    }


def _innermost(error: BaseException, file: str) -> tuple[int | None, str]:
    line, function = None, ""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == file:
            line, function = trace.tb_lineno, getattr(code, "co_qualname", code.co_name)
        trace = trace.tb_next
    return line, function


def _message(error: BaseException) -> str:
    try:
        return str(error)[:MESSAGE_LIMIT].encode("utf-8", "backslashreplace").decode()
    except BaseException:  # a __str__ of the student's own may do anything
        return "(its message could not be read)"
