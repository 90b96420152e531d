from typing import Any

import httpx
import pytest
from shared.clock import from_us, now_us
from shared.events import GapState
from stack.testing import eventually

from .exchange import Exchange, new_coin
from .traded import Get

MINUTE_US = 60_000_000
NOW_US = now_us() // MINUTE_US * MINUTE_US


def ago(minutes: int) -> int:
    return NOW_US - minutes * MINUTE_US


@pytest.fixture
async def coin_id(client: httpx.AsyncClient, exchange: Exchange) -> str:
    """A coin with two holes at Kraken, the older one filled, and one at Binance of which nobody knows the end."""
    coin_id, symbol = new_coin()
    kraken, binance = f"{symbol}-USD.KRAKEN", f"{symbol}-USDT.BINANCE"
    await exchange.missed(
        kraken,
        "100",
        GapState.CLOSED,
        ago(30),
        end_us=ago(28),
        first_id=100,
        last_id=2**62,
        reason="40 trades fetched by id",
    )
    await exchange.missed(
        kraken, "200", GapState.UNFILLABLE, ago(20), end_us=ago(10), first_id=200, reason="not listed any more"
    )
    await exchange.missed(binance, "7", GapState.OPEN, ago(5), first_id=7, reason="socket")

    async def noted() -> bool:
        answer = await client.get(f"/market/gaps/{coin_id}")
        return answer.is_success and len(answer.json()["items"]) == 3

    await eventually(noted)
    return coin_id


def names(page: Any) -> list[str]:
    return [item["gap_id"].partition("/")[2] for item in page["items"]]


async def test_a_gap_says_what_was_missed_and_what_became_of_it(get: Get, coin_id: str) -> None:
    newest, _, oldest = (await get(f"gaps/{coin_id}"))["items"]

    assert oldest | {"as_of": None} == {
        "gap_id": f"{coin_id.upper()}-USD.KRAKEN/100",
        "instrument_id": f"{coin_id.upper()}-USD.KRAKEN",
        "venue": "kraken",
        "start": from_us(ago(30)).isoformat().replace("+00:00", "Z"),
        "end": from_us(ago(28)).isoformat().replace("+00:00", "Z"),
        "first_id": "100",
        "last_id": str(2**62),
        "state": "closed",
        "reason": "40 trades fetched by id",
        "closed_by": None,
        "trades_filled": None,
        "as_of": None,
    }
    assert (newest["state"], newest["end"], newest["last_id"], newest["reason"]) == ("open", None, None, "socket")


async def test_only_gaps_that_overlap_the_span_are_listed(get: Get, coin_id: str) -> None:
    async def between(start: int, end: int) -> list[str]:
        span = {"start": from_us(ago(start)).isoformat(), "end": from_us(ago(end)).isoformat()}
        return names(await get(f"gaps/{coin_id}", **span))

    assert await between(29, 15) == ["200", "100"]
    assert await between(27, 21) == []
    assert await between(2, 1) == ["7"]  # an open one goes on
    assert await between(60, 30) == []  # the end is not part of the span


async def test_pages_of_gaps_hold_each_gap_once(get: Get, coin_id: str) -> None:
    first = await get(f"gaps/{coin_id}", limit=2)
    second = await get(f"gaps/{coin_id}", limit=2, cursor=first["next"])

    assert (names(first), names(second), second["next"]) == (["7", "200"], ["100"], None)


async def test_what_cannot_be_asked_is_refused(client: httpx.AsyncClient, coin_id: str) -> None:
    unknown = await client.get("/market/gaps/no-such-coin")
    foreign = await client.get(f"/market/gaps/{coin_id}", params={"cursor": "bm90IG91cnM"})

    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_coin")
    assert (foreign.status_code, foreign.json()["errors"][0]["field"]) == (400, "cursor")
