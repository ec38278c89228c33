"""`grade update`: what nobody touched becomes new, what somebody changed stays, and nothing is lost."""

import json

import pytest

import grader.cli.folder
import grader.cli.update
import grader.handout
import grader.kitversion
import grader.update
from grader.handout import fingerprint, read_handout

NEW = b"raise NotImplementedError  # a clearer stub\n"
WORK = b"def one(x):\n    return x\n"


@pytest.fixture
def shipped(tmp_path):
    """Return the folder that the kit's lessons and stubs come from."""
    return tmp_path / "shipped"


@pytest.fixture
def newer(course, shipped, monkeypatch):
    """Make the installed kit a newer one: other stubs, another lesson, one file more."""
    for module in (grader.update, grader.cli.update, grader.cli.folder):
        monkeypatch.setattr(module, "__version__", "99.0.0")
    for stub in ("01_alpha/alpha.py", "02_beta/beta.py"):
        (shipped / stub).write_bytes(NEW)
    (shipped / "01_alpha" / "README.md").write_text("A better lesson\n")
    (shipped / "02_beta" / "README.ja.md").write_text("新しい\n")
    return course


def tree(root):
    """Return every file below a folder with its content."""
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_init_records_what_it_handed_out(course):
    """The record has the kit's version and the fingerprint of each file."""
    table = json.loads((course / ".dojo" / "kit.json").read_text())
    assert table["format"] == 1
    assert table["version"] == grader.handout.__version__
    assert len(table["files"]) == 4
    alpha = (course / "01_alpha" / "alpha.py").read_bytes()
    assert table["files"]["01_alpha/alpha.py"] == fingerprint("alpha.py", alpha)


def test_untouched_files_become_the_new_ones(newer, grade):
    """Stub and lesson are replaced, a new file is added, what is the same is not spoken of."""
    shown = grade("update")
    assert shown.code == 0
    assert (newer / "01_alpha" / "alpha.py").read_bytes() == NEW
    assert (newer / "01_alpha" / "README.md").read_text() == "A better lesson\n"
    assert (newer / "02_beta" / "README.ja.md").is_file()
    assert "replaced  01_alpha/README.md" in shown.out
    assert "added     02_beta/README.ja.md" in shown.out
    assert "02_beta/README.md" not in shown.out
    assert read_handout(newer).version == "99.0.0"


def test_work_stays_and_the_new_stub_comes_beside_it(newer, grade):
    """Not a byte of a changed file is touched, the new stub lies next to it, and the output says so."""
    (newer / "01_alpha" / "alpha.py").write_bytes(WORK)
    shown = grade("update")
    assert (newer / "01_alpha" / "alpha.py").read_bytes() == WORK
    assert (newer / "01_alpha" / "alpha.new.py").read_bytes() == NEW
    assert "you changed 01_alpha/alpha.py" in shown.out


def test_work_on_a_stub_that_did_not_change_gets_nothing_beside_it(newer, shipped, grade):
    """Where the kit has nothing newer there is nothing to tell."""
    (newer / "02_beta" / "README.md").write_text("my notes\n")
    shown = grade("update")
    assert (newer / "02_beta" / "README.md").read_text() == "my notes\n"
    assert not (newer / "02_beta" / "README.new.md").exists()
    assert "02_beta/README.md" not in shown.out


def test_a_second_update_does_nothing(newer, grade):
    """Once done, the same update changes no file and says so."""
    (newer / "01_alpha" / "alpha.py").write_bytes(WORK)
    grade("update")
    before = tree(newer)
    shown = grade("update")
    assert tree(newer) == before
    assert "nothing was changed" in shown.out


def test_a_check_in_an_older_folder_says_what_to_type(newer, engine, grade, monkeypatch):
    """The remark in the scorecard leads to the update, and is gone after it."""
    monkeypatch.setattr(grader.kitversion, "__version__", "99.0.0")
    assert "grade update" in " ".join(grade("check", "01").out.split())
    grade("update")
    assert "grade update" not in grade("check", "01").out


def test_a_dry_run_writes_nothing(newer, grade):
    """It names the same files as the real run, and no file changes."""
    (newer / "01_alpha" / "alpha.py").write_bytes(WORK)
    before = tree(newer)
    rehearsed = grade("update", "--dry-run").out.splitlines()
    assert tree(newer) == before
    assert "--dry-run" in rehearsed[-1]
    assert grade("update").out.splitlines()[:-1] == rehearsed[:-1]


def test_an_interrupted_update_goes_on(newer, grade, monkeypatch):
    """Stopped before the record was written, the next run ends in the same state as an uninterrupted one."""
    (newer / "01_alpha" / "alpha.py").write_bytes(WORK)
    with monkeypatch.context() as patched:
        patched.setattr(grader.update, "write_handout", lambda *_: (_ for _ in ()).throw(OSError(5, "cut")))
        assert grade("update").code == 2
    assert grade("update").code == 0
    assert read_handout(newer).version == "99.0.0"
    assert (newer / "01_alpha" / "alpha.py").read_bytes() == WORK
    assert not (newer / "01_alpha" / "alpha.new-2.py").exists()


