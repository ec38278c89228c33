"""Pages name only commands, options, files and tests that there are."""

import re

import pytest

import grader.checks
from grader.plots.sketch import Sketch
from tests.docs.mentions import command_problem, commands, defined_tests, files, named_tests
from tests.docs.pages import ROOT, pages

PAGES = [str(path.relative_to(ROOT)) for path in pages()]


def read(page: str) -> str:
    """Return the text of a page."""
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_options_exist(page):
    """Every `grade ...` that a page shows is a command of the program, with options that it has."""
    found = (command_problem(words) for words in commands(read(page)))
    assert [problem for problem in found if problem] == []


@pytest.mark.parametrize("page", PAGES)
def test_files_exist(page):
    """Every path of the project that a page names is there."""
    assert [path for path in files(read(page)) if not (ROOT / path).exists()] == []


def test_pages_named_in_code_exist():
    """A docstring, a comment or a message that names a page names one that is there."""
    sources = [path for top in ("grader", "docs", "bench", ".ci") for path in (ROOT / top).rglob("*.py")]
    named = {
        (str(path.relative_to(ROOT)), page)
        for path in sources
        for page in re.findall(r"\b(?:[\w-]+/)*[\w.-]+\.md\b", path.read_text(encoding="utf-8"))
    }
    there = {str(path.relative_to(ROOT)) for path in pages()} | {path.name for path in pages()}
    assert named
    assert {(path, page) for path, page in named if page not in there} == set()


def test_tests_exist():
    """Every test that a page names is defined."""
    named = {name for page in PAGES for name in named_tests(read(page))}
    assert named
    assert named - defined_tests() == set()


def test_what_authors_are_told_to_use_exists():
    """Every ruler, and everything of the `draw` of checks and of plots, that docs/authoring.md names is there."""
    text = read("docs/authoring.md")
    rulers = set(re.findall(r"\b(?:assert_\w+|numerical_gradient|convergence_check)\b", text))
    draws = set(re.findall(r"\bdraw\.(\w+)", text))
    assert len(rulers) > 5
    assert len(draws) > 5
    assert {name for name in rulers if not hasattr(grader.checks, name)} == set()
    assert draws - set(dir(grader.checks.Draw(7))) - set(dir(Sketch)) == set()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("`grade`", ""),
        ("`grade check 03 -t Affine`", ""),
        ("`grade --version`", ""),
        ("`grade --lang ja class …`", ""),
        ("`grade check -j3`", "check -j3: no option -j3"),
        ("`grade author --root DIR verify --quick 03`", ""),
        ("```\n$ grade class hand-ins -e 03 -o OUT   # --nothing\n```", ""),
        ("```\n.venv/bin/grade check --exit-zero x.py && echo\n```", ""),
        ("`grade learn`", "learn: no command learn"),
        ("`grade check --fast`", "check --fast: no option --fast"),
        ("`grade author prove`", "author prove: no command prove"),
        ("```\ngrade init x && grade list --all=1\n```", "list --all=1: no option --all"),
    ],
)
def test_what_is_wrong_with_a_command(text, problem):
    """An unknown command and an unknown option are told, in spans and in blocks; right ones are not."""
    problems = [command_problem(words) for words in commands(text)]
    assert problems
    assert "".join(problems) == problem


def test_placeholders_are_no_files():
    """What stands for something else is not looked for; a real path is."""
    assert list(files("`grader/bank/<exercise>/x.toml` `tests/jail/*.py` `grader/errors.py`.")) == [
        "grader/errors.py"
    ]
