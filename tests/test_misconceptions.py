"""docs/misconceptions.md against the bank: what the page names is there, and what the bank holds says why."""

import ast
import re
from pathlib import Path

import pytest

from grader.checks.bank import parts
from grader.checks.replay import misconception_entries
from grader.exercise import all_exercises

PAGE = (Path(__file__).parent.parent / "docs" / "misconceptions.md").read_text(encoding="utf-8")
EXERCISES = {exercise.number: exercise for exercise in all_exercises()}
HEADER_ROWS = 2


def section(title, text=PAGE):
    """Return the text under a heading, up to the next one of its level."""
    level = title.partition(" ")[0]
    found = re.search(
        rf"^{re.escape(title)}.*?\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", text, re.DOTALL | re.MULTILINE
    )
    assert found, title
    return found[1]


def rows(text):
    """Return the cells of each row of the tables in a text, without the two rows on top of each table."""
    tables = re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE)
    lines = [line for table in tables for line in table.splitlines()[HEADER_ROWS:]]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def entries_of(cell, number=""):
    """Return (exercise, task, entry) of each name in a cell; "03" and "Affine:" hold until the next one."""
    found, task = [], ""
    for part in re.findall(r"`\w+`|\b\d\d\b|\b\w+(?=: `)", re.sub(r"\(.*?\)", "", cell)):
        if part.isdigit():
            number, task = part, ""
        elif part.startswith("`"):
            found.append((number, task, part.strip("`")))
        else:
            task = part
    return found


def named_on_the_page():
    """Return every (exercise, task or "", entry) that the page's tables name."""
    found = []
    for number in EXERCISES:
        for _, own, others in rows(section(f"### {number} ")):
            found += entries_of(own, number) + entries_of(others)
    for _, own in rows(section("## From unseen files")):
        found += entries_of(own)
    return found


def test_every_entry_on_the_page_is_in_the_bank_under_its_task():
    """Nothing is named that was renamed, moved to another task or never written."""
    named = named_on_the_page()
    assert len(named) > 300
    for number, task, name in named:
        entry = misconception_entries(EXERCISES[number]).get(name)
        assert entry is not None, f"{number} {name}"
        assert task in ("", entry.task), f"{number} {name} belongs to {entry.task}"


def test_every_mistake_has_an_entry_or_a_reason():
    """No row of a table is left without a name, or without a reason where there is none."""
    for number in EXERCISES:
        assert all(entries_of(own, number) for _, own, _ in rows(section(f"### {number} ")))
    reasons = [
        row[-1] for title in ("## Not taken", "## Forms without an entry") for row in rows(section(title))
    ]
    assert all(reasons)


def test_the_counts_are_those_of_the_tables():
    """The figures at the top are what the tables hold."""
    held = len(rows(section("## Mistakes and their entries")))
    left = len(rows(section("## Not taken")))
    assert re.search(rf"through {held + left} mistakes", PAGE)
    assert re.search(rf"{held} have at least one entry,\s+{left} were not taken", PAGE)


@pytest.mark.parametrize("number", EXERCISES)
def test_every_entry_says_what_it_is_and_is_written_once(number):
    """An entry's docstring gives the mistake, and no later entry of the same name hides it."""
    texts = {}
    for path in parts(EXERCISES[number].folder, "misconceptions"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.decorator_list:
                assert node.name not in texts, node.name
                texts[node.name] = ast.get_docstring(node) or ""
    assert set(texts) == set(misconception_entries(EXERCISES[number]))
    assert [name for name, text in texts.items() if not text.strip()] == []
