"""A failed check as a short plain script: the failing calls with their inputs, without the grader, for a debugger."""

from collections.abc import Iterator
from pathlib import Path

from grader.i18n import _
from grader.report.clean import clean_line
from grader.report.values import elements
from grader.scorecard import Array, CheckResult, Opaque, Plain

_OWN_OBJECTS = ("driver", "spy")


def render(result: CheckResult, student_file: Path, driver: Path | None = None) -> str:
    """Return a script that repeats a failed check's calls on the student's file and prints expected and got.

    `driver` is the kit's own file that some checks call (it runs a training loop, say).
    """
    evidence = result.evidence
    assert evidence is not None
    names = _student_names(evidence.calls)
    lines = [
        f'"""{_docstring(result)}"""',
        "",
        "import sys",
        "",
        "import numpy as np",
        "",
        f"sys.path.insert(0, {str(student_file.parent)!r})",
        f"import {student_file.stem} as student",
        "",
    ]
    if any("driver." in call for call in evidence.calls) and driver is not None:
        lines += [
            f"sys.path.insert(0, {str(driver.parent)!r})",
            "import driver  # " + _("the grader's own loop, to step into"),
            "",
        ]
    lines += [f"{named.name} = {_literal(named.value)}" for named in evidence.constants]
    lines += ["", *_calls(evidence.calls, names)]
    return "\n".join([*lines, *_ending(result)]) + "\n"


def _docstring(result: CheckResult) -> str:
    return _(
        "Repeats what the check {check} did with {task}. Run it in an editor or a debugger.",
        check=result.name,
        task=result.task,
    )


def _calls(calls: tuple[str, ...], names: set[str]) -> Iterator[str]:
    """Yield the calls as code: names of the student's module get their prefix; the last call's result is kept."""
    for number, call in enumerate(calls):
        code = clean_line(call, limit=2000)
        left, sign, right = code.rpartition(" = ") if "(" in code.partition(" = ")[2] else ("", "", code)
        head = right.partition("(")[0]
        if "..." in code.partition("[...]")[0] or any(head == own for own in _OWN_OBJECTS):
            yield f"# {code}   " + _("(this uses an object of the grader's own)")
            continue
        if head.partition(".")[0] in names:
            right = f"student.{right}"
        right = _with_prefix(right, names)
        if number == len(calls) - 1 and not sign and "[...]" not in code:
            yield f"got = {right}"
        else:
            yield f"{left}{sign}{right}"


def _with_prefix(code: str, names: set[str]) -> str:
    """Prefix functions of the student's that are passed to the grader's driver."""
    head, bracket, rest = code.partition("(")
    if not head.startswith("driver."):
        return code
    for name in names:
        rest = rest.replace(name, f"student.{name}")
    return head + bracket + rest


def _student_names(calls: tuple[str, ...]) -> set[str]:
    """Return the names that calls take from the student's module: heads without an owner made before."""
    made = {call.partition(" = ")[0] for call in calls if " = " in call.partition("(")[0]}
    heads = {call.partition(" = ")[2].partition("(")[0] or call.partition("(")[0] for call in calls}
    heads |= {call.partition("(")[0] for call in calls if " = " not in call.partition("(")[0]}
    return {head for head in heads if head.isidentifier() and head not in made}


def _ending(result: CheckResult) -> Iterator[str]:
    evidence = result.evidence
    assert evidence is not None
    yield ""
    yield _("# What the check found: {message}", message=clean_line(evidence.message, limit=300))
    if evidence.raised is not None or not evidence.calls:
        return
    if evidence.expected is not None:
        name = evidence.name if evidence.name.isascii() and evidence.name.isidentifier() else "result"
        yield f"expected_{name} = {_literal(evidence.expected)}"
        yield f"print({_('expected {name}:', name=name)!r}, expected_{name}, sep='\\n')"
        yield f"was_{name} = {_literal(evidence.actual)}"
        yield f"print({_('{name} as the check saw it:', name=name)!r}, was_{name}, sep='\\n')"
    yield f"print({_('the last call returns:')!r}, got, sep='\\n')"


def _literal(value: Plain) -> str:
    """Return a value as Python source that builds it again, to the last digit."""
    if isinstance(value, Array):
        if not value.shape:
            return ", ".join(_number(number) for number in elements(value))
        numbers = ", ".join(_number(number) for number in elements(value))
        cut = f"  # {_('cut here: the array is larger')}" if value.truncated else ""
        shape = f".reshape({value.shape})" if len(value.shape) != 1 and not value.truncated else ""
        return f"np.array([{numbers}], dtype=np.{_dtype(value.dtype)}){shape}{cut}"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(_literal(item) for item in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)"
    if isinstance(value, Opaque):
        return (
            value.text
            if value.text.startswith("np.random.default_rng(")
            else f"None  # {clean_line(value.text, limit=100)}"
        )
    if isinstance(value, float):
        return _number(value)
    return repr(value)


def _number(number: object) -> str:
    text = repr(number)
    return {"nan": "np.nan", "inf": "np.inf", "-inf": "-np.inf"}.get(text, text)


def _dtype(name: str) -> str:
    return "bool_" if name == "bool" else name
