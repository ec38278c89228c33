"""The kinds of child there are: what each offers to student code, and how often a new one is taken."""

from collections.abc import Sequence
from enum import StrEnum

MEMORY_BYTES = {"numpy": 1 << 30, "torch": 3 << 30}
# What a child may really hold, looked at from outside: torch alone maps far more than it uses (300 MiB), and not
# every system bounds address space.
RESIDENT_BYTES = {"numpy": 1 << 30, "torch": 3 << 29}

# What each kind of exercise offers to student code, and what of site-packages may be read for it.
PACKAGES = {
    "numpy": ("numpy",),
    "torch": ("numpy", "torch"),
}
READABLE = {
    "numpy": ("numpy", "numpy.libs", "msgspec"),
    "torch": (
        "numpy", "numpy.libs", "msgspec", "torch", "torchgen", "functorch", "sympy", "mpmath", "networkx",
        "jinja2", "markupsafe", "fsspec", "filelock", "typing_extensions.py",
    ),
}  # fmt: skip


class Fresh(StrEnum):
    """How often a new child is taken: for each check, each task, or (the default) as seldom as is fair.

    Within a child every check gets a newly executed module, so that no state of the student's survives a
    check in any policy. With SELDOM one child serves all tasks as long as their checks pass; what does not pass
    in a child that has served another task is run again in a new one, and only that counts.
    docs/why.md has the figures that chose.
    """

    CHECK = "check"
    TASK = "task"
    SELDOM = "seldom"


def flavour_of(requires: Sequence[str]) -> str:
    """Return which kind of zygote an exercise needs."""
    return "torch" if "torch" in requires else "numpy"
