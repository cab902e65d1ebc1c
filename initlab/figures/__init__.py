"""Every figure of the course, a module for each lesson, in one style. A function draws one figure
from arrays that the lesson has measured, and returns a closed matplotlib `Figure`, 10 inches wide,
which a notebook shows when it is the last value of a cell."""

from initlab.figures.common import gain_bars, sizes
from initlab.figures.fans import connection_matrices, count_maps, layouts, windows, wires

__all__ = [
    "connection_matrices",
    "count_maps",
    "gain_bars",
    "layouts",
    "sizes",
    "windows",
    "wires",
]
