"""The language of a command line: --lang, GRADE_LANG, help and mistakes in typing."""

import os

import pytest

from grader.i18n import language
from grader.report.cells import cells


@pytest.mark.parametrize(
    "arguments", [["--lang", "ja", "list"], ["list", "--lang", "ja"], ["list", "--lang=ja"]]
)
def test_the_option_stands_before_or_after_the_command(course, grade, arguments):
    """One command is in Japanese; the next one is in English again."""
    assert "未着手" in grade(*arguments).out
    assert language() == "en"
    assert "not started" in grade("list").out


def test_the_environment_names_a_language(course, grade, monkeypatch):
    """GRADE_LANG holds for every command, and an option comes before it; both are as they were afterwards."""
    monkeypatch.setenv("GRADE_LANG", "ja")
    monkeypatch.delenv("LANGUAGE", raising=False)
    assert "未着手" in grade("list").out
    assert "not started" in grade("list", "--lang", "en").out
    assert os.environ["GRADE_LANG"] == "ja"
    assert "LANGUAGE" not in os.environ


def test_another_language_is_a_usage_error(course, grade):
    """What there is no catalogue for is refused, with the languages there are."""
    shown = grade("list", "--lang", "fr")
    assert shown.code == 2
    assert "'en', 'ja'" in shown.err


def test_what_stands_after_two_dashes_is_no_option(course, grade):
    """A file may be called --lang."""
    shown = grade("check", "--", "--lang", "ja")
    assert shown.code != 0
    assert "未着手" not in shown.out
    assert "There is no" in shown.err


@pytest.mark.parametrize(
    "command", [[], ["check"], ["class"], ["hint"], ["list"], ["export"], ["author"], ["author", "verify"]]
)
def test_help_is_in_the_language_and_fits_the_terminal(grade, monkeypatch, command):
    """No help of a command or an option is left in English, and no line is wider than 80 cells."""
    monkeypatch.setenv("COLUMNS", "80")
    english, japanese = grade(*command, "--help").out, grade("--lang", "ja", *command, "--help").out
    assert "使い方:" in japanese
    assert all(cells(line) <= 80 for line in japanese.splitlines())
    words = {line for line in english.splitlines() if line.strip() and not line.strip().startswith("-")}
    assert not words & set(japanese.splitlines())


def test_mistakes_in_typing_are_told_in_the_language(course, grade):
    """Click's own words, and the nearest command."""
    shown = grade("--lang", "ja", "lisst")
    assert shown.code == 2
    assert "コマンド 'lisst' はありません。 'list' のことですか。" in shown.err
    assert "エラー:" in grade("check", "--lang", "ja", "--nosuch").err


def test_a_scorecard_is_in_the_language(course, engine, grade):
    """Points, outcomes and what to type next."""
    shown = grade("check", "01", "--lang", "ja")
    assert "点中" in shown.out
    assert "直したら:" in shown.out or "合格" in shown.out
    assert "points" not in shown.out
