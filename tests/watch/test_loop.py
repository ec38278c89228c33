"""The loop with a fake session, a fake screen and a scripted student: saves, keys, and what ends a check."""

import contextlib
import time
from queue import Empty
from typing import NamedTuple

import pytest

from grader.errors import GraderFault, NothingToGrade
from grader.watch.keys import RESIZED
from grader.watch.loop import LOOK, Loop
from grader.watch.saves import Saves

NEW = "x = 2\n"


class Student:
    """Stands in for the queue: presses one key, or does one thing, each time the loop waits; q at the end."""

    def __init__(self, steps):
        self.steps = list(steps)
        self.during_a_check = []

    def get(self, timeout):
        """Press the next key, or do the next thing, of which the loop is told that something may have changed."""
        step = self.steps.pop(0) if self.steps else "q"
        if isinstance(step, str):
            return step
        step()
        return LOOK

    def get_nowait(self):
        """Take what came during a check."""
        if not self.during_a_check:
            raise Empty
        return self.during_a_check.pop(0)

    def put(self, key):
        """Take back what the loop could not use yet."""
        self.steps.insert(0, key)


class Verdict(NamedTuple):
    """What the loop needs of one."""

    name: str
    reused: tuple


class FakeSession:
    """Three exercises in a circle; each check takes its steps and notes what it was asked."""

    def __init__(self):
        self.checks = []
        self.during = {}
        self.reused = []
        self.error = None

    def check(self, name, on_progress, *, everything=False):
        """Run two steps; between them something may happen."""
        self.checks.append((name, everything))
        if self.error is not None:
            raise self.error
        for done in (1, 2):
            on_progress(None, done, 2)
            self.during.pop(len(self.checks), lambda: None)()
        return Verdict(name, self.reused.pop(0) if self.reused else ())

    def confirm(self, verdict, on_progress):
        """Check what was reused."""
        self.checks.append((verdict.name, verdict.reused))
        self.during.pop(len(self.checks), lambda: None)()
        on_progress(None, 1, 1)
        return Verdict(f"{verdict.name} confirmed", ())

    def following(self, name):
        """Return the next of three."""
        return {"01": "02", "02": "03", "03": "01"}[name]


class FakeScreen:
    """Notes what is shown."""

    def __init__(self):
        self.shown = []

    @contextlib.contextmanager
    def checking(self):
        """Take progress and show nothing of it."""
        yield lambda result, done, planned: None

    def verdict(self, verdict, seconds):
        """Note a verdict."""
        self.shown.append(verdict.name)

    def error(self, error):
        """Note an error."""
        self.shown.append(error)

    def redraw(self):
        """Note that the same is shown again."""
        self.shown.append("redrawn")


@pytest.fixture
def watch(tmp_path):
    """Run a loop over three files with a scripted student."""
    files = {name: tmp_path / f"{name}.py" for name in ("01", "02", "03")}
    for file in files.values():
        file.write_text("x = 1\n")
    session, screen, student = FakeSession(), FakeScreen(), Student([])
    answers = {"h": lambda name: screen.shown.append(f"hint {name}")}
    loop = Loop(session, Saves(files), screen, student, answers)

    def run(*steps):
        student.steps = list(steps)
        loop.run("01")
        return screen.shown

    run.files, run.session, run.student = files, session, student
    return run


def test_begins_with_a_check_and_ends_with_q(watch):
    """One verdict without a key; q ends it."""
    assert watch("q", "r") == ["01"]


def test_keys_speak_of_the_present_exercise(watch):
    """The key n goes on, r checks everything anew, h answers, others are nothing."""
    assert watch("h", "x", "n", "h", "r", RESIZED) == ["01", "hint 01", "02", "hint 02", "02", "redrawn"]
    assert watch.session.checks == [("01", False), ("02", False), ("02", True)]


def test_a_save_is_checked_without_a_key_and_becomes_the_present_exercise(watch):
    """Saving another exercise's file goes over to it."""
    shown = watch(lambda: watch.files["03"].write_text(NEW), lambda: time.sleep(0.05), "h")
    assert shown == ["01", "03", "hint 03"]


def test_a_lost_event_costs_a_moment_only(watch):
    """Where nothing is told in time, the files are looked at all the same."""

    def nothing():
        watch.files["01"].write_text(NEW)
        raise Empty

    assert watch(nothing, lambda: time.sleep(0.05)) == ["01", "01"]


def test_a_save_during_a_check_ends_it(watch):
    """What is checked then is the newer file."""

    def save():
        watch.files["01"].write_text(NEW)
        watch.student.during_a_check.append(LOOK)

    watch.session.during[1] = save
    assert watch(lambda: time.sleep(0.05)) == ["01"]
    assert watch.session.checks == [("01", False), ("01", False)]


@pytest.mark.parametrize(("key", "shown"), [("q", []), ("n", ["02"]), ("h", ["01", "hint 01"])])
def test_keys_during_a_check(watch, key, shown):
    """The keys q and n end a check; another key is answered after it."""
    watch.session.during[1] = lambda: watch.student.during_a_check.append(key)
    assert watch() == shown


@pytest.mark.parametrize("error", [NothingToGrade("gone"), GraderFault("broken"), RuntimeError("any")])
def test_no_error_ends_the_watch(watch, error):
    """An error is shown, and the next save is checked again."""
    watch.session.error = error

    def mend():
        watch.session.error = None
        watch.files["01"].write_text(NEW)

    assert watch(mend, lambda: time.sleep(0.05)) == [error, "01"]


def test_a_pass_that_reuses_results_is_shown_and_then_confirmed(watch):
    """The verdict comes at once, and once more when the other tasks have been checked on the same file."""
    watch.session.reused = [("f",)]
    assert watch() == ["01", "01 confirmed"]


@pytest.mark.parametrize(("key", "shown"), [("n", ["02"]), ("q", [])])
def test_no_key_ends_what_makes_a_pass_count(watch, key, shown):
    """Whoever goes on at once has passed all the same."""
    watch.session.reused = [("f",)]
    watch.session.during[2] = lambda: watch.student.during_a_check.append(key)
    assert watch() == ["01", "01 confirmed", *shown]


def test_a_newer_save_ends_what_makes_a_pass_count(watch):
    """The file that passed is not there any more."""
    watch.session.reused = [("f",)]

    def save():
        watch.files["01"].write_text(NEW)
        watch.student.during_a_check.append(LOOK)

    watch.session.during[2] = save
    assert watch(lambda: time.sleep(0.05)) == ["01", "01"]
