from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from shared.clock import from_us, now_us
from shared.events import GapState, VenueReason, VenueState
from shared.events.values import Venue
from stack.testing import eventually

from .exchange import Exchange, new_coin
from .test_lists import listed
from .traded import Get

MINUTE_US = 60_000_000
NOW_US = now_us() // MINUTE_US * MINUTE_US


def ago(minutes: int) -> int:
    return NOW_US - minutes * MINUTE_US


@pytest.fixture
async def symbol(client: httpx.AsyncClient, exchange: Exchange) -> str:
    """A coin followed for two hours at Kraken; its trades of 36 minutes cannot be fetched any more, 40 others were."""
    coin_id, symbol = new_coin()
    kraken = f"{symbol}-USD.KRAKEN"
    await exchange.followed(kraken, ago(120))
    for minutes in (119, 90, 89, 53, 52, 1):
        await exchange.trade(kraken, "5", ts_event_us=ago(minutes), ts_recv_us=ago(minutes))
    await exchange.missed(kraken, "1", GapState.UNFILLABLE, ago(89) + 5, end_us=ago(53) + 5)
    await exchange.missed(kraken, "2", GapState.CLOSED, ago(20), end_us=ago(18) + 5)

    async def noted() -> bool:
        answer = await client.get(f"/market/gaps/{coin_id}")
        candles = await client.get(f"/market/candles/{coin_id}", params={"venue": "kraken", "interval": "1m"})
        if not (answer.is_success and candles.is_success):
            return False
        return len(answer.json()["items"]) == 2 and len(candles.json()["items"]) == 6

    await eventually(noted)
    return symbol


_BY_LEDGER = {"quiet": "complete", "missing": "partial"}


def minutes_by_status(found: Any, names: dict[str, str] | None = None) -> list[tuple[str, int]]:
    """Each span's status and length in minutes; of what has no candle, what the ledger says of it."""
    minutes: list[tuple[str, int]] = []
    for one in found["spans"]:
        length = datetime.fromisoformat(one["end"]) - datetime.fromisoformat(one["start"])
        status = (_BY_LEDGER if names is None else names).get(one["status"], one["status"])
        more = length // timedelta(minutes=1)
        if minutes and minutes[-1][0] == status:
            more += minutes.pop()[1]
        minutes.append((status, more))
    return minutes


async def test_quiet_and_missing_minutes_are_told_apart_and_holes_are_named(get: Get, symbol: str) -> None:
    span = {"start": from_us(ago(92)).isoformat(), "end": from_us(ago(15)).isoformat()}

    found = await get(f"completeness/{symbol}", venue="kraken", **span)

    assert minutes_by_status(found, {}) == [
        ("quiet", 2), ("complete", 1), ("partial", 1), ("missing", 35), ("partial", 1), ("complete", 1), ("quiet", 31),
        ("backfilled", 3), ("quiet", 2),
    ]  # fmt: skip
    missing = next(one for one in found["spans"] if one["status"] == "missing")
    assert missing["ids"]["instrument_id"] == f"{symbol}-USD.KRAKEN"
    assert (missing["closed_by"], missing["trades_filled"]) == (None, None)


async def test_an_outage_is_the_same_whatever_interval_is_shown(get: Get, symbol: str) -> None:
    span = {"start": from_us(ago(120)).isoformat(), "end": from_us(NOW_US).isoformat()}

    for venue in ("kraken", "composite"):
        found = await get(f"completeness/{symbol.lower()}", venue=venue, **span)

        assert minutes_by_status(found) == [
            ("complete", 31), ("partial", 37), ("complete", 32), ("backfilled", 3), ("complete", 17)
        ]  # fmt: skip
        assert found["percent"] == "69.17"
        for interval, partial in (("1m", 2), ("5m", 2)):
            items = (await get(f"candles/{symbol.lower()}", venue=venue, interval=interval, **span))["items"]
            touched = [item for item in items if item["status"] == "partial"]
            assert len(touched) >= partial


async def test_the_last_day_is_as_complete_as_the_list_says(get: Get, symbol: str) -> None:
    async def same() -> bool:
        found, row = await get(f"completeness/{symbol}"), await listed(get, symbol.lower())
        return bool(row["complete_24h_percent"] is not None and found["percent"] == row["complete_24h_percent"])

    await eventually(same)
    found = await get(f"completeness/{symbol}")
    assert found["since"] == from_us(ago(120)).isoformat().replace("+00:00", "Z")
    assert minutes_by_status(found)[0][0] == "none"


