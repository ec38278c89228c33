"""The line of `%%grade`: an exercise, and the tasks to check."""

import argparse
import shlex
from typing import NoReturn

from grader.errors import UsageProblem
from grader.i18n import _


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in a cell, instead of ending the kernel."""
        raise UsageProblem(
            _("%%grade: {message}", message=message),
            next_step=_("For example: %%grade 03_backprop -t Affine"),
        )


def read_line(line: str) -> tuple[str, tuple[str, ...]]:
    """Return the exercise and the tasks named; UsageProblem says how the line should be."""
    parser = _Parser(prog="%%grade", add_help=False)
    parser.add_argument("exercise")
    parser.add_argument("-t", "--task", dest="tasks", action="append", default=[])
    try:
        words = shlex.split(line)
    except ValueError as error:
        parser.error(str(error))
    options = parser.parse_args(words)
    return options.exercise, tuple(options.tasks)
