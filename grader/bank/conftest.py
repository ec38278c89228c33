"""Let plain pytest run the checks of an exercise on its solution, for authors and editors."""

from grader.checks.author_plugin import pytest_collect_file as pytest_collect_file
