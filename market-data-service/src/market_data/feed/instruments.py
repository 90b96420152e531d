"""The instruments of one venue that are followed: who they are, how far each has come, what has been announced."""

import asyncio
import time
from collections.abc import Sequence

from shared.clock import now_us
from shared.events import GapState, GapV1, TradeV1
from shared.events.values import Instrument, Mode
from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.domain.catalogue import Catalogue
from market_data.feed.frames import FrameReader
from market_data.feed.publisher import Publisher
from market_data.feed.rates import Rates
from market_data.feed.resume.sequence import Follower
from market_data.feed.resume.start_points import Marks
from market_data.feed.resume.topic_tail import read_known, read_open_holes
from market_data.feed.venue_status import Report
from market_data.venues.adapters import Adapter
from market_data.venues.bounds import Window
from market_data.venues.types import Listed, VenueRest

log = get_logger(__name__)


class Markets:
    """`load` once asks the venue what it lists; `late` are instruments that still wait for their first id."""

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
        self.followers: dict[str, list[Follower]] = {}
        self._adapter = adapter
        self._rest = rest
        self._reader = reader
        self._rates = rates
        self._catalogue = catalogue
        self._engine = engine
        self._bootstrap_servers = bootstrap_servers
        self._mode = mode
        self._by_id: dict[str, Instrument] = {}
        self._waiting: dict[str, asyncio.Task[list[Follower]]] = {}
        self._began_us: int | None = None
        self._started = time.monotonic()
        self._leftover: dict[str, list[GapV1]] = {}

    async def load(self, report: Report) -> None:
        """Find out what the venue lists and how far each instrument has come; once it worked, nothing more.

        Raises:
            VenueAwayError: REST does not answer.
        """
        if self.by_native:
            return
        listed = {one.native: one for one in await self._rest.fetch_listed()}
        instruments = self._choose(listed, report)
        known = await read_known(self._bootstrap_servers, instruments)
        self._leftover = await read_open_holes(self._bootstrap_servers, instruments)
        marks = Marks(self._engine, self._rest, known)
        for one in instruments:
            self._waiting[one.native] = asyncio.create_task(self._follow(marks, one))
        if instruments:
            # A tape runs from the first subscription on, whatever that names: all first ids must be known before it.
            await asyncio.wait(self._waiting.values(), timeout=None if self._mode is Mode.REPLAY else 3)
        self.by_native = {one.native: one for one in instruments}
        self._by_id = {one.instrument_id: one for one in instruments}
        self._rates.expected |= {one.base for one in instruments if self._rates.is_rate(one.base, one.quote)}
        window = Window(self._mode)
        self._reader.parser = self._adapter.make_parser(self.by_native, window)
        log.info("instruments", venue=self._adapter.venue, followed=len(instruments), not_listed=report.not_listed)

    def _choose(self, listed: dict[str, Listed], report: Report) -> list[Instrument]:
        if self._mode is Mode.REPLAY:
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
        by_symbol = {f"{one.base}-{one.quote}": one.native for one in listed.values()}
        ids = self._catalogue.of_venue(self._adapter.venue)
        report.not_listed = tuple(id_ for id_ in ids if id_.rpartition(".")[0] not in by_symbol)
        return [
            self._catalogue.instrument(id_, by_symbol[id_.rpartition(".")[0]])
            for id_ in ids
            if id_ not in report.not_listed
        ]

    async def _follow(self, marks: Marks, instrument: Instrument) -> list[Follower]:
        """Followers of an instrument, one per series of ids; single trades of Binance only come in a replay."""
        series = self._adapter.series if self._mode is Mode.REPLAY else self._adapter.series[:1]
        found = []
        for aggregated in series:
            mark = await marks.find(instrument, aggregated=aggregated)
            found.append(Follower(mark.last_id, mark.last_us, aggregated=aggregated, followed=not mark.is_new))
        return found

    def _settle(self, native: str) -> bool:
        """Take the followers that are found by now; False while they are not."""
        task = self._waiting.get(native)
        if task is not None and task.done():
            self.followers[native] = self._waiting.pop(native).result()
        return native in self.followers

    def by_rate(self) -> tuple[list[Instrument], list[Instrument]]:
        """What is known well enough to subscribe to: rate instruments, and the others."""
        ready = [one for native, one in self.by_native.items() if self._settle(native)]
        first = [one for one in ready if self._rates.is_rate(one.base, one.quote)]
        return first, [one for one in ready if not self._rates.is_rate(one.base, one.quote)]

    async def late(self) -> list[Instrument]:
        """Wait for the rest, whose first ids the database or REST have not told yet."""
        late = [native for native in self.by_native if native in self._waiting]
        if late:
            # Not awaited one by one: a connection that ends cancels this, and must not cancel them.
            await asyncio.wait([self._waiting[native] for native in late])
        for native in late:
            self._settle(native)
        return [self.by_native[native] for native in late]

    async def wait_for_rates(self, seconds: float) -> None:
        """Until each quote that has a rate instrument has a rate; `seconds` after the process started at most."""
        quotes = {one.quote for one in self.by_native.values()} & self._rates.expected
        while time.monotonic() - self._started < seconds:
            if all(self._rates.now(quote, now_us()) for quote in quotes):
                return
            await asyncio.sleep(0.05)

    def of(self, trade: TradeV1) -> tuple[Instrument, Follower]:
        instrument = self._by_id[trade.instrument_id]
        aggregated = trade.trade_id.startswith("a")
        several = self.followers.get(instrument.native)
        if several is None:
            return instrument, Follower(trade.number, None, aggregated=aggregated, followed=False)
        return instrument, next((one for one in several if one.aggregated is aggregated), several[0])

    def sides(self, instrument_id: str) -> tuple[str, str]:
        one = self._by_id[instrument_id]
        return one.base, one.quote

    def acknowledged(self, instruments: Sequence[Instrument], publisher: Publisher) -> None:
        """Following begins for what was never followed before; in a replay with the venue's first trade."""
        start_us = self._began_us if self._mode is Mode.REPLAY else now_us()
        if start_us is not None:
            for one in instruments:
                self._announce(one, start_us, publisher)

    def tape_began(self, trade: TradeV1, publisher: Publisher) -> None:
        if self._began_us is None:
            self._began_us = trade.ts_event_us
            for one in self.by_native.values():
                self._announce(one, trade.ts_event_us, publisher)

    def _announce(self, instrument: Instrument, start_us: int, publisher: Publisher) -> None:
        fresh = [one for one in self.followers.get(instrument.native, ()) if not one.followed]
        for follower in fresh:
            follower.followed = True
        if fresh:
            publisher.followed(instrument, start_us)

    def lose(self, publisher: Publisher) -> None:
        """The connection ended: from each instrument's last trade on something may be missing."""
        for native, several in self.followers.items():
            for follower in several:
                follower.hold()
                hole = follower.open_hole(now_us())
                if hole is not None and follower.followed:
                    publisher.hole(
                        self.by_native[native], hole, GapState.OPEN, last_id=None, end_us=None, reason="connection lost"
                    )

    def tape_ended(self, publisher: Publisher) -> None:
        """The tape is over: nothing after its newest trade was followed."""
        times = [one.last_us for several in self.followers.values() for one in several if one.last_us is not None]
        for one in self.by_native.values():
            if times:
                publisher.ended(one, max(times))

    def close_leftovers(self, publisher: Publisher) -> None:
        """Holes that an earlier process left open are filled, too, once their instrument has caught up."""
        for native, several in self.followers.items():
            one = self.by_native[native]
            if one.instrument_id in self._leftover and not any(follower.fetching for follower in several):
                ends = max((follower.last_us or 0 for follower in several), default=0)
                for gap in self._leftover.pop(one.instrument_id):
                    publisher.close(gap, max(ends, gap.start_us))

    @property
    def open_holes(self) -> int:
        return sum(follower.hole is not None for several in self.followers.values() for follower in several)
