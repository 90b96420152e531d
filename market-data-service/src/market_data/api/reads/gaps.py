"""Read the ledger of what was missed, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.tables import market_gaps


@dataclass(frozen=True, slots=True)
class GapRow:
    """`[start_at, end_at)`; no end: it is not known yet."""

    gap_id: str
    instrument_id: str
    venue: str
    start_at: datetime
    end_at: datetime | None
    first_id: int | None
    last_id: int | None
    state: str
    reason: str | None
    as_of: datetime


class GapKey(NamedTuple):
    """Where a page ended."""

    start_at: datetime
    gap_id: str


_ORDER = (market_gaps.c.start_at, market_gaps.c.gap_id)


async def fetch_gaps(
    conn: AsyncConnection,
    coin_id: str,
    *,
    start: datetime | None,
    end: datetime | None,
    before: GapKey | None,
    limit: int,
) -> list[GapRow]:
    """At most `limit` gaps of a coin's instruments that overlap `[start, end)` and began earlier than `before`."""
    gaps = market_gaps.c
    query = (
        select(
            gaps.gap_id,
            gaps.instrument_id,
            gaps.venue,
            gaps.start_at,
            gaps.end_at,
            gaps.first_id,
            gaps.last_id,
            gaps.state,
            gaps.reason,
            gaps.as_of,
        )
        .where(gaps.coin_id == coin_id)
        .order_by(*(column.desc() for column in _ORDER))
        .limit(limit)
    )
    if start is not None:
        query = query.where(or_(gaps.end_at.is_(None), gaps.end_at >= start))
    if end is not None:
        query = query.where(gaps.start_at < end)
    if before is not None:
        query = query.where(tuple_(*_ORDER) < (before.start_at, before.gap_id))
    return [GapRow(*tuple(row)) for row in await conn.execute(query)]
