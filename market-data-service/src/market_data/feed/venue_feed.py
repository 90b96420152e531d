"""One venue's feed: its REST client, its connection, and what both share."""

import time
from typing import Final

from shared.events import Feed, VenueState
from shared.events.values import Mode, Venue
from shared.kafka import Producer
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.domain.catalogue import Catalogue
from market_data.feed.connection import VenueConnection
from market_data.feed.frames import FrameReader
from market_data.feed.instruments import VenueInstruments
from market_data.feed.publisher import Publisher
from market_data.feed.rates import Rates
from market_data.feed.resume.catch_up import CatchUp
from market_data.feed.venue_status import VenueStatus
from market_data.settings import IngestSettings
from market_data.venues.adapters import ADAPTERS
from market_data.venues.rest import make_client

_ENDED_AFTER: Final = 1.5
"""Seconds for which a finished replay must be fully fetched before its end is published: late frames may still come."""


class VenueFeed:
    """`run` connects until it is cancelled; `tick` is called once a second."""

    def __init__(
        self,
        venue: Venue,
        settings: IngestSettings,
        producer: Producer,
        publisher: Publisher,
        rates: Rates,
        catalogue: Catalogue,
        engine: AsyncEngine,
    ) -> None:
        adapter = ADAPTERS[venue]
        self._mode = settings.mode
        self._publisher = publisher
        self._client = make_client(adapter.rest_url(settings.simulator_url), adapter.calls_per_second)
        rest = adapter.make_rest(self._client)
        self._status = VenueStatus(venue, settings.ingester_id, settings.mode, producer)
        reader = FrameReader(venue, producer, publisher, self._status, settings.most_waiting)
        self._instruments = VenueInstruments(
            adapter, rest, reader, rates, catalogue, engine, settings.kafka_bootstrap_servers, settings.mode
        )
        catch_up = CatchUp(rest, publisher, settings.mode)
        self._connection = VenueConnection(adapter, settings, self._instruments, catch_up, reader, self._status)
        reader.on_newest_id = self._connection.on_newest_id
        self._complete_since: float | None = None
        self._is_end_published = False

    @property
    def venue(self) -> Venue:
        return self._status.venue

    @property
    def is_connecting(self) -> bool:
        """Whether no data have come since the process started."""
        return self._status.state is VenueState.CONNECTING

    @property
    def is_listed(self) -> bool:
        """Whether the venue has listed at least one instrument to follow."""
        return bool(self._instruments.by_native)

    async def run(self) -> None:
        await self._connection.run()

    def publish_status(self) -> None:
        self._status.publish()

    def tick(self, playback: Feed) -> None:
        """Take over the simulator's playback state; close gaps of an earlier process; end a finished replay."""
        if playback is Feed.FINISHED and self._connection.playback is not Feed.FINISHED:
            self._connection.fetch_newest()
            self._status.is_end_published = self._mode is not Mode.REPLAY
        self._connection.playback = self._status.feed = playback
        self._status.count_second()
        if self._status.resumed:
            self._instruments.close_earlier_gaps(self._publisher)
        self._end_replay(playback)

    def _end_replay(self, playback: Feed) -> None:
        """Publish the end of a finished replay, once everything was fetched for a moment."""
        if self._mode is not Mode.REPLAY or playback is not Feed.FINISHED or not self._status.resumed:
            self._complete_since, self._is_end_published = None, False
            return
        now = time.monotonic()
        self._complete_since = self._complete_since or now
        if not self._is_end_published and now - self._complete_since > _ENDED_AFTER:
            self._is_end_published = self._status.is_end_published = True
            self._instruments.publish_end(self._publisher)

    async def close(self) -> None:
        await self._client.aclose()
