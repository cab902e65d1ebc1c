"""The sample class, for tests: laid out as a course of its own."""

from __future__ import annotations

import functools
import importlib.util
import shutil
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def _layout() -> Any:
    spec = importlib.util.spec_from_file_location("layout", ROOT / "tests/class/layout.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lay_out_class(into: Path) -> dict[str, dict[str, Any]]:
    """What is expected of each student, after making the class's course at `into`, due dates
    set."""
    shutil.copytree(_template().name, into, dirs_exist_ok=True)
    return _layout().expected()


@functools.cache
def _template() -> tempfile.TemporaryDirectory:
    """The class laid out once: nbgrader takes seconds to make a gradebook."""
    folder = tempfile.TemporaryDirectory()
    layout = _layout()
    layout.lay_out(ROOT, Path(folder.name))
    layout.set_due(Path(folder.name))
    return folder
