"""What one submission may use. Each limit is reported by name when it is hit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Limits", "Mode"]

# sealed: namespaces for each submission; cold: a bubblewrap for each; none: no cage at all.
Mode = Literal["sealed", "cold", "none"]

MiB = 2**20


@dataclass(frozen=True)
class Limits:
    """Seconds and bytes, for one submission; `grace` is how long a stopped cell has to die."""

    cell_seconds: float = 30.0
    notebook_seconds: float = 120.0
    memory: int = 1024 * MiB
    processes: int = 32
    files: int = 64 * MiB
    cell_output: int = 1 * MiB
    notebook_output: int = 4 * MiB
    reply: int = 16 * MiB
    grace: float = 5.0

    @property
    def test_seconds(self) -> float:
        """What a test may take: it calls the student's functions more than once, and each call may
        take as long as a cell."""
        return 2 * self.cell_seconds
