"""A venue's own candles are read to the end of the asked span, whatever pages come empty."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from market_data.venues.binance_rest import BinanceRest
from market_data.venues.coinbase_rest import CoinbaseRest
from market_data.venues.kraken_rest import KrakenRest
from market_data.venues.rest import VenueClient
from market_data.venues.types import MissingCandlesError, VenueRest
from shared.events.values import Instrument, Interval, Venue

from .fake_venue import FakeVenue, serving

ALGO = Instrument(venue=Venue.COINBASE, base="ALGO", quote="USD", coin_id="algorand", native="ALGO-USD")
PATH = "/products/ALGO-USD/candles"


def listed(query: Mapping[str, str]) -> list[list[float]]:
    """A candle in every minute that is asked for, the newest first."""
    start, end = (int(datetime.fromisoformat(query[name]).timestamp()) for name in ("start", "end"))
    return [[at, 1, 2, 1, 2, 5] for at in range(end, start - 1, -60)]


async def candles(answer: Any, limit: int = 1_000) -> tuple[int, int]:
    """How many candles come, and how many requests that takes."""
    venue = FakeVenue({PATH: answer})
    async with serving(venue) as client:
        found = await CoinbaseRest(client).fetch_candles(ALGO, Interval.MINUTE, limit)
    return len(found), len(venue.asked)


@pytest.mark.parametrize("empty", [0, 1, 3])
async def test_a_page_that_comes_empty_once_is_asked_for_again(empty: int) -> None:
    """Case 04: about every fifth answer is empty although there are candles."""
    asked = 0

    def answer(query: Mapping[str, str]) -> list[list[float]]:
        nonlocal asked
        asked += 1
        return [] if asked == empty + 1 else listed(query)

    assert await candles(answer) == (1_000, 5)


@pytest.mark.parametrize(("silent", "others"), [(0, 700), (1, 700), (2, 700)])
async def test_a_page_that_stays_empty_before_older_candles_is_a_quiet_time_or_an_error(
    silent: int, others: int
) -> None:
    """Case 04: what is listed comes with the doubt."""
    ends: list[str] = []

    def answer(query: Mapping[str, str]) -> list[list[float]]:
        if query["end"] not in ends:
            ends.append(query["end"])
        return [] if ends.index(query["end"]) == silent else listed(query)

    with pytest.raises(MissingCandlesError) as doubt:
        await candles(answer)
    assert len(doubt.value.candles) == others


async def test_where_the_oldest_pages_are_empty_history_begins_later() -> None:
    newest: list[int] = []

    def answer(query: Mapping[str, str]) -> list[list[float]]:
        rows = listed(query)
        newest.append(max(newest[0] if newest else 0, int(rows[0][0])))
        return [row for row in rows if row[0] > newest[0] - 310 * 60]

    found, _ = await candles(answer)
    assert found == 310


async def test_an_instrument_without_candles_takes_a_bounded_number_of_requests() -> None:
    assert await candles(lambda _query: []) == (0, 12)


AT = 1_774_000_020
"""The beginning of a minute, unix seconds."""
UNUSABLE: list[Any] = [None, [], ["x"], {"time": AT}, [None] * 12, ["x"] * 12, [AT + 0.5, *[1] * 11], [AT, *[-1] * 11]]
OHLC = ["1.5", "3", "1", "2"]
GOOD: dict[Venue, list[Any]] = {
    Venue.BINANCE: [AT * 1_000, *OHLC, "7", AT * 1_000 + 59_999, "12", 4, "3", "6", "0"],
    Venue.COINBASE: [AT, 1, 3, 1.5, 2, 7],
    Venue.KRAKEN: [AT, *OHLC, "1.7", "7", 4],
}
BEYOND: dict[Venue, list[Any]] = {
    Venue.BINANCE: [AT * 1_000, "9", "3", "1", "2", "7", AT * 1_000 + 59_999, "12", 4, "3", "6", "0"],
    Venue.COINBASE: [AT, 1, 3, 9, 2, 7],
    Venue.KRAKEN: [AT, "9", "3", "1", "2", "1.7", "7", 4],
}
RESTS: dict[Venue, Callable[[VenueClient], VenueRest]] = {
    Venue.BINANCE: BinanceRest,
    Venue.COINBASE: CoinbaseRest,
    Venue.KRAKEN: KrakenRest,
}


@pytest.mark.parametrize("venue", RESTS)
async def test_a_row_that_is_no_candle_costs_only_itself(venue: Venue) -> None:
    rows = [*UNUSABLE, BEYOND[venue], GOOD[venue]]
    native = "X/USD" if venue is Venue.KRAKEN else "XUSD"
    instrument = Instrument(venue=venue, base="X", quote="USD", coin_id="x", native=native)
    fake = FakeVenue(
        {
            "/api/v3/klines": lambda _query: rows,
            "/products/XUSD/candles": lambda _query: rows,
            "/0/public/AssetPairs": lambda _query: {"error": [], "result": {}},
            "/0/public/OHLC": lambda _query: {"error": [], "result": {"XUSD": rows, "last": AT}},
        }
    )
    async with serving(fake) as client:
        found = await RESTS[venue](client).fetch_candles(instrument, Interval.MINUTE, 10)

    assert [(one.open_time_us, one.open, one.close, one.volume) for one in found] == [
        (AT * 1_000_000, Decimal("1.5"), Decimal(2), Decimal(7))
    ]
