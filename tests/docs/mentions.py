"""What pages name besides links: commands of `grade` with their options, files, tests."""

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from grader.cli import cli
from tests.docs.pages import ROOT, code_lines, code_spans

# A word that stands for something else: `<exercise>`, `NN`, `03_…`, `*.py`, `{en,ja}`, an exercise yet to be written.
_PLACEHOLDER = re.compile(r"[<>*{}…$]|\bNN|\b09_")
_OURS = (".ci/", "bench/", "docs/", "exercises/", "grader/", "solutions/", "tests/")
_TEST = re.compile(r"test_\w+")


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words after `grade` of every command that a page shows, in code spans and in blocks."""
    for line in (*code_spans(text), *code_lines(text)):
        bare = re.sub(r"\s#.*$", "", line.strip().removeprefix("$ ").rstrip("\\"))
        for part in re.split(r"&&|;|\|", bare):
            match = re.match(r"\s*(?:\S*/)?grade(?:\s+(.*))?$", part)
            if match:
                yield _words(match[1] or "")


def _words(rest: str) -> list[str]:
    try:
        return shlex.split(rest)
    except ValueError:  # an apostrophe of prose, a quotation over two lines
        return rest.split()


def command_problem(words: Sequence[str]) -> str:
    """Return what is wrong with a command line, or an empty text: an unknown command, or an unknown option of it."""
    command: click.Command = cli
    known = {"-h": False, "--help": False, "--lang": True} | _options(cli)
    before = ""
    for word in words:
        is_value, before = known.get(before, False), word
        if is_value or not isinstance(command, click.Group) or not re.fullmatch(r"[a-z]+", word):
            continue
        with click.Context(command) as context:
            member = command.get_command(context, word)
        if member is None:
            return f"{' '.join(words)}: no command {word}"
        command = member
        known |= _options(command)
    asked = [word.partition("=")[0] for word in words if re.match(r"--?[A-Za-z]", word)]
    unknown = [name for name in asked if name not in known and name[:2] not in known]
    return f"{' '.join(words)}: no option {', '.join(unknown)}" if unknown else ""


def _options(command: click.Command) -> dict[str, bool]:
    """Return the names of a command's options, and whether a value follows."""
    return {
        name: not getattr(parameter, "is_flag", False)
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("-")
    }


def files(text: str) -> Iterator[str]:
    """Yield the files and folders of the project that a page names in code spans."""
    for span in code_spans(text):
        for word in span.split():
            path = word.rstrip(".,;:")
            if path.startswith(_OURS) and not _PLACEHOLDER.search(path):
                yield path


def named_tests(text: str) -> set[str]:
    """Return the tests that a page names without their file."""
    return {span for span in code_spans(text) if _TEST.fullmatch(span)}


def defined_tests(root: Path = ROOT) -> set[str]:
    """Return the names of all test functions and test modules."""
    found = {path.stem for path in root.glob("tests/**/test_*.py")}
    for path in root.glob("tests/**/test_*.py"):
        found |= set(re.findall(r"^\s*def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    return found
