"""Archives that attack whoever unpacks them: nothing is unpacked, and each would work where it is."""

import io
import stat
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from grader.classroom.archives import ARCHIVE_LIMIT
from grader.classroom.handin import Oddity
from grader.classroom.intake import find_handins
from grader.exercise import all_exercises, find_exercise
from tests.attacks.ground import Ground, laid_out

EXERCISE = find_exercise("01", all_exercises())
NAME = EXERCISE.file
BOMB = 128 << 20


def _tar(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


def _file(name: str, data: bytes = b"was here") -> tuple[tarfile.TarInfo, bytes]:
    return tarfile.TarInfo(name), data


def _link(name: str, target: str, kind: bytes) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info, b""


def _above(ground: Ground) -> bytes:
    return _tar(_file(f"{'../' * 20}{ground.folder}/marker"), _file(NAME))


def _absolute(ground: Ground) -> bytes:
    return _tar(_file(f"{ground.folder}/marker"), _file(NAME))


def _through_a_link(ground: Ground) -> bytes:
    return _tar(_link("way", str(ground.folder), tarfile.SYMTYPE), _file("way/marker"), _file(NAME))


def _through_a_hard_link(ground: Ground) -> bytes:
    return _tar(_link(NAME, f"{ground.folder}/result.json", tarfile.LNKTYPE), _file(NAME))


def _over_a_link(ground: Ground) -> bytes:
    return _tar(_link(NAME, f"{ground.folder}/result.json", tarfile.SYMTYPE), _file(NAME))


def _sets_a_mode(ground: Ground) -> bytes:
    info, data = _file(f"{ground.folder}/result.json")
    info.mode = 0o4755
    return _tar((info, data), _file(NAME))


ARCHIVES: tuple[Callable[[Ground], bytes], ...] = (
    _above, _absolute, _through_a_link, _through_a_hard_link, _over_a_link, _sets_a_mode,
)  # fmt: skip
_each = pytest.mark.parametrize("archive", ARCHIVES, ids=lambda make: make.__name__.strip("_"))


@pytest.fixture
def ground() -> Iterator[Ground]:
    """Lay out what the archives reach for."""
    with laid_out() as ground:
        yield ground


@_each
def test_archive_reaches_nothing(archive: Callable[[Ground], bytes], ground: Ground, tmp_path: Path) -> None:
    """It is taken in without a step outside, is an oddity or a file, and the next student's is as it was."""
    (tmp_path / "eve.tar").write_bytes(archive(ground))
    (tmp_path / "zoe").mkdir()
    (tmp_path / "zoe" / NAME).write_bytes(b"zoe = 1\n")
    before = sorted(tmp_path.rglob("*"))
    found = {handin.person.id: handin for handin in find_handins(tmp_path, [EXERCISE])}
    assert ground.effects() == set()
    assert sorted(tmp_path.rglob("*")) == before
    assert found["eve"].oddity is not None or found["eve"].source == b"was here"
    assert found["zoe"].source == b"zoe = 1\n"


@_each
def test_archive_is_real(archive: Callable[[Ground], bytes], ground: Ground, tmp_path: Path) -> None:
    """Positive control: unpacked as many scripts do, it changes what lies outside."""
    with tarfile.open(fileobj=io.BytesIO(archive(ground))) as opened:
        # Older versions know no filter, and trust everybody.
        opened.extraction_filter = getattr(tarfile, "fully_trusted_filter", None)  # type: ignore[assignment]
        for member in opened:
            opened.extract(member, tmp_path, set_attrs=True)
    assert "ground" in ground.effects()


@cache
def _bomb(method: int, name: str, *, link: bool = False) -> bytes:
    """Return an archive of zeros."""
    held, info = io.BytesIO(), zipfile.ZipInfo(name)
    info.compress_type, info.external_attr = method, (stat.S_IFLNK if link else stat.S_IFREG) << 16
    with zipfile.ZipFile(held, "w") as archive, archive.open(info, "w") as member:
        for _ in range(BOMB >> 20):
            member.write(bytes(1 << 20))
    return held.getvalue()


@pytest.mark.parametrize("lying", [False, True], ids=["honest", "lying"])
@pytest.mark.parametrize("link", [False, True], ids=["file", "link"])
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_bomb_costs_no_memory(method: int, link: bool, lying: bool, tmp_path: Path) -> None:
    """Whatever it says of its size, no more is expanded than a file may have."""
    data = _bomb(method, NAME, link=link)
    if lying:
        data = data.replace(BOMB.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    (tmp_path / "bomb.zip").write_bytes(data)
    tracemalloc.start()
    (found,) = find_handins(tmp_path, [EXERCISE])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.oddity in {Oddity.EXPANDS, Oddity.DAMAGED, Oddity.TOO_LARGE, Oddity.UNSAFE_LINK}
    assert peak < ARCHIVE_LIMIT + (8 << 20)  # the buffer for the archive itself, which may be as large


def test_bomb_is_real() -> None:
    """Positive control: read as zipfile reads it, the lying one expands far beyond what is asked for."""
    data = _bomb(zipfile.ZIP_BZIP2, NAME).replace(BOMB.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    tracemalloc.start()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        archive.open(NAME) as member,
        pytest.raises(zipfile.BadZipFile),
    ):
        member.read(100_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak > BOMB


def test_link_with_a_password_stops_nobody(tmp_path: Path) -> None:
    """An encrypted entry that says it is a link is an oddity of its own hand-in."""
    held, info = io.BytesIO(), zipfile.ZipInfo(NAME)
    info.external_attr = stat.S_IFLNK << 16
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(info, "elsewhere.py")
    data = bytearray(held.getvalue())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + flags] |= 1
    (tmp_path / "eve.zip").write_bytes(data)
    (found,) = find_handins(tmp_path, [EXERCISE])
    assert found.oddity is Oddity.ENCRYPTED
