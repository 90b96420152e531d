"""Fetch by id what the socket did not bring, and publish it before what came after it."""

import asyncio
from typing import Final

from shared.clock import now_us
from shared.data.retry import Backoff
from shared.events import GapState, TradeV1
from shared.events.values import Instrument, Mode
from shared.logging import get_logger

from market_data.feed.publisher import Publisher
from market_data.feed.resume.sequence import Follower
from market_data.venues.types import VenueAwayError, VenueRest

log = get_logger(__name__)

_GRACE: Final = 0.25
"""A trade that overtook its predecessor on the socket gets so long before REST is asked."""
_PATIENCE: Final = 40
"""How often REST is asked for ids that the socket brought or skipped, before they are taken for no trades."""
_AT_ONCE: Final = 8


class Resume:
    """The followers of one venue and what each still has to fetch. Tasks end with `cancel`."""

    def __init__(self, rest: VenueRest, publisher: Publisher, mode: Mode) -> None:
        self._rest = rest
        self._publisher = publisher
        # A capture's ids have holes of their own, and its exchange has no candles.
        self._is_tape = mode is Mode.REPLAY
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._tasks: dict[Follower, asyncio.Task[None]] = {}

    @property
    def busy(self) -> bool:
        return any(not task.done() for task in self._tasks.values())

    def start(self, follower: Follower, instrument: Instrument, *, grace: float = 0) -> None:
        """Catch up with REST in the background, unless that is going on."""
        task = self._tasks.get(follower)
        if task is None or task.done():
            self._tasks[follower] = asyncio.create_task(self._run(follower, instrument, grace))

    def mend(self, follower: Follower, instrument: Instrument, *, grace: float = _GRACE) -> None:
        """A trade is missing on the socket: fetch it, unless it comes by itself in a moment."""
        self.start(follower, instrument, grace=grace)

    async def cancel(self) -> None:
        tasks, self._tasks = list(self._tasks.values()), {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def raise_dead(self) -> None:
        """A task that died of a bug ends the process by this."""
        for task in self._tasks.values():
            if task.done() and not task.cancelled() and (error := task.exception()):
                raise error

    async def _run(self, follower: Follower, instrument: Instrument, grace: float) -> None:
        if grace:
            behind = follower.last_id
            await asyncio.sleep(grace)
            if follower.caught_up() and follower.last_id > behind:
                return
        follower.fetching = True
        if (hole := follower.open_hole(now_us())) is not None and follower.followed:
            self._publisher.hole(instrument, hole, GapState.OPEN, last_id=None, end_us=None, reason="socket")
        async with self._slots:
            await self._catch_up(follower, instrument)
        follower.fetching = False
        self.settle_hole(follower, instrument)

    async def _catch_up(self, follower: Follower, instrument: Instrument) -> None:
        """Fetch until nothing newer is listed and nothing is held back, or what is held proves to be unknown there."""
        backoff, asked = Backoff(first=0.2, cap=2), 0
        while True:
            page = await self._fetch(follower, instrument)
            if page:
                asked = 0
                backoff.reset()
                released = follower.fetched(page)
                self._tell_passed_over(follower, instrument)
                self._publisher.trades(instrument.quote, released)
                if follower.bridged:
                    return
                continue
            if follower.caught_up():
                return
            asked += 1
            if asked > _PATIENCE:
                after_id, forgotten = follower.last_id, follower.give_up()
                log.warning(
                    "REST does not know these trades",
                    instrument=instrument.instrument_id,
                    after_id=after_id,
                    trades=forgotten,
                )
                return
            await backoff.wait()

    def _tell_passed_over(self, follower: Follower, instrument: Instrument) -> None:
        """Only what REST says counts, never an id of the socket: a forged one must not cost a candle its status."""
        passed, follower.passed_over = follower.passed_over, []
        if follower.followed and not self._is_tape:
            for one in passed:
                self._publisher.unfillable(instrument, one)

    async def _fetch(self, follower: Follower, instrument: Instrument) -> list[TradeV1]:
        """A page above the last id; waits as told and tries again while REST does not answer."""
        backoff = Backoff(first=0.3, cap=5)
        while True:
            try:
                return await self._rest.fetch_trades(
                    instrument,
                    after_id=follower.last_id,
                    after_us=follower.last_us,
                    aggregated=follower.aggregated,
                )
            except VenueAwayError as error:
                log.warning("resume waits for REST", instrument=instrument.instrument_id, error=str(error))
                await backoff.wait()

    def settle_hole(self, follower: Follower, instrument: Instrument) -> None:
        """Tell the ledger what became of the hole; one in which nothing was missing spans no time."""
        hole = follower.close_hole()
        if hole is None or not follower.followed:
            return
        self._publisher.hole(
            instrument,
            hole,
            GapState.CLOSED,
            last_id=max(follower.last_id, hole.first_id),
            end_us=max(hole.end_us, hole.start_us),
            reason=f"{hole.missed} trades fetched by id",
        )
