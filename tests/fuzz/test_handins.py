"""Notebooks and archives of any bytes: a hand-in within the limits or an oddity, and nothing else."""

import contextlib
import io
import json
import tarfile
import tempfile
import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.archives import FILE_LIMIT
from grader.classroom.handin import OddHandin
from grader.classroom.intake import find_handins
from grader.classroom.notebook import notebook_source
from grader.exercise import all_exercises, find_exercise
from tests.fuzz.lengths import examples
from tests.fuzz.mutations import mutated

EXERCISE = find_exercise("01", all_exercises())
WORDS = st.sampled_from(
    [
        "cells",
        "cell_type",
        "code",
        "markdown",
        "source",
        "input",
        "worksheets",
        "%%bash\nls",
        "!ls",
        "x?",
        "def f(:",
    ]
)
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=30,
)
notebooks = st.builds(
    lambda cells: {"cells": cells},
    st.lists(st.fixed_dictionaries({"cell_type": WORDS, "source": documents}), max_size=4),
)


@examples(300)
@given(
    st.one_of(documents, notebooks).map(lambda d: json.dumps(d).encode())
    | st.binary(max_size=200)
    | mutated(notebooks.map(lambda d: json.dumps(d).encode()))
)
def test_any_notebook(data: bytes) -> None:
    """A source that is hardly longer than the notebook, or the oddity."""
    with contextlib.suppress(OddHandin):
        assert len(notebook_source(data, "work.ipynb")) <= 4 * len(data) + 100


def _zip(members: list[tuple[str, bytes]], method: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return held.getvalue()


def _tar(members: list[tuple[str, bytes]], mode: str) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


names = st.one_of(
    st.just(EXERCISE.file),
    st.sampled_from(
        ["../x.py", "/x.py", "a/b/c.py", "a.zip", "x.ipynb", "ü.py", "dojo.json", "A.PY", "a.py", "./a.py"]
    ),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=12),
)
members = st.lists(st.tuples(names, st.binary(max_size=80)), max_size=4, unique_by=lambda member: member[0])
methods = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
zips = st.builds(_zip, members, methods)
tars = st.builds(_tar, members, st.sampled_from(["w", "w:gz", "w:bz2", "w:xz"]))
nested = st.builds(lambda inner: _zip([("inner.zip", inner), ("inner.tar", inner)], zipfile.ZIP_STORED), zips)


@examples(300)
@given(
    st.one_of(zips, tars, nested, mutated(zips), mutated(tars), mutated(nested)),
    st.sampled_from([".zip", ".tar.gz"]),
)
def test_any_archive(data: bytes, ending: str) -> None:
    """One hand-in, taken or odd, within the limit of a file; no step outside, and the next one untouched."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "class"
        (root / "zoe").mkdir(parents=True)
        (root / "zoe" / EXERCISE.file).write_bytes(b"z")
        (root / f"eve{ending}").write_bytes(data)
        before = sorted(Path(name).rglob("*"))
        found = list(find_handins(root, [EXERCISE]))
        assert sorted(Path(name).rglob("*")) == before
    assert any(handin.source == b"z" for handin in found if handin.person.id == "zoe")
    for handin in found:
        assert handin.oddity is not None or len(handin.source or b"") <= FILE_LIMIT
        assert len(handin.detail) < 500
