"""Files of any bytes, of any Python and of a solution with mistakes: graded to the end, and never above their worth."""

import ast
import io
import tempfile
import tokenize
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.exercise import all_exercises, find_exercise
from grader.grading import Zygotes, grade_file
from grader.scorecard import Outcome, Scorecard
from tests.fuzz.lengths import examples

EXERCISE = find_exercise("01", all_exercises())
TASKS = ("sigmoid", "sigmoid_grad", "tanh", "tanh_grad", "relu", "relu_grad")
SOLUTION = EXERCISE.solution.read_text(encoding="utf-8") if EXERCISE.solution else ""
TOKENS = [
    token.string
    for token in tokenize.generate_tokens(io.StringIO(SOLUTION).readline)
    if token.type in {tokenize.NAME, tokenize.OP, tokenize.NUMBER}
]
pytestmark = pytest.mark.skipif(not SOLUTION, reason="needs the solutions")


@pytest.fixture(scope="module")
def zygotes() -> Iterator[Zygotes]:
    """Keep one zygote: no file may spoil it for the next."""
    with Zygotes() as warm:
        yield warm


def _graded(source: bytes, zygotes: Zygotes) -> Scorecard:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / EXERCISE.file
        file.write_bytes(source)
        scorecard = grade_file(EXERCISE, file, with_pytest=False, zygotes=zygotes)
    assert scorecard.complete, "whatever is in a file is not the grader's fault"
    assert len(scorecard.results) > 20, "each planned check has its result"
    assert len(repr(scorecard)) < 2_000_000
    return scorecard


def _earned(scorecard: Scorecard) -> int:
    return sum(result.earned for result in scorecard.results)


@examples(60)
@given(source=st.binary(max_size=300))
def test_any_bytes(source: bytes, zygotes: Zygotes) -> None:
    """Bytes that define no task earn nothing."""
    assert _earned(_graded(source, zygotes)) == 0


WORDS = st.sampled_from([
    *TASKS, "def", "class", "return", "(", ")", ":", "\n", "\n    ", "=", "x", "np", "import numpy as np\n", "yield",
    "lambda", "*", "**", "None", "0", "1e400", "'", "raise", "[", "]", "{", "}", ",", "while True", "pass", "async",
    "@", "...", "global", "del", "if", "else", "try:", "except:", "with", "import", "from", ".", "\\", "#", "\t", "\0",
])  # fmt: skip


@examples(60)
@given(words=st.lists(WORDS, max_size=25))
def test_any_words_of_python(words: list[str], zygotes: Zygotes) -> None:
    """Words thrown together are graded to the end; what they earn they earn for leaving an input alone."""
    scorecard = _graded(" ".join(words).encode(), zygotes)
    passed = {result.name for result in scorecard.results if result.outcome is Outcome.PASSED}
    assert not {name for name in passed if "values" in name or "gradient" in name}


@st.composite
def mistaken(draw: st.DrawFn) -> str:
    """Return the solution with a few words replaced by others of its own, or by other numbers."""
    lines = SOLUTION.splitlines(keepends=True)
    tokens = [
        token
        for token in tokenize.generate_tokens(io.StringIO(SOLUTION).readline)
        if token.type in {tokenize.NAME, tokenize.OP, tokenize.NUMBER} and token.start[0] > 20
    ]
    for token in draw(st.lists(st.sampled_from(tokens), min_size=1, max_size=3, unique=True)):
        (row, begin), (_, end) = token.start, token.end
        if lines[row - 1][begin:end] == token.string:  # not moved by a replacement before
            new = draw(st.sampled_from(TOKENS) | st.sampled_from(["2", "0.5", "-1", "1e-9", "3.0"]))
            lines[row - 1] = lines[row - 1][:begin] + new.ljust(end - begin) + lines[row - 1][end:]
    return "".join(lines)


def _functions(source: str) -> dict[str, Any]:
    module = ModuleType("work")
    with warnings.catch_warnings(action="ignore", category=SyntaxWarning):
        exec(compile(source, "work.py", "exec"), module.__dict__)
    return vars(module)


def _agrees(one: Any, other: Any) -> bool:
    x = np.random.default_rng(7).standard_normal((40, 3)) * 3
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        return bool(np.allclose(one(x.copy()), other(x.copy()), rtol=1e-4, atol=1e-6))


@examples(80)
@given(source=mistaken())
def test_a_solution_with_mistakes(source: str, zygotes: Zygotes) -> None:
    """A task has all its points only where it computes what the solution computes, at points of the test's own."""
    scorecard = _graded(source.encode(), zygotes)
    full = [task.name for task in scorecard.tasks if task.outcome is Outcome.PASSED and task.name in TASKS]
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        assert _earned(scorecard) == 0
        return
    right, got = _functions(SOLUTION), _functions(source) if full else {}
    assert [name for name in full if not _agrees(got[name], right[name])] == []
