from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from market_data.tables import candles
from shared.clock import now_us
from shared.events import Feed, VenueReason, VenueState
from shared.events.values import Interval, Venue
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.testing import eventually

from .exchange import Exchange, new_coin
from .traded import Get

HOUR = timedelta(hours=1)


async def listed(get: Get, coin_id: str) -> Any:
    """Return the coin's row of the list, once it has one."""

    async def row() -> Any:
        items = (await get("coins", query=coin_id))["items"]
        return items[0] if items else None

    return await eventually(row, timeout=20)


async def add_candles(
    engine: AsyncEngine, coin_id: str, closes: dict[datetime, str], *, status: str = "backfilled"
) -> None:
    """Store the composite's hours as an import of history would."""
    zero = [0, 0]
    async with engine.begin() as conn:
        await conn.execute(
            insert(candles),
            [
                {
                    "instrument_id": f"{coin_id.upper()}-USD.COMPOSITE",
                    "interval": Interval.HOUR.value,
                    "open_time": at,
                    "coin_id": coin_id,
                    "venue": "composite",
                    **dict.fromkeys(("open", "high", "low", "close"), Decimal(close)),
                    **dict.fromkeys(("volume", "quote_volume", "usd_volume"), Decimal(10)),
                    "trade_count": 1,
                    "open_key": zero,
                    "close_key": zero,
                    "status": status,
                    "source": "venue",
                    "is_closed": True,
                    "as_of": at + HOUR,
                    "last_recv_at": at + HOUR,
                }
                for at, close in closes.items()
            ],
        )


async def test_the_catalogue_s_coins_are_listed_by_rank_and_say_what_is_not_known(get: Get, exchange: Exchange) -> None:
    del exchange

    async def first() -> Any:
        items = (await get("coins", limit=3))["items"]
        assert items[0]["venues"]
        assert items[0]["reason"] in {"no_data", "venue_stale"}  # what a test before has done to a venue is over
        return items

    items = await eventually(first, timeout=20)

    assert [item["coin_id"] for item in items[:2]] == ["bitcoin", "ethereum"]
    bitcoin = items[0]
    assert (bitcoin["symbol"], bitcoin["name"], bitcoin["market_cap_rank"]) == ("BTC", "Bitcoin", 1)
    assert (bitcoin["price"] is None) == (bitcoin["as_of"] is None)
    assert [venue["venue"] for venue in bitcoin["venues"]] == ["binance", "coinbase", "kraken"]


