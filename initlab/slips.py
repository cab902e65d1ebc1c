"""The catalogue of slips: wrong answers that are likely, each with a name, one sentence and the
place in the lessons that explains it. A check names a slip only when it accounts for every value
that came back.

Each assignment has a file of its own in `catalogue/`; they are read when a slip is first asked
for, since a notebook whose checks all pass needs none of them.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

__all__ = ["SLIPS", "Catalogue", "Slip", "known"]


@dataclass(frozen=True)
class Slip:
    """A likely mistake: its name, one sentence to act on, and the lesson's section."""

    name: str
    sentence: str
    lesson: str


class Catalogue(Mapping[str, Slip]):
    """Key -> slip, over the files of all assignments. Raises ValueError for a key or a check that
    two files have."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, key: str) -> Slip:
        return self._slips[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._slips)

    def __len__(self) -> int:
        return len(self._slips)

    def of(self, assignment: str) -> list[str]:
        """The keys of one assignment's slips, in the file's order."""
        return list(self._files.get(assignment, {}).get("slips", {}))

    @cached_property
    def known(self) -> dict[str, dict[str, list[Any]]]:
        """Visible check -> slip -> the values that it gives, call by call."""
        return self._merged("known")

    def require(self, keys: Iterable[str]) -> None:
        """Raise LookupError for the first key, "slip" or "slip/form", that no file has."""
        for key in keys:
            slip = key.split("/")[0]
            if slip not in self:
                near = difflib.get_close_matches(slip, self, 1)
                advice = f"; did you mean {near[0]!r}?" if near else ""
                raise LookupError(f"no file in initlab/catalogue has the slip {slip!r}{advice}")

    @cached_property
    def _slips(self) -> dict[str, Slip]:
        return {key: self._slip(key, row) for key, row in self._merged("slips").items()}

    @staticmethod
    def _slip(key: str, row: Mapping[str, str]) -> Slip:
        wanted = {one.name for one in fields(Slip)}
        for what, names in (
            ("lacks", wanted - row.keys()),
            ("has no use for", row.keys() - wanted),
        ):
            if names:
                raise ValueError(f"initlab/catalogue: slips.{key} {what} {min(names)!r}")
        return Slip(**row)

    @cached_property
    def _files(self) -> dict[str, dict[str, Any]]:
        return {
            path.stem: tomllib.loads(path.read_text("utf-8"))
            for path in sorted(self.folder.glob("*.toml"))
        }

    def _merged(self, table: str) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for name, file in self._files.items():
            if twice := merged.keys() & file.get(table, {}).keys():
                raise ValueError(f"{name}.toml: {table}.{min(twice)} is in another file too")
            merged |= file.get(table, {})
        return merged


SLIPS = Catalogue(Path(__file__).with_name("catalogue"))


def known(check: str) -> dict[str, list[Any]]:
    """For one visible check, the values that each known slip gives, call by call. Raises KeyError
    for a check that has none."""
    return SLIPS.known[check]
