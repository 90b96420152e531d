"""A clock that becomes wrong, and one that becomes right again, shows in the venue's state at once: both ways."""

import json
import time
from collections.abc import AsyncIterator

import pytest
from market_data.domain.catalogue import Catalogue
from market_data.feed.publisher import Publisher
from market_data.feed.rates import Rates
from market_data.feed.resume.twins import Twins
from market_data.feed.rotation.link import Link
from market_data.feed.venue_feed import VenueFeed
from market_data.settings import IngestSettings
from shared.clock import now_us, rfc3339
from shared.data.engine import make_engine
from shared.events import Feed, VenueReason, VenueState
from shared.events.values import Instrument, Mode, Venue
from shared.kafka import Producer
from shared.kafka.topics import FRAMES_DLQ
from stack.testing import eventually

from .conftest import MakeIngester, MakeSimulator
from .ingester import Published

ONE = Instrument(venue=Venue.KRAKEN, base="ALGO", quote="USD", coin_id="algorand", native="ALGO/USD")
TWO_HOURS_US = 7_200_000_000
ENOUGH = 25
"""Trades of another time in a row that say that a clock is wrong."""
LIVE = (VenueState.LIVE, None)
WRONG = (VenueState.UNAVAILABLE, VenueReason.CLOCK_WRONG)


class OneVenue:
    """Kraken's feed with frames made here, without a connection and with seconds that pass when the test says so."""

    def __init__(self) -> None:
        rates, self.producer = Rates(()), Producer("nowhere:1", client_id="test")
        settings = IngestSettings(mode=Mode.SIMULATED, simulator_url="http://127.0.0.1:1")
        self.engine = make_engine(settings, role="market_data")
        publisher = Publisher(self.producer, rates)
        catalogue = Catalogue(coins=())
        twins = Twins("test")
        self.feed = VenueFeed(Venue.KRAKEN, settings, self.producer, publisher, rates, catalogue, self.engine, twins)
        instruments = self.feed._instruments
        instruments.by_native, instruments.by_id = {ONE.native: ONE}, {ONE.instrument_id: ONE}
        instruments.on_changed()
        self._last_id = 0

    def trades(self, count: int, off_us: int = 0) -> None:
        for _ in range(count):
            self._last_id += 1
            at = rfc3339(now_us() + off_us)
            row = {"symbol": ONE.native, "side": "buy", "price": 0.2, "qty": 1, "trade_id": self._last_id}
            frame = {"channel": "trade", "type": "update", "data": [{**row, "timestamp": at}]}
            self.feed._connection._on_frame(self.link, json.dumps(frame, separators=(",", ":")).encode())

    @property
    def link(self) -> Link:
        return self.feed._reader.link

    def second(self) -> None:
        self.feed.tick(Feed.CONTINUOUS)
        self.link.frame_at = self.link.data_at = time.monotonic()
        self.feed._connection._check_state(time.monotonic())

    def date_is_off(self, off_us: int) -> None:
        """An answer of REST says how far ahead the venue's clock is."""
        self.feed._client.clock_off_us = off_us

    def state(self) -> tuple[VenueState, VenueReason | None]:
        return self.feed._status.state, self.feed._status.reason


@pytest.fixture
async def venue() -> AsyncIterator[OneVenue]:
    venue = OneVenue()
    yield venue
    await venue.feed.close()
    await venue.engine.dispose()


async def test_a_clock_that_jumps_while_the_socket_is_open_is_named_and_its_trades_are_no_dead_letters(
    venue: OneVenue,
) -> None:
    venue.trades(3)
    venue.second()
    assert venue.state() == LIVE

    venue.trades(ENOUGH, TWO_HOURS_US)
    venue.second()
    assert venue.state() == WRONG

    letters = venue.producer.pending_of(FRAMES_DLQ)
    venue.trades(ENOUGH, TWO_HOURS_US)
    assert venue.producer.pending_of(FRAMES_DLQ) == letters
    assert venue.feed._status.unparsed == ENOUGH


async def test_a_few_trades_of_another_time_among_good_ones_say_nothing_about_our_clock(venue: OneVenue) -> None:
    for _ in range(ENOUGH):
        venue.trades(1, TWO_HOURS_US)
        venue.trades(1)
    venue.second()

    assert venue.state() == LIVE


async def test_a_clock_that_is_right_again_is_believed_with_the_next_trade_whatever_the_last_list_said(
    venue: OneVenue,
) -> None:
    venue.date_is_off(TWO_HOURS_US)
    venue.trades(1, TWO_HOURS_US)
    venue.second()
    assert venue.state() == WRONG

    venue.trades(1)
    venue.second()
    venue.trades(1)
    assert venue.state() == LIVE


async def test_a_date_that_is_newer_than_the_last_good_trade_counts(venue: OneVenue) -> None:
    venue.trades(3)
    venue.second()

    venue.date_is_off(TWO_HOURS_US)
    venue.trades(1, TWO_HOURS_US)
    venue.second()
    assert venue.state() == WRONG


async def test_a_venue_whose_clock_jumps_turns_and_turns_back_without_a_new_connection(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published
) -> None:
    simulator = await simulate(rate=60.0)
    await ingest(simulator, VENUES='["binance"]')
    connections = simulator.simulation.exchanges["binance"].connections

    async def turns(state: str) -> None:
        async def turned() -> bool:
            await topics.read()
            return topics.state("binance") == state

        await eventually(turned, timeout=60)

    async def jump(by_us: int) -> None:
        await simulator.post("/control/generate", trades_per_second=0)
        simulator.simulation.clock._origin += by_us
        await simulator.post("/control/generate", trades_per_second=60)

    await turns("live:None")
    clients = set(connections.clients)
    await jump(TWO_HOURS_US)
    await turns("unavailable:clock_wrong")
    await jump(-TWO_HOURS_US)
    await turns("live:None")
    assert set(connections.clients) == clients
