"""Exports change one column of an instructor's file and nothing else; regrades and overrides show their effect."""

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.changes import changes
from grader.classroom.conditions import Conditions
from grader.classroom.export import as_csv, as_json, fill
from grader.classroom.gradebook import FILE, Gradebook, content_of
from grader.classroom.handin import Handin, Oddity, Person
from grader.classroom.rawcsv import read_table, safe_cell
from grader.classroom.standing import LatePolicy, standings
from grader.errors import UsageProblem
from grader.scorecard import CheckResult, Outcome, Scorecard

CONDITIONS = Conditions(exercise="01_x", checks="c", kit="k", environment="e", seed="s")
PEOPLE = (
    Person(id="111", name="Doe, Jane", email="jane@x.edu"),
    Person(id="222", name="Roe, Ric", email="ric@x.edu"),
    Person(id="333", name="=HYPERLINK(1)", email="eve@x.edu"),
)
CANVAS = (
    b'\xef\xbb\xbfStudent,ID,SIS User ID,SIS Login ID,Section,"Homework, one (55)",Final Score\r\n'
    b'"    Points Possible",,,,,10,(read only)\r\n'
    b'"Doe, Jane",111,a1,jane,"A ""1""",3,40\r\n'
    b"Stranger,999,a9,str,B,EX,\r\n"
    b"R\xc3\xb8e Ric,222,a2,ric,B,,50"
)


def card(*outcomes):
    """Return a scorecard with a check of 4 points for each outcome, each of a task of its own."""
    results = tuple(
        CheckResult(name=f"check_{i}", task=f"t{i}", title="T.", points=4, outcome=outcome)
        for i, outcome in enumerate(outcomes)
    )
    return Scorecard(exercise="01_x", title="X", file="x.py", results=results)


@pytest.fixture
def gradebook(tmp_path):
    """Return a gradebook: Jane has all points and is late, Ric half, Eve handed in nothing."""
    handins = [
        Handin(person=PEOPLE[0], exercise="01_x", source=b"jane", handed_in="2026-05-02T01:00:00+00:00"),
        Handin(person=PEOPLE[1], exercise="01_x", source=b"ric", handed_in="2026-04-30T01:00:00+00:00"),
        Handin(person=PEOPLE[2], exercise="01_x", oddity=Oddity.NOTHING),
    ]
    with Gradebook(tmp_path / FILE) as book:
        book.take_in(iter(handins))
        book.count({"01_x": CONDITIONS})
        book.record(content_of(handins[0]), CONDITIONS, card(Outcome.PASSED, Outcome.PASSED))
        book.record(content_of(handins[1]), CONDITIONS, card(Outcome.PASSED, Outcome.FAILED))
        yield book


def finals(gradebook, **policy):
    """Return everybody's final points."""
    return {s.record.person: s.final for s in standings(gradebook, LatePolicy(**policy))}


def test_canvas_file_changes_in_one_column_only(gradebook):
    """Quotes, line ends, byte order mark, other columns and strangers keep every byte."""
    filled = fill(CANVAS, "g.csv", "canvas", "55", standings(gradebook), gradebook.aliases())
    assert filled.data == CANVAS.replace(b",3,40", b",8,40").replace(b",B,,50", b",B,4,50")
    assert [(e.person, e.before, e.after) for e in filled.edits] == [("111", "3", "8"), ("222", "", "4")]
    assert (filled.only_in_gradebook, filled.only_in_file) == (("333",), ("999 a9 str Stranger",))


def test_filling_twice_changes_nothing(gradebook):
    """What was filled in is not a change any more."""
    once = fill(CANVAS, "g.csv", "canvas", "Homework, one", standings(gradebook), {})
    assert fill(once.data, "g.csv", "canvas", "55", standings(gradebook), {}).edits == ()


def test_moodle_and_gradescope(gradebook):
    """Moodle names people by participant, Gradescope by SID or email; a decimal comma stays one."""
    moodle = b"Identifier;Full name;Grade\nParticipant 111;Jane;1,50\nParticipant 222;Ric;\n"
    filled = fill(
        moodle,
        "m.csv",
        "moodle",
        None,
        standings(gradebook, LatePolicy(due=datetime(2026, 5, 2, tzinfo=UTC), per_day=0.05)),
        {},
    )
    assert filled.data == b"Identifier;Full name;Grade\nParticipant 111;Jane;7,6\nParticipant 222;Ric;4\n"
    scope = b"Name,SID,Email,Total Score\nJane,,jane@x.edu,\n"
    assert fill(scope, "s.csv", "gradescope", None, standings(gradebook), {}).data.endswith(b"jane@x.edu,8\n")


