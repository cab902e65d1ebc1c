"""What all tests share."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing

import pytest
from support import open_wire

from autograder.examine.client import Client
from autograder.sandbox import ForkServer
from tests import disk

__all__ = ["disk"]  # for what its import does

# Whoever runs the tests in the background ignores Ctrl-C, and so would all that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# Tests that mostly wait for a limit to be reached: one worker has them, and the cores work for the
# others meanwhile.
WAITING = ("test_hostile",)
# Files whose fixture takes long to make: their tests go to one worker, so that it is made once. The
# longest come first, or one core would wait at the end.
TOGETHER = (
    *WAITING,
    "test_slides",
    "test_foreign_ps1",
    "test_tasks",
    "test_any_course",
    "test_grading",
    "test_lesson_08",
    "test_lesson_05",
    "test_lesson_03",
    "test_lesson_02",
    "test_lesson_04",
    "test_lesson_01",
    "test_lesson_06",
    "test_lesson_12",
    "test_lesson_07",
    "test_lesson_00",
    "test_formgrader",
    "test_handout",
    "test_persons_work",
    "test_cluster",
)
FIRST = (*WAITING, "test_nbgrader", "test_resume", "test_hostile_cold", "test_doctor", *TOGETHER)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests of a costly file to one worker, and the longest first."""
    for item in items:
        if item.path.stem in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    place = {name: number for number, name in reversed([*enumerate(FIRST)])}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    """One fork server for the whole run; each test opens its own cages."""
    with ForkServer() as fork_server:
        yield fork_server


@pytest.fixture
def wire(fork_server: ForkServer) -> Iterator[Client]:
    """The wire to a cage of the test's own, with small limits."""
    wire = open_wire(fork_server)
    with closing(wire.cage):
        yield wire
