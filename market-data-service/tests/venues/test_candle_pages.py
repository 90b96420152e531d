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
from market_data.venues.types import CandlePage, VenueRest
from shared.clock import now_us
from shared.events.values import Instrument, Interval, Venue

from .fake_venue import FakeVenue, serving

ALGO = Instrument(venue=Venue.COINBASE, base="ALGO", quote="USD", coin_id="algorand", native="ALGO-USD")
PATH = "/products/ALGO-USD/candles"


def listed(query: Mapping[str, str]) -> list[list[float]]:
    """A candle in every minute that is asked for, the newest first."""
    start, end = (int(datetime.fromisoformat(query[name]).timestamp()) for name in ("start", "end"))
    return [[at, 1, 2, 1, 2, 5] for at in range(end, start - 1, -60)]


async def page(answer: Any, minutes: int = 1_000) -> tuple[CandlePage, int]:
    """The newest page of the last minutes, and how many requests it took."""
    venue, end_us = FakeVenue({PATH: answer}), Interval.MINUTE.floor(now_us())
    async with serving(venue) as client:
        found = await CoinbaseRest(client).fetch_candles(
            ALGO, Interval.MINUTE, end_us - minutes * Interval.MINUTE.us, end_us
        )
    assert found.start_us == end_us - min(minutes, 300) * Interval.MINUTE.us
    return found, len(venue.asked)


@pytest.mark.parametrize(("minutes", "count"), [(1_000, 300), (40, 40)])
async def test_a_page_is_the_newest_part_of_a_span(minutes: int, count: int) -> None:
    found, requests = await page(listed, minutes)

    assert (len(found.candles), requests) == (count, 1)
    assert [one.open_time_us for one in found.candles] == sorted({one.open_time_us for one in found.candles})


@pytest.mark.parametrize("empty", [0, 1])
async def test_a_page_that_comes_empty_is_asked_for_again(empty: int) -> None:
    """Case 04: about every fifth answer is empty although there are candles."""
    asked = 0

    def answer(query: Mapping[str, str]) -> list[list[float]]:
        nonlocal asked
        asked += 1
        return [] if asked <= empty + 1 else listed(query)

    found, requests = await page(answer)
    assert (len(found.candles), requests) == (300, empty + 2)


async def test_an_instrument_without_candles_takes_a_bounded_number_of_requests() -> None:
    found, requests = await page(lambda _query: [])

    assert (found.candles, requests) == ([], 3)


async def test_kraken_lists_nothing_older_than_its_newest_candles_and_says_so() -> None:
    rows = [[AT + 60 * n, *OHLC, "1.7", "7", 4] for n in range(720)]
    kraken = Instrument(venue=Venue.KRAKEN, base="X", quote="USD", coin_id="x", native="X/USD")
    answers = {
        "/0/public/AssetPairs": lambda _query: {"error": [], "result": {}},
        "/0/public/OHLC": lambda _query: {"error": [], "result": {"XUSD": rows, "last": AT}},
    }
    async with serving(FakeVenue(answers)) as client:
        rest = KrakenRest(client)
        old = await rest.fetch_candles(kraken, Interval.MINUTE, 0, (AT + 60 * 700) * 1_000_000)
        new = await rest.fetch_candles(
            kraken, Interval.MINUTE, (AT + 60 * 690) * 1_000_000, (AT + 60 * 700) * 1_000_000
        )

    assert (len(old.candles), old.start_us, old.is_oldest) == (700, AT * 1_000_000, True)
    assert (len(new.candles), new.is_oldest) == (10, False)


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
        found, *_ = await RESTS[venue](client).fetch_candles(
            instrument, Interval.MINUTE, (AT - 60) * 1_000_000, (AT + 600) * 1_000_000
        )

    assert [(one.open_time_us, one.open, one.close, one.volume) for one in found] == [
        (AT * 1_000_000, Decimal("1.5"), Decimal(2), Decimal(7))
    ]
