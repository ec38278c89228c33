"""Checking again and again in warm processes: what is reused is what a full check would find."""

import ast

import pytest

from grader.errors import GraderFault, NothingToGrade
from grader.exercise import all_exercises, find_exercise
from grader.grading import Zygotes, grade_file
from grader.scorecard import Outcome
from grader.selection import Selected
from grader.settings import Settings
from grader.watch import session as module
from grader.watch.session import Session
from grader.workspace import Workspace

EXERCISE = find_exercise("02", all_exercises())
SOLUTION = EXERCISE.solution.read_text(encoding="utf-8")
# One after the other, each over the one before: a mistake, another task's mistake, both mended, and so on.
EDITS = {
    "a mistake": ("softmax", "np.zeros_like(x)"),
    "another task": ("one_hot", "None"),
    "a task that others call": ("cross_entropy", "-1.0"),
}


def with_body(source, function, value):
    """Return a source in which a function returns only this."""
    node = next(n for n in ast.parse(source).body if getattr(n, "name", "") == function)
    lines = source.split("\n")
    lines[node.body[0].lineno - 1 : node.end_lineno] = [f"    return {value}"]
    return "\n".join(lines)


def found(scorecard):
    """Return what a scorecard says of each check, without times."""
    return [(r.name, r.outcome, r.evidence and r.evidence.message, r.diagnosis) for r in scorecard.results]


@pytest.fixture
def course(tmp_path):
    """Make a course folder that holds one exercise."""
    path = tmp_path / EXERCISE.name / EXERCISE.file
    path.parent.mkdir()
    (tmp_path / ".dojo").mkdir()
    return path


@pytest.fixture
def watched(course):
    """Open a session over it; each check also returns which tasks it ran."""
    read = []
    selected = {EXERCISE.name: Selected(exercise=EXERCISE, path=course, again="")}
    workspace = Workspace(course.parent.parent)
    with Session(selected, workspace, Settings(), lambda *what: read.append(what)) as session:

        def check(source, **options):
            ran = []
            if source is not None:
                course.write_text(source)
            verdict = session.check(EXERCISE.name, lambda result, *_: ran.append(result.task), **options)
            check.verdict = verdict
            return verdict.scorecard, set(ran)

        check.read, check.session, check.workspace = read, session, workspace
        yield check


ALL = {task.name for task in EXERCISE.tasks}


@pytest.mark.slow
def test_what_is_reused_is_what_a_full_check_finds(watched, course):
    """Over a row of edits each verdict says of every check what a cold, full one says."""
    source = EXERCISE.stub.read_text(encoding="utf-8")
    watched(source)
    steps = [SOLUTION]
    for function, value in EDITS.values():
        steps.append(with_body(steps[-1], function, value))
    steps += [
        f"{steps[-1]}\nx = 1 / 0\n",
        f"{steps[-1]}\nx = (\n",
        with_body(SOLUTION, "softmax", "x"),
        SOLUTION,
    ]
    partial = 0
    with Zygotes() as zygotes:
        for step in steps:
            scorecard, ran = watched(step)
            assert found(scorecard) == found(grade_file(EXERCISE, course, zygotes=zygotes, with_pytest=False))
            partial += len(ran) < len(ALL)
    assert partial >= len(EDITS)


def test_only_what_a_change_can_touch_is_checked_again(watched):
    """A mistake in one task: that one and those that call it; the scorecard says so and holds all tasks."""
    watched(SOLUTION)
    scorecard, ran = watched(with_body(SOLUTION, "one_hot", "None"))
    assert "one_hot" in ran
    assert ran < ALL
    assert {task.name for task in scorecard.tasks} == ALL
    assert "one_hot" in scorecard.notices[-1]


def test_a_task_that_did_not_pass_is_checked_again(watched):
    """Whatever was changed, a task that failed before is never taken as it was."""
    wrong = with_body(SOLUTION, "one_hot", "None")
    watched(wrong)
    _, ran = watched(with_body(wrong, "mean_squared_error", "0.0"))
    assert {"one_hot", "mean_squared_error"} <= ran


