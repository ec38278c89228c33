"""The ruleset in the kernel's own form, for every version of Landlock."""

import os
import struct
from pathlib import Path

import pytest

from grader.jail.child import kernel, landlock
from tests.jail.child.sealing import Jail, linux_only, only


@pytest.mark.parametrize(
    ("abi", "fields"),
    [
        (1, (0x1FFF,)),
        (2, (0x3FFF,)),
        (3, (0x7FFF,)),
        (4, (0x7FFF, 3)),
        (5, (0xFFFF, 3)),
        (6, (0xFFFF, 3, 3)),
        (7, (0xFFFF, 3, 3)),
        (9, (0x1FFFF, 3, 3)),
    ],
)
def test_attributes_grow_with_the_version(abi: int, fields: tuple[int, ...]) -> None:
    """Each version is asked for all that it knows, and for nothing that it does not."""
    assert landlock.attributes(abi) == struct.pack(f"={len(fields)}Q", *fields)


@linux_only
@pytest.mark.parametrize("version", range(1, 8))
def test_older_versions_confine_too(version: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A ruleset as an older kernel would have it still keeps files closed and leaves the rest open."""
    if version > landlock.abi():
        pytest.skip("this kernel is older")
    hidden = tmp_path / "hidden.txt"
    hidden.write_text("secret")
    monkeypatch.setattr(landlock, "abi", lambda: version)
    jail = Jail(layers=only("landlock"), read=(os.path.dirname(os.__file__),))
    assert jail.run(hidden.read_text).refused
    assert jail.run(lambda: len(Path(os.__file__).read_text()) > 0).value is True
    assert jail.run(lambda: 1).report.landlock_abi == version  # type: ignore[union-attr]


@linux_only
def test_listing_is_less_than_reading(tmp_path: Path) -> None:
    """A folder that may be listed gives names and no contents."""
    (tmp_path / "secret.py").write_text("secret")

    def list_then_read() -> list[str]:
        names = os.listdir(tmp_path)
        try:
            (tmp_path / "secret.py").read_text()
        except PermissionError:
            names.append("closed")
        return names

    ruleset = landlock.build([], [str(tmp_path)])
    seen = Jail(
        sealed=False,
        before_seal=lambda: (kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1), landlock.enforce(ruleset)),
    ).run(list_then_read)
    os.close(ruleset)
    assert seen.value == ["secret.py", "closed"]


@linux_only
def test_paths_that_are_not_there_need_no_rule(tmp_path: Path) -> None:
    """A policy names paths of many systems; those that are missing are passed over."""
    os.close(landlock.build([str(tmp_path / "gone"), str(tmp_path)], [str(tmp_path / "gone"), __file__]))


def test_kernel_without_landlock(monkeypatch: pytest.MonkeyPatch) -> None:
    """ENOSYS, EOPNOTSUPP and EPERM (an old container profile) all mean that there is none."""
    for number in (38, 95, 1):

        def fail(*_: object, number: int = number) -> int:
            raise OSError(number, "no")

        monkeypatch.setattr(kernel, "syscall", fail)
        assert landlock.abi() == 0
        with pytest.raises(kernel.Unavailable):
            landlock.build([], [])
