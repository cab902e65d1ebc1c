"""Values as bytes, in which jobs go to workers and results come back."""

from __future__ import annotations

from typing import Any

from autograder.model import Value, from_json, to_json

__all__ = ["join_pair", "pack", "split_pair", "unpack", "utf8"]


def pack(value: Any) -> bytes:
    """Return a value's JSON as bytes."""
    return utf8(to_json(value))


def unpack(cls: type[Value], data: bytes) -> Value:
    """Return the value that was packed. Raises CourseError for one of another shape."""
    return from_json(cls, data.decode())


def join_pair(first: bytes, second: bytes) -> bytes:
    """Return two pieces of bytes as one."""
    return len(first).to_bytes(8, "big") + first + second


def split_pair(data: bytes) -> tuple[bytes, bytes]:
    """Return the two pieces that `join_pair` joined."""
    end = 8 + int.from_bytes(data[:8], "big")
    return data[8:end], data[end:]


def utf8(text: str) -> bytes:
    """Return JSON in UTF-8. A file's name may hold what UTF-8 can't; JSON has an escape for it."""
    return text.encode("utf-8", "backslashreplace")
