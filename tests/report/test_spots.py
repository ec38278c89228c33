"""Which line of a student's file a check points to."""

import pytest
import reports
import samples
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.report.entries import Graded
from grader.report.spots import line_of, spots
from grader.scorecard import Evidence, Outcome, Raised

TWICE = "def f(x):\n    pass\n\n\ndef f(x):\n    return x\n"
CLASS = """class Net(
    Base,
):
    # a comment

# another at the margin
    async def forward(self, x):
        def backward():
            pass

    def backward(self):
        pass

other = 1


class Other:
    def step(self):
        pass
"""


def checked(task, *calls, **evidence):
    """Return a failed check of a task after these calls."""
    return samples.result(Outcome.FAILED, task=task, evidence=Evidence(message="m", calls=calls, **evidence))


@pytest.mark.parametrize(
    ("source", "task", "calls", "line"),
    [
        (TWICE, "f", ("f(x)",), 5),  # the last definition is the one that counts
        (TWICE.replace("\n", "\r\n"), "f", (), 5),
        (TWICE.replace("\n", "\r"), "f", (), 5),
        ("x = '\x0c\u2028'\ndef f(x): pass\n", "f", (), 2),  # no line ends for Python
        ("async  def f(x): pass", "f", (), 1),
        ("    def f(x): pass\ndefined = f", "f", (), 1),  # none at the margin: line 1
        ("\ndef f_2(x): pass\ndef f(x): pass", "f", (), 3),
        ("\n\nclass 層(object): pass", "層", (), 3),
        (CLASS, "Net", ("net = Net()",), 1),
        (CLASS, "Net", ("net = Net()", "net.forward(x)"), 7),
        (CLASS, "Net", ("y = net.forward(x)",), 7),
        (CLASS, "Net", ("net.step()",), 1),  # the method of another class
        (CLASS, "Net", ("net.backward()",), 11),  # not the function inside a method
        (CLASS, "Other", ("other.step()",), 18),
        ("", "f", ("f(x)",), 1),
    ],
)
def test_the_line_is_where_the_task_or_the_called_method_begins(source, task, calls, line):
    """Without an exception the line is the definition's, as Python counts lines."""
    assert line_of(checked(task, *calls), source) == line


@pytest.mark.parametrize(("raised", "line"), [(2, 2), (99, 6), (-3, 1), (None, 5), (0, 5)])
def test_the_line_that_raised_wins_within_the_file(raised, line):
    """A line that a file does not have, which a student's code can claim, becomes its last or first."""
    error = Raised(type="E", message="", line=raised)
    assert line_of(checked("f", raised=error), TWICE) == line


def test_without_evidence_the_line_is_the_tasks():
    """Where evidence is held back the place is still there, and tells nothing of what was called."""
    assert line_of(samples.result(Outcome.FAILED, task="Net"), CLASS) == 1


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("def f(x):\n\r clasN#'\"\\()\x00\ud800\x0c"), max_size=80))
def test_any_source_has_a_line(source):
    """No text makes the search fail or leave the file."""
    line = line_of(checked("f", "f.x()"), source)
    assert 1 <= line <= max(1, source.count("\n") + source.count("\r") + 1)


def test_a_broken_file_is_one_place():
    """Seventy checks that share one problem are one line, with the outcome that they share."""
    card = samples.scorecard(
        *(samples.result(Outcome.FORBIDDEN) for _ in range(70)),
        problem=Evidence(message="no", raised=Raised(type="E", message="no", line=3)),
    )
    (spot,) = spots(Graded(scorecard=card, source=reports.SOURCE))
    assert (spot.line, spot.title, spot.outcome) == (3, "03_backprop", "forbidden")


def test_not_started_is_a_place_only_where_nothing_is_wrong():
    """While something fails, tasks not begun yet are no places; then the first of them is."""
    assert [spot.outcome for spot in spots(Graded(scorecard=samples.ERRORED))] == ["errored"]
    waiting = samples.scorecard(samples.result(Outcome.NOT_STARTED))
    assert [(spot.title, spot.outcome) for spot in spots(Graded(scorecard=waiting))] == [
        ("Affine", "not started")
    ]
