"""The hints of an assignment: written in source/NAME.hints.toml, laid beside its notebooks.

    source/NAME.hints.toml ─▶ source/NAME/hints.toml, release/NAME/hints.toml

The file in source/NAME/ is there so that `nbgrader generate_assignment` takes it along. The first
line of what is laid bears a digest of the rest: `build` replaces and removes what bears its own,
in a fresh clone too, and nothing that somebody edited.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path, PurePath

from traitlets.config.loader import Config

from autograder.files import HINTS_MARK
from autograder.model import BuildError

__all__ = ["are_given", "as_laid", "files", "is_as_laid"]

ENDING = ".hints.toml"
FIELDS = {"solution": ("question", "idea", "code"), "manual": ("question", "idea", "outline")}


def are_given(config: Config) -> bool:
    """Return whether the course gives hints: unless it is configured to GoodStart.hints = False."""
    return config.get("GoodStart", {}).get("hints", True) is not False


def files(root: Path) -> dict[str, Path]:
    """Return the files of hints in the course at `root`, by assignment."""
    return {path.name.removesuffix(ENDING): path for path in root.glob(f"source/*{ENDING}")}


def as_laid(path: Path, where: Path, roles: Mapping[str, str]) -> bytes:
    """Return what is laid beside the notebooks: the hints in `path`, with the mark above them.
    `roles` are those of the assignment's cells, by name, and messages call the file `where`. Raises
    BuildError for what a learner could not be shown."""
    try:
        text = path.read_text("utf-8")
        hints = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BuildError(f"{where}: not TOML: {error}") from None
    for name, row in hints.items():
        if roles.get(name) not in FIELDS:
            raise BuildError(f"{where}: [{name}]: no solution= or manual= cell has this name")
        fields = FIELDS[roles[name]]
        if not isinstance(row, dict) or {*row} != {*fields}:
            raise BuildError(f"{where}: [{name}]: must hold {', '.join(fields)}, and no more")
        for field, value in row.items():
            if not isinstance(value, str) or not value.strip():
                raise BuildError(f"{where}: [{name}]: {field}: must be a text")
        try:
            compile(row.get("code", ""), name, "exec")
        except (SyntaxError, ValueError) as error:
            raise BuildError(
                f"{where}: [{name}]: code: {error}; leave out an expression as ..."
            ) from None
    return _mark(path.name, text.encode()) + text.encode()


def is_as_laid(data: bytes, where: PurePath) -> bool:
    """Return whether a file at `where` is one that `build` laid there, and nobody edited since."""
    mark, _, rest = data.partition(b"\n")
    return mark + b"\n" == _mark(f"{where.parent.name}{ENDING}", rest)


def _mark(name: str, content: bytes) -> bytes:
    digest = hashlib.sha256(name.encode() + b"\n" + content).hexdigest()[:32]
    return HINTS_MARK + f"source/{name}; digest {digest}\n".encode()
