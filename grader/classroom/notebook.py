"""The code of a notebook: its code cells in order, with what is no Python, or asks for a check, commented out."""

import json
import re

from grader.classroom.handin import OddHandin, Oddity

_MAGIC = re.compile(r"^\s*[%!?]|^\s*[\w.]+\?{1,2}\s*$|^grade\(")
_CELL_MAGIC = re.compile(r"^\s*%%(?!(capture|time|timeit|grade)\b)")


def notebook_source(data: bytes, name: str) -> bytes:
    """Return the Python source of a notebook (nbformat 3 or 4); OddHandin where it is none."""
    try:
        table = json.loads(data.decode("utf-8-sig"))
        cells = table["cells"] if "cells" in table else table["worksheets"][0]["cells"]
        sources = [
            _text(cell.get("source", cell.get("input", ""))) for cell in cells if cell["cell_type"] == "code"
        ]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise OddHandin(Oddity.NOTEBOOK, f"{name}: {type(error).__name__}") from error
    return "\n\n".join(python_of(source) for source in sources).encode("utf-8", "surrogatepass") + b"\n"


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def python_of(source: str) -> str:
    """Return a cell with its magic lines as comments; a cell of another language is one comment."""
    lines = source.split("\n")
    if lines and _CELL_MAGIC.match(lines[0]):
        return "\n".join(f"# {line}" for line in lines)
    return "\n".join(f"# {line}" if _MAGIC.match(line) else line for line in lines)