def test_the_key_r_checks_everything(watched):
    """Nothing is reused where everything is asked for."""
    watched(SOLUTION)
    assert watched(None, everything=True)[1] == ALL
    assert watched(with_body(SOLUTION, "one_hot", "None"), everything=True)[1] == ALL


def test_an_exercise_is_passed_when_all_checks_have_run_on_one_file(watched):
    """A verdict that reuses results is shown and not kept; confirming it runs the others, and then it counts."""
    watched(with_body(SOLUTION, "one_hot", "None"))
    scorecard, ran = watched(SOLUTION)
    assert scorecard.passed
    assert set(watched.verdict.reused) == ALL - ran != set()
    assert not watched.workspace.record(EXERCISE.name).passed
    others = set()
    confirmed = watched.session.confirm(watched.verdict, lambda result, *_: others.add(result.task))
    assert others == ALL - ran
    assert confirmed.scorecard.passed
    assert confirmed.scorecard.notices == confirmed.reused == ()
    assert watched.workspace.record(EXERCISE.name).passed


def test_results_are_remembered_and_scripts_kept(watched, course):
    """As after `grade check`: the record of the exercise, and the script that repeats what failed."""
    course.write_text(with_body(SOLUTION, "one_hot", "None"))
    verdict = watched.session.check(EXERCISE.name, lambda *_: None)
    assert watched.workspace.record(EXERCISE.name).tasks["one_hot"].outcome == Outcome.FAILED
    assert verdict.script.is_file()


def test_it_says_what_it_read(watched, course):
    """What is about to be checked is told first, so that the watch does not check it twice."""
    watched(SOLUTION)
    assert watched.read == [(EXERCISE.name, SOLUTION.encode())]


def test_a_missing_file_says_how_to_get_one(watched, course):
    """The next step puts the stub back."""
    with pytest.raises(NothingToGrade) as caught:
        watched.session.check(EXERCISE.name, lambda *_: None)
    assert "grade reset 02" in caught.value.next_step


def test_a_fault_ends_the_warm_process(watched, monkeypatch):
    """The next check begins with a fresh one, and works."""
    watched(SOLUTION)
    warm = watched.session.zygotes(EXERCISE.name)
    grade = module.grade_submission

    def fail(*_arguments, **_options):
        raise GraderFault("broken")

    monkeypatch.setattr(module, "grade_submission", fail)
    with pytest.raises(GraderFault):
        watched(None)
    monkeypatch.setattr(module, "grade_submission", grade)
    assert watched(None)[0].passed
    assert watched.session.zygotes(EXERCISE.name) is not warm


class FakeZygotes:
    """Warm processes that are none."""

    ended = 0

    def __exit__(self, *_):
        FakeZygotes.ended += 1


def test_two_exercises_stay_warm_and_the_longest_unused_ends(monkeypatch):
    """Each exercise has processes of its own; a third one takes the place of the first."""
    monkeypatch.setattr(module, "Zygotes", FakeZygotes)
    FakeZygotes.ended = 0
    with Session({}, None, Settings(), lambda *_: None) as session:
        first, second = session.zygotes("01"), session.zygotes("02")
        assert first is not second
        assert session.zygotes("01") is first
        session.zygotes("03")
        assert session.zygotes("01") is first
        assert session.zygotes("02") is not second
    assert FakeZygotes.ended == 4


def test_the_following_exercise(tmp_path):
    """The next one not passed, after the last from the first; where all are passed simply the next."""
    exercises = all_exercises()[:3]
    selected = {e.name: Selected(exercise=e, path=tmp_path, again="") for e in exercises}
    names = list(selected)

    class Records:
        passed = ()

        def record(self, name):
            return type("Record", (), {"passed": name in self.passed})

    records = Records()
    session = Session(selected, records, Settings(), lambda *_: None)
    assert session.following(names[0]) == names[1]
    assert session.following(names[2]) == names[0]
    records.passed = (names[1],)
    assert session.following(names[0]) == names[2]
    records.passed = names
    assert session.following(names[0]) == names[1]
    assert Session(selected, None, Settings(), lambda *_: None).following(names[1]) == names[2]
