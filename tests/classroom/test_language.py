"""A class run in another language: what workers say, and the page."""

import pytest

from grader.classroom import htmlreport, worker
from grader.classroom.statistics import ClassCount
from grader.errors import DojoError
from grader.exercise import all_exercises
from grader.i18n import _, language, use_language


@pytest.fixture(autouse=True)
def english_again():
    """Go back to English after each test."""
    yield
    use_language("en")


def _work(spoken):
    (exercise,) = [one for one in all_exercises() if one.name == "01_activations"]
    return worker.Work(
        content="c", exercise=exercise.name, source=b"", helpers={}, seed="s", strict=False, accept_missing=(),
        seconds=1.0, environment="here", language=spoken,
    )  # fmt: skip


def test_a_worker_speaks_the_language_of_each_work(monkeypatch):
    """One process may grade for runs in several languages."""

    def refuse(*_arguments):
        raise DojoError(_("Not started yet."))

    monkeypatch.setattr(worker, "environment", lambda *_arguments: "here")
    monkeypatch.setattr(worker, "_scorecard", refuse)
    answers = worker.grade([_work("ja"), _work("en"), _work("ja")])
    assert [answer.fault for answer in answers] == [
        "まだ手を付けていません。",
        "Not started yet.",
        "まだ手を付けていません。",
    ]


def test_a_page_is_in_the_language_in_use():
    """Headings, columns and the words that the script shows."""
    counts = {"01_x": ClassCount(exercise="01_x", title="X", points=10, finals=[3.0, 10.0], seconds=[1.0])}
    use_language("ja")
    page = htmlreport.render(counts, [], heading="見出し", made="")
    assert f'<html lang="{language()}">' in page
    for words in ("10 点中 6.5 点", "絞り込み", 'data-words="{count} 件を表示"', "点の分布"):
        assert words in page
    assert "Students" not in page
    use_language("en")
    assert "Students" in htmlreport.render(counts, [], heading="Heading", made="")
