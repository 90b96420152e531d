"""One venue's connection, for as long as the process lives: connect, subscribe, resume, watch, replace, reconnect."""

import asyncio
import time
from collections.abc import Coroutine, Iterable
from functools import partial
from typing import Final, NoReturn

from shared.data.retry import Backoff
from shared.events import Feed, QuoteV1, TickerV1, TradeV1, VenueReason, VenueState
from shared.events.values import Instrument
from shared.logging import get_logger

from market_data.feed.frames import FrameReader
from market_data.feed.instruments import VenueInstruments
from market_data.feed.quotes.venue_quotes import VenueQuotes
from market_data.feed.resume.catch_up import CatchUp
from market_data.feed.resume.live_trades import LiveTrades
from market_data.feed.rotation.attempts import Attempts
from market_data.feed.rotation.link import Link
from market_data.feed.rotation.next_link import NextLink
from market_data.feed.rotation.rotation import Rotation
from market_data.feed.socket import open_socket
from market_data.feed.subscriber import Subscriber
from market_data.feed.venue_status import VenueStatus
from market_data.settings import IngestSettings
from market_data.venues.adapters import Adapter
from market_data.venues.types import GeoBlockedError, RateLimitedError, VenueAwayError

log = get_logger(__name__)

_LIST_AGAIN_AFTER: Final = 30.0
"""Seconds until a venue that lists none of our instruments is asked again."""
_MOVING: Final = (Feed.PLAYING, Feed.CONTINUOUS)


