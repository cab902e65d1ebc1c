"""Where the kernel refuses namespaces inside bubblewrap, each submission has a bubblewrap of its
own: the walls are then others, and one case of the corpus tries each. The whole corpus runs cold
with GOODSTART_SANDBOX=cold, which takes a quarter of an hour.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attacks import cases, limits_of
from left_behind import settled, traces
from msgspec.structs import replace
from test_hostile import (
    EXAM,
    NEIGHBOURS,
    check_leaks,
    check_verdict,
    hand_in,
    sit,
    taken,
    warmed,
    world,
)

from autograder.examine.examiner import examine
from autograder.sandbox import ForkServer, NoCage, supported

__all__ = ["world"]  # a fixture

WALLS = {
    "network": "network_exfil",
    "processes": "proc_list",
    "memory": "memory_of_many",
    "files": "disk_fill",
    "crash": "segv_in_cell",
    "time": "infinite_loop",
    "reply": "fake_reply",
    "left behind": "setsid_daemon",
    "the watch": "stops_the_keeper",
    "the fork server": "parent_memory",
}


@pytest.fixture(scope="module")
def cold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    try:
        supported()
    except NoCage as why:
        pytest.skip(str(why))
    with warmed("cold", tmp_path_factory.mktemp("cages")) as fork_server:
        yield fork_server


@pytest.mark.parametrize("name", WALLS.values(), ids=WALLS)
def test_each_wall_stands_without_nested_namespaces(
    cold: ForkServer, world: dict[str, str], name: str
) -> None:
    [case] = [case for case in cases(cold=True) if case.name == name]
    before = traces(cold)
    for _ in range(2 if case.again else 1):
        answers = taken("eve", lambda folder: hand_in(case, world, folder))
        report = examine(EXAM, answers, cold, limits_of(case), seed=6)
        assert report.mode == "cold"
        check_verdict(case, report)
        check_leaks(case, report, cold, world)
    assert settled(cold, before) == before


def test_an_honest_report_is_the_same_but_for_the_name_of_the_cage(cold: ForkServer) -> None:
    with ForkServer() as fork_server:
        for name in NEIGHBOURS:
            report = replace(sit(cold, name), mode=fork_server.mode)
            assert report == sit(fork_server, name)
