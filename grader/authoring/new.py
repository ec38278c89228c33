"""Begin an exercise: every file of the contract, filled so far that `grade author verify` runs on it at once."""

import keyword
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.stub import cut
from grader.authoring.tree import Tree
from grader.errors import UsageProblem
from grader.i18n import _

_NAME = re.compile(r"\d\d_[a-z][a-z0-9_]*")
_TASK = re.compile(r"(?P<name>[A-Za-z]\w*)(?:\((?P<parameters>[^)]*)\))?")
TOTAL = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task to begin with. A name with a capital letter is a class."""

    name: str
    parameters: tuple[str, ...]

    @property
    def is_class(self) -> bool:
        """Return whether the task is a class with forward and backward."""
        return self.name[0].isupper()

    @property
    def snake(self) -> str:
        """Return the name as part of a function's name."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.name).lower()


def read_task(text: str) -> NewTask:
    """Read `name` or `name(x, y)`; UsageProblem where that is no name of Python's."""
    found = _TASK.fullmatch(text.strip())
    if found is None:
        raise UsageProblem(
            _("{text!r} is no task.", text=text),
            next_step=_('Write it as --task "relu(x)" or --task "Dropout(ratio)".'),
        )
    name = found["name"]
    given = [word.strip() for word in (found["parameters"] or "").split(",") if word.strip()]
    if any(not word.isidentifier() or keyword.iskeyword(word) for word in (name, *given)):
        raise UsageProblem(
            _("{text!r} holds no plain names.", text=text), next_step=_("Use names that Python accepts.")
        )
    task = NewTask(name=name, parameters=tuple(given))
    return task if given or task.is_class else NewTask(name=name, parameters=("x",))


def create(tree: Tree, name: str, tasks: Sequence[NewTask]) -> tuple[Path, ...]:
    """Write the files of a new exercise and return their paths; UsageProblem where one of them is there already."""
    if not _NAME.fullmatch(name):
        raise UsageProblem(
            _("{name!r} is no name of an exercise.", name=name),
            next_step=_("Two digits and a word: 09_dropout"),
        )
    if len({task.snake for task in tasks}) < len(tasks):
        raise UsageProblem(
            _("Two tasks have one name."), next_step=_("Let them differ by more than a capital letter.")
        )
    files = dict(_files(tree, name, tasks))
    for path in files:
        if path.exists():
            raise UsageProblem(
                _("{path} is there already.", path=path), next_step=_("Choose another number or name.")
            )
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tuple(files)


def _files(tree: Tree, name: str, tasks: Sequence[NewTask]) -> Iterator[tuple[Path, str]]:
    file = name.partition("_")[2] + ".py"
    bank, stub = tree.bank / name, tree.root / "exercises" / name
    solution = _solution(name, tasks)
    yield bank / "exercise.toml", _toml(name, file, tasks)
    yield bank / "checks.py", _checks(name, tasks)
    yield bank / "oracle.py", _oracle(name, tasks)
    yield bank / "misconceptions.py", _misconceptions(name, tasks)
    yield bank / "hints.en.toml", _hints(tasks)
    yield tree.root / "solutions" / name / file, solution
    for task in tasks:
        yield tree.root / "solutions" / name / "wrong" / f"{task.snake}_doubled.py", _wrong(solution, task)
    yield stub / file, cut(solution, file)
    yield stub / "README.md", f"# {name}\n\nOne idea, one formula, one worked example with numbers.\n"


def _toml(name: str, file: str, tasks: Sequence[NewTask]) -> str:
    words = name.partition("_")[2].replace("_", " ")
    parts = [f'format = 1\nname = "{name}"\ntitle = "{words.capitalize()}"\nfile = "{file}"\n']
    for task in tasks:
        kind = "class" if task.is_class else "function"
        listed = ", ".join(f'"{parameter}"' for parameter in task.parameters)
        parts.append(
            f'[[task]]\nname = "{task.name}"\nkind = "{kind}"\nparameters = [{listed}]\nsummary = "say it in a line"\n'
            + ('[task.methods]\nforward = ["x"]\nbackward = ["dout"]\n' if task.is_class else "")
        )
    return "\n".join(parts)


def _solution(name: str, tasks: Sequence[NewTask]) -> str:
    number = name[:2]
    head = (
        f'"""Exercise {number}.\n\nCheck your work with `grade check {number}`;'
        f' `grade hint {number}` gives a hint.\n"""'
        "\n\nimport numpy as np\n"
    )
    return "\n\n".join([head, *(_class(task) if task.is_class else _function(task) for task in tasks)])


def _function(task: NewTask) -> str:
    return (
        f"def {task.name}({', '.join(task.parameters)}):\n"
        '    """Return what it computes, with shapes, the formula and an example."""\n'
        f"    # <solution>\n    return np.tanh({task.parameters[0]})\n    # </solution>\n"
    )


