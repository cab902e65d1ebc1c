"""Where student code runs: a process apart from the grader, that only plain data leaves.

ForkServer   one process with IPython and NumPy loaded, that forks; and one with matplotlib too
Cage         one fork of it, for one submission: runs cells, answers calls, is killed at the end
"""

from autograder.sandbox.bwrap import NoCage, supported, visible
from autograder.sandbox.codec.values import NotPlain
from autograder.sandbox.limits import Limits, Mode
from autograder.sandbox.redact import redact
from autograder.sandbox.supervisor import Cage, CageLost, Cause, ForkServer
from autograder.sandbox.uninterrupted import is_uninterrupted

__all__ = [
    "Cage",
    "CageLost",
    "Cause",
    "ForkServer",
    "Limits",
    "Mode",
    "NoCage",
    "NotPlain",
    "is_uninterrupted",
    "redact",
    "supported",
    "visible",
]
