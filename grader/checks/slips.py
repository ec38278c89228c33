"""Slips before any number: a file that does not load, a missing or misspelt task, a call that does not fit.

About one wrong file in seven is such a slip; each gets its line and the nearest valid name.
"""

import builtins
import difflib
import keyword
import re
from collections.abc import Mapping

from grader.checks.forbidden import instead
from grader.exercise import Exercise, Task
from grader.i18n import _, later
from grader.jail.transcript import StudentError
from grader.jail.wire import Name
from grader.scorecard import Diagnosis, Evidence, Outcome, Raised

_KINDS = {"function": later("function"), "class": later("class")}  # of a task, as exercise.toml has them
_DRAWING = {"matplotlib", "pylab", "seaborn", "plotly"}


def load_problem(error: StudentError, exercise: Exercise) -> tuple[Evidence, Outcome]:
    """Return why a student's file could not be loaded, and the outcome that all its checks share."""
    raised = error.raised
    where = _("{file}, line {line}", file=exercise.file, line=raised.line) if raised.line else exercise.file
    if error.act:
        return Evidence(
            message=_("{where}: this code is not allowed to {act}.", where=where, act=_(error.act))
            + instead(error.act),
            raised=raised,
        ), Outcome.FORBIDDEN
    return Evidence(message=_load_message(raised, where, exercise), raised=raised), Outcome.ERRORED


def _load_message(raised: Raised, where: str, exercise: Exercise) -> str:
    if "codec can't decode" in raised.message:
        return _(
            "{where}: the file is not saved as UTF-8. Save it as UTF-8 in your editor ({message}).",
            where=where,
            message=raised.message,
        )
    if raised.type in ("SyntaxError", "IndentationError", "TabError"):
        return _("{where}: this is not yet valid Python ({message}).", where=where, message=raised.message)
    if raised.type in ("ModuleNotFoundError", "ImportError"):
        return f"{where}: {_import_words(raised)} {_offered(exercise)}"
    if raised.type == "EOFError":
        return _(
            "{where}: input() has nobody to ask while checks run; set the value in the code.", where=where
        )
    if raised.type == "SystemExit":
        return _(
            "{where}: the file ends the program while it is loaded (exit or quit); remove that line.",
            where=where,
        )
    if raised.type == "NotImplementedError":
        return _("{where}: the file calls a task that is not written yet while it is loaded.", where=where)
    return _(
        "{where}: loading the file raised {type}: {message}",
        where=where,
        type=raised.type,
        message=raised.message,
    )


def _import_words(raised: Raised) -> str:
    name = (
        raised.message.rpartition("No module named ")[2].strip("'\"")
        if "No module named" in raised.message
        else ""
    )
    if name.partition(".")[0] in _DRAWING:
        return _(
            "{name} cannot be imported here; pictures are drawn by another command: grade plot.", name=name
        )
    return (
        _("{name} cannot be imported here.", name=name)
        if name
        else _("an import failed: {message}.", message=raised.message)
    )


def _offered(exercise: Exercise) -> str:
    packages = ["numpy", *exercise.requires]
    return _("This exercise offers {packages} and the standard library.", packages=_(" and ").join(packages))


def empty_file(source: bytes, exercise: Exercise) -> Evidence | None:
    """Return the evidence that a file holds nothing at all, or None."""
    if source.strip(b"\xef\xbb\xbf \t\r\n\f"):
        return None
    return Evidence(
        message=_(
            "{file} is empty. The stub is there again after: grade reset {number}",
            file=exercise.file,
            number=exercise.number,
        )
    )


def missing_task(task: Task, names: Mapping[str, Name], file: str) -> Evidence | None:
    """Return the evidence that a task's name is not in the file, with the nearest one, or None."""
    if task.name in names and names[task.name].kind != "other":
        return None
    if task.name in names:
        return Evidence(
            message=_(
                "{file}: {task} should be a {kind}; it is something else.",
                file=file,
                task=task.name,
                kind=_(_KINDS.get(task.kind, task.kind)),
            ),
            name=task.name,
        )
    near = nearest(task.name, [n.name for n in names.values() if n.kind != "other"])
    if near is None:
        return Evidence(
            message=_(
                "{file} has no {kind} {task}. Was it deleted? The stub has it: grade reset keeps a backup.",
                file=file,
                kind=_(_KINDS.get(task.kind, task.kind)),
                task=task.name,
            ),
            name=task.name,
        )
    line = names[near].line
    where = _(", line {line}", line=line) if line else ""
    return Evidence(
        message=_(
            "{file}{where}: there is no {task}, but a {near}. Rename it to {task}.",
            file=file,
            where=where,
            task=task.name,
            near=near,
        ),
        name=task.name,
    )


def nearest(wanted: str, names: list[str]) -> str | None:
    """Return the name that is most likely meant by `wanted`, or None."""
    lowered = {name.lower(): name for name in names}
    found = difflib.get_close_matches(wanted.lower(), list(lowered), n=1, cutoff=0.75)
    return lowered[found[0]] if found else None


