"""One venue's feed: its REST client, its connection, and what both share."""

import asyncio
import time
from functools import partial
from typing import Final

from shared.clock import now_us
from shared.data.engine import is_away
from shared.data.retry import retry
from shared.events import Feed, VenueState
from shared.events.values import Instrument, Mode, Venue
from shared.kafka import Producer
from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.domain.catalogue import Catalogue
from market_data.feed.connection import VenueConnection
from market_data.feed.following import Following
from market_data.feed.frames import FrameReader
from market_data.feed.instruments import VenueInstruments
from market_data.feed.publisher import Publisher, gap_id
from market_data.feed.quotes.venue_quotes import VenueQuotes
from market_data.feed.rates import Rates
from market_data.feed.resume.catch_up import CatchUp
from market_data.feed.resume.starts import SequenceStarts
from market_data.feed.resume.twins import Twins
from market_data.feed.subscriber import Subscriber
from market_data.feed.venue_status import VenueStatus
from market_data.recorder.sql.instruments import Steps, set_steps
from market_data.settings import IngestSettings
from market_data.venues.adapters import ADAPTERS, Adapter
from market_data.venues.bounds import TimeWindow, clock_is_wrong
from market_data.venues.rest import make_client
from market_data.venues.types import VenueRest

log = get_logger(__name__)

_ENDED_AFTER: Final = 1.5
"""Seconds for which a finished replay must be fully fetched before its end is published: late frames may still come."""
_LOOK_FOR_GONE_EVERY: Final = 5.0
"""Seconds."""

