"""Which tasks a change can have touched."""

import pytest

from grader.watch.unchanged import touched

TASKS = ("f", "g", "C")
FILE = """
import numpy as np
RATE = 0.1

def helper(x):
    return x * RATE

def f(x):
    return helper(x)

def g(x):
    '''Say g.'''
    return np.exp(x)

class C:
    def call(self, x):
        return f(x)
"""


def after(old, new, file=FILE):
    """Return what is touched when one text of the file becomes another."""
    assert old in file
    return touched(file.encode(), file.replace(old, new).encode(), TASKS)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("np.exp(x)", "np.exp(-x)", {"g"}),
        ("return helper(x)", "return helper(-x)", {"f", "C"}),
        ("x * RATE", "x / RATE", {"f", "C"}),
        ("return f(x)", "return f(x) + 1", {"C"}),
        ("\ndef g", "\n# a comment\n\n\ndef g", set()),
        ("RATE = 0.1", "RATE = 0.2", set(TASKS)),
        ("import numpy as np\n", "import numpy as np\nfrom math import exp\n", set(TASKS)),
        ("def helper(x)", "def renamed(x)", set(TASKS)),
        ("def helper", "def another(x):\n    return x\n\ndef helper", set(TASKS)),
        ("return np.exp(x)", "return np.exp(x", set(TASKS)),
    ],
)
def test_what_is_touched(old, new, expected):
    """A definition's change reaches what names it, directly or not; any other change reaches everything."""
    assert after(old, new) == expected


@pytest.mark.parametrize(
    "extra",
    [
        "def look(x):\n    return globals()['g']",
        "import sys",
        "def look(x):\n    return getattr(x, 'g')",
        "def look(x):\n    return eval('g')",
        "from builtins import eval as e",
        "def look(x):\n    return np.sys.modules",
        "def look(x):\n    return f.__globals__",
        "def g(x):\n    return 1",
    ],
)
def test_a_file_that_looks_names_up_is_never_taken_apart(extra):
    """Where code can reach other code without naming it, or a name is defined twice, everything is touched."""
    assert after("np.exp(x)", "np.exp(-x)", f"{FILE}\n{extra}\n") == set(TASKS)


@pytest.mark.parametrize(
    "extra",
    [
        "TABLE = {'g': g}",
        "KEEP = []\n\nclass D:\n    KEEP.append(g)",
        "def note(function):\n    return function\n\n@note\ndef h(x):\n    return x",
        "class Base:\n    def __init_subclass__(cls):\n        pass",
        "class Meta(type):\n    pass\n\nclass D(metaclass=Meta):\n    pass",
        "def h(x, y=g(1)):\n    return x",
    ],
)
def test_code_that_runs_where_it_stands_touches_everything(extra):
    """What runs when the file is loaded may have kept the old definition anywhere."""
    assert after("np.exp(x)", "np.exp(-x)", f"{FILE}\n{extra}\n") == set(TASKS)


def test_plain_decorators_and_annotations_hide_nothing():
    """staticmethod, property and annotations that are texts are followed like other names."""
    file = FILE + "\nclass D:\n    @staticmethod\n    def h(x: 'C') -> 'C':\n        return x\n"
    assert after("return f(x)", "return f(x) + 1", file) == {"C"}


def test_a_method_of_the_same_name_looks_nothing_up():
    """`net.eval()` puts a network into its other mode, and evaluates no text."""
    file = FILE + "\ndef other(net):\n    net.eval()\n    return net.compile\n"
    assert after("np.exp(x)", "np.exp(-x)", file) == {"g"}


def test_a_missing_task_is_always_checked():
    """A task that the file does not define cannot be called untouched."""
    file = FILE.replace("class C:", "class Other:")
    assert after("np.exp(x)", "np.exp(-x)", file) == {"g", "C"}
