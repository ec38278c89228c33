"""Mutants: what they change, that they are all different, and that their names are stable."""

import ast

import pytest

from grader.authoring.mutate import mutants
from grader.authoring.tree import checkout
from grader.exercise import all_exercises

SOLUTION = '''
import numpy as np


def helper(x):
    return x + 1


def mean_rows(x, W):
    """Return row means."""
    # <solution>
    out = np.zeros(3)
    out[...] = np.sum(x @ W.T, axis=1, keepdims=False)
    for i in range(2):
        out[i] -= 0.5
    return out if x.ndim == 2 else None
    # </solution>
'''


@pytest.mark.parametrize(
    ("operator", "change"),
    [
        (
            "filling",
            "out[...] = np.sum(x @ W.T, axis=1, keepdims=False)  ->  out = np.sum(x @ W.T, axis=1, keepdims=False)",
        ),
        (
            "keyword",
            "out[...] = np.sum(x @ W.T, axis=1, keepdims=False)  ->  out[...] = np.sum(x @ W.T, keepdims=False)",
        ),
        (
            "transpose",
            "out[...] = np.sum(x @ W.T, axis=1, keepdims=False)  ->  out[...] = np.sum(x @ W, axis=1, keepdims=False)",
        ),
        ("call", "out = np.zeros(3)  ->  out = np.ones(3)"),
        ("constant", "out = np.zeros(3)  ->  out = np.zeros(4)"),
        ("arithmetic", "out[i] -= 0.5  ->  out[i] += 0.5"),
        ("statement_removed", "out[i] -= 0.5  ->  pass"),
        ("condition", "return out if x.ndim == 2 else None  ->  return out"),
        ("loop", "(nothing)  ->  break"),
    ],
)
def test_mistakes_that_people_make_are_among_the_mutants(operator, change):
    """An axis, a transpose, a rebinding where filling was due, one more or less."""
    assert (operator, change) in {(mutant.operator, mutant.change) for mutant in mutants(SOLUTION)}


def test_only_the_code_between_markers_changes():
    """Helpers and signatures stay as they are."""
    assert {mutant.task for mutant in mutants(SOLUTION)} == {"mean_rows"}
    assert all("return x + 1" in mutant.source for mutant in mutants(SOLUTION))


def test_names_of_mutants_survive_edits_elsewhere():
    """The identity is made of task, operator and change, not of a line number."""
    longer = SOLUTION.replace("import numpy as np\n", "import numpy as np\n\nLIMIT = 3\n").replace(
        "x + 1", "x + 2"
    )
    assert [m.identity for m in mutants(longer)] == [m.identity for m in mutants(SOLUTION)]


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_every_solution_has_at_least_150_different_mutants_that_compile(exercise):
    """No mutant is the solution again or another mutant."""
    source = checkout().solution(exercise).read_text(encoding="utf-8")
    made = mutants(source)
    assert len(made) >= 150
    assert len({m.identity for m in made}) == len({m.source for m in made}) == len(made)
    assert ast.unparse(ast.parse(source)) not in {m.source for m in made}
