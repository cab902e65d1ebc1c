"""A course's nbgrader_config.py, read. Apart from what builds notebooks, which is slow to load."""

from __future__ import annotations

from pathlib import Path

from traitlets.config.loader import Config, PyFileConfigLoader

__all__ = ["course_config"]


def course_config(root: Path) -> Config:
    """The course's nbgrader configuration; an empty one where it has no nbgrader_config.py."""
    if not (root / "nbgrader_config.py").is_file():
        return Config()
    config: Config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    return config
