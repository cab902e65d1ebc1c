"""What a browser shows while tests look at it, kept to be looked at by people: `make screenshots`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

__all__ = ["keep", "wanted"]


def wanted() -> bool:
    """Whether anybody asked for pictures."""
    return "GOODSTART_SCREENSHOTS" in os.environ


def keep(page: Any, name: str, whole: bool = True) -> None:
    """Keep what a page shows as NAME.png, in the folder that GOODSTART_SCREENSHOTS names."""
    if folder := os.environ.get("GOODSTART_SCREENSHOTS"):
        path = Path(folder) / f"{name.replace('/', '-')}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=whole)
