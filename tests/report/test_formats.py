"""Every format: golden files, the rules of whoever reads it, and text that wants to be more than text."""

import base64
import dataclasses
import importlib
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
import reports
import samples
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import ExitCode, GraderFault, UsageProblem
from grader.report import markdown
from grader.report.entries import Graded
from grader.report.formats import Format, render, require
from grader.report.redact import Feedback, redact
from grader.scorecard import Array, Diagnosis, Evidence, Outcome, Raised
from grader.scorecard_json import from_data

GOLDEN = Path(__file__).parent / "golden" / "formats"
ENDINGS = {
    Format.TEXT: "txt", Format.LINES: "lines", Format.JSON: "json", Format.JUNIT: "xml",
    Format.GRADESCOPE: "gradescope.json", Format.CLASSROOM50: "classroom50.json", Format.GITHUB: "github",
    Format.MARKDOWN: "md", Format.HTML: "html",
}  # fmt: skip
GOLDEN_CASES = ["failed", "several", "fault", "hostile", "forbidden"]
NO_TOTAL = ("broken", "fault", "nothing")
STYLE = re.compile(r"<style>.*?</style>|'sha256-[^']*'", re.DOTALL)
UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def written(name, case="failed", setting=reports.SETTING):
    """Return a case in a format."""
    return render(name, reports.CASES[case], setting)


def test_every_format_has_a_module_and_an_ending():
    """The table of formats is complete."""
    assert set(ENDINGS) == set(Format)


@pytest.mark.parametrize(
    ("name", "case"),
    [(n, c) for n in Format for c in GOLDEN_CASES if n is not Format.CLASSROOM50 or c not in NO_TOTAL],
)
def test_looks_as_agreed(name, case):
    """Each format of some telling cases is as its golden file says; the page's style is left out."""
    text = STYLE.sub("...", written(name, case))
    path = GOLDEN / f"{case}.{ENDINGS[name]}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", reports.CASES)
def test_json_keeps_to_its_published_schema(case):
    """Every case is valid, and its scorecards can be read back."""
    data = reports.read_json(written(Format.JSON, case))
    for entry, shown in zip(reports.CASES[case], data["files"], strict=True):
        assert shown["graded"] == isinstance(entry, Graded)
        if shown["graded"]:
            assert from_data(shown["scorecard"]).earned == shown["earned"] == entry.earned


def test_the_schema_refuses_what_is_wrong():
    """A schema that lets anything pass would prove nothing."""
    good = json.loads(written(Format.JSON))
    for path, value in (("earned", "75"), ("schema", "v2"), ("exit_code", 7), ("more", 1)):
        with pytest.raises(Exception, match=r"not|expected"):
            reports.read_json(json.dumps({**good, path: value}))


@pytest.mark.parametrize("case", reports.CASES)
def test_junit_keeps_to_its_rules(case):
    """Elements, attributes, their order and the counts are as readers of JUnit expect them."""
    root = reports.read_junit(written(Format.JUNIT, case))
    assert len(root) == len(reports.CASES[case])


def test_junit_tells_whose_fault_it_is():
    """A student's mistake is a failure, the grader's an error, an untouched task is skipped and earns nothing."""
    kinds = {
        case: [
            child.tag for c in reports.read_junit(written(Format.JUNIT, case)).iter("testcase") for child in c
        ]
        for case in ("errored", "forbidden", "broken", "not_started", "no_file")
    }
    assert "failure" in kinds["errored"]
    assert "failure" in kinds["forbidden"]
    assert "error" in kinds["broken"]
    assert "failure" not in kinds["broken"]
    assert kinds["no_file"] == ["error"]
    assert set(kinds["not_started"]) == {"properties", "skipped"}


@pytest.mark.parametrize("case", reports.CASES)
def test_gradescope_keeps_to_its_specification(case):
    """Every case is valid; points add up; without a total no number stands anywhere."""
    data = reports.read_json(written(Format.GRADESCOPE, case), reports.CONSUMERS / "gradescope.json")
    scores = [test.get("score") for test in data["tests"]]
    if case in ("broken", "fault"):
        assert "score" not in data
        assert set(scores) == {None}
    else:
        assert sum(scores) == sum(entry.earned for entry in reports.CASES[case])
        assert sum(test["max_score"] for test in data["tests"]) == sum(e.points for e in reports.CASES[case])


