"""What a jailed child may read: this interpreter, the named packages, shared libraries, staged files."""

import os
import stat
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import job, kernel

ALL_LAYERS = frozenset(
    {
        "no_new_privs",
        "not_dumpable",
        "rlimits",
        "landlock",
        "seccomp",
        "uid",
        "own_session",
        "parent_death",
    }
)

# Between those of people and those that systemd gives to services: belongs to nobody, and fits into 16 bits, which is
# all that some containers have.
_FIRST_THROW_AWAY_UID, _THROW_AWAY_UIDS = 60706, 478

_SITE_NAMES = ("site-packages", "dist-packages")

# Where the loader looks for shared libraries, and what of those folders it, or the C library, may want:
# the libraries themselves and the folders that are named after an architecture.
_LIBRARY_FOLDERS = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
_LIBRARY_ENTRIES = (".so", "-linux-gnu", "-linux-musl", "locale")
_LOADER_INDEX = "/etc/ld.so.cache"

# What a package imports late, beside itself, and the files it asks the system about.
_COMPANIONS = {
    "torch": (
        *("torchgen", "functorch", "sympy", "mpmath", "networkx", "jinja2", "markupsafe", "fsspec"),
        *("filelock", "typing_extensions", "numpy"),
    ),
}
_SYSTEM_FILES = {"torch": ("/dev/urandom", "/proc/cpuinfo", "/sys/devices/system/cpu")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What one kind of child may do; everything that is not named is refused."""

    read: tuple[str, ...]
    list_only: tuple[str, ...]
    forbidden: tuple[str, ...]
    memory_bytes: int
    threads: bool = False
    uid: int | None = None
    uids: int = 1  # how many from `uid` on there are to choose from
    layers: frozenset[str] = ALL_LAYERS

    def user_of(self, child: int) -> int | None:
        """Return the user that a child of this process id becomes, so that two at a time are two users."""
        return None if self.uid is None else self.uid + child % self.uids


def default_policy(
    *,
    packages: Sequence[str],
    extra_read: Iterable[str] = (),
    forbidden: Iterable[str] = (),
    memory_bytes: int,
) -> Policy:
    """Return the policy for this interpreter: its standard library, these packages, and the extra paths.

    Site-packages can be listed, but only the named packages read: other installed packages (the kit and its
    checks among them) stay closed. Forbidden paths are cut out of whatever folder they lie in.
    """
    if not kernel.SUPPORTED:  # nothing there holds a child to paths, so there are none to look for
        return Policy(read=(), list_only=(), forbidden=(), memory_bytes=memory_bytes, layers=_layers())
    sites = _site_folders()
    closed = _real((*sites, *forbidden))
    read: list[str] = []
    for root in _real((*_standard_library(), *_shared_libraries(), _LOADER_INDEX)):
        read += _readable_below(root, closed)
    inside = _inside(packages, sites)
    for path in (*_real(inside), *_real(extra_read)):
        read += _readable_below(path, _real(forbidden))
    listed = _real((*sites, *_standard_library()))
    return Policy(
        read=tuple(dict.fromkeys(read)),
        list_only=listed,
        forbidden=tuple(forbidden),
        memory_bytes=memory_bytes,
        uid=_throw_away_uid((*_standard_library(), *inside, *extra_read)),
        uids=_THROW_AWAY_UIDS,
    )


def _inside(packages: Sequence[str], sites: Sequence[str]) -> tuple[str, ...]:
    """Return where these packages lie, with what they import late and ask the system for."""
    lie = [path for name in _with_companions(packages) for path in _package_paths(name, sites)]
    return (*lie, *(path for name in packages for path in _SYSTEM_FILES.get(name, ())))


def _layers() -> frozenset[str]:
    return ALL_LAYERS | {job.LAYER} if job.offered() else ALL_LAYERS


def _real(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(os.path.realpath(path) for path in paths if os.path.lexists(path)))


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _readable_below(path: str, closed: Sequence[str]) -> Iterator[str]:
    """Yield the path, or, where something closed lies inside it, the parts of it that are left.

    Landlock has no rule that takes a right away again, so a hole is made by naming everything around it.
    """
    if any(_is_within(path, hole) for hole in closed):
        return
    if not any(_is_within(hole, path) for hole in closed):
        yield path
        return
    for entry in sorted(os.scandir(path), key=lambda entry: entry.name):
        # What a link points to is readable in its own right, or it is not meant to be.
        if not entry.is_symlink():
            yield from _readable_below(entry.path, closed)


def _prefixes() -> tuple[str, ...]:
    """Return the base interpreter's prefix and the environment's, which `python -S` does not look for."""
    found = [sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix]
    environment = os.path.dirname(os.path.dirname(os.path.abspath(sys.executable)))
    if os.path.exists(os.path.join(environment, "pyvenv.cfg")):
        found.append(environment)
    return tuple(dict.fromkeys(found))


def _standard_library() -> tuple[str, ...]:
    """Return the folders of the standard library, which are the base interpreter's in an environment too."""
    return tuple(dict.fromkeys(sysconfig.get_path("stdlib", vars=base) for base in _base_variables()))


def _base_variables() -> Iterator[dict[str, str]]:
    for prefix in (sys.base_prefix, sys.base_exec_prefix):
        yield {"installed_base": prefix, "base": prefix}


def _shared_libraries() -> Iterator[str]:
    folders = (*_LIBRARY_FOLDERS, *(os.path.join(sys.base_exec_prefix, name) for name in ("lib", "lib64")))
    for folder in _real(folders):
        for entry in os.scandir(folder):
            if any(part in entry.name for part in _LIBRARY_ENTRIES):
                yield entry.path


def _site_folders() -> tuple[str, ...]:
    """Return every folder of installed packages of this interpreter and of others beside it."""
    found = [path for path in sys.path if os.path.basename(path) in _SITE_NAMES]
    found += [sysconfig.get_path(name) for name in ("purelib", "platlib")]
    for prefix in (*_prefixes(), "/usr", "/usr/local"):
        for library in ("lib", "lib64"):
            for site in _SITE_NAMES:
                found += map(str, Path(prefix, library).glob(f"python*/{site}"))
    return tuple(path for path in dict.fromkeys(found) if os.path.isdir(path))


def _with_companions(packages: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for given in packages for name in (given, *_COMPANIONS.get(given, ()))))


