"""What all tests share."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, settings
from support import open_wire

from autograder.examine.client import Client
from autograder.sandbox import ForkServer
from tests import disk

__all__ = ["disk"]  # for what its import does

# Whoever runs the tests in the background ignores Ctrl-C, and so would all that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# The same examples each time, and no time limit on one: a busy machine must fail no test.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


# Each file's tests go to one worker (pytest -n, --dist loadfile), so that what they share is made
# once. Lessons come first: decks and pages show what they gave. Then the longest, or one core would
# wait at the end.
LONGEST = (
    "test_lesson_07",
    "test_lesson_09",
    "test_lesson_10",
    "test_lesson_12",
    "test_lesson_08",
    "test_lesson_05",
    "test_lesson_00",
    "test_lesson_04",
    "test_lesson_11",
    "test_lesson_01",
    "test_lesson_02",
    "test_lesson_05b",
    "test_lesson_06",
    "test_lesson_03",
    "test_slips",
    "test_hostile",
    "test_slides",
    "test_site",
    "test_nbgraders_notebooks",
    "test_nbgrader",
    "test_resume",
    "test_instruments",
    "test_verdict",
    "test_slide_design",
    "test_figures_agree",
    "test_feedback",
    "test_jupyterlab",
    "test_foreign_ps1",
    "test_limits",
    "test_grading",
    "test_hostile_cold",
    "test_gradescope",
    "test_course_report",
    "test_examiner",
    "test_namespace",
    "test_persons_work",
    "test_master_checks",
    "test_doctor",
    "test_class",
    "test_quiz",
    "test_speaking_checks",
    "test_tasks",
    "test_autotest",
    "test_any_course",
    "test_xavier_laws",
    "test_cage_around",
    "test_cluster",
    "test_postgresql",
    "test_pool",
    "test_changed_quiz",
    "test_quiz_files",
    "test_phase_diagram",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put lessons first, then the longest files."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


def pytest_collection_finish() -> None:
    """Let no garbage collection look again at thousands of tests and modules that stay."""
    gc.collect()
    gc.freeze()


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
