"""A page of text: wrapped lines with a margin and a column of headings, as one rich `Text` without markup."""

from collections.abc import Iterable

from rich.cells import cell_len, chop_cells
from rich.text import Text

from grader.report.cells import padded, wrapped
from grader.report.grid import Line

MARGIN = "  "
HEADING = 11  # cells of the heading column: "Your code", "Diagnosis", "Expected"
_NARROW = 60  # below this width the heading stands on a line of its own


class Page:
    """Collects lines that fit `width` cells; `text` is the result."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.text = Text()
        self._indent = MARGIN + " " * (HEADING if width >= _NARROW else 2)

    @property
    def body_width(self) -> int:
        """Return the cells beside the heading column."""
        return max(self.width - len(self._indent), 10)

    def line(self, *pieces: str | tuple[str, str]) -> None:
        """Add one line of pieces, each plain or with its style; nothing is wrapped."""
        self.text.append_text(Text.assemble(*pieces)).append("\n")

    def blank(self) -> None:
        """Add an empty line."""
        self.text.append("\n")

    def paragraph(self, text: str, style: str = "", *, first: str = "", first_style: str = "") -> None:
        """Add wrapped text at the margin; `first` opens the first line and indents the others."""
        lines = wrapped(text, self.width - len(MARGIN) - cell_len(first))
        for number, line in enumerate(lines):
            opening = first if number == 0 else " " * cell_len(first)
            self.line(MARGIN, (opening, first_style), (line, style))

    def field(self, heading: str, text: str, style: str = "") -> None:
        """Add wrapped text beside its heading."""
        rows = [((line, style),) for line in wrapped(text, self.body_width)]
        self._beside(heading, rows)

    def rows(self, heading: str, rows: Iterable[Line], *, marked: str = "bold") -> None:
        """Add lines that are laid out already beside their heading, their marked pieces in a style."""
        self._beside(
            heading, [tuple((t, marked if is_marked else "") for t, is_marked in row) for row in rows]
        )

    def verbatim(self, heading: str, lines: Iterable[str]) -> None:
        """Add lines of a student's, each behind its bar, under a heading; too long ones are folded."""
        bar, room = "| ", self.body_width - 2
        folded = [part for line in lines for part in (chop_cells(line.removeprefix("  | "), room) or [""])]
        self._beside(heading, [((f"{bar}{part}".rstrip(), ""),) for part in folded])

    def _beside(self, heading: str, rows: Iterable[Iterable[tuple[str, str]]]) -> None:
        opening = f"{MARGIN}{padded(heading, HEADING)}"
        if self.width < _NARROW and heading:
            self.line((opening.rstrip(), "dim"))
            opening = self._indent
        for row in rows:
            self.line((opening if heading else self._indent, "dim"), *row)
            opening = self._indent
