"""Text that is meant for whatever shows it, the places in a file from which it gets there, and what it must not do."""

import csv
import re
from collections.abc import Callable
from html.parser import HTMLParser

# Each is a line of its own in what a hostile file says.
PAYLOADS = {
    "clears the screen": "\x1b[2J\x1b[H all is well",
    "renames the window": "\x1b]0;owned\x07",
    "paints over": "nothing here\rsigmoid passed",
    "turns the line around": "\u202e001 stniop",
    "hides in no width": "pass\u200bed",
    "is null": "a\x00b",
    "rich markup": "[blink]look[/blink] [link=http://evil.example]here[/link]",
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "ends a section": "]]></failure></testcase>",
    "command of GitHub's": "::error file=x.py::owned",
    "command that adds to a path": "::add-path::/tmp/evil",
    "old command of GitHub's": "##[error]owned",
    "command of Azure's": "##vso[task.setvariable variable=x]y",
    "command of TeamCity's": "##teamcity[buildProblem description='x']",
    "formula": '=HYPERLINK("http://evil.example")',
    "formula by another sign": "@SUM(1+9)*cmd|' /C calc'!A0",
    "Markdown": "| a | b |\n|---|---|\n![x](http://evil.example/x.png)",
    "half a character": "\ud800",
}  # fmt: skip
FAKE = "sigmoid: 20 of 20 points"
ALL = "\n".join([*PAYLOADS.values(), FAKE])
ONE_LINE = re.sub(r"[\n\r\x00\ud800]", " ", ALL)

TASK = "def sigmoid(x):\n    "
VECTORS: dict[str, Callable[[str], str]] = {
    "print": lambda text: f"{TASK}print({text!r})\n    return 0",
    "print at import": lambda text: f"print({text!r})\n{TASK}return 0",
    "print to the other stream": lambda text: (
        f"import sys\n{TASK}print({text!r}, file=sys.stderr)\n    return 0"
    ),
    "exception": lambda text: f"{TASK}raise ValueError({text!r})",
    "exception at import": lambda text: f"raise ValueError({text!r})",
    "name of an exception": lambda text: (
        f"{TASK}raise type({text.replace(chr(0), '')!r}, (Exception,), {{}})()"
    ),
    "name of a function": lambda text: (
        f"def f(): raise ValueError\nf.__code__ = f.__code__.replace(co_name={text!r})\n{TASK}f()"
    ),
    "line of the source": lambda text: f"{TASK}raise ValueError('no')  # {re.sub('[^ -~]', ' ', text)}",
    "docstring": lambda text: f"{text.replace(chr(0), '')!r}\n{TASK}{text!r}\n    return 0",
    "warning": lambda text: f"import warnings\n{TASK}warnings.warn({text!r})\n    return 0",
    "result": lambda text: f"{TASK}return {text!r}",
    "type of a result": lambda text: f"{TASK}return type({text.replace(chr(0), '')!r}, (), {{}})()",
    "key of a result": lambda text: f"{TASK}return {{{text!r}: 1}}",
    "name in the module": lambda text: f"globals()[{text!r}] = lambda x: x\ndef sigmoi(x): pass",
    "name that is missing": lambda text: f"{TASK}return getattr(x, {text!r})",
    "syntax": lambda text: f"{TASK}return ({re.sub('[^ -~]', ' ', text)}",
}

_SGR = re.compile(r"\x1b\[[0-9;]*m")
_NOT_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_COMMAND = re.compile(r"^\s*::[a-z]|##\w*\[", re.MULTILINE | re.IGNORECASE)


def harms_a_reader(shown: str, *, shown_alone: bool = False) -> list[str]:
    """Return what of a text acts on a terminal or on a build server's log; colours of the kit's own are none.

    `shown_alone`: it is one text of a document, and so cannot pass for another.
    """
    plain = _SGR.sub("", shown)
    found = {f"{match.group()!r} is not escaped" for match in _NOT_SHOWN.finditer(plain)} | {
        f"{match.group()!r} is a command" for match in _COMMAND.finditer(plain)
    }
    if re.search(r"\x1b\[[0-9;]*\b5[;m]", shown) or "\x1b]8" in shown:
        found.add("markup was obeyed")
    if not shown_alone and any(line.startswith(FAKE) for line in plain.splitlines()):
        found.add("a line passes for one of the grader's")
    return sorted(found)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        bad = [f"{name}={value}" for name, value in attrs if name.startswith("on") or "evil" in (value or "")]
        self.found += bad
        self.found += [tag] if tag in {"img", "iframe", "object", "link"} else []

    def handle_data(self, data: str) -> None:
        if self.get_starttag_text() == "<script>" and "alert(1)" in data and self.lasttag == "script":
            self.found.append(data)


def harms_a_browser(page: str) -> list[str]:
    """Return what of a page would act: handlers, foreign addresses, pictures; and what no reader should meet."""
    tags = _Tags()
    tags.feed(page)
    return tags.found + (["not shown"] if _NOT_SHOWN.search(page) else [])


def harms_a_spreadsheet(table: str) -> list[str]:
    """Return the cells that a spreadsheet would compute."""
    cells = [cell for row in csv.reader(table.splitlines()) for cell in row]
    return [cell for cell in cells if re.match(r"[=+@\t\r]|-(?!\d+(\.\d+)?$)", cell)]


def harms_a_page_of_markdown(text: str) -> list[str]:
    """Return pictures, links and tags that stand outside code, where a page would make them real."""
    outside = re.sub(r"(`{3,})[^`]*?\n.*?\n\1", "", text, flags=re.DOTALL)
    outside = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", outside)
    return re.findall(r"!\[|(?<!\\)<(?:img|script)|\]\(http", outside)
