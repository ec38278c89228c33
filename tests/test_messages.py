"""The catalogues: nothing missing, nothing stale, nothing half translated, in the code and in the exercises."""

import ast
import importlib.util
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from grader.checks.bank import load_checks
from grader.exercise import BANK, all_exercises, load_exercise
from grader.hints import hint_texts, misconception_texts
from grader.i18n import LANGUAGES, use_language

ROOT = Path(__file__).parent.parent
EXERCISES = all_exercises()
OTHERS = [name for name in LANGUAGES if name != "en"]


def _tool():
    pytest.importorskip("babel")
    spec = importlib.util.spec_from_file_location("messages", ROOT / ".ci" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tool():
    """Return `.ci/messages.py` as a module."""
    return _tool()


@pytest.fixture
def copied(tool, tmp_path, monkeypatch):
    """Return a copy of the Japanese catalogue that a test may spoil."""
    shutil.copytree(tool.LOCALE, tmp_path / "locale")
    monkeypatch.setattr(tool, "LOCALE", tmp_path / "locale")
    return tool.place("ja", "grade")


@pytest.fixture(autouse=True)
def english_again():
    """Go back to English after each test."""
    yield
    use_language("en")


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("domain", ["grade", "click"])
def test_a_catalogue_holds_exactly_the_messages_there_are(tool, language, domain):
    """Each is translated, with the same placeholders, and compiled; `python .ci/messages.py` brings it in step."""
    assert tool.complaints(language, domain) == []


@pytest.mark.parametrize(
    ("found", "spoilt", "told"),
    [
        (
            'msgid "passed"',
            'msgid "passed by"',
            ["missing: 'passed'", "stale: 'passed by'", "not compiled: grade.po"],
        ),
        (
            'msgid "passed"\nmsgstr "合格"',
            'msgid "passed"\nmsgstr ""',
            ["no translation: 'passed'", "not compiled: grade.po"],
        ),
        ('msgid "passed"', '#, fuzzy\nmsgid "passed"', ["fuzzy: 'passed'"]),
        (
            'msgstr "先に {need} を直しましょう。"',
            'msgstr "先に {task} を直しましょう。"',
            ["other placeholders: '先に {task} を直しましょう。'", "not compiled: grade.po"],
        ),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_told(tool, copied, found, spoilt, told):
    """A message that is missing, stale, empty, fuzzy or has other placeholders is named, and so is an old `.mo`."""
    text = copied.read_text(encoding="utf-8")
    assert found in text
    copied.write_text(text.replace(found, spoilt, 1), encoding="utf-8")
    assert set(told) <= set(tool.complaints("ja", "grade"))


def test_an_update_keeps_what_is_translated_and_drops_what_is_gone(tool, copied):
    """Running the tool on a catalogue in step changes nothing; a stale message does not survive it."""
    before = copied.read_bytes()
    tool.update("ja", "grade")
    assert copied.read_bytes() == before
    copied.write_text(before.decode() + '\nmsgid "No such text."\nmsgstr "ない"\n', encoding="utf-8")
    tool.update("ja", "grade")
    assert copied.read_bytes() == before


def test_messages_are_found_where_they_stand(tool):
    """Calls, help of options, docstrings of commands, rulers and measures hold messages; other text does not."""
    code = (
        'X = later("one")\n'
        '@group.command("x")\n@click.option("--y", help="two")\ndef run():\n    """Three.\n\n    More.\n    """\n'
        'def f():\n    """Not this."""\n    _("four {x}", x="no")\n    assert_that(True, "five")\n'
        '    convergence_check("no", measure="six", points=1)\n    print("no")\n'
    )
    found = list(tool._in_code(ast.parse(code)))
    assert sorted(found) == sorted(["one", "two", "Three.\n\nMore.", "four {x}", "five", "six"])


def test_titles_of_pictures_are_found(tool):
    """What a terminal shows of `plots.py`: rows, panels, axes and curves; symbols are none."""
    code = (
        'def row(student, draw):\n    """One.\n\n    More.\n    """\n'
        '    panel = draw.panel("two", x="three", y="y")\n    panel.curve(1, 2, "four")\n    draw.row("no", "five")\n'
        'def helper():\n    """Not this."""\nROWS = (row,)\n'
    )
    assert sorted(tool._of_plots(ast.parse(code))) == sorted(["One.", "two", "three", "four", "five"])


SCOPES = (ast.FunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _hiding(tree: ast.AST) -> list[int]:
    """Return the lines of functions and comprehensions that make `_` a variable and call it."""
    return [
        scope.lineno
        for scope in ast.walk(tree)
        if isinstance(scope, SCOPES)
        and any(isinstance(n, ast.Name) and n.id == "_" and isinstance(n.ctx, ast.Store) for n in _own(scope))
        and any(
            isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "_"
            for n in ast.walk(scope)
        )
    ]


def _own(scope: ast.AST) -> list[ast.AST]:
    """Return the nodes of a scope without those of the scopes in it."""
    inner = [child for child in ast.iter_child_nodes(scope) if not isinstance(child, SCOPES)]
    return [*inner, *(found for child in inner for found in _own(child))]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "grader").rglob("*.py")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_nothing_hides_the_function_that_translates(path):
    """`x, _ = pair` makes `_` a variable of its function, where `_("…")` would then fail or call a number."""
    assert _hiding(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_what_hides_it_is_seen():
    """A function's own variable and a comprehension's count; a comprehension's is none of the function around it."""
    hiding = (
        'def f():\n    x, _ = g()\n    _("a")\n',
        'def f():\n    for _ in g():\n        [_("a") for x in y]\n',
        'def f():\n    [_("a") for x, _ in y]\n',
    )
    assert [bool(_hiding(ast.parse(code))) for code in hiding] == [True, True, True]
    assert _hiding(ast.parse('def f():\n    _("a")\n    return [x for x, _ in y]\n')) == []


# -- the exercises ---------------------------------------------------------------------------------


def _texts(exercise, language):
    return tomllib.loads((exercise.folder / f"hints.{language}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_an_exercise_says_everything_in_every_language(exercise, language):
    """Hints, misconceptions and titles of checks: the same ones as in English, none empty, as many hints."""
    english, other = _texts(exercise, "en"), _texts(exercise, language)
    assert other["task"].keys() == english["task"].keys()
    for name, task in english["task"].items():
        assert len(other["task"][name]["hints"]) == len(task["hints"])
        assert all(other["task"][name]["hints"])
    assert other["misconception"].keys() == english["misconception"].keys()
    for name, entry in other["misconception"].items():
        assert entry["explanation"].strip(), name
        assert entry["hint"].strip(), name
    assert other["check"].keys() == {check.name for check in load_checks(exercise)}
    assert all(title.strip() for title in other["check"].values())


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_the_titles_of_an_exercise_are_there_in_japanese(exercise):
    """The exercise and each of its tasks have a title and a summary of their own in Japanese."""
    use_language("ja")
    assert exercise.shown_title == exercise.title_ja != exercise.title
    for task in exercise.tasks:
        assert task.shown_summary == task.summary_ja != task.summary


def test_an_exercise_speaks_the_language_in_use():
    """Hints, explanations and titles of checks come in Japanese, and in English again afterwards."""
    exercise = load_exercise(BANK / "03_backprop")
    texts = _texts(exercise, "ja")
    name = next(iter(texts["misconception"]))
    english = (
        hint_texts(exercise, "Affine"),
        misconception_texts(exercise, name),
        load_checks(exercise)[0].title,
    )
    use_language("ja")
    assert hint_texts(exercise, "Affine")[0] == texts["task"]["Affine"]["hints"][0]
    assert misconception_texts(exercise, name)[0] == texts["misconception"][name]["explanation"].strip()
    first = load_checks(exercise)[0]
    assert first.title == texts["check"][first.name]
    use_language("en")
    again = (
        hint_texts(exercise, "Affine"),
        misconception_texts(exercise, name),
        load_checks(exercise)[0].title,
    )
    assert again == english


def test_what_is_not_translated_is_there_in_english(tmp_path):
    """An exercise without Japanese texts shows its English ones."""
    folder = tmp_path / "03_backprop"
    shutil.copytree(
        BANK / "03_backprop", folder, ignore=shutil.ignore_patterns("hints.ja.toml", "__pycache__")
    )
    exercise = load_exercise(folder)
    name = next(iter(_texts(exercise, "en")["misconception"]))
    english = hint_texts(exercise, "Affine"), misconception_texts(exercise, name)
    use_language("ja")
    assert (hint_texts(exercise, "Affine"), misconception_texts(exercise, name)) == english


# What shows its first argument, or these keywords, to a person. Commands and names stand in them as they are.
TELLING = {
    "CheckFailed", "DojoError", "GraderFault", "MissingLayer", "NothingToGrade", "OddHandin", "UnknownExercise",
    "UsageProblem", "confirm", "echo", "field",
}  # fmt: skip
TOLD = {"next_step", "message", "words", "fault"}


def _untold(tree: ast.AST) -> list[str]:
    """Return prose that is shown without having gone through `_`."""
    shown = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        shown += call.args[:2] if name in TELLING else []
        shown += [keyword.value for keyword in call.keywords if keyword.arg in TOLD]
    return [ast.unparse(text) for text in shown if _is_prose(text)]


def _is_prose(text: ast.AST) -> bool:
    pieces = text.values if isinstance(text, ast.JoinedStr) else [text]
    literal = "{}".join(p.value for p in pieces if isinstance(p, ast.Constant) and isinstance(p.value, str))
    command = literal.startswith(("grade ", "pip ", "python "))
    return not command and re.search(r"[A-Za-z]{2,}[ .,:]*[ ][a-z]|^[A-Z][a-z]+\W*$", literal) is not None


@pytest.mark.parametrize(
    "path",
    [p for p in sorted((ROOT / "grader").rglob("*.py")) if not {"child", "release_files"} & set(p.parts)],
    ids=lambda p: f"{p.parent.name}/{p.name}",
)
def test_no_sentence_goes_around_the_catalogue(path):
    """What is raised, printed or told in English alone would stay so in every language."""
    assert _untold(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_a_sentence_around_the_catalogue_is_seen():
    """Plain texts and f-strings count; commands, names and what goes through `_` do not."""
    code = (
        'raise UsageProblem("There is no file.", next_step=f"Look at {x} again.")\n'
        'click.echo(_("Done now."))\nclick.echo(f"{a}: {b}")\nraise UsageProblem(x, next_step="grade list")\n'
        'page.field("Note", text)\n'
    )
    assert _untold(ast.parse(code)) == ["'There is no file.'", "f'Look at {x} again.'", "'Note'"]
