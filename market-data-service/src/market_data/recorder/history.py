"""Import the venues' own candles from before following began: 1 000 closed ones of 1h, 1m and 1d per instrument.

In the order of use: the last eight days of hours of all instruments come first, for every change and spark line needs
them. What has been imported is not fetched again; an empty answer ends nothing. In a replay nothing is imported.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Final

import httpx
from shared.clock import now_us
from shared.data.engine import is_away
from shared.data.retry import repeat
from shared.events.values import Instrument, Interval, Mode, Venue
from shared.kafka import Producer
from shared.logging import get_logger
from shared.settings import ServiceSettings
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.domain.candles import HistoryCandle
from market_data.recorder.empty_answers import EmptyAnswers
from market_data.recorder.outbox import Outbox
from market_data.recorder.sql.history import IMPORTED, ImportPlan, fetch_import_plans, import_candles, note_since
from market_data.recorder.sql.unfillable_gaps import close_covered_gaps
from market_data.venues.adapters import ADAPTERS
from market_data.venues.rest import make_client
from market_data.venues.types import (
    MissingCandlesError,
    RateLimitedError,
    UnknownInstrumentError,
    VenueAwayError,
    VenueRest,
)

log = get_logger(__name__)

COUNT: Final = 1_000
RECENT: Final = 192
"""Hours that are imported of every instrument before anything else: changes and spark lines reach back 168."""
_PIECE_US: Final = {Interval.MINUTE: 3 * Interval.HOUR.us, Interval.HOUR: 8 * Interval.DAY.us}
"""What is imported in one transaction: some 200 candles."""
_EVERY_SECONDS: Final = 2
_LISTED_FOR_US: Final = 6 * Interval.HOUR.us
"""Every venue lists minutes at least this far back: Kraken gives 720 of them."""
_REPLACEABLE_AFTER_US: Final = 3 * Interval.MINUTE.us
"""A minute may be replaced only this long after it began: by then resume by id has fetched what a crash delayed."""

_Work = Callable[[VenueRest, Sequence[ImportPlan]], Awaitable[None]]


class HistoryImport:
    def __init__(
        self,
        settings: ServiceSettings,
        engine: AsyncEngine,
        producer: Producer,
        outbox: Outbox,
        *,
        rests: Mapping[Venue, VenueRest] | None = None,
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._producer = producer
        self._outbox = outbox
        # Imports of several venues run at once, but only one of them changes candles: the recorder waits for at most
        # one of their transactions.
        self._turn = asyncio.Lock()
        self._rests = rests
        self._clock = clock
        self._clients: list[httpx.AsyncClient] = []
        self._checked_minutes: set[tuple[str, int]] = set()
        self._recent: set[Instrument] = set()
        self._imports = 0
        self._away: set[Venue] = set()
        self._waits: dict[Venue, int] = {}
        self._empty = EmptyAnswers()
        self.done = 0
        """Imports of `total` that are done."""
        self.total = 0

    async def run(self) -> None:
        """Look every two seconds for instruments whose history is missing, until cancelled. A background job."""
        if self._settings.mode is Mode.REPLAY:
            await asyncio.Event().wait()
        rests = self._rests or self._connect()
        try:
            await repeat(
                lambda: self.import_missing(rests),
                every=_EVERY_SECONDS,
                on=is_away,
                name="database for history",
                first=0.5,
                cap=10,
            )
        finally:
            for client in self._clients:
                await client.aclose()

    def _connect(self) -> dict[Venue, VenueRest]:
        rests: dict[Venue, VenueRest] = {}
        for venue, adapter in ADAPTERS.items():
            # The ingester calls the same venue: each may use half of its limit.
            client = make_client(adapter.rest_url(self._settings.simulator_url), adapter.calls_per_second / 2)
            self._clients.append(client)
            rests[venue] = adapter.make_rest(client)
        return rests

    async def import_missing(self, rests: Mapping[Venue, VenueRest]) -> None:
        """Import for every instrument whatever is missing and can be had now."""
        self._away.clear()
        while await self._import_next(rests):
            pass

    async def _import_next(self, rests: Mapping[Venue, VenueRest]) -> bool:
        """Import what is of most use; False: there is nothing more. More may be followed by the next call."""
        async with self._engine.connect() as conn:
            now = self._clock()
            plans = await fetch_import_plans(conn, now - _LISTED_FOR_US, now - _REPLACEABLE_AFTER_US)
        self.total = len(IMPORTED) * len(plans)
        self.done = self.total - sum(not self._has_none(one, interval) for one in plans for interval in one.missing)
        recent = [one for one in plans if Interval.HOUR in one.missing and one.instrument not in self._recent]
        if await self._import_all(rests, recent, partial(self._import_missing, Interval.HOUR, RECENT)):
            return True
        for interval in IMPORTED:
            missing = [one for one in plans if interval in one.missing and self._may_come(one, interval)]
            if await self._import_all(rests, missing, partial(self._import_missing, interval, COUNT)):
                return True
        doubtful = [one for one in plans if self._has_all(one) and not _doubts(one) <= self._checked_minutes]
        return await self._import_all(rests, doubtful, self._import_doubtful)

    async def _import_all(self, rests: Mapping[Venue, VenueRest], plans: Sequence[ImportPlan], work: _Work) -> bool:
        """Those that give rates first: other instruments' volumes in USD need them.

        Returns whether anything was imported: a venue that is away does not hold up what comes after.
        """
        before = self._imports
        for is_rate in (True, False):
            await _each_venue(rests, [one for one in plans if one.is_rate is is_rate], work)
        return self._imports > before

    async def _import_missing(
        self, interval: Interval, count: int, rest: VenueRest, plans: Sequence[ImportPlan]
    ) -> None:
        for one in plans:
            is_done = self._has_none(one, interval)
            if self._is_due(one, interval) and await self._import(rest, one, interval, count):
                self._imports += 1
                self.done += count == COUNT and not is_done

    async def _import_doubtful(self, rest: VenueRest, plans: Sequence[ImportPlan]) -> None:
        for one in plans:
            if self._is_due(one, Interval.MINUTE) and await self._import(rest, one, Interval.MINUTE, COUNT):
                self._checked_minutes |= _doubts(one)  # the venue's candles of these minutes will not change any more
                self._imports += 1

    def _is_due(self, one: ImportPlan, interval: Interval) -> bool:
        venue = one.instrument.venue
        if venue in self._away or self._clock() < self._waits.get(venue, 0):
            return False
        return self._empty.may_ask(one.instrument, interval, self._clock())

    async def _import(self, rest: VenueRest, one: ImportPlan, interval: Interval, count: int) -> bool:
        """False: nothing can be had now (`_fetch`)."""
        instrument = one.instrument
        given = await self._fetch(rest, one, interval, count)
        if given is None:
            return False
        self._empty.end(instrument, interval)
        if count == COUNT:
            async with self._turn, self._engine.begin() as conn:
                await note_since(conn, one, interval, given)
        for piece in _pieces(interval, given):
            async with self._turn, self._outbox.changing() as (conn, changed):
                changed += await import_candles(conn, one, interval, piece, only=count != COUNT)
        self._recent.add(instrument)
        if interval is Interval.MINUTE and one.doubtful:
            async with self._turn, self._outbox.changing() as (conn, changed):
                changed += await close_covered_gaps(conn, instrument, given)
        await self._producer.flush()
        return True

    async def _fetch(
        self, rest: VenueRest, one: ImportPlan, interval: Interval, count: int
    ) -> Sequence[HistoryCandle] | None:
        """None: the venue is away, has limited us, or its answer lacks something, which may be an error of its own."""
        instrument = one.instrument
        try:
            given = await rest.fetch_candles(instrument, interval, count)
        except RateLimitedError as error:
            self._waits[instrument.venue] = self._clock() + int(error.retry_after * 1e6)
            return None
        except UnknownInstrumentError:
            given = []  # as an empty answer: it may be known later, and the venue's other instruments do not wait
        except MissingCandlesError as error:
            return error.candles if self._empty.add(instrument, interval, self._clock()) else None
        except VenueAwayError as error:
            log.info("no history", instrument=instrument.instrument_id, interval=interval, why=str(error))
            self._away.add(instrument.venue)  # the next pass tries again
            return None
        if _brings_nothing(one, interval, given):
            self._empty.add(instrument, interval, self._clock())
            return None
        return given

    def _may_come(self, one: ImportPlan, interval: Interval) -> bool:
        """What is folded into days waits for the venue's own days."""
        return interval is Interval.DAY or Interval.DAY not in one.missing or self._has_none(one, Interval.DAY)

    def _has_all(self, one: ImportPlan) -> bool:
        """Whether all that the venue lists of an instrument is imported."""
        return all(self._has_none(one, interval) for interval in one.missing)

    def _has_none(self, one: ImportPlan, interval: Interval) -> bool:
        return self._empty.is_believed(one.instrument, interval)


