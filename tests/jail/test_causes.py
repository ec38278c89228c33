"""Return codes in words."""

import pytest

from grader.jail.causes import cause


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "it left by itself with exit code 0"),
        (3, "exit code 3"),
        (-9, "signal SIGKILL"),
        (-11, "segmentation fault"),
        (-40, "signal 40"),
        (0xC0000005, "access violation"),
        (0xC00000FD, "stack overflow"),
        (0xC0001234, "it crashed (code 0xC0001234)"),
        (1, "exit code 1"),
    ],
)
def test_every_end_has_words(code: int, words: str) -> None:
    """Signals, codes of Windows and plain exits are told apart."""
    assert words in cause(code)
