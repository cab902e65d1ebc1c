"""What our commands wrote, so that nothing else is ever written over.

A course keeps a ledger, `.goodstart/written`: a line for each file that a command wrote, with the
digest of its bytes. A file whose digest is there is ours to replace. Any other file at that place
is a person's (made by hand, changed since, a link, or write-protected): it stays, and is named.

A line is added before the file is renamed into place. So a command that is killed in between
leaves either the old file or the new one, and the ledger knows both.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.files import write_bytes
from autograder.model import CourseError

__all__ = ["FOLDER", "InTheWay", "Ledger", "digest_of", "keep_copy", "obstacle", "one_line_errors"]

FOLDER = ".goodstart"
VERSIONS = 4  # digests that are kept for a file when the ledger is written anew
ROOMY = 2**20  # bytes of a ledger that may hold much that is out of date
FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
}


class InTheWay(CourseError):
    """A file that no command of ours wrote, or that was changed since, where one must be written.

    `path` is the file, `reason` says in a few words why it is not ours."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path}: {reason}; move it away, or add --overwrite, which keeps a copy beside it"
        )
        self.path, self.reason = path, reason


class Ledger:
    """The ledger of the course at `root`. Every command that writes into a course writes with it:
    `write` for one file, `check` before work that takes long."""

    def __init__(self, root: Path, overwrite: bool = False) -> None:
        """Open the ledger; `overwrite` lets a person's file be replaced, after a copy of it."""
        self.root, self.overwrite = Path(os.path.abspath(root)), overwrite
        self.path = self.root / FOLDER / "written"
        self.kept: list[tuple[Path, Path]] = []  # (file, copy) of what was overwritten
        self._known: dict[str, list[str]] | None = None

    def write(self, path: Path, data: bytes) -> None:
        """Write the bytes at `path`, whole or not at all. Raises InTheWay, and CourseError where
        the disk does not take them."""
        with one_line_errors(path):
            if reason := self._in_the_way(path, data):
                if not self.overwrite:
                    raise InTheWay(path, reason)
                self.kept.append((path, keep_copy(path)))
            self._note(path, digest_of(data))
            write_bytes(path, data)

    def write_text(self, path: Path, text: str) -> None:
        """Write the text as UTF-8; see `write`."""
        self.write(path, text.encode("utf-8", errors="backslashreplace"))

    def check(self, paths: Iterable[Path]) -> None:
        """Raise InTheWay for the first of these that is a person's, unless it may be overwritten.
        Commands that work for long before they write ask this first."""
        for path in () if self.overwrite else paths:
            if reason := self._in_the_way(path):
                raise InTheWay(path, reason)

    def note(self, path: Path, data: bytes) -> None:
        """Enter bytes that another program is about to write at `path` for us."""
        self._note(path, digest_of(data))

    def ours(self, path: Path) -> bool:
        """Return whether `path` may be written: nothing is there, or what one of us left there."""
        return not self._in_the_way(path)

    def last_is(self, path: Path, data: bytes) -> bool:
        """Return whether these bytes are the last that were written at `path`."""
        return self._entries().get(self._key(path), [])[-1:] == [digest_of(data)]

    def _in_the_way(self, path: Path, data: bytes | None = None) -> str:
        """Why the file may not be replaced (by these bytes), "" if it may."""
        reason = obstacle(path)
        if reason or not os.path.lexists(path):
            return reason
        there = path.read_bytes()
        if there == data or digest_of(there) in self._entries().get(self._key(path), ()):
            return ""
        return "not written by goodstart, or changed since"

    def _key(self, path: Path) -> str:
        """The path from the course's root, so that a course can move; elsewhere the whole path."""
        whole = os.path.abspath(path)
        return os.path.relpath(whole, self.root) if whole.startswith(f"{self.root}/") else whole

    def _entries(self) -> dict[str, list[str]]:
        if self._known is None:
            self._known = _read(self.path)
            if (
                self.path.is_file()
                and self.path.stat().st_size > ROOMY
                and (sum(map(len, self._known.values())) > 2 * len(self._known))
            ):
                self._shorten()
        return self._known

    def _note(self, path: Path, digest: str) -> None:
        key = self._key(path)
        if "\n" in key:
            return  # a line is an entry; such a file is then a person's
        known = self._entries().setdefault(key, [])
        if known[-1:] == [digest]:
            return
        with _appending(self.path) as handle:
            line = f"{digest}  {key}\n".encode("utf-8", "surrogateescape")
            os.write(handle, line)
        known.append(digest)

    def _shorten(self) -> None:
        """Write the ledger anew, without what is long out of date."""
        with _appending(self.path):  # nobody appends meanwhile to what is about to go
            lines = [
                f"{digest}  {key}\n"
                for key, digests in _read(self.path).items()
                for digest in digests[-VERSIONS:]
            ]
            write_bytes(self.path, "".join(lines).encode("utf-8", "surrogateescape"))


def obstacle(path: Path) -> str:
    """Return why whatever stands at `path` may never be replaced, "" if nothing speaks against it:
    a link, a folder, or a file that somebody made read-only."""
    if path.is_symlink():
        return "a link, which somebody made"
    if path.is_dir():
        return "a folder"
    if path.exists() and not path.stat().st_mode & 0o200:
        return "write-protected"
    return ""


def keep_copy(path: Path) -> Path:
    """Return the copy of a file, after making it beside the file, under a name that is free.

    It can be opened as the file could. But nbgrader would hand out a copy inside `source/NAME/` or
    `release/NAME/`, so there it is made one folder above; and take one in `autograded/` or
    `feedback/` for another notebook or page, so there it does not end in the file's suffix."""
    stamp = time.strftime("kept-%Y%m%d-%H%M%S")
    folder = path.parent
    if folder.parent.name in ("source", "release"):
        folder = folder.parent
    for number in range(1, 1000):
        more = "" if number == 1 else f"-{number}"
        copy = folder / f"{path.stem}.{stamp}{more}{path.suffix}"
        if {"autograded", "feedback"} & {*path.parts}:
            copy = folder / f"{path.name}.{stamp}{more}"
        if not os.path.lexists(copy):
            break
    if path.is_symlink() or path.is_dir():
        os.rename(path, copy)
    else:
        write_bytes(copy, path.read_bytes())
    return copy


def digest_of(data: bytes) -> str:
    """Return the digest by which bytes are known."""
    return hashlib.sha256(data).hexdigest()[:32]


@contextlib.contextmanager
def one_line_errors(path: Path) -> Iterator[None]:
    """Raise CourseError, in one line, where the disk refuses what is done inside."""
    try:
        yield
    except OSError as error:
        why = FULL.get(error.errno or 0, error.strerror or str(error))
        raise CourseError(f"{path}: not written: {why}; what stood there is as it was") from None


def _read(path: Path) -> dict[str, list[str]]:
    """The digests that a ledger holds for each file, in the order in which they were written."""
    known: dict[str, list[str]] = {}
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return known
    for line in text.split("\n"):
        digest, _, key = line.partition("  ")
        known.setdefault(key, []).append(digest)
    return known


@contextlib.contextmanager
def _appending(path: Path) -> Iterator[int]:
    """The file, opened to append, and locked: two commands at work take turns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if os.path.samestat(os.fstat(handle), os.stat(path)):
                yield handle
                return
        finally:  # else it was written anew since it was opened
            os.close(handle)
