"""The service over real servers: a migrated database, as the service's own role."""

from collections.abc import AsyncIterator

import httpx
import pytest
from analytics.main import create_app
from analytics.settings import Settings
from fastapi import FastAPI
from shared.data.engine import make_engine
from shared.jobs import Jobs
from sqlalchemy.ext.asyncio import AsyncEngine

from .market_rows import Coin, add_coin


@pytest.fixture(scope="session")
def settings(services_env: dict[str, str]) -> Settings:
    names = ("DATABASE_URL", "REDIS_URL", "KAFKA_BOOTSTRAP_SERVERS", "MODE")
    values = {name.lower(): services_env[name] for name in names}
    return Settings.model_validate({**values, "simulator_url": "http://127.0.0.1:1"})


@pytest.fixture(scope="session")
async def market(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Give what market-data writes with."""
    engine = make_engine(settings, role="market_data")
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def owner(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Give what sees every table."""
    engine = make_engine(settings, role=None)
    yield engine
    await engine.dispose()


@pytest.fixture
async def coin(market: AsyncEngine) -> Coin:
    """Give a coin of this test alone."""
    return await add_coin(market)


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    jobs = Jobs()
    app = create_app(settings, jobs)
    async with app.router.lifespan_context(app):
        yield app
    assert not jobs.failed


@pytest.fixture(scope="session")
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://analytics") as client:
        yield client
