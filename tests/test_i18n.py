"""Which language a person reads, and what a message becomes in it."""

import pytest

from grader.i18n import _, chosen_language, language, later, use_language


@pytest.fixture(autouse=True)
def english_again():
    """Go back to English after each test."""
    yield
    use_language("en")


@pytest.mark.parametrize(
    ("wanted", "environment", "chosen"),
    [
        ("ja", {"GRADE_LANG": "en"}, "ja"),
        (None, {"GRADE_LANG": "ja_JP.UTF-8", "LC_ALL": "en_US.UTF-8"}, "ja"),
        (None, {"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, "en"),
        (None, {"LC_ALL": "", "LANG": "ja_JP.UTF-8"}, "ja"),
        (None, {"LANGUAGE": "ja:en", "LANG": "en_US.UTF-8"}, "ja"),
        ("fr", {"LANG": "ja_JP"}, "ja"),
        (None, {"LANG": "fr_FR.UTF-8"}, "en"),
        (None, {}, "en"),
    ],
)
def test_the_strongest_wish_that_is_known_wins(monkeypatch, wanted, environment, chosen):
    """An option comes before GRADE_LANG, that before the locale; a language that is not there is passed over."""
    for name in ("GRADE_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert chosen_language(wanted) == chosen


def test_english_is_the_text_of_the_code():
    """Placeholders are filled in; a message without values keeps its braces."""
    assert _("{name} is {value:.2f}.", name="db", value=1 / 3) == "db is 0.33."
    assert _("{} is a dictionary.") == "{} is a dictionary."


@pytest.mark.parametrize(
    ("got", "told"),
    [
        ("(3,)", "u は一つの数のはずですが、返ってきたのは (3,) です。"),
        ("複素数", "u は一つの数のはずですが、返ってきたのは複素数です。"),
    ],
)
def test_no_space_stands_between_two_wide_characters(got, told):
    """What a placeholder holds decides whether the spaces around it stay."""
    use_language("ja")
    assert _("{name} should be {wanted}; got {got}.", name="u", wanted=_("a number"), got=got) == told


def test_formats_and_conversions_count_in_every_language():
    """`{x:.2f}` and `{x!r}` are filled in as Python does."""
    use_language("ja")
    assert _("below {below:g}", below=0.5) == "0.5 未満"
    assert (
        _("{exercise} has no task {task!r}.", exercise="03", task="f") == "03 に 'f' という課題はありません。"
    )


def test_what_is_kept_is_translated_when_it_is_shown():
    """`later` marks a text and leaves it as it is."""
    use_language("ja")
    kept = later("passed")
    assert (kept, _(kept)) == ("passed", "合格")
    assert _("") == ""


def test_an_unknown_language_is_english():
    """A message is never lost because a language is not there."""
    use_language("fr")
    assert language() == "en"
    assert _("No such text.") == "No such text."
