"""The line of %%grade."""

import pytest

from grader.errors import UsageProblem
from grader.notebook.line import read_line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("03_backprop", ("03_backprop", ())),
        (" 03 -t Affine ", ("03", ("Affine",))),
        ("-t Affine --task Relu 03", ("03", ("Affine", "Relu"))),
    ],
)
def test_exercise_and_tasks(line, expected):
    """An exercise, and tasks before or after it."""
    assert read_line(line) == expected


@pytest.mark.parametrize("line", ["", "-t Affine", "03 04", "03 -x", "03 -t", '03 "', "-h"])
def test_other_lines_are_refused_with_an_example(line):
    """Nothing ends the kernel."""
    with pytest.raises(UsageProblem) as caught:
        read_line(line)
    assert "%%grade 03_backprop -t Affine" in caught.value.next_step