@pytest.mark.parametrize("case", [case for case in reports.CASES if case not in NO_TOTAL])
def test_classroom50_keeps_to_its_contract(case):
    """Every case is valid, dated by its commit, and the tests add up to the score."""
    data = reports.read_json(written(Format.CLASSROOM50, case), reports.CONSUMERS / "classroom50.json")
    assert data["datetime"] == reports.SETTING.committed
    assert data["review"] == data["commit"]
    for total in ("score", "max-score"):
        assert data[total] == sum(test[total] for test in data["tests"])


@pytest.mark.parametrize("case", NO_TOTAL)
def test_classroom50_gets_no_number_where_there_is_none(case):
    """Neither a fault of the grader's nor an empty run becomes a zero or a vacuous pass."""
    with pytest.raises(GraderFault):
        written(Format.CLASSROOM50, case)


def test_classroom50_needs_its_runner():
    """What is not set is named before anything is graded; no other format needs anything."""
    bare = dataclasses.replace(reports.SETTING, environment={"CLASSROOM": "nn"})
    with pytest.raises(UsageProblem, match="ASSIGNMENT, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL not set"):
        require(Format.CLASSROOM50, bare)
    for name in set(Format) - {Format.CLASSROOM50}:
        require(name, bare)


def test_github_points_to_the_students_lines():
    """The line that raised, the method that was called last; the path begins at the root of the checkout."""
    (raised,) = reports.read_github(written(Format.GITHUB, "errored"))
    assert raised[:4] == ("error", "week3/03_backprop/backprop.py", 17, "Affine: errored")
    first, second = reports.read_github(written(Format.GITHUB, "failed"))
    assert first[2] == SOURCE_LINE["    def backward"]
    assert "[misconception bias_gradient_without_axis]" in first[4]
    assert second[2] == SOURCE_LINE["class Affine"]


SOURCE_LINE = {
    text: number
    for number, line in enumerate(reports.SOURCE.splitlines(), 1)
    for text in ("    def backward", "class Affine")
    if line.startswith(text)
}


def test_github_shows_ten_and_the_first_of_each_task_before_the_rest():
    """Twenty failures of one task do not push out the one of another, and the rest is counted."""
    many = [samples.result(Outcome.FAILED, evidence=Evidence(message=f"cause {n}")) for n in range(20)]
    other = samples.result(Outcome.FAILED, task="Sigmoid", title="check 20")
    forbidden = samples.result(Outcome.FORBIDDEN, task="Relu", title="check 21")
    text = render(
        Format.GITHUB, (Graded(scorecard=samples.scorecard(*many, other, forbidden)),), reports.SETTING
    )
    found = reports.read_github(text)
    assert [title for _, _, _, title, _ in found[:3]] == [
        "Relu: forbidden",
        "Affine: failed",
        "Sigmoid: failed",
    ]
    assert len(found) == 10
    assert text.splitlines()[-1] == "12 more are in the summary."


def test_github_tells_one_cause_once():
    """The same exception in five checks is one annotation that counts the others; another line is another."""
    there = Raised(type="ValueError", message="shapes", line=9)
    same = [samples.result(Outcome.ERRORED, evidence=Evidence(message="m", raised=there)) for _ in range(5)]
    moved = Evidence(message="m", raised=dataclasses.replace(there, line=12))
    card = samples.scorecard(*same, samples.result(Outcome.ERRORED, evidence=moved))
    entries = (reports.graded(card),)
    found = reports.read_github(render(Format.GITHUB, entries, reports.SETTING))
    assert [spot[2] for spot in found] == [9, 12]
    assert found[0][4].endswith("Checks that find the same here: 4 more.")
    assert len(render(Format.LINES, entries, reports.SETTING).splitlines()) == 6


def test_lines_are_what_an_editor_reads():
    """Each line is file, line and message; what is well has no line, an untouched file the place to begin."""
    for case in reports.CASES:
        for line in written(Format.LINES, case).splitlines():
            assert re.fullmatch(r"[^:]+\.py:[1-9]\d*: .+", line.replace("\\x1b[31m", "")), line
    assert written(Format.LINES, "passed") == ""
    assert len(written(Format.LINES, "problem").splitlines()) == 1
    assert written(Format.LINES, "not_started").count("not started") == 1


