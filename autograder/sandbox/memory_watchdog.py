"""The memory of all that a submission runs, watched from the grader's side, where it can be neither
stopped nor misled: the cage is seen, but does not see.

A limit for each process is no limit: a submission may run many, and the kernel holds memory for
them that is no process's.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
from collections.abc import Iterator

__all__ = ["MemoryWatchdog"]

LOOK = 0.05  # seconds between two looks
# Bytes of what is sent and not read, at most: net.core.wmem_default with its overhead, tcp_wmem.
SOCKETS = {b"UNIX": 2**18, b"UDP": 2**18, b"UDP6": 2**18, b"TCP": 2**22, b"TCP6": 2**22}
INODE = 2**10  # bytes of an empty file in a tmpfs


class MemoryWatchdog:
    """Ends a submission that holds more than `most` bytes, from now until it is closed; `over` says
    that it did. `process` is what was started here, bubblewrap or the fork server itself, `number`
    what the fork server calls the submission's first one, none of whose code has run yet. Where it
    is not process 1 of its own (`mode` "cold"), all behind this bubblewrap is the submission's, and
    `folder`, in which the number of files is not limited otherwise, is looked at too. Raises
    LookupError where the process is not there."""

    def __init__(
        self, process: subprocess.Popen[bytes], mode: str, number: int, most: int, folder: str = ""
    ) -> None:
        self.most, self.folder, self.over = most, folder, False
        self.top, self.ours, self.walls = number, set[int](), mode != "none"
        if mode == "sealed":
            self.top = _called(process.pid, number)
        elif mode == "cold":
            self.top = _below(process.pid)[0]  # process 1 there; below it is the fork server
            self.ours = {self.top, *_below(self.top)}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Watch no longer."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(LOOK):
            with contextlib.suppress(MemoryError):  # a test may have taken all that is left here
                self.over = self.over or self._held() > self.most
            if self.over:
                for number in self._family():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(number, signal.SIGKILL)

    def _held(self) -> int:
        """Bytes that the submission holds. What several processes share counts for each in the
        quick sum; only where that is too much is the exact one taken, which takes a hundred times
        as long."""
        family = self._family()
        # Without walls the machine's sockets are everybody's.
        rest = self._kernels(family[-1]) if family and self.walls else 0
        quick = rest + sum(map(_resident, family))
        return quick if quick <= self.most else rest + sum(map(_own, family))

    def _family(self) -> list[int]:
        """The submission's processes, as this machine numbers them. Orphans are the children of a
        process 1, so behind walls none is missed."""
        return [number for number in _tree(self.top) if number not in self.ours]

    def _kernels(self, number: int) -> int:
        """Bytes that the kernel may hold for the submission, which are no process's: in sockets
        that nobody reads from, and for files. `number` is a process of its."""
        total = sum(SOCKETS.get(kind, 0) * count for kind, count in _sockets(number))
        with contextlib.suppress(OSError):
            if self.folder:
                about = os.statvfs(f"/proc/{number}/root{self.folder}")
                total += INODE * (about.f_files - about.f_ffree)
        return total


def _sockets(number: int) -> Iterator[tuple[bytes, int]]:
    """(kind, how many are open) of the sockets where that process is. The kernel's lists of TCP
    sockets say the same, but take some 5 ms each: it goes through all that the machine may have."""
    with contextlib.suppress(OSError):
        with open(f"/proc/{number}/net/unix", "rb") as file:
            yield b"UNIX", max(0, len(file.readlines()) - 1)
        for name in ("sockstat", "sockstat6"):
            with open(f"/proc/{number}/net/{name}", "rb") as file:
                for line in file:
                    if found := re.match(rb"(\w+): inuse (\d+)", line):
                        yield found[1], int(found[2])


def _tree(number: int) -> list[int]:
    """A process and its descendants, in the order of generations."""
    found, k = [number], 0
    while k < len(found):
        found += _below(found[k])
        k += 1
    return found


def _called(above: int, number: int) -> int:
    """The process that has this number in the first namespace below ours. Raises LookupError."""
    for one in _tree(above):
        with contextlib.suppress(OSError), open(f"/proc/{one}/status", "rb") as file:
            numbers = next(line.split()[1:] for line in file if line.startswith(b"NSpid:"))
            if len(numbers) > 1 and int(numbers[1]) == number:
                return one
    raise LookupError(number)


def _below(number: int) -> list[int]:
    """The children of a process: each thread has those that it forked."""
    found: list[int] = []
    with contextlib.suppress(OSError):  # it has just ended
        for thread in os.listdir(f"/proc/{number}/task"):
            with open(f"/proc/{number}/task/{thread}/children", "rb") as file:
                found += map(int, file.read().split())
    return found


def _resident(number: int) -> int:
    """Bytes of memory that a process has in it, shared or not."""
    return _sum(f"/proc/{number}/status", (b"VmRSS:", b"VmSwap:"))


def _own(number: int) -> int:
    """Bytes that a process holds; a page that several share is counted once among them."""
    try:
        return _sum(f"/proc/{number}/smaps_rollup", (b"Pss:", b"SwapPss:"))
    except PermissionError:  # it hides them, as any process can: all that is resident counts
        return _resident(number)


def _sum(path: str, lines: tuple[bytes, ...]) -> int:
    """The sum of these lines' numbers, which are in KiB, in bytes."""
    try:
        with open(path, "rb") as file:
            return 1024 * sum(int(line.split()[1]) for line in file if line.startswith(lines))
    except PermissionError:
        raise
    except (OSError, ValueError):
        return 0  # it has just ended
