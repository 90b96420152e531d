"""A simulator in the test's loop, market-ingest as a process, and the broker that it publishes to."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from simulator.testing import Running, simulated

from .ingester import CATALOGUE, IngesterProcess, Published, published

MakeIngester = Callable[..., Awaitable[IngesterProcess]]
MakeSimulator = Callable[..., Awaitable[Running]]


@pytest.fixture
async def opened() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def simulate(opened: AsyncExitStack) -> MakeSimulator:
    async def start(**settings: Any) -> Running:
        return await opened.enter_async_context(simulated(**settings))

    return start


@pytest.fixture
def ingest(opened: AsyncExitStack, services_env: dict[str, str], tmp_path: Path) -> MakeIngester:
    """Start an ingester that reads from a simulator; at the end of the test it is killed if it still runs."""
    catalogue = tmp_path / "catalogue.toml"
    catalogue.write_text(CATALOGUE)

    async def start(simulator: Running, **env: str) -> IngesterProcess:
        given = {
            **services_env,
            "SIMULATOR_URL": simulator.base,
            "CATALOGUE": str(catalogue),
            "PORT": "0",  # any free one: no test reads its health
            **env,
        }
        ingester = IngesterProcess(given, tmp_path / f"{env.get('INGESTER_ID', 'market-ingest')}.log")
        await ingester.start()
        opened.push_async_callback(ingester.stop)
        return ingester

    return start


@pytest.fixture
async def topics(kafka_bootstrap: str) -> AsyncIterator[Published]:
    async with published(kafka_bootstrap) as found:
        yield found
