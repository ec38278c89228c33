"""Every link of every page leads somewhere, here and in a student's course folder."""

from pathlib import Path

import pytest

from grader.course import copy_course
from grader.exercise import all_exercises
from tests.docs.pages import ROOT, anchors, code_spans, link_problem, links, pages

PAGES = [str(path.relative_to(ROOT)) for path in pages()]


def problems(page: Path, root: Path) -> list[str]:
    """Return what is wrong with the links of a page."""
    found = []
    for link in links(page.read_text(encoding="utf-8")):
        problem = link_problem(page, link.target, root)
        found += [f"{link.target} {problem}"] if problem else []
        found += [f"{link.target} has no words"] if not link.words.strip() else []
    return found


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    """Relative links name a file and a heading that exist; addresses have a form; pictures have words."""
    assert problems(ROOT / page, ROOT) == []


def test_links_of_a_course_folder_lead_somewhere(tmp_path):
    """A student who follows a lesson's links in the course folder finds what they name."""
    copy_course(tmp_path, all_exercises())
    lessons = pages(tmp_path, ("**/*.md",))
    assert len(lessons) == 2 * len(all_exercises())
    assert {str(page.relative_to(tmp_path)): problems(page, tmp_path) for page in lessons} == {
        str(page.relative_to(tmp_path)): [] for page in lessons
    }


def test_every_picture_is_shown():
    """No picture is kept that no page shows."""
    shown = {
        (page.parent / link.target).resolve()
        for page in pages()
        for link in links(page.read_text(encoding="utf-8"))
        if link.picture and ":" not in link.target
    }
    kept = {path.resolve() for name in ("pictures", "captures") for path in (ROOT / "docs" / name).iterdir()}
    assert kept - shown == set()


def test_every_page_is_in_the_index():
    """docs/README.md links every page of docs/."""
    index = ROOT / "docs" / "README.md"
    linked = {
        (index.parent / link.target.partition("#")[0]).resolve()
        for link in links(index.read_text(encoding="utf-8"))
        if ":" not in link.target
    }
    assert {path.name for path in (ROOT / "docs").glob("*.md") if path.resolve() not in linked} == {
        "README.md"
    }


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("there.md", ""),
        ("there.md#two-words-code", ""),
        ("there.md#two-words-code-1", ""),
        ("#here", ""),
        ("https://example.org/a#b", ""),
        ("mailto:somebody@example.org", ""),
        ("missing.md", "is not there"),
        ("there.md#a-comment", "names no heading"),
        ("#nowhere", "names no heading"),
        ("../../outside.md", "leads out of the project"),
        ("http://example.org/", "is not https"),
        ("https://localhost/", "has no host"),
        ("mailto:somebody", "is no address"),
    ],
)
def test_what_is_wrong_with_a_link(tmp_path, target, problem):
    """Each kind of broken link is told apart from the links that hold."""
    page = tmp_path / "page.md"
    page.write_text("# Here\n", encoding="utf-8")
    (tmp_path / "there.md").write_text(
        "## Two words, `code`\n\n```\n# A comment\n```\n## Two words, `code`\n", encoding="utf-8"
    )
    assert link_problem(page, target, tmp_path) == problem


def test_code_is_no_link_and_no_heading():
    """What stands in code is neither a link nor a heading, and spans are read across lines."""
    text = "# One\n\n`[a](b)` and [c](d)\n\n```\n# Two\n[e](f)\n```\n\n`grade\ncheck`\n"
    assert [link.target for link in links(text)] == ["d"]
    assert anchors(text) == {"one"}
    assert list(code_spans(text)) == ["[a](b)", "grade check"]
