"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.cage import Warm


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """One warm process for the whole run; each test opens its own cages."""
    with Warm() as warm:
        yield warm