class VenueConnection:
    """Runs until cancelled. Every error of the venue ends in a state and another attempt; a bug ends the process."""

    def __init__(
        self,
        adapter: Adapter,
        settings: IngestSettings,
        instruments: VenueInstruments,
        subscriber: Subscriber,
        catch_up: CatchUp,
        reader: FrameReader,
        quotes: VenueQuotes,
        status: VenueStatus,
    ) -> None:
        self._adapter = adapter
        self._settings = settings
        self._instruments = instruments
        self._subscriber = subscriber
        self._following = instruments.following
        self._catch_up = catch_up
        self._trades = LiveTrades(instruments, catch_up, reader.publisher, settings.mode)
        self._reader = reader
        self._quotes = quotes
        self._status = status
        self._backoff = Backoff(first=0.3, cap=settings.backoff_cap)
        self._attempts = Attempts(adapter.venue, adapter.connections_at_once, adapter.connections_per_minute)
        self._rotation = Rotation(adapter.venue, settings.connection_lifetime, self._open_next)
        self._tasks: list[asyncio.Task[object]] = []
        self.playback = Feed.CONTINUOUS
        reader.on_newest_id = self._trades.on_newest_id
        subscriber.on_answered = self._name_not_followed
        subscriber.on_followed = self._trades.on_followed
        subscriber.on_unfollowed = self._trades.on_unfollowed
        instruments.on_delisted = self._trades.on_delisted
        catch_up.on_unknown = instruments.list_again

    async def run(self) -> None:
        while True:
            try:
                await self._instruments.load()
                self._name_not_followed()
                if self._following.has_listed:
                    await self._connect()
                else:
                    self._status.turn(VenueState.DISABLED)
                    await asyncio.sleep(_LIST_AGAIN_AFTER)
            except GeoBlockedError:
                self._status.turn(VenueState.UNAVAILABLE, VenueReason.GEO_BLOCKED)
                await self._status.pause(self._settings.unavailable_retry, VenueReason.GEO_BLOCKED)
            except RateLimitedError as error:
                self._status.turn_stale(VenueReason.RATE_LIMITED)
                await self._status.pause(error.retry_after, VenueReason.RATE_LIMITED)
            except VenueAwayError as error:
                why = self._status.why_away
                log.warning("venue away", venue=self._adapter.venue, error=str(error))
                self._status.turn_stale(VenueReason.CONNECTION_LOST)
                await self._status.pause(self._backoff.next(), why)

    async def _open(self, link: Link) -> None:
        """Open the socket of a link, as soon as the venue's limit of connections lets us."""
        await self._attempts.take()
        url = self._adapter.socket_url(self._settings.simulator_url)
        link.socket = await open_socket(url, partial(self._on_frame, link), link.on_control_frame)
        link.frame_at = link.data_at = time.monotonic()

    async def _open_next(self) -> NextLink:
        link = Link()
        await self._open(link)
        return NextLink(self._adapter, link, self._following, self._subscriber.ids, mode=self._settings.mode)

    async def _connect(self) -> None:
        """One connection and those that replace it, from its opening to the end of the last one.

        Raises:
            VenueAwayError: it could not be opened, or it ended.
        """
        self._reader.link = link = Link()
        await self._open(link)
        log.info("connected", venue=self._adapter.venue, attempt=self._status.attempt)
        self._status.resumed = False
        subscribing = asyncio.create_task(self._subscriber.run(link))
        try:
            await self._watch(subscribing)
        finally:
            self.on_messages(self._reader.read_states(all_of_them=True))
            await self._end_tasks()
            self._rotation.close()
            self._reader.link.close()
            await self._trades.on_disconnected()
            self._status.open_gaps = self._instruments.open_gaps
            self._status.resumed = False
            log.info("disconnected", venue=self._adapter.venue)

    async def _end_tasks(self) -> None:
        """Cancel what the connection's link has running."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def _name_not_followed(self) -> None:
        self._status.name(self._instruments.not_followed)

    async def _watch(self, subscribing: asyncio.Task[object]) -> None:
        """Check the connection once a second until it ends, by itself or by one of the checks, and none replaces it.

        Raises:
            VenueAwayError: always.
        """
        while True:
            link = self._reader.link
            closed = asyncio.create_task(link.ended())
            replacing = asyncio.create_task(self._rotation.successor(link))
            self._tasks = [subscribing, closed, replacing]
            while not closed.done() and not replacing.done():
                await asyncio.wait((closed, replacing), timeout=1, return_when=asyncio.FIRST_COMPLETED)
                if not closed.done():
                    self._check(subscribing)
            if replacing.done():
                replacing.result()
            successor = self._rotation.take()
            if successor is not None:
                await self._end_tasks()
                subscribing = asyncio.create_task(self._take_over(successor))
            elif closed.done():
                if link.shutting_down.is_set():
                    self._backoff.reset()
                raise VenueAwayError("the connection ended")
            else:
                closed.cancel()

    def _take_over(self, successor: NextLink) -> Coroutine[None, None, NoReturn]:
        """Let the next connection be the venue's own, and close the one before; returns the subscriber's job on it."""
        self._reader.link.close()
        self._reader.link = successor.link
        lost = self._following.on_taken_over(successor.accepted, successor.framed, time.monotonic())
        self._trades.on_lost(lost)
        log.info("connection replaced", venue=self._adapter.venue, not_delivered=sorted(lost))
        return self._subscriber.take_over(successor.link, successor.quoted)

    def _check(self, subscribing: asyncio.Task[object]) -> None:
        """Raises VenueAwayError: the connection is of no use. What a background task raises is a bug."""
        if subscribing.done():
            subscribing.result()
        self._catch_up.raise_errors()
        self._check_state(time.monotonic())
        self._name_not_followed()
        self._status.resumed = self._subscriber.is_through and not self._catch_up.busy
        self._status.open_gaps = self._instruments.open_gaps
        if self._reader.must_wait():
            raise VenueAwayError("Kafka is behind: disconnected, the trades missed meanwhile are fetched later")

    def _check_state(self, now: float) -> None:
        if self.playback in _MOVING and now - self._reader.link.frame_at > self._settings.silent_after.total_seconds():
            self._status.turn(VenueState.STALE, VenueReason.NO_DATA)
            raise VenueAwayError("no frame for too long")
        if self._status.is_clock_wrong:
            self._status.turn(VenueState.UNAVAILABLE, VenueReason.CLOCK_WRONG)
        elif self._reader.protocol_is_unknown:
            self._status.turn(VenueState.UNAVAILABLE, VenueReason.PROTOCOL_UNKNOWN)
        elif self.playback not in _MOVING:
            if self._reader.link.acknowledged:
                self._turn_live()
        elif (
            self.playback is Feed.CONTINUOUS
            and now - self._reader.link.data_at > self._settings.quiet_after.total_seconds()
        ):
            self._status.turn(VenueState.STALE, VenueReason.NO_DATA)
            raise VenueAwayError("frames, but no data for too long")

    def fetch_newest(self) -> None:
        """At the end of a finite feed: fetch over REST the trades that the socket may have left out last."""
        self._trades.fetch_newest()
        self._status.resumed = False

    def _turn_live(self) -> None:
        """Data came, or the subscription was acknowledged while a paused feed sends none."""
        if self._status.state is not VenueState.LIVE and not self._status.is_clock_wrong:
            self._backoff.reset()
            self._status.attempt = 0
            self._status.turn(VenueState.LIVE)

    def _on_frame(self, link: Link, frame: bytes) -> None:
        """Trades count whichever connection brings them; the rest is taken from the venue's own one alone."""
        link.frame_at = time.monotonic()
        messages = self._reader.read(frame, link)
        if link is self._reader.link:
            self.on_messages(messages)
            return
        for message in messages:
            instrument = self._instruments.by_id[message.instrument_id]
            link.data_at = link.frame_at
            link.on_frame_of(instrument.native)
            if isinstance(message, TradeV1):
                self._trades.on_trade(message, instrument)

    def on_messages(self, messages: Iterable[TradeV1 | TickerV1 | QuoteV1]) -> None:
        """Take in what the frames of the venue's own connection said."""
        link = self._reader.link
        for message in messages:
            instrument = self._instruments.by_id[message.instrument_id]
            link.data_at = link.frame_at
            self._on_frame_of(instrument, message.ts_event_us if isinstance(message, TradeV1) else None)
            self._turn_live()
            if isinstance(message, TradeV1):
                self._trades.on_trade(message, instrument)
            else:
                self._quotes.on_message(instrument, message)

    def _on_frame_of(self, instrument: Instrument, event_us: int | None) -> None:
        """The first frame of an instrument proves its subscription, where an acknowledgement proves nothing."""
        native = instrument.native
        if native in self._following.awaited and self._following.on_frame(native, event_us):
            self._trades.on_followed(instrument)
