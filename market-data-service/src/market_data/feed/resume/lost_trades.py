"""Fetch by id the trades that the recorder has named as lost: open holes whose last id is known.

They lie below what is followed, so their fetching delays nothing. What REST does not list stays a hole, for which only
the venue's own candles can stand.
"""

import asyncio
from collections.abc import Callable
from typing import Final, NoReturn

from shared.data.retry import Backoff, retry
from shared.events import GapState, GapV1
from shared.events.values import Instrument, Venue
from shared.kafka import Reader, decoded
from shared.kafka.topics import GAPS
from shared.logging import get_logger

from market_data.feed.publisher import Publisher
from market_data.feed.resume.sequence import MissingIds
from market_data.venues.types import TradePage, UnknownInstrumentError, VenueAwayError, VenueRest

log = get_logger(__name__)

_MOST_DOUBTFUL_PAGES: Final = 10
"""Answers in a row without anything newer, after which the venue is taken to list no more of the hole."""
_WAIT_SECONDS: Final = 1.0

FindInstrument = Callable[[Venue, str], tuple[Instrument, VenueRest, bool] | None]
"""An instrument that is listed, its venue's REST, and whether its ids are aggregated; None: not listed (yet)."""


def is_lost_range(gap: GapV1) -> bool:
    """Whether an entry names ids to be fetched; of holes that the feed itself opens the last id is not known yet."""
    return gap.state is GapState.OPEN and gap.last_id is not None and gap.first_id is not None


class LostTrades:
    """Follows the ledger's topic. A hole that is fetched twice, by two ingesters, changes nothing."""

    def __init__(self, bootstrap_servers: str, publisher: Publisher, find: FindInstrument) -> None:
        self._bootstrap_servers = bootstrap_servers
        self._publisher = publisher
        self._find = find
        self._open: dict[str, GapV1] = {}

    async def run(self) -> NoReturn:
        """Fetch, one hole after the other, until cancelled. A background job."""
        reader = await Reader.open(self._bootstrap_servers, {GAPS: None}, client_id="market-ingest-lost")
        try:
            while True:
                for records in (await reader.poll()).values():
                    for gap in filter(None, (decoded(record, GapV1) for record in records)):
                        self._note(gap)
                if not reader.caught_up:
                    continue
                await self._fetch_all()
                await asyncio.sleep(_WAIT_SECONDS)
        finally:
            await reader.close()

    def _note(self, gap: GapV1) -> None:
        if is_lost_range(gap):
            self._open[gap.gap_id] = gap
        else:
            self._open.pop(gap.gap_id, None)

    async def _fetch_all(self) -> None:
        for gap in list(self._open.values()):
            found = self._find(gap.venue, gap.instrument_id)
            if found is not None:
                instrument, rest, aggregated = found
                await fetch_lost(rest, self._publisher, instrument, gap, aggregated=aggregated)
                del self._open[gap.gap_id]


async def fetch_lost(
    rest: VenueRest, publisher: Publisher, instrument: Instrument, gap: GapV1, *, aggregated: bool
) -> None:
    """Publish the trades `gap.first_id` to `gap.last_id`, then what became of the hole."""
    first_id, last_id = gap.first_id or 0, gap.last_id or 0
    after = MissingIds(first_id - 1, first_id - 1, gap.start_us, gap.start_us)
    filled, missing, backoff = 0, list[MissingIds](), Backoff(first=0.2, cap=2)
    read_to = after.last_id
    while read_to < last_id and backoff.attempt < _MOST_DOUBTFUL_PAGES:
        await publisher.room()
        page = await _fetch_page(rest, instrument, read_to, after.end_us, aggregated=aggregated)
        if page is None:
            break
        if page.read_to <= read_to:
            await backoff.wait()
            continue
        backoff.reset()
        trades = [trade for trade in page.trades if trade.number <= last_id]
        for trade in trades:
            missing += _between(after, trade.number, trade.ts_event_us)
            after = MissingIds(trade.number, trade.number, trade.ts_event_us, trade.ts_event_us)
        publisher.publish_trades(instrument.quote, trades)
        filled, read_to = filled + len(trades), min(page.read_to, last_id)
    missing += _between(after, last_id + 1, gap.end_us or after.end_us)
    publisher.publish_lost(instrument, gap, filled, missing)
    lost = sum(ids.last_id - ids.first_id + 1 for ids in missing)
    log.info("lost trades", instrument=instrument.instrument_id, fetched=filled, not_listed=lost)


def _between(after: MissingIds, number: int, at_us: int) -> list[MissingIds]:
    if number <= after.last_id + 1:
        return []
    start_us, end_us = sorted((after.end_us, at_us))
    return [MissingIds(after.last_id + 1, number - 1, start_us, end_us)]


async def _fetch_page(
    rest: VenueRest, instrument: Instrument, after_id: int, after_us: int, *, aggregated: bool
) -> TradePage | None:
    """None: the venue does not know the instrument."""
    try:
        return await retry(
            lambda: rest.fetch_trades(instrument, after_id=after_id, after_us=after_us, aggregated=aggregated),
            on=lambda error: isinstance(error, VenueAwayError) and not isinstance(error, UnknownInstrumentError),
            name=f"REST of {instrument.instrument_id} for lost trades",
            first=0.3,
        )
    except UnknownInstrumentError:
        return None
