"""The class report: self-contained, without names where asked, and alive in a browser."""

import os
import re
import shutil
import subprocess

import pytest

from grader.classroom.classreport import write_all_feedback, write_report
from grader.classroom.conditions import Conditions
from grader.classroom.gradebook import FILE, Gradebook, content_of
from grader.classroom.handin import Handin, Oddity, Person
from grader.report.redact import Feedback
from grader.scorecard import Attempt, CheckResult, Diagnosis, Evidence, Outcome, Scorecard

CONDITIONS = Conditions(exercise="01_x", checks="c", kit="k", environment="e", seed="s")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
MOMENT = re.compile(r"Made \d{4}-\d\d-\d\d \d\d:\d\d UTC")
EVIL = "<script>alert(1)</script>\x1b[2J\u202e"


def card(passed, name):
    """Return a scorecard in which every text that a student controls is hostile."""
    failed = CheckResult(
        name="check_b", task="beta", title="B.", points=4, outcome=Outcome.FAILED, printed=f"I am {name}",
        evidence=Evidence(message=EVIL, calls=(EVIL,)),
        diagnosis=Diagnosis(kind="misconception", name="sign", explanation="The sign is wrong."),
    )  # fmt: skip
    good = CheckResult(
        name="check_a", task="alpha", title="A.", points=6, outcome=Outcome.PASSED, seconds=0.01
    )
    return Scorecard(
        exercise="01_x", title="X", file="x.py", results=(good, good if passed else failed), seconds=0.1,
        attempts=() if passed else (Attempt(act=f"write to a file {EVIL}", line=12, source=EVIL),),
    )  # fmt: skip


@pytest.fixture
def out(tmp_path):
    """Return the folder of a run: ten students, two of them with equal files, one with nothing."""
    with Gradebook(tmp_path / FILE) as book:
        handins = [
            Handin(
                person=Person(id=f"id{n}", name=f"Name{n}"), exercise="01_x", source=str(min(n, 8)).encode()
            )
            for n in range(10)
        ]
        evil = Person(id=f"id77{EVIL}", name=f"Name77{EVIL}")
        odd = Handin(person=evil, exercise="01_x", oddity=Oddity.DAMAGED, detail=f"Name77{EVIL}")
        book.take_in(iter([*handins, odd]))
        book.count({"01_x": CONDITIONS})
        for number, handin in enumerate(handins):
            book.record(content_of(handin), CONDITIONS, card(number % 3 == 0, f"Name{number}"))
        book.override("id1", "01_x", "beta", 3, "for Name1")
    return tmp_path


def page_of(out, **options):
    """Write the report and return its text."""
    with Gradebook(out / FILE) as book:
        return write_report(book, out, **{"anonymous": False, **options}).read_text()


def test_nothing_comes_from_the_network_or_from_a_student(out):
    """No address, no foreign script; what students control is text."""
    page = page_of(out)
    assert not re.search(r"(src|href|url\()\s*=?\s*[\"'(]?\s*(https?:)?//", page)
    assert page.count("<script>") == 1
    assert "default-src 'none'" in page
    assert not {"\x1b", "\u202e"} & set(page)
    assert "&lt;script&gt;" in page


def test_what_the_report_tells(out):
    """Misconceptions with their number of people, equal files, oddities and points by hand."""
    page = page_of(out)
    assert 'data-value="5">5</td><td>misconception' in page
    assert "2 equal hand-ins: id8, id9" in page
    assert re.search(r"<li>id4 tried to: write to a file [^<]*\(line 12\)</li>", page)
    assert "damaged archive" in page
    assert "for Name1" in page


def test_anonymous(out):
    """No id, name, reason or printed text of anybody's is in the page."""
    page = page_of(out, anonymous=True)
    assert not re.search(r"id\d|Name\d", page)
    assert {"id77", "Name77", "id1", "Name1"} <= set(re.findall(r"(?:id|Name)\d+", page_of(out)))
    assert len(set(re.findall(r"Student \d{4}", page))) == 11
    assert MOMENT.sub("", page) == MOMENT.sub("", page_of(out, anonymous=True))


def test_feedback_files(out):
    """Each student has one file; with none of the feedback it holds outcomes alone."""
    with Gradebook(out / FILE) as book:
        assert write_all_feedback(book, out, feedback=Feedback.FULL, diagnosis=True) == 11
        text = (out / "feedback" / "id1.txt").read_text()
        assert "The sign is wrong." in text
        assert "By hand: 3 points for beta. for Name1" in text
        write_all_feedback(book, out, feedback=Feedback.NONE, diagnosis=True)
    assert "sign" not in (out / "feedback" / "id1.txt").read_text()
    assert all("/" not in path.name and "\x1b" not in path.name for path in (out / "feedback").iterdir())


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_sorting_and_filtering_in_a_browser(out, tmp_path):
    """A click on a heading sorts, a second one turns the order, the filter hides rows; a phone is wide enough."""
    page = page_of(out)
    probe = """<script>
      const ids = () => [...document.querySelectorAll("#people tbody tr")].filter(r => !r.hidden)
        .map(r => r.cells[3].dataset.value).join(" ");
      const head = document.querySelectorAll("#people th")[3];
      head.click(); document.body.dataset.up = ids();
      head.click(); document.body.dataset.down = ids();
      const box = document.getElementById("filter"); box.value = "id1"; box.dispatchEvent(new Event("input"));
      document.body.dataset.filtered = ids();
      document.body.dataset.wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
    </script></body>"""
    free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page).replace("</body>", probe)
    (tmp_path / "probe.html").write_text(free)
    dom = _dump(tmp_path / "probe.html", tmp_path)
    data = dict(re.findall(r'data-(up|down|filtered|wide)="([^"]*)"', dom))
    up = [float(text) for text in data["up"].split()]
    assert up == sorted(up)
    assert len(set(up)) > 2
    assert [float(text) for text in data["down"].split()] == sorted(up, reverse=True)
    assert data["filtered"].split() == ["9.0"]
    assert data["wide"] == "false"


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_the_page_itself_runs_under_its_own_policy(out, tmp_path):
    """The real page, its policy in force, counts its rows: the hash of its script is right."""
    page_of(out)
    assert "11 shown" in _dump(out / "report.html", tmp_path)


def _dump(path, folder):
    """Return the page after its scripts ran, on a window as narrow as a phone's."""
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", f"--user-data-dir={folder / 'profile'}", "--window-size=390,800",
        "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=90, check=True, env=environment
    ).stdout
