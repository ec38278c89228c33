"""What every process for student code is started with: its command, its environment, its settings."""

import os
import sys
from collections.abc import Collection, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from grader.errors import GraderFault
from grader.i18n import _
from grader.jail.channels import Channels
from grader.jail.flavours import MEMORY_BYTES, PACKAGES, READABLE

KIT_ROOT = Path(__file__).resolve().parent.parent.parent
START = Path(__file__).resolve().parent / "child" / "start.py"
LIFE_CPU_SECONDS = 300

ENVIRONMENT = {
    "PATH": "/nonexistent", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "USER": "student", "HOME": "/nonexistent",
    "MPLBACKEND": "Agg", "CUDA_VISIBLE_DEVICES": "", "TORCHINDUCTOR_CACHE_DIR": "/nonexistent",
}  # fmt: skip


class Running(Protocol):
    """One child as the system knows it."""

    @property
    def channels(self) -> Channels:
        """Return its pipes."""

    @property
    def pid(self) -> int:
        """Return its process id."""

    def cpu_seconds(self) -> float:
        """Return the CPU time that the child has used."""

    def resident_bytes(self) -> int:
        """Return how much memory the child really holds; 0 where that cannot be known."""

    def end(self) -> int:
        """Kill the child and what it started, wait for it, and return its code (negative: a signal)."""


class Launcher(Protocol):
    """Starts children, each ready for a file of its own."""

    def start(self) -> Running:
        """Start a child; it comes up in the background."""

    def close(self) -> None:
        """End every process that is left."""


def settings(
    flavour: str, *, forbidden: Sequence[Path], strict: bool, accepted: Collection[str]
) -> dict[str, Any]:
    """Return what a process for student code is told; nothing of it is a secret."""
    return {
        "root": str(KIT_ROOT),
        "site": site_folders(PACKAGES[flavour]),
        "packages": list(PACKAGES[flavour]),
        "readable": list(READABLE[flavour]),
        "forbidden": [str(path) for path in forbidden],
        "memory_bytes": MEMORY_BYTES[flavour],
        "cpu_seconds": LIFE_CPU_SECONDS,
        "strict": strict,
        "accepted": sorted(accepted),
    }


def environment() -> dict[str, str]:
    """Return the whole environment; Windows starts no Python without its own folder's name."""
    root = os.environ.get("SYSTEMROOT", "") if sys.platform == "win32" else ""
    return {**ENVIRONMENT, "SYSTEMROOT": root} if root else dict(ENVIRONMENT)


def command(kind: str, *arguments: str) -> list[str]:
    """Return the command that starts a "zygote" or a child "alone" in a clean interpreter.

    In a virtual environment of Windows, `python` is a program that starts another; there it is that other one.
    """
    python = getattr(sys, "_base_executable", sys.executable) if sys.platform == "win32" else sys.executable
    return [str(python), "-s", "-P", "-B", "-S", str(START), kind, str(KIT_ROOT), *arguments]


def cannot_start(errors: bytes | None) -> GraderFault:
    """Return the fault that a process for student code did not come up."""
    last = (errors or b"").decode(errors="replace").strip().splitlines()[-1:]
    return GraderFault(
        _(
            "The process that starts student code could not run ({reason}).",
            reason=" ".join(last) or _("it ended"),
        ),
        next_step=_("See what this machine offers: grade doctor"),
    )


def site_folders(packages: Sequence[str]) -> list[str]:
    """Return the folders that hold the packages student code needs, and msgspec."""
    folders: list[str] = []
    for package in (*packages, "msgspec"):
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise GraderFault(
                _("{package} is not installed.", package=package),
                next_step=_("Install the kit again, in a fresh environment."),
            )
        folder = str(Path(spec.origin).parent.parent)
        if folder not in folders:
            folders.append(folder)
    return folders
