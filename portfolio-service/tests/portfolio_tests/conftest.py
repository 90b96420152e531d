"""The service over real servers: a migrated database, as the service's own role; tokens of a key of the tests' own."""

from collections.abc import AsyncIterator
from decimal import Decimal

import httpx
import pytest
from fastapi import FastAPI
from portfolio.main import create_app
from portfolio.settings import Settings
from shared.clock import now_us
from shared.events import PriceV1
from shared.http.tokens import TokenVerifier
from shared.jobs import Jobs
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from stack.testing import eventually

from .market import fill_market
from .owners import KEYS, Owner, new_owner


@pytest.fixture(scope="session")
def settings(services_env: dict[str, str]) -> Settings:
    names = ("DATABASE_URL", "REDIS_URL", "KAFKA_BOOTSTRAP_SERVERS", "MODE")
    values = {name.lower(): services_env[name] for name in names}
    return Settings.model_validate({**values, "simulator_url": "http://127.0.0.1:1", "users_url": "http://127.0.0.1:1"})


@pytest.fixture(scope="session")
async def admin(database_url: str) -> AsyncIterator[AsyncEngine]:
    """Acts as the owner of everything: fills other services' tables."""
    engine = create_async_engine(database_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as conn:
        await fill_market(conn)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def app(settings: Settings, admin: AsyncEngine) -> AsyncIterator[FastAPI]:
    del admin  # the coins are there
    jobs = Jobs()
    app = create_app(settings, jobs)
    async with app.router.lifespan_context(app):
        app.state.verifier = TokenVerifier(KEYS, settings.token_issuer, settings.token_audience)
        coins = app.state.dependencies.coins
        await eventually(lambda: coins.asset_of("BTC") == "bitcoin")
        yield app
    assert not jobs.failed


@pytest.fixture
def prices(app: FastAPI) -> None:
    """Bitcoin at 100 000, ether at 4 000, a tether at 1 dollar, now; a day ago Bitcoin was at 80 000."""
    for coin_id, price, change in (("bitcoin", "100000", "25"), ("ethereum", "4000", "0"), ("tether", "1", "0")):
        now = now_us()
        app.state.dependencies.prices.put(
            PriceV1(
                coin_id=coin_id, made_us=now, as_of_us=now, price=Decimal(price), change_24h_percent=Decimal(change)
            )
        )


@pytest.fixture(scope="session")
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://portfolio") as client:
        yield client


@pytest.fixture
async def owner(client: httpx.AsyncClient, admin: AsyncEngine) -> Owner:
    return await new_owner(client, admin)


@pytest.fixture
async def stranger(client: httpx.AsyncClient, admin: AsyncEngine) -> Owner:
    return await new_owner(client, admin)