_FLUSH_EVERY: Final = 0.025
"""Seconds by which a quote may wait longer than the tenth of a second that lies between two of an instrument."""


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
        twins: Twins,
    ) -> None:
        adapter = ADAPTERS[venue]
        self._settings = settings
        self._publisher = publisher
        self._rates = rates
        self._engine = engine
        self._twins = twins
        rest_url = adapter.rest_url(settings.simulator_url)
        self._client = make_client(rest_url, adapter.calls_per_second / settings.ingesters)
        self._rest = rest = adapter.make_rest(self._client)
        self._aggregated = adapter.series[0]
        self._status = VenueStatus(venue, settings.ingester_id, settings.mode, producer)
        self._reader = FrameReader(venue, producer, publisher, self._status, settings.most_waiting)
        self._reader.state_stream = adapter.state_stream
        self._quotes = VenueQuotes(venue, publisher, settings.ingesters)
        self._starts = starts = SequenceStarts(
            adapter.series, rest, engine, settings.kafka_bootstrap_servers, settings.mode
        )
        is_replay = settings.mode is Mode.REPLAY
        following = Following(acknowledges_anything=adapter.acknowledges_anything and not is_replay)
        self._instruments = VenueInstruments(venue, rest, starts, following, rates, catalogue, settings.mode)
        self._instruments.on_changed = lambda: self._read_frames_of(adapter)
        self._connection = self._make_connection(adapter, is_replay=is_replay)
        self._received, self._is_end_published = 0, False
        self._has_resumed = False
        self._complete_since: float | None = None

    def _make_connection(self, adapter: Adapter, *, is_replay: bool) -> VenueConnection:
        settings = self._settings
        return VenueConnection(
            adapter,
            settings,
            self._instruments,
            Subscriber(adapter, self._instruments, settings.rates_wait.total_seconds(), is_replay=is_replay),
            CatchUp(self._rest, self._publisher, settings.mode),
            self._reader,
            self._quotes,
            self._status,
        )

    @property
    def venue(self) -> Venue:
        return self._status.venue

    @property
    def is_connecting(self) -> bool:
        """Whether no data have come since the process started."""
        return self._status.state is VenueState.CONNECTING

    @property
    def is_resuming(self) -> bool:
        """Whether its live trades still wait for those that it missed before the process started."""
        return self._status.state is VenueState.LIVE and not self._has_resumed

    @property
    def is_listed(self) -> bool:
        """Whether the venue has listed at least one instrument to follow."""
        return bool(self._instruments.by_native)

    def find(self, instrument_id: str) -> tuple[Instrument, VenueRest, bool] | None:
        """An instrument that is listed, the venue's REST, and whether its trade ids are aggregated."""
        one = self._instruments.by_id.get(instrument_id)
        return None if one is None else (one, self._rest, self._aggregated)

    async def run(self) -> None:
        every = self._settings.listings_every.total_seconds()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._connection.run())
            group.create_task(self._instruments.keep_listed(every))
            group.create_task(self._keep_steps())
            group.create_task(self._flush_quotes())
            group.create_task(self._adopt_gaps())

    async def _keep_steps(self) -> None:
        """Put the steps of prices and sizes into the table, whenever a list has brought other ones."""
        saved: dict[Instrument, Steps] = {}
        while True:
            await self._instruments.listed.wait()
            self._instruments.listed.clear()
            news = {one: steps for one, steps in self._instruments.steps.items() if saved.get(one) != steps}
            if news:
                await retry(partial(self._save_steps, news), on=is_away, name="database for ticks and lots", cap=30)
                saved |= news

    async def _flush_quotes(self) -> None:
        while True:
            await asyncio.sleep(_FLUSH_EVERY)
            self._connection.on_messages(self._reader.read_states())
            self._quotes.flush(self._reader.states.replaced)

    async def _adopt_gaps(self) -> None:
        """Close the gaps that another ingester has left open and is gone; what it missed is published by now."""
        while True:
            await asyncio.sleep(_LOOK_FOR_GONE_EVERY)
            if gone := self._twins.take_gone(self.venue):
                log.info("ingesters are gone", venue=self.venue, ingesters=gone)
                instruments = self._instruments.by_native
                own = {
                    gap_id(instruments[native], one.gap.name)
                    for native, several in self._instruments.sequences.items()
                    for one in several
                    if one.gap is not None
                }
                await self._starts.adopt_gaps(list(instruments.values()), own)

    async def _save_steps(self, steps: dict[Instrument, Steps]) -> None:
        async with self._engine.begin() as conn:
            await set_steps(conn, steps)

    def _read_frames_of(self, adapter: Adapter) -> None:
        self._reader.parser = adapter.make_parser(self._instruments.by_native, TimeWindow(self._settings.mode))

    def publish_status(self) -> None:
        self._status.publish()

    def tick(self, playback: Feed) -> None:
        """Take over the simulator's playback state; close gaps of an earlier process; end a finished replay."""
        if playback is Feed.FINISHED and self._connection.playback is not Feed.FINISHED:
            self._connection.fetch_newest()
            self._status.is_end_published = self._settings.mode is not Mode.REPLAY
        self._connection.playback = self._status.feed = playback
        self._status.count_second()
        self._check_clock()
        self._vouch_for_rates()
        if self._status.resumed:
            self._has_resumed = True
            self._instruments.close_earlier_gaps(self._publisher)
        self._end_replay(playback)

    def _check_clock(self) -> None:
        """Whether our clock is wrong: by the venue's `Date`, or since its newest trades are of another time.

        After a trade of our time the `Date`, which comes with every list only, says nothing any more.
        """
        has_traded, self._received = self._status.received > self._received, self._status.received
        if has_traded and self._reader.is_timely:
            self._client.clock_off_us = None
        off_us = self._client.clock_off_us or 0
        is_wrong = self._settings.mode is not Mode.REPLAY and (clock_is_wrong(off_us) or self._reader.is_untimely)
        if is_wrong and not self._status.is_clock_wrong:
            log.error("this machine's clock is wrong", venue=self.venue, venue_is_ahead_s=off_us // 1_000_000)
        self._status.is_clock_wrong = is_wrong

    def _vouch_for_rates(self) -> None:
        """While the connection delivers, the last books of quiet rate instruments still stand."""
        if self._status.state is VenueState.LIVE:
            self._rates.vouch(self.venue, self._instruments.followed_rates(), now_us())

    def _end_replay(self, playback: Feed) -> None:
        """Publish the end of a finished replay, once everything was fetched for a moment."""
        if self._settings.mode is not Mode.REPLAY or playback is not Feed.FINISHED or not self._status.resumed:
            self._complete_since, self._is_end_published = None, False
            return
        now = time.monotonic()
        self._complete_since = self._complete_since or now
        if not self._is_end_published and now - self._complete_since > _ENDED_AFTER:
            self._is_end_published = self._status.is_end_published = True
            self._instruments.publish_end(self._publisher)

    async def close(self) -> None:
        await self._client.aclose()
