"""Open zip and tar archives from strangers: nothing is extracted, only wanted members are read.

An archive with an absolute name, `..`, a link out, a name twice or too much of anything is refused.
"""

import bz2
import gzip
import io
import lzma
import posixpath
import re
import stat
import struct
import tarfile
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from grader.classroom.handin import Entry, OddHandin, Oddity
from grader.i18n import _

FILE_LIMIT = 512 << 10  # what grading takes of one file
NOTEBOOK_LIMIT = 8 << 20  # notebooks carry their pictures along
ARCHIVE_LIMIT = 64 << 20
MEMBERS_LIMIT = 2_000
EXPORT_MEMBERS_LIMIT = 500_000
EXPANDED_LIMIT = 256 << 20
RATIO_LIMIT = 200
# A zip's table of contents and a tar's extended headers are parsed before any name can be counted, so they are
# bounded in bytes. Headers have to be small: some versions of tarfile take quadratic time for one.
TABLE_BYTES_PER_MEMBER = 1_100
HEADER_LIMIT = 8 << 10
HEADERS_LIMIT = 1 << 20
RATIO_FREE = 4 << 20  # below this size any ratio is harmless: repeated lines compress well

ARCHIVE_NAMES = re.compile(r"\.(zip|tar|tgz|tbz2?|txz|tar\.(gz|bz2|xz))$", re.IGNORECASE)
_WANTED_NAMES = re.compile(
    r"\.(py|ipynb|zip|tar|tgz|tbz2?|txz|tar\.(gz|bz2|xz))$|(^|/)(dojo\.json|submission_metadata\.yml)$",
    re.IGNORECASE,
)
_DRIVE = re.compile(r"^[A-Za-z]:")
# Of bzip2 and LZMA zipfile expands all that it has read, a gigabyte from a kilobyte, before it gives a part of it.
_BOUNDED_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error,
    EOFError, OSError, ValueError, NotImplementedError, RecursionError, MemoryError,
)  # fmt: skip


def limit_of(name: str) -> int:
    """Return how many bytes of a file of this name are read at most."""
    if ARCHIVE_NAMES.search(name):
        return ARCHIVE_LIMIT
    return NOTEBOOK_LIMIT if name.lower().endswith(".ipynb") else FILE_LIMIT


def open_archive(
    source: Path | bytes, name: str, *, inside: int, members: int = MEMBERS_LIMIT
) -> list[Entry]:
    """Return the files of an archive that a hand-in may consist of; OddHandin where it is not safe or sound.

    `source` is a path or the archive's bytes; `inside` is the depth that its entries get.
    """
    try:
        if isinstance(source, bytes):
            return _entries(io.BytesIO(source), inside, members)
        if zipfile.is_zipfile(source):
            return _zip_entries(source.open("rb"), inside, members)
        with source.open("rb") as stream:
            return _tar_entries(stream, inside, members)
    except OddHandin as odd:
        raise OddHandin(odd.oddity, f"{name}: {odd.detail}" if odd.detail else name) from None
    except _DAMAGE as error:
        raise OddHandin(Oddity.DAMAGED, f"{name}: {type(error).__name__}") from error


def _entries(stream: IO[bytes], inside: int, members: int) -> list[Entry]:
    if zipfile.is_zipfile(stream):
        return _zip_entries(stream, inside, members)
    return _tar_entries(stream, inside, members)


def check_name(name: str) -> str:
    """Return a member's path, without `./`; OddHandin where it could lead outside or deceive."""
    if name.startswith("/") or _DRIVE.match(name) or "\\" in name or ".." in name.split("/"):
        raise OddHandin(Oddity.UNSAFE_NAME, repr(name)[:120])
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in name) or len(name) > 1000:
        raise OddHandin(Oddity.UNSAFE_NAME, repr(name)[:120])
    return posixpath.normpath(name)


class _Names:
    """Refuses two members whose names some file system takes for one."""

    def __init__(self, limit: int) -> None:
        self._seen: set[str] = set()
        self._count = 0
        self._limit = limit

    def add(self, name: str, *, folder: bool) -> str:
        self._count += 1
        if self._count > self._limit:
            raise OddHandin(Oddity.TOO_MANY, _("more than {limit}", limit=self._limit))
        path = check_name(name.rstrip("/") if folder else name)
        folded = unicodedata.normalize("NFC", path).casefold()
        if not folder and folded in self._seen:
            raise OddHandin(Oddity.DUPLICATE, repr(path)[:120])
        if not folder:
            self._seen.add(folded)
        return path


def _check_link(path: str, target: str) -> None:
    """Refuse a link that leads out; one that stays inside is left alone, and never followed."""
    there = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    if target.startswith(("/", "\\")) or _DRIVE.match(target) or there.split("/")[0] == "..":
        raise OddHandin(Oddity.UNSAFE_LINK, repr(path)[:120])


def _link(path: str) -> Callable[[], bytes]:
    def read() -> bytes:
        raise OddHandin(Oddity.LINK, path)

    return read


# -- zip -------------------------------------------------------------------------------------------


