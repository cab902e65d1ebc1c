"""Where student code runs: a process apart from the grader, that only plain data leaves.

    Warm   one process with IPython, NumPy and matplotlib loaded, that forks
    Cage   one fork of it, for one submission: runs cells, answers calls, is killed at the end
"""

from autograder.cage import chance
from autograder.cage.bwrap import NoCage, supported
from autograder.cage.limits import Limits
from autograder.cage.outside import Cage, CageLost, Warm
from autograder.cage.places import unplaced
from autograder.cage.plain import NotPlain
from autograder.cage.whole import held

__all__ = ["Cage", "CageLost", "Limits", "NoCage", "NotPlain", "Warm", "chance", "held",
           "supported", "unplaced"]
