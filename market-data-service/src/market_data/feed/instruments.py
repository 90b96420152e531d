"""The instruments of one venue that are followed, and how far each has come in Kafka and in the gap ledger."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Final

from shared.clock import now_us
from shared.events import GapState, GapV1, TradeV1
from shared.events.values import Instrument, Mode
from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.domain.catalogue import Catalogue
from market_data.feed.frames import FrameReader
from market_data.feed.publisher import Publisher
from market_data.feed.rates import Rates
from market_data.feed.resume.sequence import TradeSequence
from market_data.feed.resume.start_points import StartPoints
from market_data.feed.resume.topic_tail import read_last_published, read_open_gaps
from market_data.feed.venue_status import VenueStatus
from market_data.venues.adapters import Adapter
from market_data.venues.bounds import TimeWindow
from market_data.venues.types import ListedInstrument, VenueRest

log = get_logger(__name__)

_START_POINTS_WITHIN: Final = 3.0
"""Seconds after which those instruments are subscribed to whose start points are known; the others follow."""


class VenueInstruments:
    """`load` finds out what to follow; `sequences` holds, by native name, the instruments whose start is known."""

    def __init__(
        self,
        adapter: Adapter,
        rest: VenueRest,
        reader: FrameReader,
        rates: Rates,
        catalogue: Catalogue,
        engine: AsyncEngine,
        bootstrap_servers: str,
        mode: Mode,
    ) -> None:
        self.by_native: dict[str, Instrument] = {}
        self.by_id: dict[str, Instrument] = {}
        self.sequences: dict[str, list[TradeSequence]] = {}
        self._adapter = adapter
        self._rest = rest
        self._reader = reader
        self._rates = rates
        self._catalogue = catalogue
        self._engine = engine
        self._bootstrap_servers = bootstrap_servers
        self._mode = mode
        self._starting: dict[str, asyncio.Task[list[TradeSequence]]] = {}
        self._replay_start_us: int | None = None
        self._process_started = time.monotonic()
        self._earlier_gaps: dict[str, list[GapV1]] = {}

    async def load(self, status: VenueStatus) -> None:
        """Find out what the venue lists and how far each instrument has come. Does nothing once that has worked.

        Raises:
            VenueAwayError: REST does not answer.
        """
        if self.by_native:
            return
        listed = {one.native: one for one in await self._rest.fetch_listed()}
        if self._mode is Mode.REPLAY:
            instruments = self._all_listed(listed)
        else:
            instruments, status.not_listed = self._of_catalogue(listed)
        await self._find_start_points(instruments)
        self.by_native = {one.native: one for one in instruments}
        self.by_id = {one.instrument_id: one for one in instruments}
        self._rates.expected |= {one.base for one in instruments if self._rates.is_rate(one.base, one.quote)}
        self._reader.parser = self._adapter.make_parser(self.by_native, TimeWindow(self._mode))
        log.info("instruments", venue=self._adapter.venue, followed=len(instruments), not_listed=status.not_listed)

    def _all_listed(self, listed: Mapping[str, ListedInstrument]) -> list[Instrument]:
        return [
            Instrument(
                venue=self._adapter.venue,
                base=one.base,
                quote=one.quote,
                coin_id=self._catalogue.coin_of(one.base),
                native=one.native,
            )
            for one in listed.values()
        ]

    def _of_catalogue(self, listed: Mapping[str, ListedInstrument]) -> tuple[list[Instrument], tuple[str, ...]]:
        """The catalogue's instruments of this venue, and the ids of those that the venue does not list."""
        native_of = {f"{one.base}-{one.quote}.{self._adapter.venue.name}": one.native for one in listed.values()}
        ids = self._catalogue.of_venue(self._adapter.venue)
        instruments = [self._catalogue.instrument(id_, native_of[id_]) for id_ in ids if id_ in native_of]
        return instruments, tuple(id_ for id_ in ids if id_ not in native_of)

    async def _find_start_points(self, instruments: Sequence[Instrument]) -> None:
        published = await read_last_published(self._bootstrap_servers, instruments)
        self._earlier_gaps = await read_open_gaps(self._bootstrap_servers, instruments)
        start_points = StartPoints(self._engine, self._rest, published)
        for one in instruments:
            self._starting[one.native] = asyncio.create_task(self._make_sequences(start_points, one))
        if instruments:
            # A replay plays for all instruments from the first subscription on: all must be ready before it.
            timeout = None if self._mode is Mode.REPLAY else _START_POINTS_WITHIN
            await asyncio.wait(self._starting.values(), timeout=timeout)

    async def _make_sequences(self, start_points: StartPoints, instrument: Instrument) -> list[TradeSequence]:
        """One per series of ids. Binance has two, of which its single trades come only in a replay."""
        series = self._adapter.series if self._mode is Mode.REPLAY else self._adapter.series[:1]
        sequences = []
        for aggregated in series:
            start = await start_points.find(instrument, aggregated=aggregated)
            sequences.append(
                TradeSequence(start.last_id, start.last_us, aggregated=aggregated, followed=not start.is_new)
            )
        return sequences

    def _is_ready(self, native: str) -> bool:
        """Whether the start point is known; its sequences are taken over when it is."""
        task = self._starting.get(native)
        if task is not None and task.done():
            self.sequences[native] = self._starting.pop(native).result()
        return native in self.sequences

    def by_rate(self) -> tuple[list[Instrument], list[Instrument]]:
        """The instruments that are ready to be subscribed to: those that give USD rates, and the others."""
        ready = [one for native, one in self.by_native.items() if self._is_ready(native)]
        give_rates = [one for one in ready if self._rates.is_rate(one.base, one.quote)]
        return give_rates, [one for one in ready if not self._rates.is_rate(one.base, one.quote)]

    async def late(self) -> list[Instrument]:
        """Wait for the instruments whose start points were not known in time, and return them."""
        late = [native for native in self.by_native if native in self._starting]
        if late:
            # `wait` does not cancel the tasks when it is cancelled itself, as it is when the connection ends.
            await asyncio.wait([self._starting[native] for native in late])
        return [self.by_native[native] for native in late if self._is_ready(native)]

    async def wait_for_rates(self, seconds: float) -> None:
        """Until each quote that has a rate instrument has a rate; `seconds` after the process started at most."""
        quotes = {one.quote for one in self.by_native.values()} & self._rates.expected
        while time.monotonic() - self._process_started < seconds:
            if all(self._rates.now(quote, now_us()) for quote in quotes):
                return
            await asyncio.sleep(0.05)

    def sequence_of(self, trade: TradeV1) -> tuple[Instrument, TradeSequence]:
        """The trade's instrument and sequence; before the start point is known, a sequence that takes no trade."""
        instrument = self.by_id[trade.instrument_id]
        aggregated = trade.trade_id.startswith("a")
        several = self.sequences.get(instrument.native)
        if several is None:
            return instrument, TradeSequence(trade.number, None, aggregated=aggregated, followed=False)
        return instrument, next((one for one in several if one.aggregated is aggregated), several[0])

    def on_subscribed(self, instruments: Sequence[Instrument], publisher: Publisher) -> None:
        """Following begins for what was never followed before; in a replay, with the venue's first trade."""
        start_us = self._replay_start_us if self._mode is Mode.REPLAY else now_us()
        if start_us is not None:
            for one in instruments:
                self._begin_following(one, start_us, publisher)

    def on_replayed(self, trade: TradeV1, publisher: Publisher) -> None:
        if self._replay_start_us is None:
            self._replay_start_us = trade.ts_event_us
            for one in self.by_native.values():
                self._begin_following(one, trade.ts_event_us, publisher)

    def _begin_following(self, instrument: Instrument, start_us: int, publisher: Publisher) -> None:
        fresh = [one for one in self.sequences.get(instrument.native, ()) if not one.followed]
        for sequence in fresh:
            sequence.followed = True
        if fresh:
            publisher.publish_followed(instrument, start_us)

    def on_disconnected(self, publisher: Publisher) -> None:
        """Open a gap for each instrument: trades after its last one may be missing from now on."""
        for native, several in self.sequences.items():
            for sequence in several:
                sequence.on_disconnected()
                gap = sequence.open_gap(now_us())
                if gap is not None and sequence.followed:
                    publisher.publish_gap(self.by_native[native], gap, GapState.OPEN, reason="connection lost")

    def publish_end(self, publisher: Publisher) -> None:
        """A replay is over: following ends for all instruments at the newest trade's time."""
        times = [one.last_us for several in self.sequences.values() for one in several if one.last_us is not None]
        for one in self.by_native.values():
            if times:
                publisher.publish_ended(one, max(times))

    def close_earlier_gaps(self, publisher: Publisher) -> None:
        """Close the gaps that an earlier process left open, once their instrument has caught up."""
        for native, several in self.sequences.items():
            one = self.by_native[native]
            if one.instrument_id in self._earlier_gaps and not any(sequence.fetching for sequence in several):
                last_us = max((sequence.last_us or 0 for sequence in several), default=0)
                for gap in self._earlier_gaps.pop(one.instrument_id):
                    publisher.publish_closed(gap, max(last_us, gap.start_us))

    @property
    def open_gaps(self) -> int:
        return sum(sequence.gap is not None for several in self.sequences.values() for sequence in several)