def test_a_long_message_stays_a_line_one_can_read():
    """A student's message of many thousand characters is cut in the list of an editor."""
    entries = reports.poisoned(reports.CASES["errored"], "long " * 3000)
    assert max(map(len, render(Format.LINES, entries, reports.SETTING).splitlines())) < 1200
    (spot,) = reports.read_github(render(Format.GITHUB, entries, reports.SETTING))
    assert len(spot[4]) < 5000


MACHINE = [Format.JSON, Format.JUNIT, Format.GRADESCOPE, Format.CLASSROOM50, Format.GITHUB, Format.LINES]


@pytest.mark.parametrize("name", MACHINE)
def test_the_diagnosis_is_data(name):
    """Name, task and explanation of a misconception stand in every machine's format."""
    text = written(name)
    for part in (
        "bias_gradient_without_axis",
        "Affine",
        "the sum over the whole batch",
        "3 of 3 results agree",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        (name, outcome)
        for name in MACHINE
        for outcome in sorted(set(Outcome) - {Outcome.PASSED, Outcome.SKIPPED})
        if name is not Format.CLASSROOM50 or outcome is not Outcome.BROKEN  # that is said by its exit code
    ],
)
def test_outcomes_are_data(name, outcome):
    """What ended a check, a forbidden act or a fault of the grader's included, is named in every machine's format."""
    entries = (Graded(scorecard=samples.scorecard(samples.result(outcome))),)
    assert str(outcome) in render(name, entries, reports.SETTING)


@pytest.mark.parametrize(
    "name", [Format.JSON, Format.JUNIT, Format.GRADESCOPE, Format.GITHUB, Format.HTML, Format.MARKDOWN]
)
def test_missing_confinement_is_told(name):
    """What a system could not hold back is in the report, and the kit's fault is called the kit's."""
    text = written(name, "broken")
    assert "landlock" in text
    assert re.search(r"not (yours|your mistake)|\"broken\"", text)
    assert written(name).count("landlock") == 0


# -- what is held back -----------------------------------------------------------------------------

SECRETS = {
    "expected": "4242.125", "diagnosed": "SECRET-DIAGNOSIS", "input": "7171.125", "printed": "SECRET-PRINTED",
    "raised": "SECRET-RAISED",
}  # fmt: skip


def secret_card():
    """Return a scorecard with an expected value, an input, a diagnosis, a print and a message to look for."""
    evidence = dataclasses.replace(
        samples.compared("db", samples.array([4242.125], 1), samples.array([1.0], 1), (0,), 4241.125),
        inputs=(samples.Named(name="x", value=samples.array([7171.125], 1)),),
        constants=(samples.Named(name="x", value=samples.array([7171.125], 1)),),
        calls=("f(x)",),
        raised=Raised(type="E", message="SECRET-RAISED", line=9),
    )
    found = Diagnosis(kind="misconception", name="SECRET-DIAGNOSIS", explanation="e", hint="h")
    return samples.scorecard(
        samples.result(Outcome.FAILED, evidence=evidence, diagnosis=found, printed="SECRET-PRINTED"),
        printed="SECRET-PRINTED",
    )


def holds(text, name):
    """Return whether a text holds a secret, as digits or as the bytes of an array."""
    numbers = [float(SECRETS[name])] if name in ("expected", "input") else []
    raw = [base64.b64encode(samples.array([number], 1).raw).decode() for number in numbers]
    return any(part in text for part in (SECRETS[name], *raw))


@pytest.mark.parametrize("name", Format)
def test_feedback_holds_back_in_every_format(name):
    """Without expected values no format shows one or a diagnosis; with outcomes alone none shows an input either."""
    shown = {
        feedback: render(name, (Graded(scorecard=redact(secret_card(), feedback=feedback)),), reports.SETTING)
        for feedback in Feedback
    }
    held = {
        feedback: {secret for secret in SECRETS if holds(text, secret)} for feedback, text in shown.items()
    }
    assert not held[Feedback.ACTUAL_ONLY] & {"expected", "diagnosed"}
    assert held[Feedback.NONE] == set()
    assert "failed" in shown[Feedback.NONE]
    assert "diagnosed" in held[Feedback.FULL] or name in (Format.HTML, Format.MARKDOWN, Format.TEXT)


