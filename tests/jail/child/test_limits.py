"""The table of limits."""

import sys

import pytest

if sys.platform == "win32":
    pytest.skip("no rlimits there", allow_module_level=True)

import resource

from grader.jail.child import limits


def test_table_is_what_the_child_needs() -> None:
    """No core, no file growth, few descriptors; CPU ends softly first, then hard."""
    table = limits.wanted(memory_bytes=1 << 30, cpu_seconds=5)
    assert table["RLIMIT_CORE"] == table["RLIMIT_FSIZE"] == (0, 0)
    assert table["RLIMIT_AS"] == (1 << 30, 1 << 30)
    assert table["RLIMIT_CPU"] == (5, 6)
    assert "RLIMIT_NPROC" not in table, "counted per user: it would count the students' own processes"
    assert limits.wanted(memory_bytes=1, cpu_seconds=1, own_uid=True)["RLIMIT_NPROC"] == (1, 1)


def test_unknown_limit_is_not_in_force() -> None:
    """A system without one of the limits does not hold the layer."""
    assert limits.not_in_force({"RLIMIT_OF_TOMORROW": (0, 0)}) == ("RLIMIT_OF_TOMORROW",)
    limits.apply({"RLIMIT_OF_TOMORROW": (0, 0)})


def test_higher_limits_are_noticed() -> None:
    """Not in force means higher than wanted; lower is fine."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert limits.not_in_force({"RLIMIT_NOFILE": (soft - 1, soft - 1)}) == ("RLIMIT_NOFILE",)
    assert limits.not_in_force({"RLIMIT_NOFILE": (2**62, 2**62)}) == ()


def test_elsewhere_what_there_is_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """MacOS has fewer limits, and does not heed that of address space: the layer is the others."""
    monkeypatch.setattr(sys, "platform", "darwin")
    table = limits.wanted(memory_bytes=1 << 30, cpu_seconds=5)
    assert set(table) == {f"RLIMIT_{name}" for name in ("CORE", "FSIZE", "NOFILE", "STACK", "MEMLOCK", "CPU")}
