"""When to look at the files: at once where the system tells of changes, a few times a second where it does not."""

import threading
from collections.abc import Callable, Collection, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from grader.i18n import _

POLL_SECONDS = 0.25
# Kinds of file system on which a change made elsewhere (another machine, the host of WSL or of a container) is
# not told to this system.
_SILENT = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "v9fs",
    "drvfs",
    "vboxsf",
    "virtiofs",
    "fuse",
    "afs",
    "ceph",
    "gluster",
    "lustre",
)
_MOUNTS = Path("/proc/self/mounts")


class Events:
    """Calls `changed` whenever files may have changed, from a thread of its own; a context that ends it.

    `told` says how, in a sentence for the student, where it is not the way one would expect.
    """

    def __init__(self, folders: Collection[Path], changed: Callable[[], None], *, poll: bool) -> None:
        self._folders = sorted({folder for folder in folders if folder.is_dir()})
        self._changed = changed
        self._stop = threading.Event()
        self.told = why_polling(self._folders, poll=poll)
        work = self._poll if self.told else self._listen
        self._thread = threading.Thread(target=work, name="watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=2)

    def _poll(self) -> None:
        while not self._stop.wait(POLL_SECONDS):
            self._changed()

    def _listen(self) -> None:
        from watchfiles import watch

        try:
            for _changes in watch(
                *self._folders, watch_filter=None, debounce=100, step=10, stop_event=self._stop,
                rust_timeout=500, recursive=False, force_polling=False,
            ):  # fmt: skip
                self._changed()
        except (OSError, RuntimeError):
            self._poll()  # no more watches to be had, or a folder has gone: looking always works


def why_polling(folders: Iterable[Path], *, poll: bool) -> str:
    """Return a sentence that says why files are looked at again and again; empty where events come."""
    often = _("Looking at your files {times} times a second", times=round(1 / POLL_SECONDS))
    if poll:
        return _("{often}, as --poll asks.", often=often)
    silent = next((kind for kind in map(_kind_of, folders) if kind.startswith(_SILENT)), "")
    if silent:
        return _("{often}: {kind} file systems do not tell of every change.", often=often, kind=silent)
    if find_spec("watchfiles") is None:
        return _('{often}; to be told at once: pip install "backprop-dojo[watch]"', often=often)
    return ""


def _kind_of(folder: Path) -> str:
    """Return the kind of file system a folder is on; empty where the system does not say."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    found = ("", "")
    for line in lines:
        _device, place, kind, *_others = line.split(" ")
        place = place.replace("\\040", " ")
        if folder.resolve().is_relative_to(place) and len(place) >= len(found[0]):
            found = (place, kind)
    return found[1]