_NO_NAME = re.compile(r"name '(\w+)' is not defined|local variable '(\w+)' where it is not associated")
_NO_ATTRIBUTE = re.compile(r"(?:'([\w.]+)' object|module '([\w.]+)') has no attribute '(\w+)'")
_MISFIT = re.compile(r"(?:takes|missing|got an unexpected|got multiple|required positional)")
_BUILTIN_TYPES = {
    "dict": dict,
    "list": list,
    "tuple": tuple,
    "str": str,
    "float": float,
    "int": int,
    "set": set,
}


def call_slip(error: StudentError, task: Task, source: str) -> Diagnosis | None:
    """Return the slip behind an exception: an undefined name, a missing attribute, other parameters."""
    raised = error.raised
    if raised.type == "AttributeError":
        return _attribute_slip(error, source)
    if raised.type in ("NameError", "UnboundLocalError"):
        return _name_slip(raised, source)
    if raised.type == "TypeError" and not error.inside and _MISFIT.search(raised.message):
        return _parameter_slip(raised, task)
    return None


def _name_slip(raised: Raised, source: str) -> Diagnosis | None:
    found = _NO_NAME.search(raised.message)
    if found is None:
        return None
    wrong = found[1] or found[2]
    known = {*_identifiers(source), *dir(builtins), "np"} - {wrong}
    near = nearest(wrong, sorted(known))
    if near is None:
        return _slip(
            "undefined_name", _("The name {wrong} is not defined{where}.", wrong=wrong, where=_at(raised)), ""
        )
    return _slip(
        "misspelt_name",
        _("There is no {wrong}{where}; is {near} meant?", wrong=wrong, where=_at(raised), near=near),
        _("Write {near} for {wrong}.", near=near, wrong=wrong),
    )


def _attribute_slip(error: StudentError, source: str) -> Diagnosis | None:
    raised = error.raised
    found = _NO_ATTRIBUTE.search(raised.message)
    if found is None:
        return None
    kind, module, wrong = found.groups()
    names = list(error.names) or _attributes(kind, module) or _set_attributes(source)
    near = nearest(wrong, [name for name in names if name != wrong])
    owner = _("module {module}", module=module) if module else kind
    if near is None:
        made = (
            _(" Nothing sets it: is there a self.{wrong} = ... before?", wrong=wrong)
            if error.inside and not module
            else ""
        )
        return _slip(
            "missing_attribute",
            _("{owner} has no {wrong}{where}.{made}", owner=owner, wrong=wrong, where=_at(raised), made=made),
            "",
        )
    if error.names and not error.inside:
        return _slip(
            "misspelt_attribute",
            _("{owner} has no {wrong}, but it has {near}.", owner=owner, wrong=wrong, near=near),
            _("The contract names it {wrong}; rename {near}.", wrong=wrong, near=near),
        )
    return _slip(
        "misspelt_attribute",
        _(
            "{owner} has no {wrong}{where}; is {near} meant?",
            owner=owner,
            wrong=wrong,
            where=_at(raised),
            near=near,
        ),
        _("Write {near} for {wrong}.", near=near, wrong=wrong),
    )


def _set_attributes(source: str) -> list[str]:
    """Return the names of attributes that a file sets: self.out = ..."""
    return sorted(set(re.findall(r"\bself\.([A-Za-z_]\w*)\s*(?::[^=\n]+)?=(?!=)", source)))


def _attributes(kind: str | None, module: str | None) -> list[str]:
    """Return the public names of a built-in type, of an array or of numpy."""
    import numpy as np

    if module == "numpy":
        return [name for name in dir(np) if not name.startswith("_")]
    owner = np.ndarray if kind == "numpy.ndarray" else _BUILTIN_TYPES.get(kind or "")
    return [name for name in dir(owner) if not name.startswith("_")] if owner is not None else []


def _parameter_slip(raised: Raised, task: Task) -> Diagnosis:
    called = raised.message.partition("(")[0].rpartition(".")[2]
    wanted = task.methods.get(called, task.parameters)
    inside = task.kind == "class" and called != task.name
    listed = ", ".join(("self", *wanted) if inside else wanted)
    return _slip(
        "parameters",
        _("The parameters do not fit the contract: {message}.", message=raised.message),
        _("Define it as {called}({listed}).", called=called, listed=listed),
    )


def _identifiers(source: str) -> set[str]:
    return {word for word in re.findall(r"[A-Za-z_]\w*", source) if not keyword.iskeyword(word)}


def _at(raised: Raised) -> str:
    return _(" (line {line})", line=raised.line) if raised.line else ""


def _slip(name: str, explanation: str, hint: str) -> Diagnosis:
    return Diagnosis(kind="slip", name=name, explanation=explanation, hint=hint)
