"""Answers of the venues' REST: listings, pages with rows that are no trades, limits said in bodies, wrong clocks."""

import asyncio
import time
from collections.abc import Mapping
from email.utils import formatdate
from typing import Any

import httpx
import msgspec
import pytest
from market_data.venues.adapters import ADAPTERS
from market_data.venues.binance_rest import BinanceRest
from market_data.venues.kraken_rest import KrakenRest
from market_data.venues.rest import RequestSpacing, fetch_json
from market_data.venues.types import RateLimitedError, UnknownInstrumentError, VenueAwayError
from shared.clock import now_us
from shared.events.values import Instrument, Venue

from .fake_venue import FakeVenue, serving

SECOND_US = 1_000_000
ANYTHING = msgspec.json.Decoder(Any)
LISTS: dict[Venue, tuple[str, Any]] = {
    Venue.BINANCE: (
        "/api/v3/exchangeInfo",
        {
            "symbols": [
                {
                    "symbol": f"{base}USDT",
                    "baseAsset": base,
                    "quoteAsset": "USDT",
                    "status": status,
                    "filters": [
                        {"filterType": "PRICE_FILTER", "tickSize": "0.01"},
                        {"filterType": "LOT_SIZE", "stepSize": "0.001"},
                        {"filterType": "ICEBERG_PARTS", "limit": 10},
                    ],
                }
                for base, status in (("A", "TRADING"), ("B", "BREAK"), ("C", "CANCEL_ONLY"), ("D", "HALT"))
            ]
        },
    ),
    Venue.COINBASE: (
        "/products",
        [
            {
                "id": f"{base}-USD",
                "base_currency": base,
                "quote_currency": "USD",
                "quote_increment": "0.01",
                "base_increment": "0.001",
                "status": "online",
                **flags,
            }
            for base, flags in (
                ("A", {"post_only": True, "limit_only": True}),
                ("B", {"cancel_only": True}),
                ("C", {"trading_disabled": True}),
                ("D", {"status": "offline"}),
                ("GONE", {"status": "delisted"}),
            )
        ],
    ),
    Venue.KRAKEN: (
        "/0/public/AssetPairs",
        {
            "error": [],
            "result": {
                base: {
                    "altname": f"{base}USD",
                    "wsname": f"{base}/USD",
                    "status": status,
                    "tick_size": "0.01",
                    "lot_decimals": 3,
                }
                for base, status in (
                    ("A", "post_only"),
                    ("XBT", "limit_only"),
                    ("B", "cancel_only"),
                    ("C", "maintenance"),
                )
            },
        },
    ),
}


def instrument(venue: Venue, native: str) -> Instrument:
    return Instrument(venue=venue, base="X", quote="USD", coin_id="x", native=native)


@pytest.mark.parametrize("venue", LISTS)
async def test_a_list_says_what_is_halted_and_the_steps_of_prices_and_sizes(venue: Venue) -> None:
    path, body = LISTS[venue]
    async with serving(FakeVenue({path: lambda _query: body})) as client:
        listed = await ADAPTERS[venue].make_rest(client).fetch_listed()

    assert {one.base for one in listed if one.is_trading} == {"A", "BTC"} & {one.base for one in listed}
    assert {one.base for one in listed if not one.is_trading} >= {"B", "C"}
    assert "GONE" not in {one.base for one in listed}
    assert {(str(one.tick), str(one.lot)) for one in listed} == {("0.01", "0.001")}


def agg_row(number: int, **changes: object) -> dict[str, object]:
    at_ms = now_us() // 1_000
    return {"a": number, "p": "1.5", "q": "1", "f": number, "l": number, "T": at_ms, "m": True, "M": True} | changes


@pytest.mark.parametrize(
    "row", [agg_row(150, q="0"), agg_row(150, p="0"), agg_row(150, p=None), {"a": 150}, "nothing", None]
)
async def test_rows_that_are_no_trades_are_passed_over_and_the_page_goes_on_behind_them(row: object) -> None:
    body = [agg_row(149), row, agg_row(151, q="0")]
    async with serving(FakeVenue({"/api/v3/aggTrades": lambda _query: body})) as client:
        page = await BinanceRest(client).fetch_trades(
            instrument(Venue.BINANCE, "XUSDT"), after_id=149, after_us=None, aggregated=True
        )

    assert (page.trades, page.read_to) == ([], 151)


async def test_one_row_of_the_future_among_others_that_are_no_trades_stops_nothing() -> None:
    later = now_us() // 1_000 + 7_200_000
    body = [agg_row(150, q="0"), agg_row(151, T=later), agg_row(152, p="0")]
    async with serving(FakeVenue({"/api/v3/aggTrades": lambda _query: body})) as client:
        page = await BinanceRest(client).fetch_trades(
            instrument(Venue.BINANCE, "XUSDT"), after_id=149, after_us=None, aggregated=True
        )

    assert (page.trades, page.read_to) == ([], 152)


async def test_trades_of_the_future_are_not_passed_over_our_clock_is_wrong() -> None:
    later = now_us() // 1_000 + 7_200_000
    async with serving(FakeVenue({"/api/v3/aggTrades": lambda _query: [agg_row(150, T=later)]})) as client:
        with pytest.raises(VenueAwayError, match="clock is wrong"):
            await BinanceRest(client).fetch_trades(
                instrument(Venue.BINANCE, "XUSDT"), after_id=149, after_us=None, aggregated=True
            )


