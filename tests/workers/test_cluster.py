"""Grading on a Dask cluster gives what grading here gives, and leaves no process behind."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_pool import children_of, items, numbers, running, squares, wait_until

from autograder import grading
from autograder.model import CourseError
from autograder.sandbox import NoCage
from autograder.workers import cluster, pool
from tests.sample import lay_out_class

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # Dask's own, of its event loop
ROOT = Path(__file__).parents[2]
JOB = "tests.pool_jobs:obedient"


@pytest.fixture(scope="module")
def address():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as local:
        yield local.scheduler_address


def test_a_cluster_gives_what_the_pool_gives(address):
    here = squares(list(pool.run(JOB, numbers(12), 2, b"setup")))
    batches = list(cluster.batches(address, JOB, numbers(12), b"setup", most=4, seconds=5))
    there = squares([one for batch in batches for one in batch])
    assert there == here == {f"item {n}": n * n for n in range(12)}
    assert max(map(len, batches)) >= 4


def test_a_job_that_raises_or_dies_is_a_failure_by_name_and_costs_no_other(address, tmp_path):
    orders = {
        "well": {"n": 3},
        "raises": {"n": 1, "die": "raise"},
        "dies": {"n": 1, "die": "always"},
        "once": {"n": 4, "die": "once", "mark": str(tmp_path / "mark")},
    }
    batches = cluster.batches(address, JOB, items(orders))
    done = {one.key: one for batch in batches for one in batch}
    assert json.loads(done["well"].data)["square"] == 9
    assert json.loads(done["once"].data)["square"] == 16
    assert done["raises"].failure == "ValueError: no square of 1"
    assert done["dies"].failure == "its worker was killed (SIGKILL), 2 times"


def test_what_has_finished_does_not_wait_for_the_next(address):
    orders = {"quick": {"n": 3}, "slow": {"n": 4, "sleep": 4.0}}
    with contextlib.closing(
        cluster.batches(address, JOB, items(orders), most=8, seconds=0.1)
    ) as batches:
        assert [[one.key for one in batch] for batch in batches] == [["quick"], ["slow"]]


def test_the_workers_of_a_run_end_with_it(address):
    before = children_of(os.getpid())
    run = cluster.batches(address, JOB, numbers(30, lambda n: 0.05))
    next(run)
    started = children_of(os.getpid()) - before
    assert started
    run.close()
    assert wait_until(lambda: not any(map(running, started)))


def test_the_workers_of_a_grader_that_was_killed_end_by_themselves(address):
    with distributed.Client(address, set_as_default=False) as client:
        client.run(setattr, cluster, "IDLE", 2.0)
        before = children_of(os.getpid())
        code = (
            "import json, sys, time\nfrom autograder.workers import cluster\n"
            "items = [(str(n), json.dumps({'n': n}).encode()) for n in range(4)]\n"
            f"for batch in cluster.batches({address!r}, {JOB!r}, items):\n"
            "    print(len(batch), flush=True)\n    time.sleep(60)"
        )
        with subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=ROOT, text=True
        ) as grader:
            assert grader.stdout is not None
            assert grader.stdout.readline()
            started = children_of(os.getpid()) - before - {grader.pid}
            grader.kill()
        assert started
        try:
            assert wait_until(lambda: not any(map(running, started)), 20)
        finally:
            client.run(setattr, cluster, "IDLE", 120.0)


def test_a_job_that_can_not_be_set_up_is_told_in_one_line(address):
    with pytest.raises(pool.PoolError, match="LookupError: no such tool here"):
        list(cluster.batches(address, "tests.pool_jobs:unfit", numbers(3)))


def test_no_scheduler_is_told_in_one_line(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(pool.PoolError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:9: "):
        list(cluster.batches("tcp://127.0.0.1:9", JOB, numbers(1)))


def test_a_class_graded_on_a_cluster_has_the_reports_of_one_graded_here(
    address, tmp_path, monkeypatch
):
    root = tmp_path / "course"
    lay_out_class(root)
    names = grading.students(root, "fans", [])[:6]

    def reports():
        return {path.stem: path.read_bytes() for path in root.glob("reports/fans/fans/*.json")}

    list(grading.grade_class(root, "fans", names, 5, True, workers=2))
    here = reports()
    assert len(here) == 6

    def nowhere():
        raise NoCage("only the workers have one")

    monkeypatch.setattr(grading, "supported", nowhere)
    done = list(grading.grade_class(root, "fans", names, 5, True, cluster=address))
    assert all(one.fresh for one in done)
    assert reports() == here
    with pytest.raises(CourseError, match="grading can't start: no Dask scheduler at nowhere"):
        list(grading.grade_class(root, "fans", names, 5, True, cluster="nowhere"))
