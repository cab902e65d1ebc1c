"""What all tests share."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing

import pytest
from support import open_wire

from autograder.examine.client import Client
from autograder.sandbox import ForkServer

# Whoever runs the tests in the background ignores Ctrl-C, and so would all that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


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
