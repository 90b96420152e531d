from decimal import Decimal
from typing import Any

import httpx
import pytest
from market_data.api.candles import CandlePage
from market_data.api.coins.latest_price import LatestPrices
from market_data.api.deps import MarketState
from market_data.api.trades import TradePage
from market_data.live.boards import PriceBoard
from market_data.live.redis_prices import RedisPriceReader
from market_data.settings import RestSettings
from pydantic import BaseModel, SecretStr
from shared.clock import now_us
from shared.data.redis import make_redis
from shared.events.values import Interval
from stack.testing import eventually

from .exchange import Exchange, new_coin
from .traded import Get, Traded, all_pages


async def test_trades_come_newest_first_with_all_that_was_recorded(get: Get, traded: Traded) -> None:
    items = (await get(f"trades/{traded.symbol.lower()}"))["items"]

    newest = items[0]
    assert (newest["instrument_id"], newest["venue"]) == (f"{traded.symbol}-USDT.BINANCE", "binance")
    assert (newest["trade_id"], newest["price"], newest["size"], newest["side"]) == ("a1234", "99.9", "0.5", "buy")
    assert newest["backfilled"] is False
    assert newest["timestamp"].endswith("Z")
    assert [item["price"] for item in items[1:]] == [str(106 - step) for step in range(7)]


async def test_pages_of_trades_hold_each_trade_once(get: Get, traded: Traded) -> None:
    whole = (await get(f"trades/{traded.coin_id}"))["items"]

    assert await all_pages(get, f"trades/{traded.coin_id}", limit=3) == whole
    assert await all_pages(get, f"trades/{traded.coin_id}", limit=8) == whole


async def test_trades_of_the_same_moment_are_told_apart_by_their_ids(
    get: Get, exchange: Exchange, client: httpx.AsyncClient
) -> None:
    coin_id, symbol = new_coin()
    at = now_us()
    for number in (9, 10, 11, 100):
        await exchange.trade(f"{symbol}-USD.KRAKEN", "1", trade_id=str(number), ts_event_us=at)

    async def recorded() -> bool:
        answer = await client.get(f"/market/trades/{coin_id}")
        return answer.status_code == httpx.codes.OK and len(answer.json()["items"]) == 4

    await eventually(recorded)
    items = await all_pages(get, f"trades/{coin_id}", limit=1)
    assert [item["trade_id"] for item in items] == ["100", "11", "10", "9"]


async def test_trades_of_one_instrument(get: Get, traded: Traded) -> None:
    items = (await get(f"trades/{traded.coin_id}", instrument_id=traded.at_kraken))["items"]

    assert {item["instrument_id"] for item in items} == {traded.at_kraken}
    assert len(items) == 7


async def test_candles_of_a_venue_are_those_of_its_instrument(get: Get, traded: Traded) -> None:
    by_venue = await get(f"candles/{traded.coin_id}", venue="kraken")
    by_name = await get(f"candles/{traded.coin_id}", instrument_id=traded.at_kraken)

    assert by_venue == by_name
    assert [item["close"] for item in by_venue["items"]] == [str(106 - step) for step in range(7)]
    newest = by_venue["items"][0]
    assert newest["interval"] == "1m"
    assert (newest["open"], newest["volume"], newest["quote_volume"], newest["trade_count"]) == (
        "106",
        "0.5",
        "53.0",
        1,
    )
    assert newest["status"] in {"complete", "backfilled", "partial"}
    assert newest["revision"] >= 1


@pytest.mark.parametrize(("path", "page"), [("candles", CandlePage), ("trades", TradePage)])
async def test_a_page_reads_as_its_model_says(get: Get, traded: Traded, path: str, page: type[BaseModel]) -> None:
    """Rows are encoded past the models, which are what the document describes."""
    found = await get(f"{path}/{traded.coin_id}", limit=2)

    assert len(found["items"]) == 2
    assert page.model_validate(found).model_dump(mode="json") == found


