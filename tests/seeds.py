"""How much a test tries that could try much more."""

from __future__ import annotations

import os

__all__ = ["ALL_SEEDS"]

# Whether every test takes all of its seeds, answers and students, and not some of them.
ALL_SEEDS = bool(os.environ.get("GOODSTART_ALL_SEEDS"))
