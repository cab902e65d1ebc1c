"""Work shared among processes that live long. It knows nothing of what the work is: bytes go in,
bytes come out.

A worker is a process of its own, started afresh and not forked, so that it holds no file and no
database of ours; it ends by itself when the line to us closes, however we ended.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

from autograder.workers import worker as inside

__all__ = ["AHEAD", "Crew", "Done", "Pool", "PoolError", "batches", "cores", "run", "scratch"]

AHEAD = 2  # items a worker holds: one at work, one that waits, so that it never waits for us
TRIES = 2  # workers that one item may cost
STILLBORN = 3  # workers in a row that may die before they are ready
PREFIX = "goodstart-run-"


class PoolError(Exception):
    """No worker can be set up; one line that says why."""


class Done(NamedTuple):
    """What came of one item: the job's bytes, or in one line why there are none."""

    key: str
    data: bytes
    failure: str = ""


class _Item(NamedTuple):
    key: str
    data: bytes
    tries: int = 0


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def run(
    job: str, items: Iterable[tuple[str, bytes]], workers: int, setup: bytes = b""
) -> Generator[Done, None, None]:
    """What the job makes of each (key, bytes), as they finish; see `batches`."""
    with contextlib.closing(batches(job, items, workers, setup)) as parts:
        for batch in parts:
            yield from batch


def batches(
    job: str,
    items: Iterable[tuple[str, bytes]],
    workers: int,
    setup: bytes = b"",
    most: int = 1,
    seconds: float = 0.0,
) -> Generator[list[Done], None, None]:
    """What the job makes of each (key, bytes), as they finish, gathered for so many seconds or
    until there are about `most`.

    `job` is "module:name" of a context manager: each worker enters `name(setup)` once, and gets
    the function from bytes to bytes that it calls with every item. Items are taken as workers
    come free, at most AHEAD for each. An item whose worker dies is tried once more by a new one;
    that, and a job that raises, ends as a failure by name, and costs no other item anything.
    Closing the iterator ends every worker. Raises PoolError when none can be set up."""
    with Pool(job, workers, setup) as opened:
        yield from opened.batches(items, most, seconds)


class Pool:
    """Workers that are set up once, for items that come in more than one go; a context manager
    that ends them."""

    def __init__(self, job: str, workers: int, setup: bytes = b"") -> None:
        self._open = contextlib.ExitStack()
        folder = self._open.enter_context(scratch())
        self._crew = self._open.enter_context(contextlib.closing(Crew(job, setup, workers, folder)))

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def batches(
        self, items: Iterable[tuple[str, bytes]], most: int = 1, seconds: float = 0.0
    ) -> Generator[list[Done], None, None]:
        """Yield what the job makes of each item; see the function of this name. A key is used once
        in the pool's life."""
        crew, source = self._crew, iter(items)
        done: list[Done] = []
        until = 0.0
        while crew.hand_out(source):
            left = max(0.0, until - time.monotonic()) if done else None
            fresh = crew.collect(left)
            if fresh and not done:
                until = time.monotonic() + seconds
            done += fresh
            if done and (len(done) >= most or time.monotonic() >= until):
                crew.hand_out(source)  # first: the workers go on while the caller is busy
                yield done
                done = []
        if done:
            yield done


