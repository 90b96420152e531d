"""One venue, for as long as the process lives: connect, subscribe, resume, watch, and again."""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

from shared.clock import now_us
from shared.data.retry import Backoff
from shared.events import Feed, TickerV1, TradeV1, VenueReason, VenueState
from shared.events.values import Instrument, Mode
from shared.logging import get_logger

from market_data.feed.frames import FrameReader
from market_data.feed.instruments import Markets
from market_data.feed.resume.catch_up import Resume
from market_data.feed.settings import Settings
from market_data.feed.socket import VenueSocket, open_socket
from market_data.feed.venue_status import Report
from market_data.venues.adapters import Adapter
from market_data.venues.types import GeoBlockedError, RateLimitedError, VenueAwayError

log = get_logger(__name__)

_ACK_SECONDS: Final = 5.0
_LIST_AGAIN: Final = 30.0
"""Seconds until a venue that lists nothing of ours is asked again."""
_MOVING: Final = (Feed.PLAYING, Feed.CONTINUOUS)


class VenueFeed:
    """Runs until cancelled. Every error of the venue ends in a state and another attempt; a bug ends the process."""

    def __init__(
        self,
        adapter: Adapter,
        settings: Settings,
        markets: Markets,
        resume: Resume,
        reader: FrameReader,
        report: Report,
    ) -> None:
        self._adapter = adapter
        self._settings = settings
        self._markets = markets
        self._resume = resume
        self._reader = reader
        self._report = report
        self._backoff = Backoff(first=0.3, cap=settings.backoff_cap)
        self._frame_at = 0.0
        self._data_at = 0.0
        self.tape = Feed.CONTINUOUS

    async def run(self) -> None:
        while True:
            try:
                await self._markets.load(self._report)
                if self._markets.by_native:
                    await self._connected()
                else:
                    self._report.turn(VenueState.DISABLED)
                    await asyncio.sleep(_LIST_AGAIN)
            except GeoBlockedError:
                self._report.turn(VenueState.UNAVAILABLE, VenueReason.GEO_BLOCKED)
                await self._rest_for(self._settings.unavailable_retry)
            except RateLimitedError as error:
                self._lost(VenueReason.RATE_LIMITED)
                await self._rest_for(error.retry_after)
            except VenueAwayError as error:
                log.warning("venue away", venue=self._adapter.venue, error=str(error))
                self._lost(VenueReason.CONNECTION_LOST)
                await self._rest_for(self._backoff.next())

    async def _rest_for(self, seconds: float) -> None:
        self._report.attempt += 1
        self._report.next_attempt_at_us = now_us() + int(seconds * 1e6)
        self._report.publish()
        await asyncio.sleep(seconds)
        self._report.next_attempt_at_us = None

    def _lost(self, reason: VenueReason) -> None:
        """A venue that never was there keeps connecting; one that was is stale."""
        if self._report.state is VenueState.UNAVAILABLE and reason is VenueReason.CONNECTION_LOST:
            return
        self._report.turn(VenueState.STALE, reason)

    async def _connected(self) -> None:
        """One connection, from its opening to its end.

        Raises:
            VenueAwayError: it could not be opened, or it ended.
        """
        self._reader.begin()
        socket = await open_socket(
            self._adapter.socket_url(self._settings.simulator_url), self._on_frame, self._on_sign
        )
        log.info("connected", venue=self._adapter.venue, attempt=self._report.attempt)
        self._frame_at = self._data_at = time.monotonic()
        self._report.resumed = False
        self._reader.socket = socket
        subscribing = asyncio.create_task(self._subscribe(socket))
        try:
            await self._watch(socket, subscribing)
        finally:
            subscribing.cancel()
            socket.close()
            await asyncio.gather(subscribing, return_exceptions=True)
            await self._resume.cancel()
            self._markets.lose(self._reader.publisher)
            self._report.resumed = False
            log.info("disconnected", venue=self._adapter.venue)

    async def _subscribe(self, socket: VenueSocket) -> None:
        """Rate instruments first; the others when their quotes have rates, or have been waited for."""
        first, others = self._markets.by_rate()
        await self._subscribe_to(socket, first)
        await self._markets.wait_for_rates(self._settings.rates_wait.total_seconds())
        await self._subscribe_to(socket, others)
        late = await self._markets.late()
        if late:
            await self._subscribe_to(socket, late)

    async def _subscribe_to(self, socket: VenueSocket, instruments: Sequence[Instrument]) -> None:
        natives = [one.native for one in instruments]
        if not natives:
            return
        messages = self._adapter.subscribe(natives)
        expected = self._reader.expect(natives, len(messages))
        for message in messages:
            socket.send(message)
            await asyncio.sleep(self._adapter.pause)
        try:
            await asyncio.wait_for(expected.wait(), _ACK_SECONDS)
        except TimeoutError:
            log.warning("subscription not acknowledged", venue=self._adapter.venue, instruments=len(natives))
        log.info("subscribed", venue=self._adapter.venue, instruments=len(natives))
        self._markets.acknowledged(instruments, self._reader.publisher)
        for one in instruments:
            for follower in self._markets.followers[one.native]:
                self._resume.start(follower, one)

    async def _watch(self, socket: VenueSocket, subscribing: asyncio.Task[None]) -> None:
        """Once a second: is it closed, silent, quiet, back-pressed; and what state is that."""
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
            self._resume.raise_dead()
            self._judge(time.monotonic())
            self._report.resumed = subscribing.done() and not self._resume.busy
            self._report.open_gaps = self._markets.open_holes
            if self._reader.blocked():
                raise VenueAwayError("Kafka is behind: the socket waits, what is missed is fetched later")

    def _judge(self, now: float) -> None:
        if self.tape in _MOVING and now - self._frame_at > self._settings.silent_after.total_seconds():
            self._report.turn(VenueState.STALE, VenueReason.NO_DATA)
            raise VenueAwayError("no frame for too long")
        if self._reader.speaks_unknown:
            self._report.turn(VenueState.UNAVAILABLE, VenueReason.PROTOCOL_UNKNOWN)
        elif self.tape not in _MOVING:
            if self._reader.acknowledged:
                self._good()
        elif self.tape is Feed.CONTINUOUS and now - self._data_at > self._settings.quiet_after.total_seconds():
            self._report.turn(VenueState.STALE, VenueReason.NO_DATA)
            raise VenueAwayError("frames, but no data for too long")

    def sweep(self) -> None:
        """Ask REST once more for every instrument: a trade that the socket skipped last shows nowhere else."""
        for native, several in self._markets.followers.items():
            for follower in several:
                self._resume.start(follower, self._markets.by_native[native])
        self._report.resumed = False

    def _good(self) -> None:
        """Data, or an acknowledged subscription where no data can be expected: the venue is live."""
        if self._report.state is not VenueState.LIVE:
            self._backoff.reset()
            self._report.attempt = 0
            self._report.turn(VenueState.LIVE)

    def _on_sign(self) -> None:
        self._frame_at = time.monotonic()

    def _on_frame(self, frame: bytes) -> None:
        self._frame_at = time.monotonic()
        for said in self._reader.read(frame):
            if isinstance(said, TradeV1):
                self._on_trade(said)
            elif isinstance(said, TickerV1):
                self._reader.publisher.ticker(*self._markets.sides(said.instrument_id), said)
            self._data_at = self._frame_at
            self._good()

    def _on_trade(self, trade: TradeV1) -> None:
        instrument, follower = self._markets.of(trade)
        if self._settings.mode is Mode.REPLAY:
            self._markets.tape_began(trade, self._reader.publisher)
        released = follower.offer(trade)
        if released:
            self._reader.publisher.trades(instrument.quote, released)
        if not follower.fetching and follower.first_held is not None:
            self._resume.mend(follower, instrument)

    def beat(self, native: str, last_id: int) -> None:
        """The venue names its newest trade: one that has not come in a moment is fetched."""
        instrument = self._markets.by_native.get(native)
        for follower in self._markets.followers.get(native, ()):
            if instrument is not None and not follower.fetching and last_id > follower.last_id:
                self._resume.mend(follower, instrument, grace=1)
