"""Keep the catalogues of messages in step with the code: find every message, update each `.po`, compile `.mo`.

python .ci/messages.py            find new messages, drop those that are gone, compile
python .ci/messages.py --check    change nothing; exit 1 and say what is missing, stale or wrong

What is a message is decided by reading the code: the text given to `_`, `later` or `assert_that`, the `help=` of an
option, the docstring of a command, the `measure=` of a convergence check, what the jailed child may say, and what
`plots.py` calls its pictures.
"""

import ast
import inspect
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import click
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "grader" / "locale"
LANGUAGES = ("ja",)
# The child imports nothing of the kit's, so what it says is translated on the trusted side, by its text.
CHILD = ("grader/jail/child/acts.py", "grader/jail/memory.py")
# A fixed date, so that an update changes what has changed and nothing else.
_DATE = datetime(2026, 11, 21, tzinfo=UTC)

MessageId = str | tuple[str, str]


def messages() -> dict[MessageId, list[str]]:
    """Return every message of the kit's with the files that hold it, in the order of the code."""
    found: dict[MessageId, list[str]] = {}
    for path in sorted((ROOT / "grader").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        special = _of_child if name in CHILD else _of_plots if path.name == "plots.py" else _nothing
        for message in [*_in_code(tree), *special(tree)]:
            places = found.setdefault(message, [])
            if name not in places:
                places.append(name)
    return found


def click_messages() -> dict[MessageId, list[str]]:
    """Return what Click says itself: its calls of gettext and ngettext."""
    found: dict[MessageId, list[str]] = {}
    for path in sorted(Path(click.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                texts = [arg.value for arg in node.args[:2] if _is_text(arg)]
                if node.func.id == "_" and len(texts) == 1:
                    found.setdefault(texts[0], [])
                elif node.func.id == "ngettext" and len(texts) == 2:
                    found.setdefault((texts[0], texts[1]), [])
    return found


DOMAINS = {"grade": messages, "click": click_messages}


def _in_code(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _in_call(node)
        elif isinstance(node, ast.FunctionDef) and any(map(_makes_a_command, node.decorator_list)):
            yield inspect.cleandoc(ast.get_docstring(node) or "")


def _in_call(call: ast.Call) -> Iterator[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    place = {"_": 0, "later": 0, "assert_that": 1}.get(name)
    if place is not None and len(call.args) > place and _is_text(call.args[place]):
        yield call.args[place].value
    for keyword in call.keywords:
        if keyword.arg in ("help", "measure") and _is_text(keyword.value) and keyword.value.value:
            yield keyword.value.value


def _makes_a_command(decorator: ast.expr) -> bool:
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(target, ast.Attribute) and target.attr in ("command", "group")


def _of_child(tree: ast.AST) -> Iterator[str]:
    """Yield what the child says: texts of more than a word, outside docstrings, comparisons and exceptions."""
    quiet = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Compare, ast.Raise, ast.JoinedStr, ast.Expr, ast.AnnAssign))
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if _is_text(node) and " " in node.value.strip() and id(node) not in quiet:
            yield node.value


def _of_plots(tree: ast.Module) -> Iterator[str]:
    """Yield what a terminal shows of pictures: titles of rows and panels, labels of axes, names of curves."""
    rows = [
        name.id
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ROWS"
        for name in ast.walk(node.value)
        if isinstance(name, ast.Name)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in rows:
            yield (ast.get_docstring(node) or "").strip().partition("\n")[0]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            place = {"panel": 0, "row": 1, "curve": 2}.get(node.func.attr, len(node.args))
            labels = [keyword.value for keyword in node.keywords if keyword.arg in ("x", "y")]
            texts = [text.value for text in [*node.args[place : place + 1], *labels] if _is_text(text)]
            yield from (text for text in texts if len(text) > 2)  # shorter ones are symbols


def _nothing(_tree: ast.Module) -> Iterator[str]:
    yield from ()


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


# -- catalogues ------------------------------------------------------------------------------------


def place(language: str, domain: str) -> Path:
    """Return where a catalogue is; what is compiled stands beside it."""
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def read(path: Path, language: str) -> Catalog:
    """Return a catalogue; an empty one where there is none."""
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(old: Catalog, found: dict[MessageId, list[str]], language: str) -> Catalog:
    """Return a catalogue of exactly these messages, with the translations that the old one has of them."""
    new = Catalog(
        locale=language, project="backprop-dojo", version="", copyright_holder="backprop-dojo",
        msgid_bugs_address="", last_translator="backprop-dojo", language_team=language, creation_date=_DATE,
        revision_date=_DATE, fuzzy=False,
    )  # fmt: skip
    new.header_comment = "# Messages of backprop-dojo. Updated and compiled by: python .ci/messages.py"
    for message, places in found.items():
        known = old.get(message)
        new.add(message, known.string if known else None, locations=[(name, None) for name in places])
    return new


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as gettext reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def complaints(language: str, domain: str) -> list[str]:
    """Return what is wrong with a catalogue: missing, stale, fuzzy, untranslated, other placeholders, not compiled."""
    path = place(language, domain)
    catalogue, found = read(path, language), DOMAINS[domain]()
    held = {message.id: message for message in catalogue if message.id}
    told = [f"missing: {message!r}" for message in found if message not in held]
    told += [f"stale: {message!r}" for message in held if message not in found]
    for message in held.values():
        told += [f"fuzzy: {message.id!r}"] if message.fuzzy else []
        told += [f"no translation: {message.id!r}"] if not all(_strings(message.string)) else []
        told += [
            f"other placeholders: {text!r}"
            for text in _strings(message.string)
            if text and placeholders(text) != placeholders(_strings(message.id)[-1])
        ]
    return told if _is_compiled(path, catalogue) else [*told, f"not compiled: {path.name}"]


def _is_compiled(path: Path, catalogue: Catalog) -> bool:
    """Return whether what is compiled beside a catalogue holds its messages."""
    try:
        with path.with_suffix(".mo").open("rb") as file:
            held = read_mo(file)
    except FileNotFoundError:
        return False
    return _pairs(held) == _pairs(catalogue)


def _pairs(catalogue: Catalog) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    return {(_strings(message.id), _strings(message.string)) for message in catalogue if message.id}


def placeholders(text: str) -> list[tuple[str, str, str]]:
    """Return the placeholders of a message with their formats, sorted."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:  # a message with a brace of its own takes no values
        return []
    return sorted({(name, spec or "", how or "") for _text, name, spec, how in parts if name is not None})


def _strings(text: MessageId | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def update(language: str, domain: str) -> None:
    """Write a catalogue anew, and what is compiled of it."""
    path = place(language, domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = updated(read(path, language), DOMAINS[domain](), language)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(read(path, language)))


def main() -> None:
    """Update or check every catalogue."""
    only_check = "--check" in sys.argv[1:]
    bad = 0
    for language in LANGUAGES:
        for domain in DOMAINS:
            if not only_check:
                update(language, domain)
            told = complaints(language, domain)
            bad += len(told)
            print(f"{place(language, domain).relative_to(ROOT)}: {len(told)} complaints", *told, sep="\n  ")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
