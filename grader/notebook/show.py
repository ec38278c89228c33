"""A scorecard below a cell: as a page, and as text where pages are not shown."""

import io

from grader.i18n import _
from grader.report.terminal import DEFAULT_WIDTH, render
from grader.scorecard import Scorecard

_PAGE = '<pre style="white-space: pre; line-height: 1.3; overflow-x: auto">{code}</pre>'


def as_text(scorecard: Scorecard) -> str:
    """Return a scorecard as plain text."""
    return render(scorecard, width=DEFAULT_WIDTH, again=_("run the cell again")).plain.strip("\n")


def as_html(scorecard: Scorecard) -> str:
    """Return a scorecard in colours."""
    from rich.console import Console

    console = Console(
        record=True, width=DEFAULT_WIDTH, file=io.StringIO(), force_terminal=True, legacy_windows=False
    )
    console.print(render(scorecard, width=DEFAULT_WIDTH, again=_("run the cell again")), soft_wrap=True)
    return console.export_html(inline_styles=True, code_format=_PAGE)
