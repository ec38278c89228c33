"""What counts as a save, with the ways in which editors write."""

import os

import pytest

from grader.watch.saves import GONE, HALF_WRITTEN, QUIET, Saves

OLD, NEW, HALF = "x = 1\n", "x = 22\n", "def f(:\n"


@pytest.fixture
def file(tmp_path):
    """One file of an exercise."""
    path = tmp_path / "work.py"
    path.write_text(OLD)
    return path


@pytest.fixture
def saves(file):
    """Watch over it."""
    return Saves({"01": file})


def at(saves, now):
    """Look at a time, and return what is ready then."""
    saves.look(now)
    return saves.ready(now)


def test_what_is_there_at_first_is_no_save(saves):
    """Nothing is checked before something changes."""
    assert at(saves, 0.0) is None
    assert saves.due() is None


def test_a_save_is_ready_once_it_has_come_to_rest(saves, file):
    """Not at once, but after the quiet time, and only once."""
    file.write_text(NEW)
    assert at(saves, 0.0) is None
    assert saves.due() == QUIET
    assert at(saves, QUIET) == "01"
    assert at(saves, QUIET + 1) is None


def test_a_time_zero_is_a_time(saves, file):
    """A clock that begins at 0 loses no save."""
    file.write_text(NEW)
    saves.look(0.0)
    assert saves.due() is not None


def test_each_change_begins_the_quiet_time_anew(saves, file):
    """A file that is still being written waits."""
    file.write_text(NEW)
    saves.look(0.0)
    file.write_text(NEW + "y = 1\n")
    assert at(saves, 0.02) is None
    assert at(saves, QUIET) is None
    assert at(saves, 0.02 + QUIET) == "01"


@pytest.mark.parametrize("content", ["", "# only this\n", HALF])
def test_half_a_file_is_given_time(saves, file, content):
    """An emptied file or one with a syntax error may be half written; if nothing more comes it is checked as it is."""
    file.write_text(content)
    assert at(saves, 0.0) is None
    assert at(saves, QUIET) is None
    assert at(saves, HALF_WRITTEN) == "01"


def test_the_rest_of_half_a_file_is_one_save(saves, file):
    """The first half is never checked when the second follows in time."""
    file.write_text(HALF)
    saves.look(0.0)
    file.write_text(NEW)
    assert at(saves, 0.1) is None
    assert at(saves, 0.1 + QUIET) == "01"
    assert saves.due() is None


def test_a_touch_is_no_save(saves, file):
    """The same content under a new time is nothing new."""
    os.utime(file, ns=(1, 1))
    assert at(saves, 0.0) is None
    assert saves.due() is None


def test_a_change_taken_back_is_no_save(saves, file):
    """Back to what was checked last: nothing to do."""
    file.write_text(NEW)
    saves.look(0.0)
    file.write_text(OLD)
    assert at(saves, 1.0) is None
    assert saves.due() is None


def test_a_rename_over_the_file_is_a_save(saves, file, tmp_path):
    """Editors that write another file and rename it."""
    (tmp_path / "work.py~").write_text(NEW)
    (tmp_path / "work.py~").replace(file)
    saves.look(0.0)
    assert saves.ready(QUIET) == "01"


def test_deleted_and_made_anew_is_a_save(saves, file):
    """The moment without a file is not taken for its end."""
    file.unlink()
    assert at(saves, 0.0) is None
    assert at(saves, GONE / 2) is None
    file.write_text(NEW)
    saves.look(GONE / 2)
    assert saves.ready(GONE / 2 + QUIET) == "01"


def test_a_file_that_stays_away_is_told_once(saves, file):
    """After a while it is gone, and when it comes back it is a save."""
    file.unlink()
    saves.look(0.0)
    assert at(saves, GONE) == "01"
    assert at(saves, GONE + 5) is None
    file.write_text(OLD)
    saves.look(10.0)
    assert saves.ready(10.0 + QUIET) == "01"


def test_a_folder_in_its_place_does_not_end_the_watch(saves, file):
    """Whatever stands under the name, looking goes on."""
    file.unlink()
    file.mkdir()
    saves.look(0.0)
    assert saves.ready(GONE) == "01"


def test_of_several_the_last_is_checked(tmp_path):
    """A change of many files at once is one save, of the one that changed last."""
    paths = {name: tmp_path / f"{name}.py" for name in ("01", "02")}
    for path in paths.values():
        path.write_text(OLD)
    saves = Saves(paths)
    paths["02"].write_text(NEW)
    saves.look(0.0)
    paths["01"].write_text(NEW)
    saves.look(0.01)
    assert saves.ready(1.0) == "01"
    assert saves.ready(2.0) is None


def test_what_a_check_has_read_is_not_checked_again(saves, file):
    """A check reads the file itself; when that was already the newer content, one check is enough."""
    file.write_text(NEW)
    saves.checked("01", NEW.encode())
    saves.look(0.0)
    assert saves.due() is None
    file.write_text(OLD)
    saves.look(1.0)
    assert saves.ready(1.0 + QUIET) == "01"
