"""Entries for the tests of formats, readers of each format, and a way to put any text wherever text can stand."""

import json
import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import samples
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from grader.errors import ExitCode
from grader.report.entries import Graded, NotGraded, Reason, Setting

CONSUMERS = Path(__file__).parent / "consumers"
SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "report.v1.json"

SOURCE = """import numpy as np


def two_layer_gradients(x, y, w1, w2):
    raise NotImplementedError


class Affine:
    def forward(self, x):
        return x

    def backward(self, dout):
        return dout


class TwoLayerNet:
    pass
"""
SETTING = Setting(
    kit="1.2.3",
    here="/checkout/week3",
    environment={
        "GITHUB_WORKSPACE": "/checkout",
        "CLASSROOM": "nn",
        "ASSIGNMENT": "backprop",
        "SUBMISSION_TAG": "submit/1",
        "COMMIT_URL": "https://example.org/commit/1",
        "RELEASE_URL": "https://example.org/release/1",
    },
    committed="2026-11-20T10:00:00Z",
    now="2026-11-21T10:00:00Z",
)
NO_FILE = NotGraded(
    exercise="02_losses", title="Losses", file="losses.py", reason=Reason.NO_FILE, points=100,
    message="There is no file losses.py.", next_step="Check the name.", exit_code=ExitCode.NOTHING_TO_GRADE,
)  # fmt: skip
FAULT = NotGraded(
    exercise="04_optimizers", title="Optimizers", file="optimizers.py", reason=Reason.GRADER_FAULT,
    message="The grader itself failed.", next_step="", exit_code=ExitCode.GRADER_FAULT,
)  # fmt: skip


def graded(card):
    """Return the entry of a scorecard whose file is SOURCE."""
    return Graded(scorecard=card, source=SOURCE)


CASES = {
    **{name: (graded(card),) for name, card in samples.ALL.items()},
    "several": (graded(samples.ERRORED), graded(samples.PROBLEM), NO_FILE),
    "no_file": (NO_FILE,),
    "fault": (graded(samples.FAILED), FAULT),
    "nothing": (),
}


def poisoned(item, text):
    """Return a dataclass with every text in it replaced, what a student can never set included."""
    if is_dataclass(item):
        kept = ("dtype", "kind", "exercise")
        names = [field.name for field in fields(item) if field.name not in kept]
        return replace(item, **{name: poisoned(getattr(item, name), text) for name in names})
    if isinstance(item, tuple):
        return tuple(poisoned(part, text) for part in item)
    return text if isinstance(item, str) and not isinstance(item, Enum) and item else item


# -- readers, each as strict as the consumer of its format -------------------------------------------


def strict(schema):
    """Return a schema in which an object may have no property that is not described."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: strict(part) for name, part in schema.items()}
    return {"additionalProperties": False, **inner} if isinstance(inner.get("properties"), dict) else inner


def read_json(text, path=SCHEMA):
    """Return the data of a document that its schema allows."""
    data = json.loads(text)
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator(strict(schema) if path == SCHEMA else schema).validate(data)
    return data


_NUMBER, _COUNT = re.compile(r"\d+\.\d{3}"), re.compile(r"\d+")
_CHILDREN = {
    "testsuites": ["testsuite*"],
    "testsuite": ["properties", "testcase*", "system-out", "system-err"],
    "testcase": ["properties", "failure", "error", "skipped", "system-out"],
    "properties": ["property*"],
}
_ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testcase": {"classname", "name", "time"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "skipped": {"type", "message"},
    "property": {"name", "value"},
}


def read_junit(text):
    """Return the root of a document that keeps to JUnit's elements, attributes and counts."""
    root = ET.fromstring(text.encode("utf-8"))
    assert root.tag == "testsuites"
    for element in root.iter():
        _read_element(element)
    for suite in (root, *root):
        cases = list(suite.iter("testcase"))
        assert suite.get("tests") == str(len(cases))
        counts = {"failures": "failure", "errors": "error"}
        counts |= {"skipped": "skipped"} if suite is not root else {}
        for count, kind in counts.items():
            assert suite.get(count) == str(sum(case.find(kind) is not None for case in cases)), kind
    return root


def _read_element(element):
    assert set(element.keys()) == _ATTRIBUTES.get(element.tag, set())
    allowed = [name.rstrip("*") for name in _CHILDREN.get(element.tag, [])]
    places = [allowed.index(child.tag) for child in element]
    assert places == sorted(places)
    once = [p for p in places if not _CHILDREN[element.tag][p].endswith("*")]
    assert len(once) == len(set(once))
    assert element.get("time") is None or _NUMBER.fullmatch(element.get("time"))
    if element.tag == "testcase":
        assert sum(child.tag in ("failure", "error", "skipped") for child in element) <= 1


_COMMAND = re.compile(r"::(error|notice) file=([^:,]*),line=(\d+),title=([^:,]*)::(.*)")
_WARNING = re.compile(r"::warning title=[^:,]*::.*")


def read_github(text):
    """Return the annotations of a log as GitHub's runner reads them: (kind, file, line, title, message)."""
    found = []
    for line in text.splitlines():
        match = _COMMAND.fullmatch(line)
        assert match or _WARNING.fullmatch(line) or "::" not in line
        if match:
            kind, file, number, title, message = match.groups()
            found.append((kind, _unescaped(file), int(number), _unescaped(title), _unescaped(message)))
    return found


def _unescaped(text):
    for escape, char in (("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(escape, char)
    return text


def markdown_structure(text):
    """Return the kinds of all elements of a Markdown text, the lengths of texts left out."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    return [
        (token.type, [child.type for child in token.children or ()])
        for token in tokens
        if token.type != "text"
    ]


class _Structure(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, attrs))

    def handle_endtag(self, tag):
        self.found.append(tag)

    def handle_comment(self, data):
        self.found.append("comment")

    def handle_pi(self, data):
        self.found.append("processing instruction")


def html_structure(text):
    """Return the tags of a page with their attributes, in order."""
    parser = _Structure()
    parser.feed(text)
    parser.close()
    return parser.found
