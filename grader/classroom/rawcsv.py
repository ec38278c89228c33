"""CSV files of somebody else's, with every cell as written: all but the changed cells stay byte by byte."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.errors import UsageProblem
from grader.i18n import _

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(slots=True)
class Cell:
    """One cell as written, and its value."""

    raw: str

    @property
    def value(self) -> str:
        """Return the text that a spreadsheet shows."""
        raw = self.raw.strip(" ")
        return raw[1:-1].replace('""', '"') if len(raw) > 1 and raw[0] == raw[-1] == '"' else raw


@dataclass(slots=True)
class Row:
    """One line: its cells and how it ends."""

    cells: list[Cell]
    end: str


@dataclass(slots=True)
class Table:
    """A file: its rows, its delimiter, whether it opened with a byte order mark."""

    rows: list[Row]
    delimiter: str
    mark: bool

    def text(self) -> str:
        """Return the file's text."""
        return "".join(self.delimiter.join(cell.raw for cell in row.cells) + row.end for row in self.rows)

    def data(self) -> bytes:
        """Return the file's bytes."""
        return (b"\xef\xbb\xbf" if self.mark else b"") + self.text().encode("utf-8")


def read_table(data: bytes, name: str) -> Table:
    """Read a CSV file; UsageProblem where it is not one in UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageProblem(
            _("{name} is not in UTF-8.", name=name), next_step=_("Export it again, or save it as CSV UTF-8.")
        ) from error
    mark, text = text.startswith("\ufeff"), text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    table = Table(list(_rows(text, delimiter)), delimiter, mark)
    if not table.rows or table.data() != data:
        raise UsageProblem(
            _("{name} cannot be read as CSV.", name=name),
            next_step=_("Export it again and change nothing in it."),
        )
    return table


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    place, cells = 0, list[Cell]()
    while place < len(text) or cells:
        end = _cell_end(text, place, delimiter)
        cells.append(Cell(text[place:end]))
        place = end
        if text.startswith(delimiter, place):
            place += 1
            if place == len(text):
                cells.append(Cell(""))
                yield Row(cells, "")
                return
            continue
        stop = "\r\n" if text.startswith("\r\n", place) else text[place : place + 1]
        yield Row(cells, stop)
        cells, place = [], place + len(stop)


def _cell_end(text: str, place: int, delimiter: str) -> int:
    """Return where a cell ends: quotes may hold delimiters and line ends."""
    quoted = False
    while place < len(text):
        char = text[place]
        if char == '"':
            quoted = not quoted
        elif not quoted and (char == delimiter or char in "\r\n"):
            break
        place += 1
    return place


def safe_cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula, quoted where needed."""
    if text.startswith(_FORMULA):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",;\t\r\n]', text) else text


def number_cell(number: float) -> str:
    """Return points as a cell: no exponent, no needless zeros."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
