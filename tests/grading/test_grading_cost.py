"""What a measurement says follows from its rows. Timings themselves are never tested."""

from __future__ import annotations

import json
import os
import sys

import pytest

from autograder import cli
from autograder.cli import console
from autograder.model import CourseError
from autograder.ownership import Ledger
from benchmarks import grading_cost
from benchmarks.grading_cost import Row
from benchmarks.process_meter import spent

ROWS = [
    Row("stock nbgrader", 10, 21.0, 20.0, 150.0, 2.0, 1.6),
    Row("goodstart, 1 worker", 20, 3.0, 2.0, 170.0, 0.10, 0.09),
    Row("goodstart, 1 worker", 200, 21.0, 19.0, 171.0, 0.10, 0.09),
    Row("goodstart, all workers", 20, 2.0, 2.0, 170.0, 0.05, 0.09),
    Row("goodstart, all workers", 200, 11.0, 19.0, 172.0, 0.05, 0.05),
    Row("floor", 10, 0.1, 0.1, 0.0, 0.01, 0.01),
    Row("writer alone", 10, 0.2, 0.2, 0.0, 0.02, 0.02),
]


def test_the_ratios_are_those_of_the_largest_class():
    told = "\n".join(grading_cost.ratios(ROWS))
    assert "all workers: 40 times stock's throughput at 200 submissions" in told  # 2.0 / 0.05
    assert "all workers: overhead in CPU per submission is 1/40 of stock's" in told  # 1.59 / 0.04
    assert "1 worker: from 20 to 200 submissions each takes 100 and 100 ms" in told
    assert "the writer alone takes 20.0 ms a submission, of 50.0" in told


def test_the_rows_are_kept_as_numbers_and_as_a_picture(tmp_path):
    data, picture = grading_cost.write(ROWS, tmp_path / "bench", Ledger(tmp_path))
    assert [Row(**row) for row in json.loads(data.read_text())] == ROWS
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert console.costs(ROWS).row_count == len(ROWS)


def test_the_floor_runs_every_cell_and_a_failing_one_ends_nothing():
    seen: list[int] = []
    import builtins

    builtins.goodstart_seen = seen  # type: ignore[attr-defined]
    try:
        grading_cost._bare(["goodstart_seen.append(1)", "1 / 0", "print(goodstart_seen.append(2))"])
    finally:
        del builtins.goodstart_seen  # type: ignore[attr-defined]
    assert seen == [1, 2]


def test_a_command_that_fails_is_one_line(tmp_path):
    with pytest.raises(CourseError, match=r"autograder\.cli grade nothing: exit status 2: "):
        grading_cost._command(
            tmp_path, [grading_cost.sys.executable, "-m", "autograder.cli", "grade", "nothing"], {}
        )


@pytest.mark.parametrize(("sizes", "stock"), [("", 20), ("1", 20), ("20,200", 1), ("many", 20)])
def test_a_class_too_small_to_measure_is_refused(tmp_path, sizes, stock):
    with pytest.raises(CourseError, match="numbers of students, 2 or more"):
        cli.bench(["fans"], sizes=sizes, stock=stock, course=tmp_path)


ORPHAN = """
import os, time
if os.fork() == 0:
    held = bytearray(b"x") * 2**28
    if os.fork() == 0:
        while time.process_time() < 0.3:
            pass
    os._exit(0)
"""


def test_the_meter_counts_what_has_lost_its_parent(tmp_path):
    cpu, peak = spent([sys.executable, "-c", ORPHAN], tmp_path, os.environ)
    assert cpu >= 0.3
    assert peak >= 256


def test_a_command_that_fails_is_told_with_its_last_line(tmp_path):
    with pytest.raises(CourseError, match="exit status 3: nothing here"):
        spent(
            [sys.executable, "-c", "import sys; print('nothing here'); sys.exit(3)"],
            tmp_path,
            os.environ,
        )