async def test_a_row_says_whether_something_is_missed_now(get: Get, exchange: Exchange, symbol: str) -> None:
    assert (await listed(get, symbol.lower()))["open_gaps"] == 0

    await exchange.missed(f"{symbol}-USD.KRAKEN", "3", GapState.OPEN, ago(1))

    async def is_open() -> bool:
        return bool((await listed(get, symbol.lower()))["open_gaps"] == 1)

    await eventually(is_open)


async def test_a_coin_lacks_what_an_exchange_refuses_since_the_first_start(
    get: Get, exchange: Exchange, symbol: str
) -> None:
    coinbase = f"{symbol}-USD.COINBASE"
    exchange.states[Venue.COINBASE]["refused"] = (coinbase,)
    await exchange.missed(coinbase, "1", GapState.OPEN, ago(10), reason="refused")
    span = {"start": from_us(ago(15)).isoformat(), "end": from_us(NOW_US).isoformat()}

    async def noted() -> bool:
        found, row = await get(f"completeness/{symbol}"), await listed(get, symbol.lower())
        known = (await get("instruments", coin_id=symbol))["items"]
        is_missing = len(known) == 2 and minutes_by_status(await get(f"completeness/{symbol}", **span))[-1] == (
            "partial",
            10,
        )
        is_named = found["not_followed"] == [{"instrument_id": coinbase, "reason": "refused"}]
        return bool(is_missing and is_named and found["percent"] == row["complete_24h_percent"])

    await eventually(noted)
    assert (await get(f"completeness/{symbol}"))["reason"] is None  # Kraken delivers
    own = await get(f"completeness/{symbol}", instrument_id=coinbase, **span)
    assert (minutes_by_status(own), own["percent"]) == ([("none", 5), ("partial", 10)], "0")
    assert (own["reason"], own["not_followed"]) == ("refused", [{"instrument_id": coinbase, "reason": "refused"}])
    exchange.states[Venue.COINBASE] = {}
    candles = (await get(f"candles/{symbol}", **span))["items"]
    assert [item["status"] for item in candles] == ["partial"]


async def test_a_coin_that_nobody_follows_has_no_share(get: Get, exchange: Exchange) -> None:
    coin_id, symbol = new_coin()
    await exchange.trade(f"{symbol}-USD.KRAKEN", "5")
    await listed(get, coin_id)

    found = await get(f"completeness/{coin_id}", venue="kraken")

    assert (found["percent"], found["since"], found["reason"]) == (None, None, "no_data")


@pytest.mark.parametrize("later_us", [0, 17_345_678])
async def test_no_time_is_no_error_and_an_unknown_instrument_is(
    client: httpx.AsyncClient, symbol: str, later_us: int
) -> None:
    now = from_us(NOW_US - 60 * MINUTE_US + later_us).isoformat()
    nothing = await client.get(f"/market/completeness/{symbol}", params={"start": now, "end": now})
    foreign = await client.get(f"/market/completeness/{symbol}", params={"instrument_id": "BTC-USD.KRAKEN"})

    assert (nothing.json()["percent"], nothing.json()["reason"], nothing.json()["spans"]) == (None, "no_data", [])
    assert nothing.json()["start"] == nothing.json()["end"]
    assert (foreign.status_code, foreign.json()["code"]) == (404, "unknown_instrument")


async def test_minutes_of_an_exchange_that_delivers_nothing_are_missing_and_not_quiet(
    get: Get, exchange: Exchange, symbol: str
) -> None:
    """First its connection is lost, then the ingester is gone, too: nobody can note a gap."""
    span = {"start": from_us(ago(10)).isoformat(), "end": from_us(ago(1)).isoformat()}
    lost = {"state": VenueState.STALE, "reason": VenueReason.CONNECTION_LOST, "last_data_at_us": ago(5)}
    exchange.states[Venue.KRAKEN] = lost

    async def last_span(reason: str) -> Any:
        found = await get(f"completeness/{symbol}", **span)
        return found if found["spans"][-1]["reason"] == reason else None

    try:
        first = await eventually(lambda: last_span("connection_lost"))
        exchange.silent.add(Venue.KRAKEN)
        second = await eventually(lambda: last_span("ingest_down"))
    finally:
        exchange.states[Venue.KRAKEN] = {}
        exchange.silent.clear()

    began = from_us(ago(5)).isoformat().replace("+00:00", "Z")
    for found in (first, second):
        last = found["spans"][-1]
        assert (last["start"], last["status"], last["closed_by"]) == (began, "missing", None)
        assert last["ids"]["instrument_id"] == f"{symbol}-USD.KRAKEN"
        assert (found["as_of"], found["stale"], found["reason"]) == (began, True, "venue_stale")
