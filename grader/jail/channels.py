"""The three pipes of a child, as the trusted side holds them: nothing here waits longer than it is told.

`Pipes` asks the system which pipe is ready. Where it cannot be asked about pipes (Windows), `ThreadedPipes` has a
thread wait at each.
"""

import os
import select
import threading
from typing import BinaryIO, Protocol

READ_SIZE = 1024 * 1024
OUTPUT_SIZE = 64 * 1024
_MOMENT, _LAST_MOMENT = 0.005, 1.0


class Channels(Protocol):
    """Requests go out; replies and what the student prints come in."""

    def write(self, data: bytes | memoryview) -> int:
        """Take as many bytes as fit now; BrokenPipeError where nobody reads any more."""

    def wait_to_write(self, ms: int) -> bool:
        """Return whether `write` may take something, at the latest after so long."""

    def wait(self, ms: int) -> tuple[bool, bool]:
        """Return whether a reply and whether output may be read, at the latest after so long."""

    def read_replies(self) -> bytes | None:
        """Return bytes that are there; None for none yet, b"" at the end."""

    def read_output(self) -> bytes | None:
        """Return what was printed and is there; None for none yet, b"" at the end."""

    def close_messages(self) -> None:
        """Close requests and replies; output can still be read."""

    def close_output(self) -> None:
        """Close the rest."""


class Pipes:
    """Three descriptors that never block, and one question to the system about all of them."""

    def __init__(self, requests: int, replies: int, output: int) -> None:
        self._requests = requests
        self._replies = replies
        self._output = output
        self._output_ended = False
        for descriptor in (requests, replies, output):
            os.set_blocking(descriptor, False)
        self._poll = select.poll()
        self._poll.register(replies, select.POLLIN)
        self._poll.register(output, select.POLLIN)

    def write(self, data: bytes | memoryview) -> int:
        """Take as many bytes as fit now."""
        try:
            return os.write(self._requests, data)
        except BlockingIOError:
            return 0

    def wait_to_write(self, ms: int) -> bool:
        """Return whether there is room, at the latest after so long."""
        poll = select.poll()
        poll.register(self._requests, select.POLLOUT)
        return bool(poll.poll(ms))

    def wait(self, ms: int) -> tuple[bool, bool]:
        """Return whether a reply and whether output may be read."""
        ready = [descriptor for descriptor, _ in self._poll.poll(ms)]
        return self._replies in ready, self._output in ready

    def read_replies(self) -> bytes | None:
        """Return bytes that are there."""
        return _read(self._replies, READ_SIZE)

    def read_output(self) -> bytes | None:
        """Return what was printed and is there."""
        data = _read(self._output, OUTPUT_SIZE)
        if data == b"" and not self._output_ended:
            self._output_ended = True
            self._poll.unregister(self._output)  # or every wait would end at once
        return data

    def close_messages(self) -> None:
        """Close requests and replies."""
        os.close(self._requests)
        os.close(self._replies)

    def close_output(self) -> None:
        """Close the rest."""
        if self._output >= 0:
            os.close(self._output)
            self._output = -1


def _read(descriptor: int, size: int) -> bytes | None:
    try:
        return os.read(descriptor, size)
    except BlockingIOError:
        return None


class ThreadedPipes:
    """Three streams with a thread at each; a thread ends, and closes its stream, when the child has ended."""

    def __init__(self, requests: BinaryIO, replies: BinaryIO, output: BinaryIO) -> None:
        self._changed = threading.Condition()
        self._outgoing: bytes | None = None
        self._broken = False
        self._closed = False
        self._replies = _Inbox(replies, READ_SIZE, self._changed)
        self._output = _Inbox(output, OUTPUT_SIZE, self._changed)
        for work in (lambda: self._send(requests), self._replies.fill, self._output.fill):
            threading.Thread(target=work, daemon=True).start()

    def _send(self, requests: BinaryIO) -> None:
        """Write what is handed over, piece by piece, until all is closed."""
        with requests:
            while (data := self._next()) is not None:
                try:
                    _write_all(requests, data)
                except OSError:
                    self._breaks()
                    return

    def _next(self) -> bytes | None:
        with self._changed:
            self._changed.wait_for(lambda: self._outgoing is not None or self._closed)
            data, self._outgoing = self._outgoing, None
            self._changed.notify_all()
            return data

    def _breaks(self) -> None:
        with self._changed:
            self._broken = True
            self._changed.notify_all()

    def write(self, data: bytes | memoryview) -> int:
        """Take all bytes, unless those before them still wait."""
        with self._changed:
            if self._broken:
                raise BrokenPipeError
            if self._outgoing is not None:
                return 0
            self._outgoing = bytes(data)
            self._changed.notify_all()
            return len(data)

    def wait_to_write(self, ms: int) -> bool:
        """Return whether there is room, at the latest after so long."""
        with self._changed:
            return self._changed.wait_for(lambda: self._outgoing is None or self._broken, ms / 1000)

    def wait(self, ms: int) -> tuple[bool, bool]:
        """Return whether a reply and whether output may be read; output that has ended is no news."""

        def ready() -> tuple[bool, bool]:
            return self._replies.has_news, self._output.has_bytes

        with self._changed:
            self._changed.wait_for(lambda: any(ready()), ms / 1000)
            return ready()

    def read_replies(self) -> bytes | None:
        """Return bytes that are there."""
        return self._replies.take()

    def read_output(self) -> bytes | None:
        """Return what was printed and is there; a thread that is just fetching it gets a moment."""
        with self._changed:
            self._changed.wait_for(lambda: self._output.has_news, _MOMENT)
        return self._output.take()

    def close_messages(self) -> None:
        """Let the writing thread end; the reading ones end with the child, which has ended by now."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._output.is_done, _LAST_MOMENT)

    def close_output(self) -> None:
        """Let a thread end that waits for somebody to take what it read."""
        self._replies.drop()
        self._output.drop()


def _write_all(stream: BinaryIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) :]


class _Inbox:
    """What a thread has read of one stream and nobody has taken yet; it reads no further than `limit`."""

    def __init__(self, stream: BinaryIO, limit: int, changed: threading.Condition) -> None:
        self._stream = stream
        self._limit = limit
        self._changed = changed
        self._data = bytearray()
        self._ended = False
        self._dropped = False

    def fill(self) -> None:
        """Read until the stream ends."""
        with self._stream:
            while data := _read_some(self._stream, self._limit):
                with self._changed:
                    self._data += b"" if self._dropped else data
                    self._changed.notify_all()
                    self._changed.wait_for(lambda: len(self._data) < self._limit or self._dropped)
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    @property
    def has_bytes(self) -> bool:
        """Return whether there is something to take."""
        return bool(self._data)

    @property
    def has_news(self) -> bool:
        """Return whether there is something to take, or the stream has ended."""
        return self._ended or bool(self._data)

    @property
    def is_done(self) -> bool:
        """Return whether the thread reads no more, for now or for good."""
        return self._ended or self._dropped or len(self._data) >= self._limit

    def take(self) -> bytes | None:
        """Return all that was read; None for nothing yet, b"" at the end."""
        with self._changed:
            if not self._data:
                return b"" if self._ended else None
            data = bytes(self._data)
            self._data.clear()
            self._changed.notify_all()
            return data

    def drop(self) -> None:
        """Keep nothing any more."""
        with self._changed:
            self._dropped = True
            self._data.clear()
            self._changed.notify_all()


def _read_some(stream: BinaryIO, size: int) -> bytes:
    try:
        return stream.read(size) or b""
    except OSError:  # Windows' word for a pipe whose other end is gone
        return b""
