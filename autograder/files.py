"""Writing files so that nothing is lost: to a temporary file beside the target, then renamed. And
reading files that somebody else put there, who may have put anything there."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import os
import stat
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

__all__ = [
    "HINTS",
    "HINTS_MARK",
    "MOST_STAMP",
    "NotRead",
    "TooLarge",
    "read_bytes",
    "write_bytes",
    "write_text",
    "zipped",
]

HINTS = "hints.toml"  # what `build` lays beside an assignment, and `initlab.hint` reads
HINTS_MARK = b"# goodstart build wrote this from "  # how such a file begins
MOST_STAMP = 200  # bytes of nbgrader's timestamp.txt
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # of each file in an archive: the same files are the same archive


def write_text(path: Path, text: str) -> None:
    """Put the text at `path` whole or not at all, as UTF-8, making its folders. Never follows a
    link that stands at `path`: the link itself is replaced."""
    write_bytes(path, text.encode("utf-8", errors="backslashreplace"))


def write_bytes(path: Path, data: bytes) -> None:
    """Put the bytes at `path` whole or not at all, making its folders.

    The temporary file's name follows from the target's: one that a killed process left is used
    and renamed the next time, and there is never more than one."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(_part_name(path.name))
    with _own(part) as handle:
        try:
            with os.fdopen(handle, "wb", closefd=False) as file:
                file.truncate()
                file.write(data)
            os.fsync(handle)
            os.fchmod(handle, 0o644)
            os.replace(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _part_name(name: str) -> str:
    """The temporary file's name: as short however long the target's is."""
    return f".goodstart-{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}.part"


class NotRead(Exception):
    """Why a file was not read, in a few words."""


class TooLarge(NotRead):
    """A file that is larger than it may be."""


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a file of at most so many. Raises NotRead for one that is larger, before any of
    it is read; for a link, which could point at anything on this disk; and for what is no file, as
    a pipe that nobody fills."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise NotRead(
            "a link, which is not followed" if path.is_symlink() else f"{error.strerror}"
        ) from None
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise NotRead("not a file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(most + 1) if about.st_size <= most else b""
    except OSError as error:
        raise NotRead(f"{error.strerror}") from None
    finally:
        os.close(handle)
    if max(about.st_size, len(data)) > most:
        raise TooLarge(f"larger than {_size(most)}")
    return data


def _size(count: int) -> str:
    return f"{count // 2**20} MiB" if count >= 2**20 else f"{count} bytes"


@contextlib.contextmanager
def _own(part: Path) -> Iterator[int]:
    """The temporary file, opened and locked: two writers of one target take turns."""
    while True:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if _is(part, handle):
                yield handle
                return
        finally:  # else another writer had it, and has renamed it
            os.close(handle)


def _is(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.lstat(path), os.fstat(handle))
    except FileNotFoundError:
        return False


def zipped(files: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """Return a zip of these files, by their names in it: the same bytes for the same files.
    `programs` may be run by whoever unpacks it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if name in programs else 0o100644) << 16
            archive.writestr(entry, data)
    return made.getvalue()
