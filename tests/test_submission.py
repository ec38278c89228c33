"""What a student hands in: exactly the declared regular files, within a size."""

import os
import socket
from pathlib import Path

import pytest

from grader.errors import DojoError, NothingToGrade, UsageProblem
from grader.exercise import Exercise
from grader.submission import SIZE_LIMIT, read_plain_file, read_submission


def exercise(*helpers: str) -> Exercise:
    """Return an exercise with helper files."""
    return Exercise(
        name="03_backprop",
        title="",
        title_ja="",
        file="backprop.py",
        folder=Path("bank"),
        tasks=(),
        helpers=helpers,
    )


def problem(path: Path) -> DojoError:
    """Return what a person is told of a path."""
    with pytest.raises(DojoError) as caught:
        read_plain_file(path)
    assert caught.value.next_step
    return caught.value


def test_the_bytes_as_they_are(tmp_path: Path) -> None:
    """A file comes as bytes, unread by any codec, under the exercise's own file name."""
    path = tmp_path / "my solution (2).py"
    path.write_bytes(b"\xef\xbb\xbfx = 1\r\n\xff")
    taken = read_submission(path, exercise())
    assert taken.source == b"\xef\xbb\xbfx = 1\r\n\xff"
    assert (taken.file, taken.path, taken.helpers) == ("backprop.py", path, {})


def test_declared_helpers_only(tmp_path: Path) -> None:
    """Helpers are taken by exact name where they are there, and nothing else beside the file is."""
    for name in ("backprop.py", "layers.py", "other.py", "conftest.py"):
        (tmp_path / name).write_text(name)
    taken = read_submission(tmp_path / "backprop.py", exercise("layers.py", "optimizers.py"))
    assert taken.helpers == {"layers": b"layers.py"}


def test_no_file(tmp_path: Path) -> None:
    """A missing file is nothing to grade."""
    found = problem(tmp_path / "none.py")
    assert isinstance(found, NothingToGrade)
    assert found.message == f"There is no file {tmp_path / 'none.py'}."


@pytest.mark.parametrize("dangling", [False, True])
def test_links_are_not_followed(tmp_path: Path, dangling: bool) -> None:
    """A link at the end of the path is refused, wherever it leads; so is one in place of a helper."""
    target = tmp_path / "target.py"
    if not dangling:
        target.write_text("x = 1")
    link = tmp_path / "link.py"
    link.symlink_to(target)
    found = problem(link)
    assert isinstance(found, UsageProblem)
    assert found.message == f"{link} is a link."
    (tmp_path / "backprop.py").write_text("")
    with pytest.raises(UsageProblem, match="is a link"):
        read_submission(tmp_path / "backprop.py", exercise("link.py"))


def test_a_folder(tmp_path: Path) -> None:
    """A folder is called one."""
    assert problem(tmp_path).message == f"{tmp_path} is a folder, not a file."


def test_pipes_and_devices_do_not_block(tmp_path: Path) -> None:
    """A named pipe without a writer and a device are refused at once."""
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)
    assert "is a device or pipe" in problem(pipe).message
    assert "is a device or pipe" in problem(Path("/dev/zero")).message


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket cannot be read."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.py")
        assert isinstance(problem(Path("s.py")), UsageProblem)


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    """A path through a file is told as what it is."""
    (tmp_path / "a.py").write_text("")
    assert "cannot be read: Not a directory" in problem(tmp_path / "a.py" / "b.py").message


def test_a_name_that_no_file_can_have() -> None:
    """A name beyond the system's limit is a message, not a traceback."""
    assert "cannot be read: File name too long" in problem(Path("x" * 5000)).message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    """A file that may not be read is told as such."""
    path = tmp_path / "a.py"
    path.write_text("")
    path.chmod(0)
    assert "cannot be read: Permission denied" in problem(path).message


def test_the_size_limit_has_two_sides(tmp_path: Path) -> None:
    """A file of exactly the limit is taken, one byte more is not."""
    path = tmp_path / "big.py"
    path.write_bytes(b"#" * SIZE_LIMIT)
    assert len(read_plain_file(path)) == SIZE_LIMIT
    path.write_bytes(b"#" * (SIZE_LIMIT + 1))
    assert problem(path).message == f"{path} is larger than 512 KiB."


def test_descriptors_are_given_back(tmp_path: Path) -> None:
    """Neither success nor refusal leaves a descriptor open."""
    (tmp_path / "a.py").write_text("x")
    before = len(os.listdir("/proc/self/fd"))
    for path in (tmp_path / "a.py", tmp_path, Path("/dev/null")):
        try:
            read_plain_file(path)
        except DojoError:
            continue
    assert len(os.listdir("/proc/self/fd")) == before
