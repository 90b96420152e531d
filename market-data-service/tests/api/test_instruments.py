"""Which instruments there are, in which steps they trade, and whether their trades arrive."""

from typing import Any

import httpx
import pytest
from shared.events import VenueReason, VenueState
from shared.events.values import Venue
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.testing import eventually

from .exchange import Exchange
from .traded import Get, Traded, all_pages


async def item(get: Get, traded: Traded) -> Any:
    (found,) = (await get("instruments", coin_id=traded.coin_id, venue="kraken"))["items"]
    return found


async def test_an_instrument_says_what_it_is(get: Get, traded: Traded) -> None:
    found = await item(get, traded)

    assert found == {
        "instrument_id": traded.at_kraken,
        "coin_id": traded.coin_id,
        "venue": "kraken",
        "base": traded.symbol,
        "quote": "USD",
        "tick": None,
        "lot": None,
        "steps_reason": "not_reported",
        "status": "followed",
        "reason": None,
        "is_rate": False,
    }


async def test_its_steps_are_the_venue_s(get: Get, traded: Traded, engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        statement = text("UPDATE instruments SET tick = 0.10, lot = 0.00000001 WHERE instrument_id = :id")
        await conn.execute(statement, {"id": traded.at_kraken})

    async def shown() -> bool:
        found = await item(get, traded)
        return (found["tick"], found["lot"], found["steps_reason"]) == ("0.10", "0.00000001", None)

    await eventually(shown)


@pytest.mark.parametrize("why", ["refused", "halted", "not_listed", "unanswered"])
async def test_one_that_is_not_followed_says_why(get: Get, traded: Traded, exchange: Exchange, why: str) -> None:
    exchange.states[Venue.KRAKEN] = {why: (traded.at_kraken,)}

    async def shown(status: str, reason: str | None) -> bool:
        found = await item(get, traded)
        return (found["status"], found["reason"]) == (status, reason)

    await eventually(lambda: shown("not_followed", why))
    (kraken,) = [one for one in (await get("venues"))["items"] if one["venue"] == "kraken"]
    assert kraken[why] == [traded.at_kraken]
    complete = await get(f"completeness/{traded.coin_id}", instrument_id=traded.at_kraken)
    assert (complete["reason"], [one["reason"] for one in complete["not_followed"]]) == (why, [why])
    exchange.states[Venue.KRAKEN] = {}
    await eventually(lambda: shown("followed", None), timeout=20)


async def test_while_its_venue_is_away_nobody_knows(get: Get, traded: Traded, exchange: Exchange) -> None:
    exchange.states[Venue.KRAKEN] = {"state": VenueState.UNAVAILABLE, "reason": VenueReason.GEO_BLOCKED}

    async def shown(status: str, reason: str | None) -> bool:
        found = await item(get, traded)
        return (found["status"], found["reason"]) == (status, reason)

    await eventually(lambda: shown("unknown", "geo_blocked"))
    exchange.states[Venue.KRAKEN] = {}
    await eventually(lambda: shown("followed", None), timeout=20)


async def test_the_list_is_paged_and_filtered(get: Get, client: httpx.AsyncClient, traded: Traded) -> None:
    ids = [one["instrument_id"] for one in await all_pages(get, "instruments", coin_id=traded.coin_id, limit=1)]
    kraken = (await get("instruments", venue="kraken"))["items"]
    unknown = await client.get("/market/instruments", params={"coin_id": "no-such-coin"})

    assert ids == [f"{traded.symbol}-USD.KRAKEN", f"{traded.symbol}-USDT.BINANCE"]
    assert {one["venue"] for one in kraken} == {"kraken"}
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_coin")
