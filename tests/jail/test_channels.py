"""Pipes by the system's own question, and pipes with a thread at each: the same to whoever uses them."""

import os
import select
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from grader.jail.channels import OUTPUT_SIZE, READ_SIZE, Pipes, ThreadedPipes

MS = 5000


class Ends:
    """Channels, and the child's ends of the pipes."""

    def __init__(self, kind: str) -> None:
        self.requests, request_write = os.pipe()
        reply_read, self.replies = os.pipe()
        output_read, self.output = os.pipe()
        theirs = (request_write, reply_read, output_read)
        self.channels: Any = (
            Pipes(*theirs)
            if kind == "pipes"
            else ThreadedPipes(
                *(os.fdopen(fd, mode, 0) for fd, mode in zip(theirs, ("wb", "rb", "rb"), strict=True))
            )
        )

    def end(self) -> None:
        """Close the child's ends, as its death does."""
        for descriptor in (self.requests, self.replies, self.output):
            os.close(descriptor)


@pytest.fixture(params=["pipes", "threads"])
def ends(request: pytest.FixtureRequest) -> Iterator[Ends]:
    """Return channels of either kind, closed in the end."""
    if request.param == "pipes" and not hasattr(select, "poll"):
        pytest.skip("this system cannot be asked about pipes")
    ends = Ends(request.param)
    yield ends
    ends.channels.close_messages()
    ends.channels.close_output()


def read_all(descriptor: int, size: int) -> bytes:
    """Read so many bytes."""
    data = b""
    while len(data) < size:
        data += os.read(descriptor, size - len(data))
    return data


def test_bytes_cross_both_ways(ends: Ends) -> None:
    """A request goes out; a reply and what was printed come in, each by its own way."""
    assert ends.channels.wait(10) == (False, False)
    assert ends.channels.read_replies() is None
    assert ends.channels.read_output() is None
    assert ends.channels.write(b"ask") == 3
    assert os.read(ends.requests, 10) == b"ask"
    os.write(ends.replies, b"answer")
    assert ends.channels.wait(MS)[0]
    assert ends.channels.read_replies() == b"answer"
    os.write(ends.output, b"printed")
    assert ends.channels.wait(MS) == (False, True)
    assert ends.channels.read_output() == b"printed"
    ends.end()


def test_a_large_request_waits_for_its_reader(ends: Ends) -> None:
    """Writing never blocks; what does not fit goes when there is room again."""
    data = os.urandom(3 * READ_SIZE)
    read: list[bytes] = []
    reader = threading.Timer(0.1, lambda: read.append(read_all(ends.requests, len(data))))
    reader.start()
    rest = memoryview(data)
    while rest:
        if ends.channels.wait_to_write(MS):
            rest = rest[ends.channels.write(rest) :]
    reader.join()
    assert read == [data]
    ends.end()


def test_nobody_reads(ends: Ends) -> None:
    """With a pipe that is full and never read, there is no room, and no wait beyond the one asked for."""
    while ends.channels.wait_to_write(50):
        ends.channels.write(bytes(READ_SIZE))
    started = time.monotonic()
    assert not ends.channels.wait_to_write(50)
    assert time.monotonic() - started < 2
    ends.end()


def test_the_end_is_seen(ends: Ends) -> None:
    """A child that has gone is an end on replies, none on output, and a broken pipe for the next request."""
    os.write(ends.output, b"last words")
    ends.end()
    deadline = time.monotonic() + 5
    while not ends.channels.wait(MS)[0] and time.monotonic() < deadline:
        pass
    assert ends.channels.read_replies() == b""
    words = b""
    while words != b"last words" and time.monotonic() < deadline:
        words += ends.channels.read_output() or b""
    assert words == b"last words"
    with pytest.raises(BrokenPipeError):
        ask_a_hundred_times(ends)


def ask_a_hundred_times(ends: Ends) -> None:
    """Write until it is known that nobody reads."""
    for _ in range(100):
        ends.channels.write(b"ask")
        ends.channels.wait_to_write(20)


def test_output_that_nobody_takes_is_bounded(ends: Ends) -> None:
    """A child that prints without end waits; what is kept here stays small."""
    os.set_blocking(ends.output, False)
    written, deadline = 0, time.monotonic() + 1
    while time.monotonic() < deadline:
        try:
            written += os.write(ends.output, bytes(OUTPUT_SIZE))
        except BlockingIOError:
            time.sleep(0.01)
    assert written < 10 * OUTPUT_SIZE
    ends.end()


def test_threads_end_with_the_child() -> None:
    """Nothing of a child is left here when it has gone, whatever it had printed and nobody took."""
    before = set(threading.enumerate())
    ends = Ends("threads")
    threads = set(threading.enumerate()) - before
    assert len(threads) == 3
    os.write(ends.output, bytes(OUTPUT_SIZE))
    time.sleep(0.05)
    ends.end()
    ends.channels.close_messages()
    ends.channels.close_output()
    for thread in threads:
        thread.join(5)
    assert not any(thread.is_alive() for thread in threads)
