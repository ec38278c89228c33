"""Single keys from the terminal, and the terminal left as it was found, whatever ends the command."""

import contextlib
import os
import signal
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

RESIZED = "resized"
_ESCAPE = "\x1b"


def letters(data: bytes) -> list[str]:
    """Return the keys in what a terminal sent: lower case, full-width letters as plain ones, no arrow keys."""
    text = unicodedata.normalize("NFKC", data.decode("utf-8", "ignore"))
    return [] if text.startswith(_ESCAPE) else [letter for letter in text.lower() if letter.isprintable()]


if sys.platform == "win32":

    @contextlib.contextmanager
    def keys(post: Callable[[str], None]) -> Iterator[None]:
        """Call `post` with every key pressed, from a thread of its own, until the context ends."""
        import msvcrt

        stop = threading.Event()

        def read() -> None:
            while not stop.wait(0.05):
                while msvcrt.kbhit():
                    for letter in letters(msvcrt.getwch().encode("utf-8", "ignore")):
                        post(letter)

        thread = threading.Thread(target=read, name="keys", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(timeout=1)

else:
    import select
    import termios
    import tty

    @contextlib.contextmanager
    def keys(post: Callable[[str], None]) -> Iterator[None]:
        """Call `post` with every key pressed, and RESIZED when the terminal's size changes, until the context ends.

        Ctrl-C and Ctrl-Z keep their meaning. `post` is called from a thread and from signal handlers.
        """
        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
        wake_read, wake_write = os.pipe()
        thread = threading.Thread(target=_read, args=(descriptor, wake_read, post), name="keys", daemon=True)

        def give_back() -> None:
            with contextlib.suppress(termios.error):  # the terminal's window was closed
                termios.tcsetattr(descriptor, termios.TCSANOW, before)

        def take() -> None:
            tty.setcbreak(descriptor, termios.TCSANOW)

        with _handlers(post, take, give_back):
            try:
                take()
                thread.start()
                yield
            finally:
                os.write(wake_write, b"x")
                thread.join(timeout=1)
                give_back()
                os.close(wake_read)
                os.close(wake_write)

    def _read(descriptor: int, wake: int, post: Callable[[str], None]) -> None:
        while True:
            readable, _, _ = select.select([descriptor, wake], [], [])
            if wake in readable:
                return
            try:
                data = os.read(descriptor, 64)
            except OSError:
                data = b""
            if not data:  # the terminal is gone
                post("q")
                return
            for letter in letters(data):
                post(letter)

    @contextlib.contextmanager
    def _handlers(
        post: Callable[[str], None], take: Callable[[], None], give_back: Callable[[], None]
    ) -> Iterator[None]:
        """Answer signals while the context lasts: a new size, being stopped and continued, being asked to end."""

        def resized(*_: Any) -> None:
            post(RESIZED)

        def stopped(*_: Any) -> None:
            """Give the terminal back to the shell, stop as Ctrl-Z asks, and take it again afterwards."""
            give_back()
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, stopped)
            take()
            post(RESIZED)

        def ended(number: int, *_: Any) -> None:
            sys.exit(128 + number)  # on the way out every context gives back what it took

        answers = {
            signal.SIGWINCH: resized, signal.SIGTSTP: stopped, signal.SIGTERM: ended, signal.SIGHUP: ended,
        }  # fmt: skip
        before = {number: signal.signal(number, answer) for number, answer in answers.items()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