def _package_paths(name: str, sites: Sequence[str]) -> tuple[str, ...]:
    """Return where a package lies: folder, single file, or the folder of libraries that its wheel brought."""
    loaded = getattr(sys.modules.get(name), "__path__", None)
    places = [*sites, *(os.path.dirname(path) for path in loaded or ())]
    candidates = (os.path.join(place, name + ending) for place in places for ending in ("", ".py", ".libs"))
    return tuple(path for path in dict.fromkeys(candidates) if os.path.exists(path))


def _throw_away_uid(paths: Iterable[str]) -> int | None:
    """Return the first of the user ids that nobody has, where we are root and such a user could read what it must."""
    return None if not_root() or closed_to_others(paths) else _FIRST_THROW_AWAY_UID


def not_root() -> bool:
    """Tell whether this process may not become somebody else."""
    return not hasattr(os, "geteuid") or os.geteuid() != 0


def closed_to_others(paths: Iterable[str]) -> str:
    """Return the first path that a user who owns nothing could not read; empty where all can be."""
    return next((path for path in _real(paths) if not _open_to_others(path)), "")


def needed_paths(packages: Sequence[str]) -> tuple[str, ...]:
    """Return what a child with these packages must be able to read, whoever it is."""
    return (*_standard_library(), *_inside(packages, _site_folders()))


def _open_to_others(path: str) -> bool:
    """Tell whether everybody may read the path and walk to it."""
    needed = stat.S_IROTH | (stat.S_IXOTH if os.path.isdir(path) else 0)
    if os.stat(path).st_mode & needed != needed:
        return False
    return all(os.stat(parent).st_mode & stat.S_IXOTH for parent in Path(path).parents)
