"""Reads Markdown pages as their readers' tools do: links, anchors, code spans and blocks of commands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parent.parent.parent
PLACES = ("*.md", "docs/**/*.md", "exercises/*/*.md", "tests/**/*.md", ".github/**/*.md")

_FENCED = re.compile(r"^( *)(```+).*?^\1\2`*[ \t]*$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t#]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link or picture of a page."""

    picture: bool
    words: str
    target: str


def pages(root: Path = ROOT, places: tuple[str, ...] = PLACES) -> list[Path]:
    """Return every page of the project."""
    return sorted({path for place in places for path in root.glob(place)})


def prose(text: str) -> str:
    """Return a page without its blocks of code."""
    return _FENCED.sub("", text)


def links(text: str) -> Iterator[Link]:
    """Yield the links of a page; what stands in code is no link."""
    for mark, words, target in _LINK.findall(_SPAN.sub("`code`", prose(text))):
        yield Link(picture=bool(mark), words=words, target=target)


def code_spans(text: str) -> Iterator[str]:
    """Yield what stands between backticks within lines."""
    for _ticks, code in _SPAN.findall(prose(text)):
        yield " ".join(code.split())


def code_lines(text: str) -> Iterator[str]:
    """Yield the lines of the blocks of code."""
    for block in _FENCED.finditer(text):
        yield from block[0].splitlines()[1:-1]


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them; equal ones are numbered."""
    seen: dict[str, int] = {}
    found = set()
    for heading in _HEADING.findall(prose(text)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        count = seen.get(slug, 0)
        seen[slug] = count + 1
        found.add(f"{slug}-{count}" if count else slug)
    return found


def link_problem(page: Path, target: str, root: Path = ROOT) -> str:
    """Return what is wrong with a link, or an empty text. The network is not asked: addresses only need a form."""
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return _address_problem(target)
    place, _, anchor = target.partition("#")
    there = (page.parent / unquote(place)).resolve() if place else page.resolve()
    if not there.is_relative_to(root.resolve()):
        return "leads out of the project"
    if not there.exists():
        return "is not there"
    if anchor and there.suffix == ".md" and anchor not in anchors(there.read_text(encoding="utf-8")):
        return "names no heading"
    return ""


def _address_problem(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme == "mailto":
        return "" if re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", parts.path) else "is no address"
    if parts.scheme != "https":
        return "is not https"
    return "" if re.fullmatch(r"[\w-]+(\.[\w-]+)+", parts.hostname or "") else "has no host"
