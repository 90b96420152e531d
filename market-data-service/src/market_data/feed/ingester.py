"""The whole of market-ingest: a feed for each venue, the USD rates, the published states and readiness."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from shared.clock import now_us
from shared.data.engine import make_engine
from shared.events import Feed, RateV1
from shared.events.values import Instrument, Mode, Venue
from shared.http.health import Health
from shared.jobs import Jobs
from shared.kafka import Producer, Reader, StateReader, decoded
from shared.kafka.topics import RATES, VENUES

from market_data.domain.catalogue import read_catalogue
from market_data.feed.publisher import Publisher
from market_data.feed.rates import Rates
from market_data.feed.resume.lost_trades import LostTrades
from market_data.feed.resume.twins import Twins
from market_data.feed.simulator_state import SimulatorState
from market_data.feed.venue_feed import VenueFeed
from market_data.settings import IngestSettings
from market_data.venues.types import VenueRest

_STATUS_EVERY: Final = 2.0
_RESUMED_WITHIN: Final = 60.0
"""Seconds after its start for which an ingester that fetches what it missed is not ready: so long a rolling restart
waits for it before the next one ends. With REST away for longer, it is."""
_DAY_US: Final = 86_400_000_000


class Ingester:
    """Builds everything without touching the network; `start` begins. Health depends on `kafka` and `venues`."""

    def __init__(self, settings: IngestSettings, health: Health) -> None:
        catalogue = read_catalogue(settings.catalogue)
        self._began = time.monotonic()
        self._settings = settings
        self._health = health
        self._engine = make_engine(settings, role="market_data", pool_size=3)
        self._rates = Rates(catalogue.quotes)
        if settings.mode is not Mode.REPLAY:
            self._rates.expected |= {rate.quote for rate in catalogue.rates if rate.instruments}
        self._producer = Producer(
            settings.kafka_bootstrap_servers, client_id=settings.ingester_id, health=health, bound=settings.most_waiting
        )
        twins = Twins(settings.ingester_id)
        self._publisher = Publisher(self._producer, self._rates, twins)
        self._twin_reports = StateReader(settings.kafka_bootstrap_servers, {VENUES: twins.put}, settings.ingester_id)
        self._simulator = SimulatorState(settings.simulator_url)
        self._feeds = [
            VenueFeed(venue, settings, self._producer, self._publisher, self._rates, catalogue, self._engine, twins)
            for venue in settings.venues
        ]

    def start(self, jobs: Jobs) -> None:
        jobs.start("producer", self._producer.run())
        jobs.start("simulator-state", self._simulator.run())
        jobs.start("seconds", _every(1, self._tick))
        jobs.start("venue-states", _every(_STATUS_EVERY, self._publish_statuses))
        jobs.start("feeds", self._run_feeds(jobs))
        if self._settings.mode is not Mode.REPLAY:  # a capture's ids are not consecutive
            lost = LostTrades(self._settings.kafka_bootstrap_servers, self._publisher, self._find)
            jobs.start("lost-trades", lost.run())

    def _find(self, venue: Venue, instrument_id: str) -> tuple[Instrument, VenueRest, bool] | None:
        return next((feed.find(instrument_id) for feed in self._feeds if feed.venue is venue), None)

    async def _run_feeds(self, jobs: Jobs) -> None:
        """Read the last day's rates before connecting: back-filled trades get the rate of their own time.

        Likewise what other ingesters report. In a replay each one says all that it finds.
        """
        await self._read_rates()
        if self._settings.mode is not Mode.REPLAY:
            jobs.start("twins", self._twin_reports.run())
            await self._twin_reports.loaded.wait()
        for feed in self._feeds:
            jobs.start(f"feed-{feed.venue}", feed.run())
        await _every(self._settings.rates_every.total_seconds(), self._publisher.publish_rates)

    async def _read_rates(self) -> None:
        starts = {RATES: now_us() - _DAY_US}
        reader = await Reader.open(self._settings.kafka_bootstrap_servers, starts, client_id="market-ingest-rates")
        try:
            while not reader.caught_up:
                for records in (await reader.poll()).values():
                    for rate in filter(None, (decoded(record, RateV1) for record in records)):
                        self._rates.record(rate)
        finally:
            await reader.close()

    def _tick(self) -> None:
        playback = self._simulator.playback
        self._publisher.publish_uncovered()
        for feed in self._feeds:
            feed.tick(playback)
        why = self._not_ready(playback)
        if why is None:
            self._health.up("venues")
        else:
            self._health.down("venues", why)

    def _not_ready(self, playback: Feed) -> str | None:
        """Why this ingester cannot stand for another one yet; None: it can."""
        connecting = [feed for feed in self._feeds if feed.is_connecting]
        # A replay that is not playing sends nothing: then it is enough that every venue has listed its instruments.
        is_moving = playback in {Feed.PLAYING, Feed.CONTINUOUS}
        if connecting and (is_moving or not all(feed.is_listed for feed in connecting)):
            return f"no data yet from {', '.join(feed.venue for feed in connecting)}"
        resuming = [feed.venue for feed in self._feeds if feed.is_resuming]
        if resuming and time.monotonic() - self._began < _RESUMED_WITHIN:
            return f"still fetching what was missed before the start from {', '.join(resuming)}"
        return None

    def _publish_statuses(self) -> None:
        for feed in self._feeds:
            feed.publish_status()

    async def close(self) -> None:
        for feed in self._feeds:
            await feed.close()
        await self._engine.dispose()


async def _every(seconds: float, call: Callable[[], None]) -> None:
    while True:
        call()
        await asyncio.sleep(seconds)