def test_the_secrets_can_be_found():
    """Full JSON holds every secret, so the search for them is one that can find."""
    text = render(Format.JSON, (Graded(scorecard=secret_card()),), reports.SETTING)
    assert all(holds(text, secret) for secret in SECRETS)
    assert {"expected", "input"} <= {s for s in SECRETS if holds(written_html(secret_card()), s)}


def written_html(card):
    """Return a scorecard as a page."""
    return render(Format.HTML, (Graded(scorecard=card),), reports.SETTING)


def test_what_is_held_back_is_not_shown_as_none():
    """Where the expected value is held back the line for it is left out, and what came back is still there."""
    card = redact(samples.FAILED, feedback=Feedback.ACTUAL_ONLY)
    text = render(Format.TEXT, (Graded(scorecard=card),), reports.SETTING)
    assert "Expected" not in text
    assert "Got        db: float64 array (5,)" in text


# -- text that wants to be more than text ----------------------------------------------------------

NASTY = st.lists(
    st.sampled_from([
        "\x1b[31m", "\x1b]0;t\x07", "\x00", "\r", "\n", "\r\n", "\u202e", "\u2028", "\u200b", "\ud800", "\ufffe",
        "::error::x", "::stop-commands::t", "::", "##[error]", "##vso[task]", "%0A", "%", ",", ":", "]]>", "<![CDATA[",
        "<script>", "</pre>", "</style>", "<!--", "&lt;", "&", '"', "'", "`", "```", "~~~", "|", "*", "_", "[a](b)",
        "![i](u)", "@everyone", "#1", "https://evil.example", "=cmd|'/c calc'!A0", "+1", "-1", "@SUM(1)", "\\", "{0}",
        "{", "[bold]", "$(x)", "x", " ",
    ]),
    min_size=1, max_size=6,
).map("".join)  # fmt: skip
CARDS = st.sampled_from(
    ["failed", "errored", "problem", "curve", "wrong_shape", "hostile", "several", "fault"]
)


def poison(case, text):
    """Return a case with a text in all places, and the same with a harmless one."""
    return tuple(reports.poisoned(reports.CASES[case], word) for word in (text, "harmless"))


def bare(text):
    """Return whether nothing is in a text that a terminal or a build log would obey."""
    seen = all(char in "\n\t" or unicodedata.category(char) not in UNSAFE for char in text)
    return seen and "##[" not in text and "##vso[" not in text


@settings(max_examples=60, deadline=None)
@given(CARDS, NASTY)
def test_nothing_hostile_survives_in_text_formats(case, text):
    """No control character, no reversal and no command of a build service comes out of any format."""
    entries, _ = poison(case, text)
    for name in (Format.TEXT, Format.LINES, Format.MARKDOWN, Format.HTML, Format.JUNIT, Format.JSON):
        shown = render(name, entries, reports.SETTING)
        assert bare(shown)
        assert not re.search(r"^\s*::[a-z]", shown, re.MULTILINE)


@settings(max_examples=60, deadline=None)
@given(CARDS, NASTY)
def test_nothing_hostile_survives_in_json(case, text):
    """Every text in JSON is clean once it is decoded, and the document stays valid."""
    entries, _ = poison(case, text)
    for name, schema in (
        (Format.JSON, reports.SCHEMA),
        (Format.GRADESCOPE, reports.CONSUMERS / "gradescope.json"),
    ):
        shown = render(name, entries, reports.SETTING)
        assert shown.isascii()
        assert all(bare(part) for part in _texts(reports.read_json(shown, schema)))


def _texts(data):
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


@settings(max_examples=60, deadline=None)
@given(CARDS, NASTY)
def test_no_text_adds_an_annotation(case, text):
    """As many annotations and lines as with harmless text, and no other command."""
    entries, harmless = poison(case, text)
    logs = [render(Format.GITHUB, e, reports.SETTING) for e in (entries, harmless)]
    assert len(logs[0].splitlines()) == len(logs[1].splitlines())
    found, expected = map(reports.read_github, logs)
    assert [spot[0] for spot in found] == [spot[0] for spot in expected]
    assert all(bare(part) for spot in found for part in (spot[1], spot[3], spot[4]))