class Crew:
    """The workers, and who has what."""

    def __init__(self, job: str, setup: bytes, size: int, folder: Path) -> None:
        self.job, self.setup, self.folder = job, setup, folder
        self.places: list[_Worker | None] = [None] * max(1, size)
        self.again: deque[_Item] = deque()  # what a worker that died had
        self.twice: dict[str, bool] = {}  # what two have, and whether one of them is done with it
        self.started = self.stillborn = 0

    def hand_out(self, source: Iterator[tuple[str, bytes]]) -> bool:
        """Give each worker what it has room for, starting workers as items come. Whether
        anything is under way."""
        for depth in range(AHEAD):
            for k, worker in enumerate(self.places):
                if (len(worker.given) if worker else 0) > depth:
                    continue
                item = self.again.popleft() if self.again else _next(source)
                if item is None and not (worker and worker.given):
                    item = self._waiting_elsewhere()
                if item is None:
                    break
                if worker is None:
                    self.started += 1
                    scratch = self.folder / str(self.started)
                    worker = self.places[k] = _Worker(self.job, self.setup, scratch)
                worker.give(item)
        return any(
            not self.twice.get(item.key)
            for worker in self.places
            if worker
            for item in worker.given
        )

    def _waiting_elsewhere(self) -> _Item | None:
        """An item that waits behind another, which may take long: whoever is first with it counts.
        The next of what a worker that is gone had comes before."""
        for worker in self.places:
            for item in list(worker.given)[1:] if worker and worker.ready else ():
                if item.key not in self.twice:
                    self.twice[item.key] = False
                    return item
        return None

    def _is_news(self, key: str) -> bool:
        """Whether nobody else was done with the item before."""
        if key not in self.twice:
            return True
        was_done, self.twice[key] = self.twice[key], True
        return not was_done

    def collect(self, seconds: float | None) -> list[Done]:
        """What has finished; waits for so many seconds, or for the first."""
        there = {worker.line: k for k, worker in enumerate(self.places) if worker}
        done: list[Done] = []
        for line in wait(list(there), seconds):
            place = there[line]  # type: ignore[index]
            worker = self.places[place]
            assert worker
            try:
                answer = worker.line.recv_bytes()
            except (EOFError, OSError):
                self.places[place] = None
                done += self._lost(worker)
                continue
            kind, data = answer[:1], answer[1:]
            if kind == inside.READY:
                worker.ready, self.stillborn = True, 0
            elif kind == inside.UNFIT:
                raise PoolError(data.decode(errors="replace"))
            else:
                key = worker.given.popleft().key
                if not self._is_news(key):
                    continue
                done.append(
                    Done(key, data)
                    if kind == inside.RESULT
                    else Done(key, b"", data.decode(errors="replace"))
                )
        return done

    def _lost(self, worker: _Worker) -> Iterator[Done]:
        """Take back what a dead worker had; the item that it was at counts as tried."""
        why = worker.end()
        if not worker.ready:
            self.stillborn += 1
            if self.stillborn >= STILLBORN:
                raise PoolError(f"a worker {why} before it was ready")
        elif worker.given:
            first = worker.given.popleft()
            if self._is_settled(first.key):
                pass
            elif first.tries + 1 < TRIES:
                self.again.append(first._replace(tries=first.tries + 1))
            else:
                yield Done(first.key, b"", f"its worker {why}, {TRIES} times")
        self.again.extend(item for item in worker.given if not self._is_settled(item.key))

    def _is_settled(self, key: str) -> bool:
        """Whether another worker is done with an item, or has it too."""
        return key in self.twice and (
            self.twice[key]
            or any(item.key == key for worker in self.places if worker for item in worker.given)
        )

    def close(self) -> None:
        """End every worker: all are told at once, then waited for."""
        there = [worker for worker in self.places if worker]
        for worker in there:
            worker.line.close()
        until = time.monotonic() + inside.GRACE
        for worker in there:
            worker.end(max(0.0, until - time.monotonic()))


def _next(source: Iterator[tuple[str, bytes]]) -> _Item | None:
    try:
        return _Item(*next(source))
    except StopIteration:
        return None


class _Worker:
    """One worker, seen from outside: the line to it, and the items that it was given."""

    def __init__(self, job: str, setup: bytes, scratch: Path) -> None:
        self.scratch = scratch
        scratch.mkdir(mode=0o711)
        ours, theirs = socket.socketpair()
        # One core each; and the same item gives the same bytes, whichever worker has it.
        env = {
            **os.environ,
            "TMPDIR": str(scratch),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONHASHSEED": "0",
        }
        # A session of its own: Ctrl-C in the terminal is for us; we then close the line.
        with theirs, (scratch / "stderr").open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-P", inside.__file__, str(theirs.fileno())],
                env=env,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        self.line = Connection(ours.detach())
        self.given: deque[_Item] = deque()
        self.ready = False
        with contextlib.suppress(OSError):  # a worker that is gone shows when it is listened to
            self.line.send_bytes(json.dumps({"path": sys.path, "job": job}).encode())
            self.line.send_bytes(setup)

    def give(self, item: _Item) -> None:
        self.given.append(item)
        with contextlib.suppress(OSError):
            self.line.send_bytes(item.data)

    def end(self, grace: float = inside.GRACE) -> str:
        """How the worker ended, after seeing to it that it has, and that nothing is left."""
        self.line.close()
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        code = self.process.returncode
        how = f"ended by itself (exit status {code})"
        if code < 0:
            how = f"was killed ({signal.Signals(-code).name})"
        with contextlib.suppress(OSError):
            said = (self.scratch / "stderr").read_text(errors="replace").strip().splitlines()
            how += f": {said[-1][:300]}" if said and code else ""
        shutil.rmtree(self.scratch, ignore_errors=True)
        return how


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder for the workers' temporary files, locked while we live. Folders that no one holds
    any more, of runs that were killed, are removed first."""
    for old in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), _locked(old):
            if old.lstat().st_uid == os.getuid():
                shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with _locked(folder):
            folder.chmod(0o711)  # a cage's own user has to get through
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; raises OSError when another process does."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)
