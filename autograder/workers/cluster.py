"""The pool on other machines: Dask carries bytes there and back, and each thread of a Dask worker
keeps one worker process of ours, as the pool does here.

The other machines need this package, bubblewrap and the same Python; they need no file of the
course. Dask's own deployers start the scheduler and its workers (SSH, Slurm, Kubernetes).
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Generator, Iterable
from typing import Any

from autograder.workers.pool import AHEAD, Crew, Done, PoolError, scratch

__all__ = ["batches"]

LOOK = 0.02  # seconds between two looks for what has finished
IDLE = 120.0  # seconds after which a worker of ours that nobody asks ends: its grader may be dead
PATIENCE = 60  # seconds that a scheduler, and then its first worker, may take to be there
_changing = threading.Lock()
_hands: dict[tuple[str, int], _Hand] = {}  # in a process of Dask's: (run, thread) -> our worker


def batches(
    address: str,
    job: str,
    items: Iterable[tuple[str, bytes]],
    setup: bytes = b"",
    most: int = 1,
    seconds: float = 0.0,
) -> Generator[list[Done], None, None]:
    """As `pool.batches`, on the workers of the scheduler at this address. Items are sent as
    workers come free. Raises PoolError when no worker is there, or one can't be set up."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise PoolError("Dask is missing; run: pip install 'good-start[cluster]'") from None

    run, source = secrets.token_hex(8), iter(items)
    with _connected(Client, address) as client:
        shared = client.scatter(setup, broadcast=True, hash=False)
        under_way = as_completed(loop=client.loop)
        keys: dict[str, str] = {}
        done: list[Done] = []
        until = 0.0
        try:
            while True:
                room = AHEAD * sum(client.nthreads().values()) - len(keys)
                for key, data in _taken(source, room):
                    future = client.submit(
                        _answer,
                        run,
                        job,
                        shared,
                        key,
                        data,
                        pure=False,
                        key=f"goodstart-{run}-{secrets.token_hex(8)}",
                    )
                    keys[future.key] = key
                    under_way.add(future)
                if not keys:
                    break
                while done and not under_way.has_ready() and time.monotonic() < until:
                    time.sleep(LOOK)
                fresh = under_way.next_batch(block=not done)
                if fresh and not done:
                    until = time.monotonic() + seconds
                done += [_outcome(future, keys.pop(future.key)) for future in fresh]
                if done and (len(done) >= most or time.monotonic() >= until):
                    yield done
                    done = []
            if done:
                yield done
        finally:
            with contextlib.suppress(Exception):  # a cluster that is gone has let go already
                client.run(_release, run)


@contextlib.contextmanager
def _connected(client_of: Any, address: str) -> Generator[Any, None, None]:
    try:
        client = client_of(address, set_as_default=False, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise PoolError(f"no Dask scheduler at {address}: {why}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise PoolError(f"the Dask scheduler at {address} has no worker") from None
        yield client


def _taken(source: Any, room: int) -> Generator[tuple[str, bytes], None, None]:
    while room > 0 and (item := next(source, None)) is not None:
        yield item
        room -= 1


def _outcome(future: Any, key: str) -> Done:
    error = future.exception()
    if isinstance(error, PoolError):
        raise error
    if error is not None:  # Dask gave up on it: its workers went away, several times
        return Done(key, b"", " ".join(f"{type(error).__name__}: {error}".split())[:500])
    return Done(*future.result())


# ---- in a process of Dask's


class _Hand:
    """One worker process of ours. It ends when it is released, or when nobody has asked it for a
    while: a grader that was killed releases nothing."""

    def __init__(self, job: str, setup: bytes) -> None:
        self.busy, self.used = threading.Lock(), time.monotonic()
        self.open = contextlib.ExitStack()
        folder = self.open.enter_context(scratch())
        self.crew = self.open.enter_context(contextlib.closing(Crew(job, setup, 1, folder)))

    def do(self, key: str, data: bytes) -> Done:
        with self.busy:
            try:
                return self._do(key, data)
            finally:
                self.used = time.monotonic()

    def end_if_idle(self) -> bool:
        """Whether it has ended, because nobody asked it for so long."""
        if not self.busy.acquire(blocking=False):
            return False
        try:
            if time.monotonic() - self.used < IDLE:
                return False
            self.open.close()
            return True
        finally:
            self.busy.release()

    def _do(self, key: str, data: bytes) -> Done:
        source = iter([(key, data)])
        while self.crew.hand_out(source):
            if done := self.crew.collect(None):
                return done[0]
        raise PoolError("the item was lost")


def _answer(run: str, job: str, setup: bytes, key: str, data: bytes) -> tuple[str, bytes, str]:
    place = run, threading.get_ident()
    with _changing:
        if place not in _hands:
            _hands[place] = _Hand(job, setup)
            if len(_hands) == 1:
                threading.Thread(target=_tidy, daemon=True).start()
        hand = _hands[place]
    return tuple(hand.do(key, data))  # type: ignore[return-value]


def _tidy() -> None:
    """End the workers that nobody asks any more, until there are none."""
    while True:
        time.sleep(min(1.0, IDLE / 4))
        with _changing:
            for place in [place for place, hand in _hands.items() if hand.end_if_idle()]:
                del _hands[place]
            if not _hands:
                return


def _release(run: str) -> None:
    """End the workers of a run."""
    with _changing:
        for place in [place for place in _hands if place[0] == run]:
            _hands.pop(place).open.close()