@settings(max_examples=60, deadline=None)
@given(CARDS, NASTY)
def test_no_text_adds_an_element(case, text):
    """JUnit, HTML and Markdown have the same elements with any text: markup in it is shown, never obeyed."""
    entries, harmless = poison(case, text)
    reports.read_junit(render(Format.JUNIT, entries, reports.SETTING))
    for name, structure in ((Format.HTML, _tags), (Format.MARKDOWN, reports.markdown_structure)):
        assert structure(render(name, entries, reports.SETTING)) == structure(
            render(name, harmless, reports.SETTING)
        )


def _tags(page):
    return reports.html_structure(page)


@settings(max_examples=60, deadline=None)
@given(NASTY)
def test_no_text_adds_a_line(text):
    """One failure is one line for an editor, whatever it says."""
    entries, harmless = poison("failed", text)
    counts = [len(render(Format.LINES, e, reports.SETTING).splitlines()) for e in (entries, harmless)]
    assert counts[0] == counts[1] == 2


def test_long_evidence_keeps_its_bytes():
    """An array in JSON is longer than a text may be and comes through whole; a text like one is still cleaned."""
    raw = bytes(range(256)) * 200
    evidence = Evidence(
        message="m",
        expected=Array(dtype="uint8", shape=(len(raw),), raw=raw),
        actual={"array": {"raw": "\x1b[2J"}, "raw": "\x1b"},
    )
    card = samples.scorecard(samples.result(Outcome.FAILED, evidence=evidence))
    text = render(Format.JSON, (Graded(scorecard=card),), reports.SETTING)
    shown = from_data(reports.read_json(text)["files"][0]["scorecard"]).results[1].evidence
    assert shown.expected.raw == raw
    assert shown.actual == {"array": {"raw": "\\x1b[2J"}, "raw": "\\x1b"}


# -- the page --------------------------------------------------------------------------------------


def test_the_page_stands_alone():
    """Nothing is fetched, no script runs, both colour schemes are there, and the policy names the page's own style."""
    page = written(Format.HTML)
    assert not re.search(r"(?:src|href|action)=|@import|url\(|<script|<link|<img", page)
    assert "default-src 'none'; style-src 'sha256-" in page
    assert "prefers-color-scheme: dark" in page
    assert '<meta name="color-scheme" content="light dark">' in page


def test_the_page_opens_what_to_look_at_first():
    """Of all tasks one is open: that of the first check that is worth a look, its worst element marked."""
    page = written(Format.HTML)
    assert page.count("<details open>") == 1
    assert page.index("<details open><summary>Affine") > 0
    assert "<mark> »3.00«</mark>" in page or "<mark>»3.00«</mark>" in page
    assert "<details open>" not in written(Format.HTML, "not_started")


def test_markdown_without_details_is_short():
    """The short form keeps the points and drops the evidence."""
    short = markdown.render_short(reports.CASES["failed"])
    assert "15/15" in short
    assert "```" not in short
    assert len(short) < len(written(Format.MARKDOWN)) / 2


def test_exit_code_of_all_files():
    """The code in a document is the most serious of its files."""
    assert json.loads(written(Format.JSON, "several"))["exit_code"] == ExitCode.NOT_PASSED
    assert json.loads(written(Format.JSON, "fault"))["exit_code"] == ExitCode.GRADER_FAULT
    assert json.loads(written(Format.JSON, "nothing"))["exit_code"] == ExitCode.PASSED


def test_a_format_is_imported_when_asked_for():
    """`grade check` starts without any renderer, numpy, pytest or XML."""
    program = "import sys, grader.cli.check; print(*sys.modules, sep='\\n')"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()
    renderers = {
        f"grader.report.{n}" for n in ("junit", "html_report", "markdown", "github", "json_report", "text")
    }
    assert not (renderers | {"numpy", "pytest", "xml.etree.ElementTree", "rich", "html"}) & set(loaded)
    for name in renderers:
        assert importlib.util.find_spec(name) is not None
