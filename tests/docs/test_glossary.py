"""The English glossary and the Japanese one hold the same terms."""

from collections import defaultdict

from tests.docs.pages import ROOT

# Rows for translators alone: headings and sentences that every lesson has.
PHRASES = {
    "Things to try",
    "Tasks",
    "which task is right, and what is wrong with the first that is not",
    "a hint, when you want one",
    "The idea",
    "a worked example",
}


def rows(name: str) -> list[list[str]]:
    """Return the cells of every row of a page's tables, headings left out."""
    lines = (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines()
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [cells for cells in found if set(cells[0]) != {"-"} and cells[0] not in {"term", "日本語"}]


def test_both_glossaries_hold_the_same_terms():
    """Each English term has the Japanese words that the other page gives it, and no term is on one page only."""
    japanese = defaultdict(set)
    for word, term, _remark in rows("glossary.ja.md"):
        if term not in PHRASES:
            japanese[term].add(word)
    english = {term: set(words.split(" / ")) for term, _meaning, words in rows("glossary.md")}
    assert english == dict(japanese)


def test_every_term_is_explained_once():
    """No term stands twice, and none without a meaning."""
    terms = [term for term, _meaning, _words in rows("glossary.md")]
    assert len(terms) == len(set(terms))
    japanese = [(word, term) for word, term, _remark in rows("glossary.ja.md")]
    assert len(japanese) == len(set(japanese))
    assert all(meaning for _term, meaning, _words in rows("glossary.md"))
