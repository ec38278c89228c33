"""A solution's code is recognised in other clothes, and short common code is not taken for it."""

import pytest

from grader.authoring.fragments import find, fragments, lesson_code

SOLUTION = '''
import numpy as np


def softmax(x):
    """Return probabilities."""
    # <solution>
    shifted = x - np.max(x, axis=1, keepdims=True)
    e = np.exp(shifted)
    total = np.sum(e, axis=1, keepdims=True)
    return e / total
    # </solution>


class Layer:
    def __init__(self):
        # <solution>
        self.params = []
        # </solution>
'''

RENAMED = '''
import numpy as np

def probabilities(scores: "Array") -> "Array":
    """Another docstring."""
    a = scores - np.max(scores, axis=1, keepdims=True)
    b: object = np.exp(a)  # a comment
    c = np.sum(b, axis=1, keepdims=True)
    return b / c
'''

THREE = """
import numpy as np
print("hello")
z = x - np.max(x, axis=1, keepdims=True)
w = np.exp(z)
s = np.sum(w, axis=1, keepdims=True)
print(w)
"""


def _found(source):
    return {(fragment.task, fragment.whole) for fragment, _ in find(source, fragments(SOLUTION))}


def test_a_renamed_body_is_found_whole_and_in_part():
    """Names of locals, docstrings, comments and annotations hide nothing."""
    assert _found(RENAMED) == {("softmax", True), ("softmax", False)}


def test_three_consecutive_statements_are_found_in_a_script():
    """A part of a body is found too, between other statements and outside any function."""
    assert _found("x = 1\n" + THREE) == {("softmax", False)}


@pytest.mark.parametrize(
    "changed",
    [
        RENAMED.replace("axis=1", "axis=0"),
        RENAMED.replace("np.exp(a)", "np.exp(scores)").replace("b / c", "c / b"),
        "class A:\n    def __init__(self):\n        self.params = []\n",
    ],
)
def test_other_code_is_not_taken_for_it(changed):
    """Other arguments, another flow of values, or the one way to write a line are no leak."""
    assert _found(changed) == set()


def test_one_name_used_for_two_is_another_shape():
    """The order of appearance tells which name is which, so that `a - a` is not `a - b`."""
    assert _found(RENAMED.replace("c = np.sum(b", "b = np.sum(b").replace("b / c", "b / b")) == set()


def test_code_of_lessons_is_read_with_and_without_prompts():
    """Blocks marked as Python are code; those that do not parse are no code."""
    text = "words\n```python\n>>> x = 1\n>>> y = 2\n```\n```\nz = 3\n```\n```python\nnot code at all\n```\n"
    assert list(lesson_code(text)) == ["x = 1\ny = 2"]
