"""The end of a process that was started here."""

from __future__ import annotations

import os
import select

__all__ = ["ended"]


def ended(number: int, seconds: float) -> bool:
    """Whether a child ends within so many seconds. It is not buried yet, so that its number stays
    its own, and how it ended can still be asked."""
    handle = os.pidfd_open(number)
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)
