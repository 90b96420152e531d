"""Record gaps, and give the candles that are already stored the statuses that follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from shared.events import CandleV1, GapKind, GapV1
from shared.events.values import Interval
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.recorder.sql.candles import fetch_opens, fold_composites, fold_up, set_statuses
from market_data.recorder.sql.gaps import Ledger, fetch_ledger, set_ended, set_followed, upsert_gap
from market_data.recorder.sql.recording import buckets, lock_coins


@dataclass(frozen=True, slots=True)
class Span:
    """The candles of an instrument and its composite that overlap `start_us` to `end_us` (None: all from then on)."""

    instrument_id: str
    start_us: int
    end_us: int | None


async def record_gaps(conn: AsyncConnection, gaps: Sequence[GapV1]) -> list[CandleV1]:
    """Store what was followed and missed, in this order, and return the candles whose status changed.

    An entry that is already stored changes nothing.
    """
    if not gaps:
        return []
    coins = await lock_coins(conn, {(gap.instrument_id, gap.coin_id) for gap in gaps})
    own = [msgspec.structs.replace(gap, coin_id=coins[gap.instrument_id]) for gap in gaps]
    spans = [span for gap in own if (span := await _note(conn, gap)) is not None]
    changed: list[CandleV1] = []
    for span in spans:
        changed += await rederive(conn, span)
    return changed


async def _note(conn: AsyncConnection, gap: GapV1) -> Span | None:
    """Store one entry; returns the span of which it says something new."""
    if gap.kind is GapKind.HOLE:
        reach = await upsert_gap(conn, gap)
    elif gap.kind is GapKind.FOLLOWED:
        reach = (gap.start_us, None) if await set_followed(conn, gap) else None
    else:
        end_us = gap.start_us if gap.end_us is None else gap.end_us
        reach = (end_us, None) if await set_ended(conn, gap) else None
    return Span(gap.instrument_id, *reach) if reach else None


async def rederive(conn: AsyncConnection, span: Span) -> list[CandleV1]:
    """Give every candle in the span the status that it would get now, from the minutes up."""
    since_us = Interval.DAY.floor(span.start_us)
    ledger = await fetch_ledger(conn, {span.instrument_id}, since_us)
    ids = (span.instrument_id, *ledger.composite_of(span.instrument_id))
    opens = await fetch_opens(conn, Interval.MINUTE, ids, span.start_us, span.end_us)
    mine = [(id_, open_us) for id_, open_us in opens if id_ == span.instrument_id]
    theirs = [(id_, open_us) for id_, open_us in opens if id_ != span.instrument_id]
    changed = await set_statuses(conn, buckets(ledger, Interval.MINUTE, mine))
    changed += await fold_composites(conn, Interval.MINUTE, buckets(ledger, Interval.MINUTE, theirs))
    for interval in list(Interval)[1:]:
        changed += await _refold(conn, ledger, interval, span, ids)
    return changed


async def _refold(
    conn: AsyncConnection, ledger: Ledger, interval: Interval, span: Span, ids: Sequence[str]
) -> list[CandleV1]:
    opens = await fetch_opens(conn, interval, ids, span.start_us, span.end_us)
    return await fold_up(conn, interval, buckets(ledger, interval, opens))