def test_a_file_beside_that_was_edited_is_work_too(newer, shipped, grade):
    """The next new stub takes another name instead of overwriting it; an untouched one is replaced."""
    (newer / "01_alpha" / "alpha.py").write_bytes(WORK)
    (newer / "02_beta" / "beta.py").write_bytes(WORK)
    grade("update")
    (newer / "01_alpha" / "alpha.new.py").write_bytes(b"notes\n")
    for stub in ("01_alpha/alpha.py", "02_beta/beta.py"):
        (shipped / stub).write_bytes(b"newer still\n")
    grade("update")
    assert (newer / "01_alpha" / "alpha.new.py").read_bytes() == b"notes\n"
    assert (newer / "01_alpha" / "alpha.new-2.py").read_bytes() == b"newer still\n"
    assert (newer / "02_beta" / "beta.new.py").read_bytes() == b"newer still\n"


def test_without_a_record_every_difference_is_work(newer, grade):
    """A folder from before there were records, or with a damaged one, loses nothing."""
    for text in (None, "{not json", '{"format": 1}'):
        (newer / ".dojo" / "kit.json").unlink()
        if text is not None:
            (newer / ".dojo" / "kit.json").write_text(text)
        old = (newer / "01_alpha" / "alpha.py").read_bytes()
        assert grade("update").code == 0
        assert (newer / "01_alpha" / "alpha.py").read_bytes() == old
        assert (newer / "01_alpha" / "alpha.new.py").read_bytes() == NEW


def test_line_endings_are_no_work(newer, grade):
    """A stub that git turned to Windows line endings counts as untouched."""
    alpha = newer / "01_alpha" / "alpha.py"
    alpha.write_bytes(alpha.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    grade("update")
    assert alpha.read_bytes() == NEW


def test_links_are_never_written_through(newer, grade, tmp_path):
    """A link where a stub belongs stays, and so does what it points to."""
    alpha, elsewhere = newer / "01_alpha" / "alpha.py", tmp_path / "elsewhere.py"
    elsewhere.write_bytes(alpha.read_bytes())
    alpha.unlink()
    alpha.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    grade("update")
    assert alpha.is_symlink()
    assert elsewhere.read_bytes() == before


def test_a_file_that_cannot_be_read_stays(newer, grade, monkeypatch):
    """What is closed to us is taken for work: it stays, and the new one comes beside it."""
    closed = newer / "01_alpha" / "alpha.py"
    read_bytes = type(closed).read_bytes

    def read(path):
        if path == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    with monkeypatch.context() as patched:
        patched.setattr(type(closed), "read_bytes", read)
        assert grade("update").code == 0
    assert closed.read_bytes() != NEW
    assert (newer / "01_alpha" / "alpha.new.py").read_bytes() == NEW


def test_a_stub_that_was_reset_counts_as_untouched(newer, shipped, grade):
    """After `grade reset` the next update replaces the stub again."""
    alpha = newer / "01_alpha" / "alpha.py"
    alpha.write_bytes(WORK)
    grade("reset", "01")
    (shipped / "01_alpha" / "alpha.py").write_bytes(b"newer still\n")
    grade("update")
    assert alpha.read_bytes() == b"newer still\n"


def test_what_the_kit_no_longer_has_is_left_and_named_once(newer, shipped, grade):
    """An exercise's extra file that is gone from the kit stays in the folder."""
    (shipped / "02_beta" / "README.md").unlink()
    assert "left      02_beta/README.md" in grade("update").out
    assert (newer / "02_beta" / "README.md").is_file()
    assert "02_beta/README.md" not in grade("update").out


def test_init_in_an_older_folder_keeps_its_version_and_points_to_update(newer, grade):
    """Adding what is missing makes an old folder no newer."""
    before = read_handout(newer).version
    shown = grade("init", newer)
    assert "grade update" in shown.out
    assert read_handout(newer).version == before


@pytest.mark.parametrize("noted", [{"format": 1, "version": "100.0", "files": {}}, {"format": 2}])
def test_an_older_kit_does_not_touch_a_newer_folder(newer, grade, noted):
    """Going back is refused, also where only a newer kit could read the record."""
    (newer / ".dojo" / "kit.json").write_text(json.dumps(noted))
    before = tree(newer)
    shown = grade("update")
    assert shown.code == 2
    assert "Install" in shown.err
    assert tree(newer) == before


def test_notebooks_are_kept_up_like_stubs(newer, shipped, grade):
    """A notebook that nobody ran becomes the new one, a changed one stays, and nobody gets one unasked."""
    names = ("01_alpha/alpha.ipynb", "02_beta/beta.ipynb")
    for name in names:
        (shipped / name).write_text("{}")
    grade("update")
    assert not list(newer.rglob("*.ipynb"))
    grade("init", newer, "--notebooks")
    (newer / "01_alpha" / "alpha.ipynb").write_text('{"mine": 1}')
    for name in names:
        (shipped / name).write_text('{"cells": []}')
    grade("update")
    assert (newer / "01_alpha" / "alpha.ipynb").read_text() == '{"mine": 1}'
    assert (newer / "01_alpha" / "alpha.new.ipynb").read_text() == '{"cells": []}'
    assert (newer / "02_beta" / "beta.ipynb").read_text() == '{"cells": []}'


def test_exercises_that_were_not_handed_out_are_only_named(newer, grade):
    """A folder with one exercise of two gets what is new of that one, and is told how to get the other."""
    for file in (newer / "02_beta").iterdir():
        file.unlink()
    (newer / "02_beta").rmdir()
    shown = grade("update")
    assert not (newer / "02_beta").exists()
    assert "Not in this folder: 02_beta" in shown.out
    assert "grade init ." in shown.out


def test_outside_a_course_folder(bank, grade, tmp_path, monkeypatch):
    """There is nothing to update, and the way to a course folder is told."""
    monkeypatch.chdir(tmp_path)
    shown = grade("update")
    assert shown.code == 2
    assert "grade init my-course" in shown.err
