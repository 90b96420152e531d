"""One venue's connection, for as long as the process lives: connect, subscribe, resume, watch, reconnect."""

import asyncio
import time
from collections.abc import Iterable
from typing import Final, NoReturn

from shared.data.retry import Backoff
from shared.events import Feed, NotFollowed, QuoteV1, TickerV1, TradeV1, VenueReason, VenueState
from shared.events.values import Instrument, Mode
from shared.logging import get_logger

from market_data.feed.frames import FrameReader
from market_data.feed.instruments import VenueInstruments
from market_data.feed.quotes.venue_quotes import VenueQuotes
from market_data.feed.resume.catch_up import CatchUp
from market_data.feed.socket import VenueSocket, open_socket
from market_data.feed.subscriber import Subscriber
from market_data.feed.venue_status import VenueStatus
from market_data.settings import IngestSettings
from market_data.venues.adapters import Adapter
from market_data.venues.types import GeoBlockedError, RateLimitedError, VenueAwayError

log = get_logger(__name__)

_LIST_AGAIN_AFTER: Final = 30.0
"""Seconds until a venue that lists none of our instruments is asked again."""
_HEARTBEAT_GRACE: Final = 1.0
"""Seconds that a trade named by a heartbeat has to arrive on the socket, before it is fetched over REST."""
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
        self._reader = reader
        self._quotes = quotes
        self._status = status
        self._backoff = Backoff(first=0.3, cap=settings.backoff_cap)
        self._frame_at = 0.0
        self._data_at = 0.0
        self.playback = Feed.CONTINUOUS
        reader.on_newest_id = self._on_newest_id
        reader.on_answer = subscriber.on_answer
        subscriber.on_answered = self._name_not_followed
        subscriber.on_followed = self._on_followed
        subscriber.on_unfollowed = self._on_unfollowed
        instruments.on_delisted = self._on_delisted
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
                await self._pause(self._settings.unavailable_retry, VenueReason.GEO_BLOCKED)
            except RateLimitedError as error:
                self._turn_stale(VenueReason.RATE_LIMITED)
                await self._pause(error.retry_after, VenueReason.RATE_LIMITED)
            except VenueAwayError as error:
                why = self._status.why_away
                log.warning("venue away", venue=self._adapter.venue, error=str(error))
                self._turn_stale(VenueReason.CONNECTION_LOST)
                await self._pause(self._backoff.next(), why)

    async def _pause(self, seconds: float, why: VenueReason) -> None:
        """Wait before the next attempt; the venue's state says when that is."""
        self._status.will_connect_again(seconds, why)
        await asyncio.sleep(seconds)
        self._status.next_attempt_at_us = None

    def _turn_stale(self, reason: VenueReason) -> None:
        """An unavailable venue stays so when a connection is lost: why it is unavailable says more."""
        if self._status.state is VenueState.UNAVAILABLE and reason is VenueReason.CONNECTION_LOST:
            return
        self._status.turn(VenueState.STALE, reason)

    async def _connect(self) -> None:
        """One connection, from its opening to its end.

        Raises:
            VenueAwayError: it could not be opened, or it ended.
        """
        self._reader.begin()
        url = self._adapter.socket_url(self._settings.simulator_url)
        socket = await open_socket(url, self._on_frame, self._on_control_frame)
        log.info("connected", venue=self._adapter.venue, attempt=self._status.attempt)
        self._frame_at = self._data_at = time.monotonic()
        self._status.resumed = False
        self._reader.socket = socket
        subscribing = asyncio.create_task(self._subscriber.run(socket))
        try:
            await self._watch(socket, subscribing)
        finally:
            self.on_messages(self._reader.read_states(all_of_them=True))
            subscribing.cancel()
            socket.close()
            await asyncio.gather(subscribing, return_exceptions=True)
            await self._catch_up.cancel()
            self._instruments.on_disconnected(self._reader.publisher)
            self._status.open_gaps = self._instruments.open_gaps
            self._status.resumed = False
            log.info("disconnected", venue=self._adapter.venue)

    def _name_not_followed(self) -> None:
        self._status.name(self._instruments.not_followed)

    def _on_followed(self, one: Instrument) -> None:
        """Its trades come from here on: whatever came before them is fetched."""
        self._instruments.on_followed(one, self._reader.publisher)
        for sequence in self._instruments.sequences[one.native]:
            self._catch_up.start(sequence, one)

    def _on_unfollowed(self, one: Instrument, why: NotFollowed) -> None:
        """The venue refused it, or did not answer; of a halted one nothing can be missing that REST does not list."""
        if self._following.is_halted(one.native):
            for sequence in self._instruments.sequences[one.native]:
                self._catch_up.start(sequence, one)
        else:
            self._instruments.on_unfollowed(one, why, self._reader.publisher)

    def _on_delisted(self, one: Instrument) -> None:
        for sequence in self._instruments.sequences.get(one.native, ()):
            self._catch_up.stop(sequence)
        self._instruments.end_gaps(one, self._reader.publisher)

    async def _watch(self, socket: VenueSocket, subscribing: asyncio.Task[NoReturn]) -> None:
        """Check the connection once a second until it ends, by itself or by one of the checks.

        Raises:
            VenueAwayError: always.
        """
        while True:
            try:
                await asyncio.wait_for(socket.closed.wait(), 1)
            except TimeoutError:
                pass
            else:
                if self._reader.shutting_down:
                    self._backoff.reset()
                raise VenueAwayError("the connection ended")
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
        if self.playback in _MOVING and now - self._frame_at > self._settings.silent_after.total_seconds():
            self._status.turn(VenueState.STALE, VenueReason.NO_DATA)
            raise VenueAwayError("no frame for too long")
        if self._status.is_clock_wrong:
            self._status.turn(VenueState.UNAVAILABLE, VenueReason.CLOCK_WRONG)
        elif self._reader.protocol_is_unknown:
            self._status.turn(VenueState.UNAVAILABLE, VenueReason.PROTOCOL_UNKNOWN)
        elif self.playback not in _MOVING:
            if self._reader.acknowledged:
                self._turn_live()
        elif self.playback is Feed.CONTINUOUS and now - self._data_at > self._settings.quiet_after.total_seconds():
            self._status.turn(VenueState.STALE, VenueReason.NO_DATA)
            raise VenueAwayError("frames, but no data for too long")

    def fetch_newest(self) -> None:
        """At the end of a finite feed: fetch over REST the trades that the socket may have left out last."""
        for native, several in self._instruments.sequences.items():
            for sequence in several if self._following.is_followed(native) else ():
                self._catch_up.start(sequence, self._instruments.by_native[native])
        self._status.resumed = False

    def _turn_live(self) -> None:
        """Data came, or the subscription was acknowledged while a paused feed sends none."""
        if self._status.state is not VenueState.LIVE and not self._status.is_clock_wrong:
            self._backoff.reset()
            self._status.attempt = 0
            self._status.turn(VenueState.LIVE)

    def _on_control_frame(self) -> None:
        self._frame_at = time.monotonic()

    def _on_frame(self, frame: bytes) -> None:
        self._frame_at = time.monotonic()
        self.on_messages(self._reader.read(frame))

    def on_messages(self, messages: Iterable[TradeV1 | TickerV1 | QuoteV1]) -> None:
        """Take in what this connection's frames said."""
        for message in messages:
            if isinstance(message, TradeV1):
                self._on_trade(message)
            else:
                instrument = self._instruments.by_id[message.instrument_id]
                self._on_frame_of(instrument, None)
                self._quotes.on_message(instrument, message)
            self._data_at = self._frame_at
            self._turn_live()

    def _on_trade(self, trade: TradeV1) -> None:
        instrument, sequence = self._instruments.sequence_of(trade)
        self._on_frame_of(instrument, trade.ts_event_us)
        if self._settings.mode is Mode.REPLAY:
            self._instruments.on_replayed(trade, self._reader.publisher)
        released = sequence.on_live(trade)
        if released:
            self._reader.publisher.publish_trades(instrument.quote, released)
        if not sequence.fetching and sequence.has_held:
            self._catch_up.start_if_missing(sequence, instrument)

    def _on_frame_of(self, instrument: Instrument, event_us: int | None) -> None:
        """The first frame of an instrument proves its subscription, where an acknowledgement proves nothing."""
        native = instrument.native
        if native in self._following.awaited and self._following.on_frame(native, event_us):
            self._on_followed(instrument)

    def _on_newest_id(self, native: str, last_id: int) -> None:
        """The venue names its newest trade: one that does not arrive in a moment is fetched."""
        instrument = self._instruments.by_native.get(native)
        if instrument is None or not self._following.is_followed(native):
            return
        for sequence in self._instruments.sequences.get(native, ()):
            if not sequence.fetching and last_id > sequence.last_id:
                self._catch_up.start_if_missing(sequence, instrument, grace=_HEARTBEAT_GRACE)
