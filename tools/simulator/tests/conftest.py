"""Simulators for the tests of this folder."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from simulator.testing import Running, simulated
from stack.test_servers.captures import OWN


@pytest.fixture
async def simulate() -> AsyncIterator[Callable[..., Awaitable[Running]]]:
    """Start simulators; keywords are the fields of Settings."""
    async with AsyncExitStack() as stack:

        async def start(**settings: Any) -> Running:
            return await stack.enter_async_context(simulated(**settings))

        yield start


@pytest.fixture
def captures() -> Path:
    """The repository's own captures and single frames."""
    return OWN
