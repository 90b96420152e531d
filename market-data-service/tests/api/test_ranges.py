"""Spans, orders, venues and cursors of stored lists, and how long their answers may be kept."""

from typing import Any

import httpx
import pytest
from market_data.api.candles import CandleRow, are_settled
from shared.clock import from_us, now_us
from shared.events.values import Interval

from .traded import Get, Traded, all_pages

MINUTE_US = 60_000_000
LISTS = ("trades", "candles")


async def test_trades_of_one_venue(get: Get, client: httpx.AsyncClient, traded: Traded) -> None:
    kraken = (await get(f"trades/{traded.coin_id}", venue="kraken"))["items"]
    everywhere = (await get(f"trades/{traded.coin_id}", venue="composite"))["items"]
    unknown = await client.get(f"/market/trades/{traded.coin_id}", params={"venue": "coinbase"})

    assert ({item["venue"] for item in kraken}, len(kraken)) == ({"kraken"}, 7)
    assert everywhere == (await get(f"trades/{traded.coin_id}"))["items"]
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_instrument")


async def test_trades_from_a_start_to_before_an_end(get: Get, traded: Traded) -> None:
    whole = (await get(f"trades/{traded.coin_id}"))["items"]
    span = {"start": whole[5]["timestamp"], "end": whole[2]["timestamp"]}

    assert (await get(f"trades/{traded.coin_id}", **span))["items"] == whole[3:6]


@pytest.mark.parametrize("kind", LISTS)
async def test_oldest_first_is_the_other_way_round(get: Get, traded: Traded, kind: str) -> None:
    path, of = f"{kind}/{traded.coin_id}", {"venue": "kraken"}
    newest_first = (await get(path, **of))["items"]

    assert (await get(path, order="asc", **of))["items"] == newest_first[::-1]
    assert await all_pages(get, path, order="asc", limit=2, **of) == newest_first[::-1]


@pytest.mark.parametrize("kind", [*LISTS, "gaps"])
async def test_a_span_without_length_holds_nothing(
    get: Get, client: httpx.AsyncClient, traded: Traded, kind: str
) -> None:
    at, before = "2026-01-01T00:00:00Z", "2025-12-31T00:00:00Z"
    reversed_span = await client.get(f"/market/{kind}/{traded.coin_id}", params={"start": at, "end": before})

    assert await get(f"{kind}/{traded.coin_id}", start=at, end=at) == {"items": [], "next": None}
    assert (reversed_span.status_code, reversed_span.json()["errors"][0]["field"]) == (400, "start")


OTHERS: dict[str, list[dict[str, Any]]] = {
    "candles": [{"interval": "5m"}, {"venue": "composite"}, {"order": "asc"}],
    "trades": [{"venue": "binance"}, {"venue": "composite"}, {"order": "asc"}],
}


@pytest.mark.parametrize("kind", LISTS)
async def test_a_cursor_belongs_to_its_list(get: Get, client: httpx.AsyncClient, traded: Traded, kind: str) -> None:
    path = f"{kind}/{traded.coin_id}"
    of: dict[str, Any] = {"venue": "kraken", "limit": 2}
    cursor = (await get(path, **of))["next"]
    by_name = await get(path, instrument_id=traded.at_kraken, cursor=cursor, limit=2) if kind == "candles" else None

    refused = [await client.get(f"/market/{path}", params={**of, **other, "cursor": cursor}) for other in OTHERS[kind]]
    assert [(answer.status_code, answer.json()["errors"][0]["field"]) for answer in refused] == [(400, "cursor")] * 3
    rest = await get(path, **of | {"limit": 3}, cursor=cursor)
    assert len(rest["items"]) == 3
    assert by_name is None or by_name["items"] == rest["items"][:2]


async def test_the_cursor_of_another_coin_is_refused(get: Get, client: httpx.AsyncClient, traded: Traded) -> None:
    cursor = (await get(f"trades/{traded.coin_id}", limit=1))["next"]

    answer = await client.get("/market/trades/bitcoin", params={"cursor": cursor})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "cursor")


async def test_the_cursor_of_coins_belongs_to_their_order(get: Get, client: httpx.AsyncClient) -> None:
    cursor = (await get("coins", limit=1, sort="name"))["next"]

    for params in ({"sort": "-name"}, {"sort": "name", "query": "b"}):
        answer = await client.get("/market/coins", params={**params, "cursor": cursor})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "cursor")


async def test_candles_that_may_change_are_revalidated_and_prices_are_not_kept(
    client: httpx.AsyncClient, traded: Traded
) -> None:
    candles = await client.get(f"/market/candles/{traded.coin_id}", params={"venue": "kraken"})
    again = await client.get(
        f"/market/candles/{traded.coin_id}",
        params={"venue": "kraken"},
        headers={"If-None-Match": candles.headers["etag"]},
    )
    completeness = await client.get(f"/market/completeness/{traded.coin_id}")
    price = await client.get(f"/market/prices/{traded.coin_id}")

    assert (completeness.status_code, completeness.headers["cache-control"]) == (200, "no-cache")
    assert (candles.headers["cache-control"], again.status_code) == ("no-cache", 304)
    assert price.headers["cache-control"] == "no-store"


def row(number: int, **changes: Any) -> CandleRow:
    """The minute that began `number` minutes after 1970."""
    at = from_us(number * MINUTE_US)
    known: dict[str, Any] = dict.fromkeys(CandleRow.__dataclass_fields__)
    known |= {"open_time": at, "is_closed": True, "status": "complete"}
    return CandleRow(**known | changes)


def test_only_whole_pages_of_closed_candles_are_settled_and_only_after_an_hour() -> None:
    minute, later = Interval.MINUTE, 65 * MINUTE_US + 60 * 60 * 1_000_000

    assert are_settled([row(2), row(1)], minute, later)
    assert are_settled([row(1), row(2, status="backfilled")], minute, later)
    assert not are_settled([row(2), row(1)], minute, 62 * MINUTE_US)
    assert not are_settled([], minute, now_us())
    assert not are_settled([row(3), row(1)], minute, later)
    assert not are_settled([row(2, is_closed=False), row(1)], minute, later)
    assert not are_settled([row(2), row(1, status="partial")], minute, later)
