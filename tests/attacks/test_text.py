"""Text of a student's, through whole gradings, acts on nothing that shows it."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from grader.exercise import all_exercises, find_exercise
from grader.grading import Zygotes
from grader.report.entries import Graded, Setting
from grader.report.formats import Format
from grader.report.formats import render as render_as
from grader.report.terminal import render
from grader.scorecard_json import dumps, loads
from tests.attacks.grading import grade, offered
from tests.attacks.text import (
    ALL,
    ONE_LINE,
    PAYLOADS,
    VECTORS,
    harms_a_browser,
    harms_a_page_of_markdown,
    harms_a_reader,
    harms_a_spreadsheet,
)

pytestmark = pytest.mark.skipif(
    not (offered["landlock"] and offered["seccomp"]), reason="this system cannot hold student code"
)
ROOT = Path(__file__).parent.parent.parent
# Of these nothing of the text is shown in a terminal; of all others it is, made harmless.
NOT_SHOWN = {
    "name of a function",
    "docstring",
    "result",
    "key of a result",
    "name in the module",
}
EXERCISE = find_exercise("01", all_exercises())


SETTING = Setting(
    kit="1.0", here="/course", now="2026-11-21T10:00:00Z",
    environment=dict.fromkeys(("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL"), "x"),
)  # fmt: skip


@pytest.fixture(scope="module")
def zygotes() -> Iterator[Zygotes]:
    """Keep one zygote."""
    with Zygotes() as warm:
        yield warm


def _source(vector: str) -> bytes:
    return VECTORS[vector](ALL).encode("utf-8", "backslashreplace")


@pytest.mark.parametrize("vector", VECTORS)
def test_text_does_nothing_to_a_terminal(vector: str, tmp_path: Path, zygotes: Zygotes) -> None:
    """What is shown in colour, in brief and in full, holds no code, no command and no line of its own."""
    scorecard = grade(_source(vector), tmp_path, zygotes)
    assert scorecard.complete
    for verbose in (False, True):
        shown = io.StringIO()
        console = Console(file=shown, force_terminal=True, color_system="truecolor", width=80)
        console.print(render(scorecard, width=80, verbose=verbose))
        assert harms_a_reader(shown.getvalue()) == []
        assert ("owned" in shown.getvalue()) is (vector not in NOT_SHOWN), "was it shown, or left out?"


@pytest.mark.parametrize("vector", VECTORS)
def test_text_survives_as_data(vector: str, tmp_path: Path, zygotes: Zygotes) -> None:
    """The recorded scorecard is sound JSON in UTF-8, and reads back as it was."""
    scorecard = grade(_source(vector), tmp_path, zygotes)
    recorded = dumps(scorecard)
    json.loads(recorded.encode("utf-8"))
    assert dumps(loads(recorded)) == recorded


def _strings(data: object) -> Iterator[str]:
    """Yield every text of a JSON document, keys included."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from _strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value)
    elif isinstance(data, str):
        yield data


def _harm(name: Format, shown: str) -> list[str]:
    """Return what a written report would do to whatever reads that format."""
    if name in {Format.JSON, Format.GRADESCOPE, Format.CLASSROOM50}:
        return [
            harm for text in _strings(json.loads(shown)) for harm in harms_a_reader(text, shown_alone=True)
        ]
    if name is Format.JUNIT:
        texts = [part for node in ET.fromstring(shown).iter() for part in (node.text, *node.attrib.values())]
        return [harm for text in texts if text for harm in harms_a_reader(text, shown_alone=True)]
    if name is Format.GITHUB:  # its own commands begin the lines; of what follows none may begin another
        own = re.compile(r"::(error|warning|notice) [^\n]*?::")
        return harms_a_reader("\n".join(own.sub("told: ", line, count=1) for line in shown.split("\n")))
    if name is Format.HTML:
        return harms_a_browser(shown)
    if name is Format.MARKDOWN:
        return [*harms_a_reader(shown), *harms_a_page_of_markdown(shown)]
    return harms_a_reader(shown)


@pytest.mark.parametrize("vector", VECTORS)
def test_text_does_nothing_in_any_report(vector: str, tmp_path: Path, zygotes: Zygotes) -> None:
    """Each format of `grade check -o` holds it as data that its reader only shows."""
    source = _source(vector)
    entry = Graded(scorecard=grade(source, tmp_path, zygotes), source=source.decode("utf-8", "replace"))
    for name in Format:
        shown = render_as(name, [entry], SETTING)
        assert _harm(name, shown) == [], name
        shown.encode("utf-8")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_each_payload_is_real(payload: str) -> None:
    """Positive control: shown as it is, each acts on a terminal, a log, a page or a table."""
    text = PAYLOADS[payload]
    page, cell = f"<p>{text}</p>", text.replace('"', "'")
    harm = [*harms_a_reader(text), *harms_a_browser(page), *harms_a_spreadsheet(cell)]
    harm += harms_a_page_of_markdown(text)
    if payload == "rich markup":
        shown = io.StringIO()
        Console(file=shown, force_terminal=True, width=80).print(text)
        harm = harms_a_reader(shown.getvalue())
    if payload == "ends a section":
        with pytest.raises(ET.ParseError):
            ET.fromstring(f"<case><![CDATA[{text}]]></case>")
        return
    assert harm


def _run(*arguments: object, cwd: Path) -> str:
    """Run one command; return all that it says."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CI": "", "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False, timeout=240)
    assert done.returncode in {0, 1, 4}, done.stderr.decode(errors="replace")
    return (done.stdout + done.stderr).decode("utf-8", "surrogateescape")


@pytest.mark.slow
def test_text_does_nothing_to_what_a_class_run_makes(tmp_path: Path) -> None:
    """Names of folders and all that files say, in what is told, the page, the tables and the feedback."""
    names = [name.replace("/", "|").replace("\x00", "")[:80] for name in PAYLOADS.values()]
    for number, vector in enumerate(VECTORS):
        student = names[number % len(names)].encode("utf-8", "backslashreplace").decode()
        folder = tmp_path / "class" / f"{student}{number}"
        folder.mkdir(parents=True)
        (folder / EXERCISE.file).write_bytes(_source(vector))
    said = _run("class", "class", "-e", "01", "-o", "out", "-j", "1", cwd=tmp_path)
    said += _run("report", "out", "--feedback", "full", cwd=tmp_path)
    table = _run("export", "out", cwd=tmp_path)
    assert harms_a_reader(said) == []
    assert harms_a_spreadsheet(table) == []
    made = [
        path for path in (tmp_path / "out").rglob("*") if path.suffix in {".html", ".txt", ".csv", ".json"}
    ]
    assert {path.suffix for path in made} >= {".html", ".txt"}
    for path in made:
        text = path.read_text(encoding="utf-8")
        harm = {".html": harms_a_browser, ".csv": harms_a_spreadsheet}.get(path.suffix, harms_a_reader)
        assert harm(text) == [], path
        assert harms_a_reader(path.name) == []


@pytest.mark.slow
def test_name_of_a_file_does_nothing(tmp_path: Path) -> None:
    """A file whose own name is hostile is graded, and shown, under a harmless one."""
    file = tmp_path / f"{ONE_LINE.replace('/', '|')[:80]}.py"
    file.write_text("def sigmoid(x): return x\n")
    assert harms_a_reader(_run("check", "-e", "01", file, cwd=tmp_path)) == []
