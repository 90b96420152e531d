"""How far the import of history is: each instrument's, and the sums."""

import httpx
import pytest
from market_data.recorder.sql.instruments import CoinRow, Listing, upsert_catalogue
from shared.events.values import Instrument, Venue
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from .exchange import new_coin
from .test_lists import listed
from .traded import Get

_INSERT = text("""
    INSERT INTO history_imports (instrument_id, "interval", end_at, reached_at, target_at, is_exhausted) VALUES
        (:id, '1h', '2026-11-29T13:00Z', '2026-11-19T13:00Z', '2026-11-09T13:00Z', false),
        (:id, '1m', '2026-11-29T12:34Z', '2026-11-29T00:34Z', '2026-10-30T12:34Z', true)
""")


@pytest.fixture
async def coin_id(database_url: str, get: Get) -> str:
    """A coin of which half the hours are there, and all minutes that its exchange lists."""
    coin_id, symbol = new_coin()
    engine = create_async_engine(database_url.replace("postgresql://", "postgresql+asyncpg://"))
    kraken = Instrument(venue=Venue.KRAKEN, base=symbol, quote="USD", coin_id=coin_id, native=f"{symbol}/USD")
    async with engine.begin() as conn:
        await upsert_catalogue(conn, [CoinRow(coin_id, symbol, "X")], [Listing(kraken, 0)])
        await conn.execute(_INSERT, {"id": kraken.instrument_id})
    await engine.dispose()
    await listed(get, coin_id)
    return coin_id


async def test_each_import_says_what_is_there_of_what_is_wanted(get: Get, coin_id: str) -> None:
    items = (await get("history", coin_id=coin_id))["items"]

    assert [(one["interval"], one["done"], one["total"], one["is_exhausted"]) for one in items] == [
        ("1h", 240, 480, False),
        ("1m", 43_200, 43_200, True),
    ]
    assert (items[0]["reached"], items[0]["target"]) == ("2026-11-19T13:00:00Z", "2026-11-09T13:00:00Z")


async def test_a_page_goes_on_where_the_last_one_ended(get: Get, coin_id: str) -> None:
    first = await get("history", coin_id=coin_id, limit=1)
    second = await get("history", coin_id=coin_id, limit=1, cursor=first["next"])

    assert [one["interval"] for one in first["items"] + second["items"]] == ["1h", "1m"]
    assert second["next"] is None


@pytest.mark.usefixtures("coin_id")
async def test_the_pipeline_has_the_sums(get: Get) -> None:
    history = (await get("pipeline"))["history"]

    assert history["total"] == sum(one["total"] for one in history["intervals"])
    hours, minutes = history["intervals"][0], history["intervals"][-1]
    assert (hours["interval"], minutes["interval"]) == ("1h", "1m")
    assert hours["done"] < hours["total"]


async def test_an_unknown_coin_is_404(client: httpx.AsyncClient) -> None:
    answer = await client.get("/market/history", params={"coin_id": "no-such-coin"})

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_coin")
