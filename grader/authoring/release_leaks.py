"""Nothing of the solutions leaves the checkout: what is about to be handed out is read, archives and all."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from grader.authoring.fragments import Fragment, find, fragments, lesson_code, solution_markers
from grader.authoring.tree import Tree
from grader.classroom.notebook import notebook_source

_ARCHIVES = (".whl", ".zip")
_FOLDERS = frozenset({"solutions", "wrong", "tests"})
_FILES = frozenset({"checks_hidden.py", "equivalent_mutants.toml"})


def leaks(tree: Tree, members: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what the members would give away: a name, a marker of a solution, a piece of one."""
    wanted = tuple(
        fragment
        for exercise in tree.exercises()
        for fragment in fragments(tree.solution(exercise).read_text(encoding="utf-8"))
    )
    for name, data in _unpacked(members):
        path = PurePosixPath(name)
        if _FOLDERS & set(path.parts) or path.name in _FILES:
            yield f"{name} is for instructors only"
        elif path.suffix == ".ipynb":
            yield from _leaks_of(name, notebook_source(data, name).decode(), wanted)
        elif path.suffix in (".py", ".md"):
            yield from _leaks_of(name, data.decode("utf-8", errors="replace"), wanted)


def _leaks_of(name: str, text: str, wanted: Sequence[Fragment]) -> Iterator[str]:
    markdown = name.endswith(".md")
    if not markdown and solution_markers(text):
        yield f"{name} has a marker of a solution"
    for code in lesson_code(text) if markdown else (text,):
        for fragment, line in find(code, wanted):
            piece = "the body" if fragment.whole else "three statements"
            yield f"{name}, line {line}, has {piece} of {fragment.task}"


def _unpacked(members: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield every member, and those of archives among them."""
    for name, data in members.items():
        if not name.endswith(_ARCHIVES):
            yield name, data
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inner = {f"{name}/{member}": archive.read(member) for member in archive.namelist()}
        yield from _unpacked(inner)
