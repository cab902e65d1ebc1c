"""What each deck and page was made of, so that one whose lesson is as it was is not made again."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from autograder.files import write_bytes
from autograder.ownership import FOLDER, digest_of

__all__ = ["Made", "digest_of_code", "made_of"]

# Packages that turn a run into a page; what the run itself depends on is in its own digest.
PACKAGES = ("jinja2", "latex2mathml", "mistune", "nbconvert", "pygments")


class Made:
    """The course's record, `.goodstart/made.json`: for each file, the digest of what it was made of
    and of its bytes. A file that was changed or taken away since is made again."""

    def __init__(self, root: Path) -> None:
        self.path = root / FOLDER / "made.json"
        try:
            self._of: dict[str, list[str]] = json.loads(self.path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            self._of = {}

    def stands(self, path: Path, parts: str) -> bool:
        """Return whether the file is there as it was noted, and was made of `parts`."""
        of, digest = self._of.get(str(path.absolute()), ("", ""))
        return of == parts and path.is_file() and digest_of(path.read_bytes()) == digest

    def note(self, path: Path, parts: str) -> None:
        """Enter what the file that has just been written was made of."""
        self._of[str(path.absolute())] = [parts, digest_of(path.read_bytes())]
        there = {name: entry for name, entry in self._of.items() if Path(name).is_file()}
        write_bytes(self.path, json.dumps(there, indent=0).encode())


def made_of(*parts: object) -> str:
    """Return the digest of what a file is made of: these parts, each told by its `repr`, and all
    that turns them into a page."""
    return hashlib.sha256(f"{_tools()} {parts!r}".encode()).hexdigest()[:32]


@cache
def _tools() -> str:
    """A digest of this package's files and of the packages that it calls."""
    return digest_of_code(Path(__file__).parent, PACKAGES)


def digest_of_code(folder: Path, packages: Iterable[str], settings: str = "") -> str:
    """Return the digest of a folder's files, of the versions of these packages, and of settings."""
    found = hashlib.sha256(settings.encode())
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            found.update(file.relative_to(folder).as_posix().encode())
            found.update(file.read_bytes())
    for name in packages:
        found.update(importlib.metadata.version(name).encode())
    return found.hexdigest()
