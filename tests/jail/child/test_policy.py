"""What the default policy opens: this interpreter and the named packages, around every hole."""

import os
import stat
import sys
from pathlib import Path

import pytest

from grader.jail.child import policy as policies
from tests.jail.child.sealing import linux_only, open_the_way_to, root_only

pytestmark = linux_only


def _tree(root: Path, *files: str) -> None:
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)


def test_hole_is_made_by_naming_everything_around_it(tmp_path: Path) -> None:
    """A closed folder inside a readable one leaves its siblings readable, on every level."""
    _tree(tmp_path, "a/x.py", "a/site-packages/kit/bank.py", "a/site-packages/numpy/core.py", "b/y.py")
    closed = [str(tmp_path / "a" / "site-packages")]
    found = set(policies._readable_below(str(tmp_path), closed))
    assert found == {str(tmp_path / "a" / "x.py"), str(tmp_path / "b")}


def test_link_around_a_hole_is_not_followed(tmp_path: Path) -> None:
    """A link beside the hole that leads into it opens nothing."""
    _tree(tmp_path, "hole/secret.py", "x.py")
    (tmp_path / "way_in").symlink_to(tmp_path / "hole")
    found = set(policies._readable_below(str(tmp_path), [str(tmp_path / "hole")]))
    assert found == {str(tmp_path / "x.py")}


def test_name_that_only_begins_alike_is_no_part(tmp_path: Path) -> None:
    """/a/numpy2 does not lie in /a/numpy."""
    assert policies._is_within("/a/numpy/core", "/a/numpy")
    assert policies._is_within("/a/numpy", "/a/numpy")
    assert policies._is_within("/a", "/")
    assert not policies._is_within("/a/numpy2", "/a/numpy")


def test_forbidden_path_is_cut_out_of_a_package(tmp_path: Path) -> None:
    """Also what lies in an extra folder stays closed where it is forbidden."""
    _tree(tmp_path, "stage/student.py", "stage/checks_hidden.py")
    hidden = str(tmp_path / "stage" / "checks_hidden.py")
    made = policies.default_policy(
        packages=[], extra_read=[str(tmp_path / "stage")], forbidden=[hidden], memory_bytes=1
    )
    assert str(tmp_path / "stage" / "student.py") in made.read
    assert str(tmp_path / "stage") not in made.read
    assert hidden not in made.read


def test_no_site_folder_is_readable_as_a_whole() -> None:
    """Every folder of installed packages is listed at most; only named packages can be read."""
    made = policies.default_policy(packages=["numpy"], memory_bytes=1)
    for site in policies._real(policies._site_folders()):
        assert not any(policies._is_within(site, path) for path in made.read), site
    packages = {Path(path).name for path in made.read if "site-packages" in Path(path).parts}
    assert "numpy" in packages
    assert packages <= {"numpy", "numpy.libs"}


def test_nothing_private_is_readable() -> None:
    """Neither a home, nor /tmp, /proc, /etc, /dev, nor the folder the kit lies in."""
    made = policies.default_policy(packages=["numpy"], memory_bytes=1)
    kit = os.path.realpath(Path(policies.__file__).parents[3])
    for place in ("/", "/tmp", "/proc", "/etc", "/dev", "/root", "/home", "/usr", "/usr/lib", kit):
        assert not any(policies._is_within(place, path) for path in made.read), place


def test_torch_brings_what_it_imports_late() -> None:
    """The companions of torch are readable with it."""
    pytest.importorskip("torch")
    with_torch = policies.default_policy(packages=["torch"], memory_bytes=1).read
    assert {"torch", "sympy", "numpy"} <= {Path(path).name for path in with_torch}
    assert "/dev/urandom" in with_torch


def test_children_need_the_library_and_their_packages() -> None:
    """What the doctor asks about is what a child would have to read."""
    needed = policies.needed_paths(["numpy"])
    assert str(Path(os.__file__).parent) in needed
    assert any(Path(path).name == "numpy" for path in needed)


@root_only
def test_throw_away_user_is_chosen_only_where_it_can_read(tmp_path: Path) -> None:
    """A user that cannot reach the interpreter or the staged file would fail every honest student."""
    open_the_way_to(tmp_path)
    file = tmp_path / "student.py"
    file.write_text("")
    file.chmod(0o644)
    uid = policies._throw_away_uid([str(file)])
    assert uid is not None
    assert 60706 <= uid < 61184
    file.chmod(0o600)
    assert policies._throw_away_uid([str(file)]) is None
    file.chmod(0o644)
    tmp_path.chmod(stat.S_IRWXU)
    assert policies._throw_away_uid([str(file)]) is None


def test_two_children_are_two_users() -> None:
    """Children of one zygote become different users, so that they cannot signal each other; ordinary ones none."""
    shared = {"read": (), "list_only": (), "forbidden": (), "memory_bytes": 1}
    many = policies.Policy(**shared, uid=60706, uids=478)
    assert len({many.user_of(pid) for pid in range(1000, 1478)}) == 478
    assert {60706, 61183} <= {many.user_of(pid) for pid in range(478)}
    assert policies.Policy(**shared).user_of(1000) is None


def test_elsewhere_there_is_nothing_to_look_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing holds a child to paths, none are looked for; on Windows the job is a layer of its own."""
    monkeypatch.setattr(policies.kernel, "SUPPORTED", False)
    for system, more in (("darwin", set()), ("win32", {"job"})):
        monkeypatch.setattr(sys, "platform", system)
        made = policies.default_policy(packages=["numpy"], memory_bytes=5, forbidden=["/etc"])
        assert (made.read, made.forbidden, made.uid) == ((), (), None)
        assert made.layers == policies.ALL_LAYERS | more