async def _each_venue(rests: Mapping[Venue, VenueRest], plans: Sequence[ImportPlan], work: _Work) -> None:
    """Do the work of all venues at once."""
    await asyncio.gather(
        *(work(rest, [one for one in plans if one.instrument.venue is venue]) for venue, rest in rests.items())
    )


def _brings_nothing(one: ImportPlan, interval: Interval, given: Sequence[HistoryCandle]) -> bool:
    """Whether an answer is empty; days are missing until there is one from before following began."""
    last_us = one.followed_since_us if interval is Interval.DAY else None
    return not any(last_us is None or candle.open_time_us <= last_us for candle in given)


def _doubts(one: ImportPlan) -> set[tuple[str, int]]:
    return {(one.instrument.instrument_id, open_us) for open_us in one.doubtful}


def _pieces(interval: Interval, given: Sequence[HistoryCandle]) -> Iterator[Sequence[HistoryCandle]]:
    """The newest first. Days in one piece: `fetch_import_plans` takes one day for all of them.

    A piece ends where a candle ends that is folded from these: a later piece adds nothing to what was published.
    """
    width_us = _PIECE_US.get(interval)
    for _, piece in groupby(reversed(given), lambda candle: width_us and candle.open_time_us // width_us):
        yield list(piece)[::-1]
