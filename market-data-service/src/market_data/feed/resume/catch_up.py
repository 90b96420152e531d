"""Fetch by id what the socket did not bring, and publish it before what came after it."""

import asyncio
from collections.abc import Callable
from typing import Final

from shared.clock import now_us
from shared.data.retry import Backoff, retry
from shared.events import GapState
from shared.events.values import Instrument, Mode
from shared.logging import get_logger

from market_data.feed.publisher import SOCKET, Publisher
from market_data.feed.resume.sequence import TradeSequence
from market_data.venues.types import TradePage, UnknownInstrumentError, VenueAwayError, VenueRest

log = get_logger(__name__)

_GRACE: Final = 0.25
"""Seconds that a missing trade has to arrive on the socket after its successor, before it is fetched over REST."""
_MOST_EMPTY_PAGES: Final = 40
"""Empty pages in a row for ids that the socket named, after which these ids are taken for no trades."""
_MOST_DOUBTFUL_PAGES: Final = 10
"""Pages in a row without the trade that was asked for itself, after which there is taken to be nothing after it."""
_UNKNOWN_AGAIN_AFTER: Final = 30.0
"""Seconds until a venue is asked again about an instrument that its REST does not know."""
_FETCHES_AT_ONCE: Final = 8
_DAY_US: Final = 86_400_000_000


def _is_temporary(error: BaseException) -> bool:
    return isinstance(error, VenueAwayError) and not isinstance(error, UnknownInstrumentError)


class CatchUp:
    """Runs one task per trade sequence of a venue that is behind. The tasks end with `cancel`."""

    def __init__(self, rest: VenueRest, publisher: Publisher, mode: Mode) -> None:
        self._rest = rest
        self._publisher = publisher
        self._mode = mode
        self._began_us = now_us()
        self._slots = asyncio.Semaphore(_FETCHES_AT_ONCE)
        self._tasks: dict[TradeSequence, asyncio.Task[None]] = {}
        self.on_unknown: Callable[[], None] = lambda: None
        """Called when the venue does not know an instrument that it has listed."""

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

    def stop(self, sequence: TradeSequence) -> None:
        """Stop fetching for one: the venue does not list the instrument any more."""
        task = self._tasks.pop(sequence, None)
        if task is not None:
            task.cancel()

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
        if gap is not None and sequence.is_expected:
            self._publisher.publish_gap(instrument, gap, GapState.OPEN, reason=SOCKET if grace else "restart")
        while (is_all := await self._fetch_known(sequence, instrument)) is None:
            self.on_unknown()
            await asyncio.sleep(_UNKNOWN_AGAIN_AFTER)
        sequence.fetching = False
        if is_all:
            self._close_gap(sequence, instrument)

    async def _fetch_known(self, sequence: TradeSequence, instrument: Instrument) -> bool | None:
        """Fetch all there is, and say whether that was all; None if the venue does not know the instrument."""
        async with self._slots:
            try:
                return await self._fetch_all(sequence, instrument)
            except UnknownInstrumentError:
                return None

    async def _fetch_all(self, sequence: TradeSequence, instrument: Instrument) -> bool:
        """Fetch until REST lists nothing newer and nothing is held; False if it never lists what is held.

        A page may hold no usable trade: `read_to` goes on behind it. Its ids are noted as missing once a later trade
        is there. Nor is an answer the end that lacks the trade asked for itself: some are empty for no reason.
        """
        backoff, read_to = Backoff(first=0.2, cap=2), 0
        while True:
            after_id = max(sequence.last_id, read_to)
            await self._publisher.room()
            page = await self._fetch_page(sequence, instrument, after_id)
            if after_id == 0 and self._is_history(page):
                sequence.last_id = await self._fetch_newest_id(instrument)
                continue
            if page.read_to > after_id:
                backoff.reset()
                read_to = page.read_to
                released = sequence.on_page(page.trades)
                self._publish_missing_ids(sequence, instrument)
                self._publisher.publish_trades(instrument.quote, released)
                if sequence.has_reached_live:
                    return True
                continue
            is_doubtful = page.read_to < after_id and backoff.attempt < _MOST_DOUBTFUL_PAGES
            if sequence.is_complete() and not is_doubtful:
                return True
            if backoff.attempt >= _MOST_EMPTY_PAGES:
                self._drop_held(sequence, instrument)
                return False
            await backoff.wait()

    def _is_history(self, page: TradePage) -> bool:
        """Whether trades are much older than this process, of an instrument that had none when following began.

        Then the answer that there were none was wrong: these are the first ones ever, and not ours to fetch.
        """
        is_old = bool(page.trades) and page.trades[0].ts_event_us < self._began_us - _DAY_US
        return is_old and self._mode is not Mode.REPLAY

    async def _fetch_newest_id(self, instrument: Instrument) -> int:
        async def newest() -> int:
            found = await self._rest.fetch_newest_id(instrument)
            if not found:
                raise VenueAwayError("no newest trade of an instrument that has trades")
            return found

        return await retry(newest, on=_is_temporary, name=f"REST of {instrument.instrument_id}", first=0.3)

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
        if sequence.is_expected and self._mode is not Mode.REPLAY:
            for ids in missing:
                self._publisher.publish_unfillable(instrument, ids)

    async def _fetch_page(self, sequence: TradeSequence, instrument: Instrument, after_id: int) -> TradePage:
        """A page above `after_id`; tried again while REST does not answer.

        Raises:
            UnknownInstrumentError: the venue does not know the instrument.
        """
        return await retry(
            lambda: self._rest.fetch_trades(
                instrument,
                after_id=after_id,
                after_us=sequence.last_us,
                aggregated=sequence.aggregated,
            ),
            on=_is_temporary,
            name=f"REST of {instrument.instrument_id}",
            first=0.3,
        )

    def _close_gap(self, sequence: TradeSequence, instrument: Instrument) -> None:
        """Publish that the gap is closed; one in which no trade was missing spans no time."""
        gap = sequence.close_gap()
        if gap is None or not sequence.is_expected:
            return
        self._publisher.publish_gap(
            instrument,
            gap,
            GapState.CLOSED,
            last_id=max(sequence.last_id, gap.first_id),
            end_us=max(gap.end_us, gap.start_us),
            reason=f"{gap.missed} trades fetched by id",
            trades_filled=gap.missed,
        )
