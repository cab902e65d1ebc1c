"""What the notebooks import: checks that name the slip, and figures. NumPy and matplotlib only."""

from initlab.verdict import check

__all__ = ["check"]
