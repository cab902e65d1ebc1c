"""What grading could leave behind: processes, files, descriptors, threads, memory."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from autograder.sandbox import ForkServer

__all__ = ["forget_peak", "peak", "settled", "traces"]


def settled(fork_server: ForkServer, before: Any) -> Any:
    """The traces once they are as before, or after a while."""
    for _ in range(100):
        if traces(fork_server) == before:
            break
        time.sleep(0.02)
    return traces(fork_server)


def traces(fork_server: ForkServer) -> tuple[Any, ...]:
    """Processes, files, descriptors and threads that grading could have left, and the grader's
    own state that a submission could have changed."""
    return (
        family(fork_server),
        folders(fork_server),
        len(os.listdir("/proc/self/fd")),
        threading.active_count(),
        os.getcwd(),
        dict(os.environ),
        len(sys.path),
    )


def both(fork_server: ForkServer) -> list[ForkServer]:
    """The fork server, and the one beside it for notebooks that draw."""
    return [one for one in (fork_server, fork_server.that_draws) if one]


def folders(fork_server: ForkServer) -> list[str]:
    """The folders of its cages. A cold cage has a fork server of its own, with a folder that lies
    where temporary ones do; so the tests of such cages have that place to themselves."""
    if fork_server.mode == "cold":
        return sorted(os.listdir(tempfile.gettempdir()))
    return [name for one in both(fork_server) for name in sorted(os.listdir(one.folder))]


def family(fork_server: ForkServer) -> set[int]:
    """The processes that come from the fork server, and those that carry its environment, whoever
    their parent is now. Where each cage has a fork_server one of its own: all that come from us."""
    there = both(fork_server)
    parents, ours = {}, {one.process.pid if one.process else os.getpid() for one in there}
    marks = [one.folder.encode() for one in there]
    for path in Path("/proc").glob("[0-9]*"):
        try:
            stat = (path / "stat").read_text().rpartition(")")[2].split()
            if stat[0] != "Z":
                parents[int(path.name)] = int(stat[1])
                known = (path / "environ").read_bytes()
                if any(mark in known for mark in marks) or (
                    path / "cmdline"
                ).read_bytes().startswith(b"hostile-mark"):
                    ours.add(int(path.name))
        except OSError:
            continue
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return ours


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def peak() -> int:
    """The most memory that this process has held since `forget_peak`, in bytes."""
    [line] = [
        line
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmHWM")
    ]
    return int(line.split()[1]) * 1024
