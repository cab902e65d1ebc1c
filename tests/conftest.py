"""What all tests share."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing

import pytest
from support import open_wire

from autograder.cage import Warm
from autograder.wire import Wire

# Whoever runs the tests in the background ignores Ctrl-C, and so would all that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """One warm process for the whole run; each test opens its own cages."""
    with Warm() as warm:
        yield warm


@pytest.fixture
def wire(warm: Warm) -> Iterator[Wire]:
    """The wire to a cage of the test's own, with small limits."""
    wire = open_wire(warm)
    with closing(wire.cage):
        yield wire