async def test_composite_candles_are_the_default_and_in_dollars(get: Get, traded: Traded) -> None:
    items = (await get(f"candles/{traded.coin_id}"))["items"]

    assert {item["instrument_id"] for item in items} == {f"{traded.symbol}-USD.COMPOSITE"}
    assert Decimal(items[0]["close"]) == Decimal("99.9") * Decimal("0.999")


async def test_pages_of_candles_hold_each_candle_once(get: Get, traded: Traded) -> None:
    whole = (await get(f"candles/{traded.coin_id}", venue="kraken"))["items"]

    assert await all_pages(get, f"candles/{traded.coin_id}", venue="kraken", limit=2) == whole


async def test_a_range_of_candles_begins_with_its_start_and_ends_before_its_end(get: Get, traded: Traded) -> None:
    whole = (await get(f"candles/{traded.coin_id}", venue="kraken"))["items"]
    first, last = whole[4]["open_time"], whole[1]["open_time"]

    found = await get(f"candles/{traded.coin_id}", venue="kraken", start=first, end=last)

    assert found["items"] == whole[2:5]


async def test_higher_intervals_are_there_as_well(get: Get, traded: Traded) -> None:
    for interval in Interval:
        items = (await get(f"candles/{traded.coin_id}", venue="kraken", interval=interval.value))["items"]
        assert sum(item["trade_count"] for item in items) == 7


@pytest.mark.parametrize("path", ["trades", "candles"])
async def test_an_instrument_of_another_coin_is_a_problem(client: httpx.AsyncClient, traded: Traded, path: str) -> None:
    answer = await client.get(f"/market/{path}/{traded.coin_id}", params={"instrument_id": "BTC-USD.NOWHERE"})

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_instrument")


async def test_a_venue_that_does_not_trade_the_coin_is_a_problem(client: httpx.AsyncClient, traded: Traded) -> None:
    answer = await client.get(f"/market/candles/{traded.coin_id}", params={"venue": "coinbase"})

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_instrument")


@pytest.mark.parametrize(
    ("path", "params", "field"),
    [
        ("candles", {"interval": "2m"}, "interval"),
        ("candles", {"limit": 0}, "limit"),
        ("candles", {"limit": 1_001}, "limit"),
        ("candles", {"start": "yesterday"}, "start"),
        ("candles", {"start": "2026-01-01T00:00:00"}, "start"),
        ("candles", {"start": "2026-01-02T00:00:00Z", "end": "2026-01-01T00:00:00Z"}, "start"),
        ("candles", {"venue": "nasdaq"}, "venue"),
        ("candles", {"cursor": "!"}, "cursor"),
        ("candles", {"cursor": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"}, "cursor"),
        ("trades", {"cursor": "YQ"}, "cursor"),
        ("trades", {"limit": "many"}, "limit"),
    ],
)
async def test_invalid_input_is_a_problem_that_names_its_field(
    client: httpx.AsyncClient, traded: Traded, path: str, params: dict[str, Any], field: str
) -> None:
    answer = await client.get(f"/market/{path}/{traded.coin_id}", params=params)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_times_beyond_any_market_are_no_error(get: Get, traded: Traded) -> None:
    span = {"start": "0001-01-01T00:00:00Z", "end": "9999-12-31T23:59:59Z"}

    assert len((await get(f"candles/{traded.coin_id}", venue="kraken", **span))["items"]) == 7


async def test_a_coin_that_nobody_publishes_shows_its_last_candle_as_stale(market: MarketState, traded: Traded) -> None:
    settings = RestSettings(redis_url=SecretStr("redis://127.0.0.1:1"))  # nobody listens there
    redis = make_redis(settings)
    latest = LatestPrices(PriceBoard(), RedisPriceReader(redis), market.engine)

    found = await latest.read(market.coin(traded.coin_id))

    assert found.price is not None
    assert (float(found.price), found.source, found.stale) == (99.9 * 0.999, "candle", True)
    await redis.aclose()
