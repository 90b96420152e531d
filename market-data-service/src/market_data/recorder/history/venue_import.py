"""One venue's share of the history: the next page is fetched, stored piece by piece, and noted as there.

A page without candles is no end: it is asked for again, and believed where longer candles lack its time, too, or after
several such answers in a row.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from prometheus_client import Counter
from shared.events.values import Interval, Venue
from shared.kafka import Producer
from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.domain.candles import HistoryCandle
from market_data.recorder.history.empty_answers import EmptyAnswers
from market_data.recorder.history.import_rows import Hole, fetch_oldest, fetch_replaceable, has_candles, set_reached
from market_data.recorder.history.stages import Import, Stage, pieces, whole
from market_data.recorder.outbox import Outbox
from market_data.recorder.sql.history import import_candles, usable_before
from market_data.recorder.sql.recording import lock_partitions
from market_data.recorder.sql.unfillable_gaps import close_covered_gaps
from market_data.venues.types import CandlePage, RateLimitedError, UnknownInstrumentError, VenueAwayError, VenueRest

log = get_logger(__name__)

IMPORTED: Final = Counter(
    "market_history_candles_total", "Candles of the venues read as history", ["venue", "interval"]
)
LONGER: Final = {Interval.MINUTE: Interval.HOUR, Interval.HOUR: Interval.DAY}
"""The imported interval whose candles say of each of these whether there was any trade."""
_AWAY_US: Final = 5_000_000
"""How long a venue is left alone after an answer that was none."""
_GIVEN_UP_US: Final = 600_000_000
_WAIT_SECONDS: Final = 0.5
_MOST_WAITS: Final = 60
"""How often a deep import waits for a recorder that is behind, before it goes on with one piece."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What the imports of all venues have in common.

    `turn`: only one of them changes candles at a time, so that the recorder waits for at most one of their
    transactions. `share`: the part of the time that deep imports may take. `is_behind`: the recorder has more to do
    than it can; deep imports wait.
    """

    engine: AsyncEngine
    producer: Producer
    outbox: Outbox
    turn: asyncio.Lock
    clock: Callable[[], int]
    share: float
    is_behind: Callable[[], bool]


class VenueImport:
    def __init__(self, venue: Venue, rest: VenueRest, shared: Shared) -> None:
        self.venue = venue
        self._rest = rest
        self._shared = shared
        self._empty = EmptyAnswers()
        self._not_before_us = 0
        self._failing_since_us: int | None = None
        self._repaired: set[Hole] = set()

    @property
    def has_given_up(self) -> bool:
        """The venue has not answered for ten minutes: what needs its rates goes on without them."""
        since = self._failing_since_us
        return since is not None and self._shared.clock() - since > _GIVEN_UP_US

    def is_due(self, one: Import) -> bool:
        now = self._shared.clock()
        return now >= self._not_before_us and self._empty.may_ask(one.instrument, one.interval, now)

    def is_believed_empty(self, one: Import) -> bool:
        return self._empty.is_believed(one.instrument, one.interval)

    async def import_next(self, stage: Stage, one: Import) -> None:
        """Import a page of what is most useful. One that cannot be had now is not due for a while."""
        page = await self._fetch(one, stage.target_us(one), one.reached_us)
        if page is None:
            return
        page = whole(stage, one, page)
        if not page.candles and not await self._is_quiet(one, page):
            return
        self._empty.end(one.instrument, one.interval)
        for start_us, piece in pieces(one.interval, page, one.end_us):
            await self._store(stage, one, start_us, piece, is_oldest=page.is_oldest and start_us == page.start_us)
        await self._shared.producer.flush()

    async def _store(
        self, stage: Stage, one: Import, start_us: int, piece: Sequence[HistoryCandle], *, is_oldest: bool
    ) -> None:
        """One transaction: the candles, what is folded from them, and how far the import is now.

        Of a deep import only the oldest candle of each series is published, in the end: whoever computes from candles
        computes from there on once, not once for each piece.
        """
        if stage.is_deep:
            await self._wait_for_recorder()
        started = time.monotonic()
        async with self._shared.turn, self._shared.outbox.changing() as (conn, changed):
            await lock_partitions(conn, [one.instrument.coin_id])
            await set_reached(conn, one, start_us, has_candles=bool(piece), is_exhausted=is_oldest)
            usable = await usable_before(conn, one.instrument, one.interval, one.followed_since_us, piece)
            found = await import_candles(conn, one.instrument, one.interval, usable)
            if not stage.is_deep:
                changed += found
            elif is_oldest or start_us <= one.target_us:
                changed += await fetch_oldest(conn, one)
        one.reached_us, one.is_exhausted = min(start_us, one.reached_us), is_oldest
        IMPORTED.labels(self.venue.value, one.interval.value).inc(len(piece))
        if stage.is_deep:
            took = time.monotonic() - started
            await asyncio.sleep(took * (1 - self._shared.share) / self._shared.share)

    async def _wait_for_recorder(self) -> None:
        for _ in range(_MOST_WAITS):
            if not self._shared.is_behind():
                return
            await asyncio.sleep(_WAIT_SECONDS)

    async def _fetch(self, one: Import, start_us: int, end_us: int) -> CandlePage | None:
        """None: the venue is away, or has limited us."""
        now = self._shared.clock()
        end_us = min(end_us, one.interval.floor(now))
        try:
            page = await self._rest.fetch_candles(one.instrument, one.interval, start_us, end_us)
        except RateLimitedError as error:
            self._not_before_us = now + int(error.retry_after * 1e6)
            return None
        except UnknownInstrumentError:
            page = CandlePage([], start_us)  # as an empty answer: it may be known later, and others do not wait
        except VenueAwayError as error:
            log.info("no history", instrument=one.instrument.instrument_id, interval=one.interval, why=str(error))
            self._not_before_us = now + _AWAY_US
            self._failing_since_us = self._failing_since_us or now
            return None
        self._failing_since_us = None
        return page

    async def _is_quiet(self, one: Import, page: CandlePage) -> bool:
        """Whether a page without candles is to be believed."""
        if await self._longer_lack(one, page.start_us):
            return True
        if not self._empty.add(one.instrument, one.interval, self._shared.clock()):
            return False
        if page.start_us > one.target_us and await self._has_older(one, page.start_us):
            return True
        if one.reached_us < one.end_us:  # something is there: this is where the venue's list ends
            await self._store(Stage(one.interval), one, one.reached_us, [], is_oldest=True)
        return False

    async def _longer_lack(self, one: Import, start_us: int) -> bool:
        """Whether longer candles, imported as far back, show that nobody traded in the page's time."""
        longer, id_ = LONGER.get(one.interval), one.instrument.instrument_id
        if longer is None or start_us >= one.reached_us:
            return False
        async with self._shared.engine.connect() as conn:
            span = (longer.floor(start_us), one.reached_us)
            older = await has_candles(conn, id_, longer, 0, span[0])
            return older and not await has_candles(conn, id_, longer, *span)

    async def _has_older(self, one: Import, before_us: int) -> bool:
        end_us = before_us
        while end_us > one.target_us:
            page = await self._fetch(one, one.target_us, end_us)
            if page is None or page.candles or page.start_us >= end_us:
                return page is not None and bool(page.candles)
            end_us = page.start_us
        return False

    async def repair(self, one: Import, hole: Hole) -> None:
        """Fill a hole that cannot be filled by id with the venue's own minutes; close it where they cover it.

        A page without candles is asked for again, as in an import; where it is believed, it still closes nothing.
        """
        if hole in self._repaired or not self.is_due(one):
            return
        now = self._shared.clock
        given: list[HistoryCandle] = []
        end_us = hole.stop_us
        while end_us > hole.first_us:
            page = await self._fetch(one, hole.first_us, end_us)
            if page is None or not (page.candles or self._empty.add(one.instrument, one.interval, now())):
                return
            await self._store_repaired(one, hole, page.candles)
            given += page.candles
            if page.is_oldest or page.start_us >= end_us:
                break
            end_us = page.start_us
        async with self._shared.turn, self._shared.outbox.changing() as (conn, changed):
            await lock_partitions(conn, [one.instrument.coin_id])
            span = (max(end_us, hole.first_us), hole.stop_us)
            changed += await close_covered_gaps(conn, hole.instrument_id, span, given)
        self._empty.end(one.instrument, one.interval)
        self._repaired.add(hole)  # the venue's candles of these minutes will not change any more
        await self._shared.producer.flush()

    async def _store_repaired(self, one: Import, hole: Hole, given: Sequence[HistoryCandle]) -> None:
        async with self._shared.turn, self._shared.outbox.changing() as (conn, changed):
            await lock_partitions(conn, [one.instrument.coin_id])
            replaceable = await fetch_replaceable(conn, hole, given)
            usable = [candle for candle in given if candle.open_time_us in replaceable and candle.volume > 0]
            changed += await import_candles(conn, one.instrument, one.interval, usable)