async def test_pages_of_coins_hold_each_coin_once(get: Get, exchange: Exchange) -> None:
    del exchange
    whole = [item["coin_id"] for item in (await get("coins", sort="name", limit=1_000))["items"]]
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await get("coins", sort="name", limit=10, **cursor)
        found += [item["coin_id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}

    assert found == whole
    assert len(set(found)) == len(found) >= 24


async def test_a_coin_shows_its_changes_its_range_and_its_week(
    get: Get, exchange: Exchange, engine: AsyncEngine
) -> None:
    coin_id, symbol = new_coin()
    await exchange.trade(f"{symbol}-USD.KRAKEN", "110")
    await listed(get, coin_id)
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    await add_candles(
        engine,
        coin_id,
        {
            hour - 169 * HOUR: "100",
            hour - 100 * HOUR: "300",
            hour - 25 * HOUR: "88",
            hour - 5 * HOUR: "50",
            hour - 2 * HOUR: "125",
        },
    )

    async def row() -> Any:
        item = await listed(get, coin_id)
        assert item["change_7d_percent"] is not None
        assert item["sparkline"]["values"][-3] == "125"
        return item

    item = await eventually(row, timeout=20)

    assert (item["change_1h_percent"], item["change_24h_percent"], item["change_7d_percent"]) == ("-12", "25", "10")
    assert (item["low_24h"], item["high_24h"]) == ("50", "125")
    values = item["sparkline"]["values"]
    assert item["sparkline"]["interval"] == "1h"
    assert len(values) == 168
    assert (values[-101], values[-6], values[-1]) == ("300", "50", "110")
    assert values[0] is None
    assert datetime.fromisoformat(item["sparkline"]["start"]) == hour - 167 * HOUR


async def test_one_coin_is_told_with_its_instruments(get: Get, exchange: Exchange) -> None:
    del exchange
    found = await get("coins/BTC")

    assert (found["coin_id"], found["composite_id"]) == ("bitcoin", "BTC-USD.COMPOSITE")
    assert [one["instrument_id"] for one in found["instruments"]] == [
        "BTC-USDT.BINANCE",
        "BTC-USD.COINBASE",
        "BTC-USD.KRAKEN",
    ]
    assert found["description"]
    listed = (await get("coins", query="bitcoin"))["items"][0]
    assert listed["tick"] == found["tick"]


async def test_an_instrument_that_the_venue_does_not_list_is_disabled_in_the_catalogue(
    get: Get, exchange: Exchange
) -> None:
    async def disabled(reason: str | None) -> bool:
        found = (await get("coins/bitcoin"))["instruments"]
        return bool({one["instrument_id"]: one["disabled"] for one in found}["BTC-USD.COINBASE"] == reason)

    try:
        exchange.states[Venue.COINBASE] = {"not_listed": ("BTC-USD.COINBASE",)}
        assert await eventually(lambda: disabled("not_listed"), timeout=20)
    finally:
        exchange.states[Venue.COINBASE] = {}
    assert await eventually(lambda: disabled(None), timeout=20)


@pytest.mark.parametrize("params", [{"limit": 0}, {"sort": "beauty"}, {"cursor": "????"}, {"query": "x" * 101}])
async def test_a_list_that_cannot_be_is_a_problem(client: httpx.AsyncClient, exchange: Exchange, params: Any) -> None:
    del exchange
    answer = await client.get("/market/coins", params=params)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")


async def test_the_summary_is_of_all_coins(get: Get, exchange: Exchange) -> None:
    coin_id, symbol = new_coin()
    await exchange.ticker(f"{symbol}-USD.KRAKEN", last_price=Decimal(2), quote_volume_24h=Decimal("1000.5"))
    await exchange.trade(f"{symbol}-USD.KRAKEN", "2")
    await listed(get, coin_id)

    async def counted() -> Any:
        found = await get("summary")
        assert found["volume_24h"] is not None
        return found

    found = await eventually(counted)

    assert Decimal(found["volume_24h"]) >= Decimal("1000.5")
    assert found["coins"] >= found["volume_coins"] >= 1
    assert isinstance(found["open_gaps"], int)
    assert found["as_of"].endswith("Z")


async def test_each_venue_says_how_it_is(get: Get, exchange: Exchange) -> None:
    wait = {
        "state": VenueState.CONNECTING,
        "reason": VenueReason.RATE_LIMITED,
        "attempt": 3,
        "next_attempt_at_us": now_us(),
    }
    exchange.states[Venue.BINANCE] = wait

    async def both() -> Any:
        items = {item["venue"]: item for item in (await get("venues"))["items"]}
        assert items["binance"]["reason"] == "rate_limited"
        return items

    try:
        items = await eventually(both)
    finally:
        exchange.states[Venue.BINANCE] = {}

    assert (items["binance"]["state"], items["binance"]["attempt"]) == ("connecting", 3)
    assert items["binance"]["next_attempt_at"].endswith("Z")
    assert (items["kraken"]["state"], items["kraken"]["reason"], items["kraken"]["message_rate"]) == (
        "live",
        None,
        "12.3",
    )
    assert items["kraken"]["open_gaps"] == 0


async def close_minutes(engine: AsyncEngine) -> None:
    """Close what other tests have left open: their minutes may not be over yet."""
    async with engine.begin() as conn:
        await conn.execute(update(candles).where(candles.c.interval == Interval.MINUTE.value).values(is_closed=True))


async def test_the_pipeline_settles_when_the_feed_has_ended_and_every_trade_is_a_row(
    get: Get, exchange: Exchange, engine: AsyncEngine
) -> None:
    coin_id, symbol = new_coin()
    at = now_us() - 86_400_000_000
    await close_minutes(engine)
    last = await exchange.trade(f"{symbol}-USD.KRAKEN", "5", ts_event_us=at, ts_recv_us=now_us())
    await exchange.trade(f"{symbol}-USD.KRAKEN", "5", trade_id=last.trade_id, ts_event_us=at)
    await listed(get, coin_id)
    assert (await get("pipeline"))["settled"] is False

    for venue in exchange.states:
        exchange.states[venue] = {"feed": Feed.FINISHED, "received": 10, "unparsed": 1}
    exchange.states[Venue.BINANCE] |= {"unacked": 1}

    async def finished() -> Any:
        found = await get("pipeline")
        assert found["feed"] == "finished"
        assert found["record_lag"] == 0
        return found

    async def settled() -> Any:
        found = await get("pipeline")
        assert found["settled"]
        return found

    try:
        assert (await eventually(finished))["settled"] is False
        exchange.states[Venue.BINANCE] |= {"unacked": 0, "resumed": False, "state": VenueState.UNAVAILABLE}
        found = await eventually(settled, timeout=30)
        rows = found["trades_stored"]
        await exchange.trade(f"{symbol}-USD.KRAKEN", "6", ts_event_us=at)
        assert (await eventually(lambda: _more(get, rows), timeout=20))["trades_stored"] == rows + 1
    finally:
        for venue in exchange.states:
            exchange.states[venue] = {}

    assert (found["mode"], found["trades_received"], found["unparsed"]) == ("simulated", 30, 3)
    assert found["duplicates"] >= 1
    assert set(found["history"]) == {"done", "intervals", "total"}


async def _more(get: Get, rows: int) -> Any:
    found = await get("pipeline")
    return found if found["settled"] and found["trades_stored"] > rows else None