def _class(task: NewTask) -> str:
    signature = ", ".join(("self", *task.parameters))
    kept = (
        "\n".join(f"        self.{parameter} = {parameter}" for parameter in task.parameters)
        or "        pass"
    )
    return (
        f'class {task.name}:\n    """Say what the layer does."""\n\n'
        f"    def __init__({signature}):\n        # <solution>\n{kept}\n        # </solution>\n\n"
        '    def forward(self, x):\n        """Return the output for x."""\n'
        "        # <solution>\n        self.out = np.tanh(x)\n        return self.out\n        # </solution>\n\n"
        '    def backward(self, dout):\n        """Return dx."""\n'
        "        # <solution>\n        return dout * (1 - self.out**2)\n        # </solution>\n"
    )


def _arguments(task: NewTask) -> str:
    return ", ".join(["0.5"] * len(task.parameters))


def _checks(name: str, tasks: Sequence[NewTask]) -> str:
    head = (
        f'"""The checks of {name}."""\n\nfrom grader.checks import Draw, Student, assert_close, check\n\n'
        "from . import oracle\n"
    )
    shares = [TOTAL // len(tasks)] * len(tasks)
    shares[0] += TOTAL - sum(shares)
    return "\n\n".join([head, *(_check(task, points) for task, points in zip(tasks, shares, strict=True))])


def _check(task: NewTask, points: int) -> str:
    if task.is_class:
        made = f"{task.name}({_arguments(task)})"
        return (
            f'@check("{task.name}", points={points})\n'
            f"def check_{task.snake}_values(student: Student, draw: Draw) -> None:\n"
            '    """forward(x) and backward(dout) give the right values."""\n'
            "    x, dout = draw(x=(4, 3), dout=(4, 3))\n"
            f"    layer, right = student.{made}, oracle.{made}\n"
            '    assert_close(layer.forward(x), right.forward(x), "y")\n'
            '    assert_close(layer.backward(dout), right.backward(dout), "dx")\n'
        )
    drawn = ", ".join(task.parameters)
    shapes = ", ".join(f"{parameter}=(4, 3)" for parameter in task.parameters)
    return (
        f'@check("{task.name}", points={points})\n'
        f"def check_{task.snake}_values(student: Student, draw: Draw) -> None:\n"
        f'    """{task.name} gives the right values."""\n'
        f"    {drawn} = draw({shapes})\n"
        f'    assert_close(student.{task.name}({drawn}), oracle.{task.name}({drawn}), "y")\n'
    )


def _oracle(name: str, tasks: Sequence[NewTask]) -> str:
    head = (
        f'"""What the tasks of {name} must return, in another form than the solution."""\n\n'
        "from typing import Any\n\nimport numpy as np\n"
    )
    tanh = "(np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))"
    parts = [head]
    for task in tasks:
        if task.is_class:
            parts.append(
                f"class {task.name}:\n    def __init__(self, *settings: Any) -> None:\n"
                "        self.settings = settings\n\n"
                f"    def forward(self, x: Any) -> Any:\n        self.x = np.array(x)\n        return {tanh}\n\n"
                "    def backward(self, dout: Any) -> Any:\n        return dout / np.cosh(self.x) ** 2\n"
            )
        else:
            parameters = ", ".join(f"{parameter}: Any" for parameter in task.parameters)
            body = tanh.replace("x)", f"{task.parameters[0]})")
            body = body.replace("np.exp(-x", f"np.exp(-{task.parameters[0]}")
            parts.append(f"def {task.name}({parameters}) -> Any:\n    return {body}\n")
    return "\n\n".join(parts)


def _misconceptions(name: str, tasks: Sequence[NewTask]) -> str:
    head = (
        f'"""Wrong beliefs about the tasks of {name}."""\n\nfrom typing import Any\n\n'
        "from grader.checks import misconception\n\nfrom . import oracle\n"
    )
    return "\n\n".join([head, *(_misconception(task) for task in tasks)])


def _misconception(task: NewTask) -> str:
    if task.is_class:
        return (
            f'@misconception("{task.name}")\nclass {task.snake}_doubled(oracle.{task.name}):\n'
            '    """An example: everything twice."""\n\n'
            "    def forward(self, x: Any) -> Any:\n        return 2 * super().forward(x)\n"
        )
    parameters = ", ".join(f"{parameter}: Any" for parameter in task.parameters)
    return (
        f'@misconception("{task.name}")\ndef {task.snake}_doubled({parameters}) -> Any:\n'
        f'    """An example: everything twice."""\n    return 2 * oracle.{task.name}({", ".join(task.parameters)})\n'
    )


def _hints(tasks: Sequence[NewTask]) -> str:
    parts = []
    for task in tasks:
        parts.append(f'[task.{task.name}]\nhints = ["gentle", "more", "nearly the answer in words"]\n')
        parts.append(
            f"[misconception.{task.snake}_doubled]\n"
            'explanation = "Your result is twice the right one."\nhint = "Take it once."\n'
        )
    return "\n".join(parts)


def _wrong(solution: str, task: NewTask) -> str:
    """Return a complete file with one mistake: the body of this task, doubled."""
    lines = [line for line in solution.splitlines() if line.strip() not in ("# <solution>", "# </solution>")]
    begun = False
    for number, line in enumerate(lines):
        begun = begun or bool(re.match(rf"(def|class) {task.name}\b", line))
        if begun and line.strip().startswith("return ") and "tanh" in line + lines[number - 1]:
            lines[number] = line.replace("return ", "return 2 * ", 1)
            break
    return "\n".join(lines) + "\n"
