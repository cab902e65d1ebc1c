"""What a command costs, with all that it starts: CPU time, and the memory of its largest process.

The command runs under a process of its own that adopts whatever loses its parent, because
bubblewrap ends before it has waited for what is in it, and its time would go uncounted.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.model import CourseError

__all__ = ["spent"]

CHILD_SUBREAPER = 36


def spent(command: Sequence[str], where: Path, env: Mapping[str, str]) -> tuple[float, float]:
    """(CPU seconds, MiB of the largest process) of a command, run in the folder `where`. Raises
    CourseError, with the last line that it wrote, when it fails."""
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile("w+") as figures:
        watch = [sys.executable, __file__, str(figures.fileno()), *command]
        status = subprocess.run(
            watch,
            cwd=where,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            pass_fds=[figures.fileno()],
            check=False,
        ).returncode
        if status:
            told.seek(0)
            last = told.read().decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
            raise CourseError(f"{' '.join(command[2:])}: exit status {status}: {last[0]}")
        figures.seek(0)
        cpu, peak = json.load(figures)
        return cpu, peak


def _watch(figures: int, command: list[str]) -> int:
    """The command's exit status, once all that it started has ended."""
    os.set_inheritable(figures, False)
    ctypes.CDLL(None).prctl(CHILD_SUBREAPER, ctypes.c_ulong(1), *[ctypes.c_ulong(0)] * 3)
    run = subprocess.Popen(command)
    status = 0
    with contextlib.suppress(ChildProcessError):
        while True:
            number, ended = os.wait()
            if number == run.pid:
                status = run.returncode = os.waitstatus_to_exitcode(ended)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    with os.fdopen(figures, "w") as file:
        json.dump([usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024], file)
    return status


if __name__ == "__main__":
    sys.exit(_watch(int(sys.argv[1]), sys.argv[2:]))