@pytest.mark.parametrize(
    "body",
    [
        {"error": ["EAPI:Rate limit exceeded"]},
        {"error": ["EGeneral:Too many requests"]},
        {"message": "Public rate limit exceeded"},
        {"code": -1003, "msg": "Too many requests; current limit is 6000 request weight per 1 MINUTE."},
    ],
)
async def test_a_limit_said_in_a_body_is_one_whatever_the_status(body: object) -> None:
    async with serving(FakeVenue({"/x": lambda _query: body})) as client:
        with pytest.raises(RateLimitedError):
            await fetch_json(client, "x", ANYTHING)


@pytest.mark.parametrize("text", ["IP banned until {ms}. Please use", "EService:Throttled: {s}"])
async def test_the_wait_that_a_body_names_is_the_one_to_keep(text: str) -> None:
    until = time.time() + 60
    said = text.format(ms=int(until * 1_000), s=int(until))
    async with serving(FakeVenue({"/x": lambda _query: {"error": [said]}}, status=418)) as client:
        with pytest.raises(RateLimitedError) as limited:
            await fetch_json(client, "x", ANYTHING)

    assert 50 < limited.value.retry_after <= 60


async def test_retry_after_may_be_a_date() -> None:
    venue = FakeVenue(
        {"/x": lambda _query: {}}, status=429, headers={"Retry-After": formatdate(time.time() + 60, usegmt=True)}
    )
    async with serving(venue) as client:
        with pytest.raises(RateLimitedError) as limited:
            await fetch_json(client, "x", ANYTHING)

    assert 50 < limited.value.retry_after <= 60


def test_each_limit_slows_all_requests_down_and_good_answers_speed_them_up_again() -> None:
    spacing = RequestSpacing(5)
    for _ in range(2):
        spacing.on_limited(0)
    assert spacing.step_s == pytest.approx(0.8)
    spacing.on_limited(60)
    assert spacing.step_s == 1
    for _ in range(200):
        spacing.on_answered()
    assert spacing.step_s == pytest.approx(0.2)


@pytest.mark.parametrize(
    "body",
    [{"code": -1121, "msg": "Invalid symbol."}, {"error": ["EQuery:Unknown asset pair"]}, {"message": "NotFound"}],
)
async def test_an_instrument_that_the_venue_does_not_know_is_no_outage(body: object) -> None:
    async with serving(FakeVenue({"/x": lambda _query: body})) as client:
        with pytest.raises(UnknownInstrumentError):
            await fetch_json(client, "x", ANYTHING)


async def test_the_venues_clock_is_read_from_its_answers() -> None:
    venue = FakeVenue({"/x": lambda _query: {}}, headers={"Date": formatdate(time.time() + 7_200, usegmt=True)})
    async with serving(venue) as client:
        await fetch_json(client, "x", ANYTHING)

        assert client.clock_off_us is not None
        assert abs(client.clock_off_us - 7_200 * SECOND_US) < 60 * SECOND_US


def test_requests_that_are_limited_together_slow_down_once() -> None:
    spacing = RequestSpacing(5)
    for _ in range(4):
        spacing.on_limited(60)

    assert spacing.step_s == pytest.approx(0.4)


class SameTime:
    """Kraken with 2 500 trades whose rows show one time; their true times, as in `last`, are 1 ns apart."""

    def __init__(self) -> None:
        self.at_ns = (now_us() // SECOND_US - 60) * 1_000_000_000
        self.ids = range(1, 2_501)

    def trades(self, query: Mapping[str, str]) -> Any:
        since = int(query["since"])
        found = [number for number in self.ids if self.at_ns + number > since][:1_000]
        at = f"{self.at_ns / 1e9:.4f}"
        rows = [["1.5", "1", float(at), "b", "m", "", number] for number in found]
        return {"error": [], "result": {"XUSD": rows, "last": str(self.at_ns + found[-1] if found else since)}}


async def test_many_trades_of_one_time_are_all_read() -> None:
    kraken = SameTime()
    answers = {"/0/public/Trades": kraken.trades, "/0/public/AssetPairs": lambda _query: LISTS[Venue.KRAKEN][1]}
    read: list[int] = []
    async with serving(FakeVenue(answers)) as client:
        rest, one = KrakenRest(client), instrument(Venue.KRAKEN, "A/USD")
        last_id, last_us = 1, kraken.at_ns // 1_000
        for _ in range(4):
            page = await rest.fetch_trades(one, after_id=last_id, after_us=last_us, aggregated=False)
            read += [trade.number for trade in page.trades]
            last_id = page.read_to

    assert read == list(range(2, 2_501))


async def test_requests_that_are_cancelled_at_any_moment_leave_the_connections_to_later_ones() -> None:
    async with serving(FakeVenue({"/time": lambda _query: [1]})) as client:
        client.spacing = RequestSpacing(1_000_000)
        for moment in range(0, 100, 4):
            asked = [asyncio.create_task(fetch_json(client, "/time", ANYTHING)) for _ in range(8)]
            await asyncio.sleep(moment / 10_000)
            for one in asked:
                one.cancel()
            await asyncio.wait(asked)

        client.timeout = httpx.Timeout(10, pool=5)
        answer, _ = await fetch_json(client, "/time", msgspec.json.Decoder(list[int]))
    assert answer == [1]