class _Table(io.RawIOBase):
    """A zip's stream that gives no more at once than a table of contents of so many members needs."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream = stream
        self._limit = limit

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int = -1) -> bytes:
        if size > self._limit:
            raise OddHandin(Oddity.TOO_MANY, _("a table of contents of {size:,} bytes", size=size))
        return self._stream.read(size)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _zip_entries(stream: IO[bytes], inside: int, members: int) -> list[Entry]:
    archive = zipfile.ZipFile(_Table(stream, members * TABLE_BYTES_PER_MEMBER))
    names = _Names(members)
    entries = []
    total = 0
    for info in archive.infolist():
        path = names.add(info.orig_filename, folder=info.is_dir())
        if info.is_dir():
            continue
        total += info.file_size
        if members == MEMBERS_LIMIT:  # a whole class's export is large by nature, and is read piece by piece
            _check_size(total, info)
        mode = info.external_attr >> 16
        if stat.S_ISLNK(mode):
            target = _zip_member(archive, info, path, 1000) if info.file_size < 4096 else b"/"
            _check_link(path, target.decode("utf-8", "replace"))
            entries.append(Entry(path=path, size=0, read=_link(path), inside=inside))
        elif mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise OddHandin(Oddity.NOT_A_FILE, path)
        elif _WANTED_NAMES.search(path):
            entries.append(Entry(path=path, size=info.file_size, read=_zip_reader(archive, info, path),
                                 time=_zip_time(info), inside=inside))  # fmt: skip
    return entries


def _check_size(total: int, info: zipfile.ZipInfo) -> None:
    if total > EXPANDED_LIMIT:
        raise OddHandin(Oddity.EXPANDS, _("over {limit} MiB", limit=EXPANDED_LIMIT >> 20))
    if info.file_size > RATIO_FREE and info.file_size > RATIO_LIMIT * max(info.compress_size, 1):
        raise OddHandin(
            Oddity.EXPANDS,
            _("{size:,} bytes from {packed:,}", size=info.file_size, packed=info.compress_size),
        )


def _zip_reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str) -> Callable[[], bytes]:
    def read() -> bytes:
        limit = limit_of(path)
        data = _zip_member(archive, info, path, limit + 1)
        if len(data) > limit:
            raise OddHandin(Oddity.TOO_LARGE, _("{path} is over {limit:,} KiB", path=path, limit=limit >> 10))
        return data

    return read


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, count: int) -> bytes:
    """Return the first `count` bytes of a member, whatever it says of its size."""
    if info.flag_bits & 0x1:
        raise OddHandin(Oddity.ENCRYPTED, path)
    if info.compress_type not in _BOUNDED_METHODS:
        raise OddHandin(Oddity.DAMAGED, _("{path} is not compressed as zip usually is", path=path))
    try:
        with archive.open(info) as member:
            return member.read(count)
    except RuntimeError as error:  # zipfile's word for a missing password
        raise OddHandin(Oddity.ENCRYPTED, path) from error
    except _DAMAGE as error:
        raise OddHandin(Oddity.DAMAGED, path) from error


def _zip_time(info: zipfile.ZipInfo) -> float | None:
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return None


# -- tar -------------------------------------------------------------------------------------------


class _Bounded(io.RawIOBase):
    """A stream that ends in OddHandin where it gives more than a compressed archive of its size should."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream = stream
        self._left = limit
        self._limit = limit

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size if size >= 0 else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise OddHandin(Oddity.EXPANDS, _("over {limit} MiB", limit=self._limit >> 20))
        return data


_EXTENDED = (
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK,
)  # fmt: skip


def _careful_member() -> type[tarfile.TarInfo]:
    """Return the class of one archive's members: their extended headers are small, each and all together."""
    left = HEADERS_LIMIT

    class Member(tarfile.TarInfo):
        def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
            """Refuse a header before it is read: this is where tarfile lets a subclass in."""
            nonlocal left
            if self.type in _EXTENDED:
                left -= max(self.size, tarfile.BLOCKSIZE)
                if self.size > HEADER_LIMIT or left < 0:
                    raise OddHandin(Oddity.DAMAGED, _("an extended header of {size:,} bytes", size=self.size))
            return super()._proc_member(archive)  # type: ignore[misc, no-any-return]

    return Member


def _tar_entries(stream: IO[bytes], inside: int, members: int) -> list[Entry]:
    size = stream.seek(0, io.SEEK_END)
    limit = min(EXPANDED_LIMIT, max(RATIO_FREE, RATIO_LIMIT * size))
    if members > MEMBERS_LIMIT:
        limit = RATIO_LIMIT * size
    stream.seek(0)
    bounded = _Bounded(_decompressed(stream), limit)
    names = _Names(members)
    entries = []
    with tarfile.open(fileobj=bounded, mode="r|", tarinfo=_careful_member()) as archive:
        for member in archive:
            path = names.add(member.name, folder=member.isdir())
            if member.isdir() or path == ".":
                continue
            if member.issym() or member.islnk():
                _check_link(path if member.issym() else "x", member.linkname)
                entries.append(Entry(path=path, size=0, read=_link(path), inside=inside))
            elif not member.isreg() or member.sparse is not None:
                raise OddHandin(Oddity.NOT_A_FILE, path)
            elif _WANTED_NAMES.search(path):
                entries.append(_tar_entry(archive, member, path, inside))
    return entries


def _tar_entry(archive: tarfile.TarFile, member: tarfile.TarInfo, path: str, inside: int) -> Entry:
    """Return a member as an entry; a stream goes forward only, so its bytes are taken now."""
    limit = limit_of(path)
    member_stream = archive.extractfile(member)
    data = member_stream.read(limit + 1) if member_stream is not None else b""

    def read() -> bytes:
        if len(data) > limit:
            raise OddHandin(Oddity.TOO_LARGE, _("{path} is over {limit:,} KiB", path=path, limit=limit >> 10))
        return data

    return Entry(path=path, size=member.size, read=read, time=float(member.mtime), inside=inside)


def _decompressed(stream: IO[bytes]) -> IO[bytes]:
    magic = stream.read(6)
    stream.seek(0)
    if magic[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]  # reads as one
    if magic[:3] == b"BZh":
        return bz2.BZ2File(stream)
    if magic == b"\xfd7zXZ\x00":
        return lzma.LZMAFile(stream)
    return stream
