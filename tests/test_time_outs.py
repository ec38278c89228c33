"""Endless code: what it costs the student, and everybody who waits."""

from grader.exercise import all_exercises, find_exercise
from grader.grading import Zygotes, grade_file
from grader.scorecard import Outcome


def test_a_task_that_never_ends_is_given_up_after_two_checks(tmp_path):
    """Nobody waits for the same endless loop at every check of a task; the other tasks are graded."""
    exercise = find_exercise("01", all_exercises())
    source = (
        exercise.solution.read_text(encoding="utf-8") + "\n\ndef relu(x):\n    while True:\n        pass\n"
    )
    file = tmp_path / exercise.file
    file.write_text(source, encoding="utf-8")
    with Zygotes() as zygotes:
        scorecard = grade_file(exercise, file, with_pytest=False, zygotes=zygotes)
    results = [r for r in scorecard.results if r.task == "relu"]
    assert scorecard.earned == 100 - sum(r.points for r in results)
    assert {r.outcome for r in results} == {Outcome.TIMED_OUT}
    assert [r.evidence.message.startswith("Not run") for r in results] == [False, False, True, True]
