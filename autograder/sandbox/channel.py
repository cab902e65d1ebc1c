"""Messages over a pair of pipes: four bytes of length, then JSON, an object whose "v" is the
version of what they say to each other. Bounded on both sides."""

from __future__ import annotations

import json
import os
import select
import time
from typing import Any

from autograder.sandbox.uninterrupted import uninterrupted

__all__ = ["VERSION", "Channel", "ChannelClosed", "ChannelTimeout", "Garbled"]

VERSION = 2


class ChannelClosed(Exception):
    """The other side is gone."""


class ChannelTimeout(Exception):
    """Nothing came before the deadline."""


class Garbled(Exception):
    """What came is not a message: too long, not JSON, not an object, of another version."""


_loads = uninterrupted(
    json.loads
)  # else a test that has called itself often makes any message too deep


class Channel:
    """One end: `reader` and `writer` are file descriptors, `most` the longest message in bytes."""

    def __init__(self, reader: int, writer: int, most: int) -> None:
        self.reader, self.writer, self.most = reader, writer, most

    def send(self, message: dict[str, Any], deadline: float | None = None) -> None:
        """Send one message. Raises ChannelClosed, ChannelTimeout, Garbled if it is too long."""
        whole = {**message, "v": VERSION}
        body = json.dumps(whole, ensure_ascii=True, separators=(",", ":")).encode()
        if len(body) > self.most:
            raise Garbled(f"a message of {len(body)} bytes; at most {self.most}")
        data = memoryview(len(body).to_bytes(4, "big") + body)
        while data:
            self._wait([], [self.writer], deadline)
            try:
                data = data[os.write(self.writer, data[:65536]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise ChannelClosed(str(error)) from None

    def receive(self, deadline: float | None = None) -> dict[str, Any]:
        """The next message. Raises ChannelClosed, ChannelTimeout, Garbled."""
        size = int.from_bytes(self._exactly(4, deadline), "big")
        if size > self.most:
            raise Garbled(f"a message of {size} bytes; at most {self.most}")
        body = self._exactly(size, deadline)
        try:
            message = _loads(body)
        except (ValueError, RecursionError):
            raise Garbled("a message that is not JSON") from None
        if not isinstance(message, dict):
            raise Garbled("a message that is not an object")
        if message.pop("v", None) != VERSION:
            raise Garbled("a message of another version")
        return message

    def _exactly(self, count: int, deadline: float | None) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            self._wait([self.reader], [], deadline)
            try:
                part = os.read(self.reader, min(count - len(parts), 1 << 20))
            except OSError as error:
                raise ChannelClosed(str(error)) from None
            if not part:
                raise ChannelClosed("end of file")
            parts += part
        return bytes(parts)

    @staticmethod
    def _wait(readers: list[int], writers: list[int], deadline: float | None) -> None:
        timeout = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not any(select.select(readers, writers, [], timeout)):
            raise ChannelTimeout

    def close(self) -> None:
        for end in {self.reader, self.writer}:
            os.close(end)
