"""Messages over a pair of pipes. Bounded on both sides.

Four bytes of length; four bytes with the length of the JSON that follows, an object whose "v" is
the version of what they say to each other; then the bytes of arrays and the like, one after the
other: {"@": n} in the JSON stands for the next n of them.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import time
from collections import deque
from itertools import islice
from typing import Any

from autograder.sandbox.uninterrupted import uninterrupted

__all__ = ["VERSION", "Channel", "ChannelClosed", "ChannelTimeout", "Garbled", "pack", "unpack"]

VERSION = 3
AT_ONCE = 1024  # parts that the kernel takes in one call
PIPE = 2**20  # bytes that a pipe holds; an array then takes one turn of each side, not many


class ChannelClosed(Exception):
    """The other side is gone."""


class ChannelTimeout(Exception):
    """Nothing came before the deadline."""


class Garbled(Exception):
    """What came is not a message: too long, not JSON, not an object, of another version."""


class _Attached:
    """The bytes that follow a message's JSON, handed out in order, each once: what could name the
    same bytes often would make a small message large."""

    def __init__(self, data: memoryview) -> None:
        self.left = data

    def fill(self, form: dict[str, Any]) -> Any:
        """Return the bytes that a form stands for, or the form itself. Raises ValueError."""
        if form.keys() != {"@"} or type(count := form["@"]) is not int:
            return form
        if not 0 <= count <= len(self.left):
            raise ValueError(count)
        mine, self.left = self.left[:count], self.left[count:]
        return bytes(mine)


def pack(message: dict[str, Any]) -> bytes:
    """Return a message as it is sent, without its length."""
    return b"".join(_parts(message))


def _parts(message: dict[str, Any]) -> list[bytes]:
    """The same as its parts: to join them would copy every array."""
    attached: list[bytes] = []

    def attach(part: Any) -> dict[str, int]:
        if type(part) is not bytes:
            raise TypeError(type(part))
        attached.append(part)
        return {"@": len(part)}

    whole = {**message, "v": VERSION}
    text = json.dumps(whole, separators=(",", ":"), default=attach).encode()
    return [len(text).to_bytes(4, "big"), text, *attached]


@uninterrupted  # else a test that has called itself often makes any message too deep
def unpack(body: bytes | bytearray) -> dict[str, Any]:
    """Return what `pack` was given. Raises Garbled."""
    size = 4 + int.from_bytes(body[:4], "big")
    whole = memoryview(body)
    attached = _Attached(whole[size:])
    try:
        text = str(whole[4:size], "utf-8")  # the one copy: a message may be large
        message = json.loads(text, object_hook=attached.fill if '"@"' in text else None)
    except (ValueError, RecursionError):
        raise Garbled("a message that is not JSON") from None
    if attached.left:
        raise Garbled("a message with bytes that nothing stands for")
    if not isinstance(message, dict):
        raise Garbled("a message that is not an object")
    if message.pop("v", None) != VERSION:
        raise Garbled("a message of another version")
    return message


class Channel:
    """One end: `reader` and `writer` are file descriptors, `most` the longest message in bytes."""

    def __init__(self, reader: int, writer: int, most: int) -> None:
        self.reader, self.writer, self.most = reader, writer, most
        for end in (reader, writer):
            with contextlib.suppress(OSError):  # a user may have used up what all pipes may hold
                fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, PIPE)

    def send(self, message: dict[str, Any], deadline: float | None = None) -> None:
        """Send one message. Raises ChannelClosed, ChannelTimeout, Garbled if it is too long."""
        parts = _parts(message)
        size = sum(map(len, parts))
        if size > self.most:
            raise Garbled(f"a message of {size} bytes; at most {self.most}")
        left = deque(memoryview(part) for part in (size.to_bytes(4, "big"), *parts))
        while left:
            self._wait([], [self.writer], deadline)
            try:
                written = os.writev(self.writer, list(islice(left, AT_ONCE)))
            except BlockingIOError:
                continue
            except OSError as error:
                raise ChannelClosed(str(error)) from None
            while left and written >= len(left[0]):
                written -= len(left.popleft())
            if written:
                left[0] = left[0][written:]

    def receive(self, deadline: float | None = None) -> dict[str, Any]:
        """The next message. Raises ChannelClosed, ChannelTimeout, Garbled."""
        size = int.from_bytes(self._exactly(4, deadline), "big")
        if size > self.most:
            raise Garbled(f"a message of {size} bytes; at most {self.most}")
        return unpack(self._exactly(size, deadline))

    def _exactly(self, count: int, deadline: float | None) -> bytearray:
        parts = bytearray()
        while len(parts) < count:
            self._wait([self.reader], [], deadline)
            try:
                part = os.read(self.reader, min(count - len(parts), PIPE))
            except OSError as error:
                raise ChannelClosed(str(error)) from None
            if not part:
                raise ChannelClosed("end of file")
            parts += part
        return parts

    @staticmethod
    def _wait(readers: list[int], writers: list[int], deadline: float | None) -> None:
        if deadline is None:
            return  # the end itself waits
        timeout = max(0.0, deadline - time.monotonic())
        if not any(select.select(readers, writers, [], timeout)):
            raise ChannelTimeout

    def close(self) -> None:
        for end in {self.reader, self.writer}:
            os.close(end)
