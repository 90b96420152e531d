"""Composition root of market-ingest: one feed a venue, the rates, the reports, and their health."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Final

from fastapi import FastAPI
from shared.clock import now_us
from shared.data.engine import make_engine
from shared.events import Feed, RateV1, VenueState, decoder
from shared.events.values import Mode, Venue
from shared.http.app import create_app as create_service
from shared.http.app import run
from shared.http.health import Health
from shared.jobs import Jobs
from shared.kafka import Producer, Reader
from shared.kafka.topics import RATES
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.domain.catalogue import Catalogue, read_catalogue
from market_data.feed.connection import VenueFeed
from market_data.feed.frames import FrameReader
from market_data.feed.instruments import Markets
from market_data.feed.publisher import Publisher
from market_data.feed.rates import Rates
from market_data.feed.resume.catch_up import Resume
from market_data.feed.settings import Settings
from market_data.feed.simulator_state import Tape
from market_data.feed.venue_status import Report
from market_data.venues.adapters import ADAPTERS
from market_data.venues.rest import make_client

_REPORT_EVERY: Final = 2
_ENDED_AFTER: Final = 1.5
_DAY_US: Final = 86_400_000_000


class Line:
    """One venue's feed and all that belongs to it."""

    def __init__(
        self,
        venue: Venue,
        settings: Settings,
        producer: Producer,
        publisher: Publisher,
        rates: Rates,
        catalogue: Catalogue,
        engine: AsyncEngine,
    ) -> None:
        adapter = ADAPTERS[venue]
        self.client = make_client(adapter.rest_url(settings.simulator_url), adapter.calls_per_second)
        rest = adapter.make_rest(self.client)
        self.report = Report(venue, settings.ingester_id, settings.mode, producer)
        reader = FrameReader(venue, producer, publisher, self.report, settings.most_waiting)
        self.markets = Markets(
            adapter, rest, reader, rates, catalogue, engine, settings.kafka_bootstrap_servers, settings.mode
        )
        resume = Resume(rest, publisher, settings.mode)
        self.feed = VenueFeed(adapter, settings, self.markets, resume, reader, self.report)
        reader.on_beat = self.feed.beat
        self._publisher = publisher
        self._finished_at: float | None = None

    def tick(self, tape: Feed, mode: Mode) -> None:
        """Once a second: tell the feed what the tape does, close what an earlier process left open, end the tape."""
        if tape is Feed.FINISHED and self.feed.tape is not Feed.FINISHED:
            self.feed.sweep()
            self.report.is_end_told = mode is not Mode.REPLAY
        self.feed.tape = self.report.feed = tape
        self.report.tick()
        if self.report.resumed:
            self.markets.close_leftovers(self._publisher)
        if mode is not Mode.REPLAY or tape is not Feed.FINISHED or not self.report.resumed:
            self._finished_at = None
        elif self._finished_at is None:
            self._finished_at = time.monotonic()
        elif 0 < self._finished_at < time.monotonic() - _ENDED_AFTER:
            self._finished_at = -1
            self.markets.tape_ended(self._publisher)
            self.report.is_end_told = True


class Ingest:
    """Builds everything without touching the network; `start` begins."""

    def __init__(self, settings: Settings, health: Health) -> None:
        catalogue = read_catalogue(settings.catalogue)
        self._settings = settings
        self._health = health
        self._engine = make_engine(settings, role="market_data", pool_size=3)
        self._rates = Rates(catalogue.quotes)
        if settings.mode is not Mode.REPLAY:
            self._rates.expected |= {rate.quote for rate in catalogue.rates if rate.instruments}
        self._producer = Producer(
            settings.kafka_bootstrap_servers, client_id=settings.ingester_id, health=health, bound=settings.most_waiting
        )
        self._publisher = Publisher(self._producer, self._rates)
        self._tape = Tape(settings.simulator_url)
        self.lines = [
            Line(venue, settings, self._producer, self._publisher, self._rates, catalogue, self._engine)
            for venue in settings.venues
        ]

    def start(self, jobs: Jobs) -> None:
        jobs.start("producer", self._producer.run())
        jobs.start("tape", self._tape.run())
        jobs.start("seconds", self._every(1, self._tick))
        jobs.start("reports", self._every(_REPORT_EVERY, self._publish_reports))
        jobs.start("feeds", self._feeds(jobs))

    async def _feeds(self, jobs: Jobs) -> None:
        """The last day's rates first, since what is back-filled is stamped from them."""
        await self._read_rates()
        for line in self.lines:
            jobs.start(f"feed-{line.report.venue}", line.feed.run())
        jobs.start("rates", self._every(self._settings.rates_every.total_seconds(), self._publisher.rates))
        await asyncio.Event().wait()

    async def _read_rates(self) -> None:
        starts = {RATES: now_us() - _DAY_US}
        reader = await Reader.open(self._settings.kafka_bootstrap_servers, starts, client_id="market-ingest-rates")
        try:
            while not reader.caught_up:
                for records in (await reader.poll()).values():
                    for record in records:
                        self._rates.keep(decoder(RateV1).decode(record.value or b""))
        finally:
            await reader.close()

    @staticmethod
    async def _every(seconds: float, call: Callable[[], None]) -> None:
        while True:
            call()
            await asyncio.sleep(seconds)

    def _tick(self) -> None:
        for line in self.lines:
            line.tick(self._tape.feed, self._settings.mode)
        waiting = [line for line in self.lines if line.report.state is VenueState.CONNECTING]
        moving = self._tape.feed in {Feed.PLAYING, Feed.CONTINUOUS}
        if waiting and (moving or not all(line.markets.by_native for line in waiting)):
            self._health.down("venues", f"no data yet from {', '.join(line.report.venue for line in waiting)}")
        else:
            self._health.up("venues")

    def _publish_reports(self) -> None:
        for line in self.lines:
            line.report.publish()

    async def close(self) -> None:
        for line in self.lines:
            await line.client.aclose()
        await self._engine.dispose()


def create_app(settings: Settings, jobs: Jobs) -> FastAPI:
    health = Health("kafka", "venues")

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        ingest = Ingest(settings, health)
        ingest.start(jobs)
        try:
            yield
        finally:
            await jobs.stop()
            await ingest.close()

    return create_service(settings, title="Tidemark market ingest", health=health, lifespan=lifespan)


def main() -> None:
    settings, jobs = Settings(), Jobs()
    run(create_app(settings, jobs), settings, jobs)
