"""The pool gives what a plain loop would, whatever dies, and leaves no process behind."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.workers import pool

ROOT = Path(__file__).parents[2]
JOB = "tests.pool_jobs:obedient"


def items(orders: dict[str, dict]) -> list[tuple[str, bytes]]:
    return [(key, json.dumps(order).encode()) for key, order in orders.items()]


def numbers(count: int, sleep: Callable[[int], float] = lambda n: 0) -> list[tuple[str, bytes]]:
    return items({f"item {n}": {"n": n, "sleep": sleep(n)} for n in range(count)})


def squares(done: list[pool.Done]) -> dict[str, int]:
    return {one.key: json.loads(one.data)["square"] for one in done if not one.failure}


def children_of(pid: int) -> set[int]:
    """Every process below this one, from /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = stat.read_text().rsplit(")", 1)[1].split()[:2]
            if state != "Z":
                parents[int(stat.parent.name)] = int(parent)
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def wait_until(there: Callable[[], bool], seconds: float = 20.0) -> bool:
    until = time.monotonic() + seconds
    while not there() and time.monotonic() < until:
        time.sleep(0.05)
    return there()


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_what_waits_behind_a_slow_item_is_done_by_whoever_is_free():
    orders = {"slow": {"n": 2, "sleep": 6.0}, **{f"item {n}": {"n": n} for n in range(3, 9)}}
    began = time.monotonic()
    with contextlib.closing(pool.run(JOB, items(orders), 2)) as done:
        first = [(next(done).key, time.monotonic() - began) for _ in range(6)]
        assert {key for key, _ in first} == orders.keys() - {"slow"}
        [last] = list(done)
    assert last.key == "slow"
    assert first[-1][1] < 5


def test_an_item_that_two_had_and_that_kills_both_is_tried_as_often_as_any():
    orders = {
        "slow": {"n": 2, "sleep": 3.0},
        "quick": {"n": 3},
        "kills": {"n": 3, "die": "always"},
        "well": {"n": 4},
    }
    done = {one.key: one for one in pool.run(JOB, items(orders), 2)}
    assert done.keys() == orders.keys()
    assert "its worker was killed" in done["kills"].failure
    assert [done[key].failure for key in ("slow", "quick", "well")] == ["", "", ""]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_the_results_are_a_plain_loops_each_once(workers):
    rng = random.Random(workers)
    done = list(pool.run(JOB, numbers(40, lambda n: rng.choice((0, 0, 0.02))), workers, b"tools"))
    assert squares(done) == {f"item {n}": n * n for n in range(40)}
    assert set(Counter(one.key for one in done).values()) == {1}
    assert {json.loads(one.data)["setup"] for one in done} == {"tools"}


def test_results_come_as_they_finish():
    done = list(pool.run(JOB, numbers(6, lambda n: 0 if n else 2), 2))
    assert done[-1].key in ("item 0", "item 2")  # item 2 may wait behind the slow one
    assert done[0].key != "item 0"


def test_nothing_to_do_starts_nothing():
    assert list(pool.run("no.such.module:job", [], 2)) == []


def test_large_items_and_results_pass_each_other():
    sent = {str(k): random.Random(k).randbytes(3_000_000) for k in range(12)}
    done = {one.key: one.data for one in pool.run("tests.pool_jobs:echo", sent.items(), 2)}
    assert done == sent


def test_a_worker_killed_at_work_costs_no_item(tmp_path):
    orders = {f"item {n}": {"n": n} for n in range(20)}
    orders["item 7"] |= {"die": "once", "mark": str(tmp_path / "mark")}
    done = list(pool.run(JOB, items(orders), 2))
    assert squares(done) == {f"item {n}": n * n for n in range(20)}


def test_an_item_that_kills_its_workers_is_named_and_costs_no_other():
    orders = {f"item {n}": {"n": n} for n in range(20)}
    orders["item 7"]["die"] = orders["item 8"]["die"] = "always"
    done = list(pool.run(JOB, items(orders), 2))
    assert squares(done) == {f"item {n}": n * n for n in range(20) if n not in (7, 8)}
    failed = {one.key: one.failure for one in done if one.failure}
    assert failed == dict.fromkeys(("item 7", "item 8"), "its worker was killed (SIGKILL), 2 times")


@pytest.mark.parametrize(
    ("way", "told"), [("raise", "ValueError: no square of 3"), ("leave", "SystemExit: 0")]
)
def test_a_job_that_raises_is_a_failure_by_name(way, told):
    done = list(pool.run(JOB, items({"a": {"n": 2}, "b": {"n": 3, "die": way}, "c": {"n": 4}}), 1))
    assert squares(done) == {"a": 4, "c": 16}
    assert [one.failure for one in done if one.key == "b"] == [told]


@pytest.mark.parametrize(
    ("job", "setup", "told"),
    [
        ("tests.pool_jobs:unfit", b"", "LookupError: no such tool here"),
        ("tests.pool_jobs:unfit", b"die", "was killed .SIGKILL. before it was ready"),
        ("tests.no_such_jobs:job", b"", "No module named"),
    ],
)
def test_workers_that_cannot_be_set_up_end_the_run_by_name(job, setup, told):
    with pytest.raises(pool.PoolError, match=told):
        list(pool.run(job, numbers(5), 2, setup))
    assert wait_until(lambda: not children_of(os.getpid()) - BEFORE)


BEFORE: set[int] = set()


@pytest.fixture(autouse=True)
def _before():
    BEFORE.clear()
    BEFORE.update(children_of(os.getpid()))


def test_few_items_are_under_way_however_many_there_are():
    taken, given, most = 0, 0, 0

    def source():
        nonlocal taken
        for item in numbers(300):
            taken += 1
            yield item

    for batch in pool.batches(JOB, source(), 2, most=8, seconds=0.05):
        most = max(most, taken - given)
        given += len(batch)
    assert given == 300
    assert most <= 2 * 2 * pool.AHEAD + 8  # what is in hand, and what is handed out anew


def test_a_run_that_is_left_early_leaves_no_process_and_no_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    started = time.monotonic()
    steps = pool.run(JOB, numbers(50, lambda n: 0 if n < 3 else 60), 2)
    next(steps)
    assert len(children_of(os.getpid()) - BEFORE) == 2
    steps.close()
    assert not children_of(os.getpid()) - BEFORE
    assert list(tmp_path.iterdir()) == []
    assert time.monotonic() - started < 8


def test_folders_of_killed_runs_are_removed_and_those_of_living_ones_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"{pool.PREFIX}old/1/goodstart-x").mkdir(parents=True)
    living = pool.run(JOB, numbers(9), 1)
    next(living)
    assert not (tmp_path / f"{pool.PREFIX}old").exists()
    [mine] = tmp_path.iterdir()
    assert len(list(pool.run(JOB, numbers(3), 1))) == 3
    assert list(tmp_path.iterdir()) == [mine]
    living.close()


def test_workers_end_by_themselves_when_their_parent_is_killed(tmp_path):
    marks = [tmp_path / name for name in "ab"]
    orders = {mark.name: {"n": 1, "sleep": 60, "mark": str(mark)} for mark in marks}
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom autograder.workers import pool\n"
        f"list(pool.run({JOB!r}, {items(orders)!r}, 2))"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    try:
        assert wait_until(lambda: all(mark.exists() and mark.read_text() for mark in marks))
    finally:
        below = children_of(parent.pid)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert {int(mark.read_text()) for mark in marks} <= below
    assert wait_until(lambda: not any(map(running, below)))
