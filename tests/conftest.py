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


# Each file's tests go to one worker (pytest -n, --dist loadfile), so that what they share is made
# once. The longest come first, or one core would wait at the end.
LONGEST = (
    "test_hostile",  # which mostly waits for limits to be reached
    "test_slips",
    "test_slides",
    "test_site",
    "test_instruments",
    "test_nbgrader",
    "test_hostile_cold",
    "test_cage_around",
    "test_hints_as_answers",
    "test_resume",
    "test_foreign_ps1",
    "test_class",
    "test_course_report",
    "test_figures_agree",
    "test_postgresql",
    "test_grading",
    "test_xavier_laws",
    "test_lesson_05",
    "test_lesson_07",
    "test_lesson_10",
    "test_tasks",
    "test_any_course",
    "test_doctor",
    "test_persons_work",
    "test_autotest",
    "test_nbgraders_notebooks",
    "test_feedback",
    "test_namespace",
    "test_limits",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first."""
    place = {name: number for number, name in enumerate(LONGEST)}
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
