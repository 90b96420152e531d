"""Fetch by id what the socket did not bring, and publish it before what came after it."""

import asyncio
from typing import Final

from shared.clock import now_us
from shared.data.retry import Backoff, of, retry
from shared.events import GapState, TradeV1
from shared.events.values import Instrument, Mode
from shared.logging import get_logger

from market_data.feed.publisher import Publisher
from market_data.feed.resume.sequence import TradeSequence
from market_data.venues.types import VenueAwayError, VenueRest

log = get_logger(__name__)

_GRACE: Final = 0.25
"""Seconds that a missing trade has to arrive on the socket after its successor, before it is fetched over REST."""
_MOST_EMPTY_PAGES: Final = 40
"""Empty pages in a row for ids that the socket named, after which these ids are taken for no trades."""
_FETCHES_AT_ONCE: Final = 8


class CatchUp:
    """Runs one task per trade sequence of a venue that is behind. The tasks end with `cancel`."""

    def __init__(self, rest: VenueRest, publisher: Publisher, mode: Mode) -> None:
        self._rest = rest
        self._publisher = publisher
        self._mode = mode
        self._slots = asyncio.Semaphore(_FETCHES_AT_ONCE)
        self._tasks: dict[TradeSequence, asyncio.Task[None]] = {}

    @property
    def busy(self) -> bool:
        return any(not task.done() for task in self._tasks.values())

    def start(self, sequence: TradeSequence, instrument: Instrument) -> None:
        """Fetch in the background whatever is newer, unless that is going on."""
        self._start(sequence, instrument, grace=0)

    def start_if_missing(self, sequence: TradeSequence, instrument: Instrument, *, grace: float = _GRACE) -> None:
        """Fetch a trade that is missing on the socket, unless it arrives there within `grace` seconds."""
        self._start(sequence, instrument, grace)

    def _start(self, sequence: TradeSequence, instrument: Instrument, grace: float) -> None:
        task = self._tasks.get(sequence)
        if task is None or task.done():
            self._tasks[sequence] = asyncio.create_task(self._run(sequence, instrument, grace))

    async def cancel(self) -> None:
        tasks, self._tasks = list(self._tasks.values()), {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def raise_errors(self) -> None:
        """Raise the error of a failed task: such an error is a bug, and ends the process."""
        for task in self._tasks.values():
            if task.done() and not task.cancelled() and (error := task.exception()):
                raise error

    async def _run(self, sequence: TradeSequence, instrument: Instrument, grace: float) -> None:
        if grace:
            last_id = sequence.last_id
            await asyncio.sleep(grace)
            if sequence.is_complete() and sequence.last_id > last_id:
                return
        sequence.fetching = True
        gap = sequence.open_gap(now_us())
        if gap is not None and sequence.followed:
            self._publisher.publish_gap(instrument, gap, GapState.OPEN, reason="socket")
        async with self._slots:
            await self._fetch_all(sequence, instrument)
        sequence.fetching = False
        self._close_gap(sequence, instrument)

    async def _fetch_all(self, sequence: TradeSequence, instrument: Instrument) -> None:
        """Fetch until REST lists nothing newer and nothing is held, or until it never lists what is held."""
        backoff = Backoff(first=0.2, cap=2)
        while True:
            page = await self._fetch_page(sequence, instrument)
            if page:
                backoff.reset()
                released = sequence.on_page(page)
                self._publish_missing_ids(sequence, instrument)
                self._publisher.publish_trades(instrument.quote, released)
                if sequence.has_reached_live:
                    return
                continue
            if sequence.is_complete():
                return
            if backoff.attempt >= _MOST_EMPTY_PAGES:
                self._drop_held(sequence, instrument)
                return
            await backoff.wait()

    def _drop_held(self, sequence: TradeSequence, instrument: Instrument) -> None:
        after_id, dropped = sequence.last_id, sequence.drop_held()
        log.warning(
            "REST does not list these trades of the socket",
            instrument=instrument.instrument_id,
            after_id=after_id,
            trades=dropped,
        )

    def _publish_missing_ids(self, sequence: TradeSequence, instrument: Instrument) -> None:
        """Missing is what REST passes over, never what only the socket names: a forged id must not change a candle.

        Nothing is missing in a replay: a capture's ids are not consecutive, and its exchange has no candles.
        """
        missing, sequence.missing_ids = sequence.missing_ids, []
        if sequence.followed and self._mode is not Mode.REPLAY:
            for ids in missing:
                self._publisher.publish_unfillable(instrument, ids)

    async def _fetch_page(self, sequence: TradeSequence, instrument: Instrument) -> list[TradeV1]:
        """A page above the last id; tried again while REST does not answer."""
        return await retry(
            lambda: self._rest.fetch_trades(
                instrument,
                after_id=sequence.last_id,
                after_us=sequence.last_us,
                aggregated=sequence.aggregated,
            ),
            on=of(VenueAwayError),
            name=f"REST of {instrument.instrument_id}",
            first=0.3,
        )

    def _close_gap(self, sequence: TradeSequence, instrument: Instrument) -> None:
        """Publish that the gap is closed; one in which no trade was missing spans no time."""
        gap = sequence.close_gap()
        if gap is None or not sequence.followed:
            return
        self._publisher.publish_gap(
            instrument,
            gap,
            GapState.CLOSED,
            last_id=max(sequence.last_id, gap.first_id),
            end_us=max(gap.end_us, gap.start_us),
            reason=f"{gap.missed} trades fetched by id",
        )