def test_refused_files(gradebook):
    """Without the column, or with bytes that are no CSV, nothing is guessed."""
    for data, column in (
        (CANVAS, "77"),
        (CANVAS, None),
        (b"a,b\n1,2\n", "b"),
        (b"\xff\xfe", "b"),
        (b"", "b"),
    ):
        with pytest.raises(UsageProblem):
            fill(data, "g.csv", "canvas", column, standings(gradebook), {})


@given(
    st.lists(
        st.lists(st.text(st.characters(blacklist_categories=["Cs"])), min_size=1, max_size=4),
        min_size=1,
        max_size=5,
    )
)
def test_any_csv_comes_back_byte_by_byte(rows):
    """Reading and writing without an edit is the identity."""
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    data = text.encode()
    table = read_table(data, "x")
    assert table.data() == data


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text):
    """What a spreadsheet would compute is shown as text."""
    assert safe_cell(text).lstrip('"').startswith("'")


def test_own_formats(gradebook):
    """CSV is safe against formulas, JSON holds whole scorecards."""
    text = as_csv(standings(gradebook))
    assert "'=HYPERLINK(1)" in text
    assert ",=HYPERLINK" not in text
    data = json.loads(as_json(standings(gradebook, text=True)))["standings"]
    assert [d["points"] for d in data] == [8, 4, 0]
    assert data[0]["scorecard"]["results"][0]["name"] == "check_0"


def test_late_policy(gradebook):
    """Days begin after the grace; the record itself never changes."""
    due = datetime(2026, 5, 1, 23, 0, tzinfo=UTC)
    assert finals(gradebook, due=due, per_day=0.25) == {"111": 6.0, "222": 4.0, "333": 0.0}
    assert finals(gradebook, due=due, per_day=0.25, grace=timedelta(hours=2)) == {
        "111": 8.0,
        "222": 4.0,
        "333": 0.0,
    }
    assert finals(gradebook, due=due - timedelta(days=9), per_day=0.25, most=0.5)["111"] == 4.0
    assert finals(gradebook) == {"111": 8.0, "222": 4.0, "333": 0.0}


def test_override_stays_through_a_regrade(gradebook):
    """Points by hand replace the task's, are kept under new conditions, and can be taken back."""
    gradebook.override("222", "01_x", "t1", 3, "a fair point")
    assert finals(gradebook)["222"] == 7.0
    newer = replace(CONDITIONS, checks="c2")
    for record in list(gradebook.records()):
        if record.content:
            gradebook.record(record.content, newer, card(Outcome.FAILED, Outcome.FAILED))
    found = {c.person: c.difference for c in changes(gradebook, {"01_x": newer})}
    assert found == {"111": -8, "222": -4}
    assert finals(gradebook)["111"] == 8.0
    gradebook.count({"01_x": newer})
    assert finals(gradebook) == {"111": 0.0, "222": 3.0, "333": 0.0}
    gradebook.override("222", "01_x", "t1", None, "")
    assert finals(gradebook)["222"] == 0.0


def test_pending_follows_the_key(gradebook):
    """Each part of the key makes a result stale; the same key makes nothing pending."""
    assert gradebook.pending(CONDITIONS) == []
    for field in ("checks", "kit", "environment", "seed"):
        assert len(gradebook.pending(replace(CONDITIONS, **{field: "new"}))) == 2
    changed = Handin(person=PEOPLE[1], exercise="01_x", source=b"ric's second")
    gradebook.take_in(iter([changed]))
    assert gradebook.pending(CONDITIONS) == [content_of(changed)]


def test_equal_hand_ins_are_graded_once(gradebook):
    """A result belongs to a content, not to a person."""
    gradebook.take_in(iter([Handin(person=Person(id="444"), exercise="01_x", source=b"jane")]))
    assert gradebook.pending(CONDITIONS) == []
    assert finals(gradebook)["444"] == 8.0


def test_two_places_of_one_person(gradebook):
    """The later one that can be graded is taken, whichever comes first."""
    sound = Handin(person=Person(id="555"), exercise="01_x", source=b"a", handed_in="2026-05-02")
    older = replace(sound, source=b"b", handed_in="2026-05-01")
    odd = replace(sound, oddity=Oddity.DAMAGED, handed_in="2026-05-03")
    for order in ((sound, older, odd), (odd, older, sound), (older, sound, odd)):
        assert gradebook.take_in(iter(order)) == 1
        (record,) = (r for r in gradebook.records() if r.person == "555")
        assert record.content == content_of(sound)


def test_gradebooks_of_other_versions(gradebook, tmp_path):
    """A newer schema is refused, a file that is none too."""
    gradebook.close()
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(UsageProblem, match="newer"):
        Gradebook(tmp_path / FILE)
    (tmp_path / "text.sqlite").write_text("no database " * 100)
    with pytest.raises(UsageProblem, match="no gradebook"):
        Gradebook(tmp_path / "text.sqlite")
