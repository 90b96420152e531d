"""The service's rooms over real servers: a migrated database, as the service's own role, with a few coins."""

from collections.abc import AsyncIterator

import pytest
from sentiment.documents.tagging import Tagging
from sentiment.settings import Settings
from shared.data.engine import make_engine
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

COINS = (
    ("bitcoin", "BTC", "Bitcoin", 1),
    ("ethereum", "ETH", "Ethereum", 2),
    ("solana", "SOL", "Solana", 5),
    ("chainlink", "LINK", "Chainlink", 12),
)
_COIN = text(
    "INSERT INTO coins (id, symbol, name, market_cap_rank) VALUES (:id, :symbol, :name, :rank) ON CONFLICT DO NOTHING"
)
_INSTRUMENT = text(
    "INSERT INTO instruments (instrument_id, coin_id, venue, base, quote)"
    " VALUES (:symbol || '-USD.COMPOSITE', :id, 'composite', :symbol, 'USD') ON CONFLICT DO NOTHING"
)


@pytest.fixture(scope="session")
def settings(services_env: dict[str, str]) -> Settings:
    names = ("DATABASE_URL", "REDIS_URL", "KAFKA_BOOTSTRAP_SERVERS", "MODE")
    values = {name.lower(): services_env[name] for name in names}
    return Settings.model_validate({**values, "simulator_url": "http://127.0.0.1:1", "sentiment_model": "vader"})


@pytest.fixture(scope="session")
async def admin(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Sees and fills every table."""
    engine = make_engine(settings, role=None)
    async with engine.begin() as conn:
        for coin_id, symbol, name, rank in COINS:
            await conn.execute(_COIN, {"id": coin_id, "symbol": symbol, "name": name, "rank": rank})
            await conn.execute(_INSTRUMENT, {"id": coin_id, "symbol": symbol})
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def engine(settings: Settings, admin: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """Acts as the service."""
    del admin  # the coins are there
    engine = make_engine(settings, role=settings.role)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def tagging(engine: AsyncEngine) -> Tagging:
    tagging = Tagging(engine)
    await tagging.refresh()
    return tagging
