"""Name what a topic lost before it was recorded: ids between the table's newest trade and the first that comes for it.

A topic never has a hole, and a recorder goes on where it was; so the first trades that a process sees of an instrument
follow those in the table. They do not after a restore of a backup that is older than what the topic keeps, and where
a recorder was away for longer than that. The ingester fetches what is named here, where the venue still lists it.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from shared.clock import now_us, to_us
from shared.events import GapKind, GapState, GapV1, TradeV1
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.recorder.sql.instruments import fetch_last_trade, fetch_start_id
from market_data.tables import market_gaps

REASON: Final = "not in the topic any more"


def first_of_each(trades: Iterable[TradeV1], seen: set[str]) -> list[TradeV1]:
    """The trade with the smallest id of each instrument that is not in `seen`."""
    first: dict[str, TradeV1] = {}
    for trade in trades:
        id_ = trade.instrument_id
        if id_ not in seen and (id_ not in first or trade.number < first[id_].number):
            first[id_] = trade
    return list(first.values())


async def find_lost(conn: AsyncConnection, firsts: Sequence[TradeV1]) -> list[GapV1]:
    """A hole before each of these where ids between it and the stored ones are missing. Call it before storing them."""
    found = [await _lost_before(conn, trade) for trade in firsts]
    return [gap for gap in found if gap is not None]


async def _lost_before(conn: AsyncConnection, trade: TradeV1) -> GapV1 | None:
    stored = await fetch_last_trade(conn, trade.instrument_id, aggregated=trade.trade_id.startswith("a"))
    if stored is not None:
        last_id, last_us = stored[0], to_us(stored[1])
    else:
        last_id, last_us = await fetch_start_id(conn, trade.instrument_id) or 0, trade.ts_event_us
    if not last_id or trade.number <= last_id + 1:
        return None
    first_id, end_id = last_id + 1, trade.number - 1
    return GapV1(
        gap_id=f"{trade.instrument_id}/lost-{first_id}-{end_id}",
        kind=GapKind.HOLE,
        state=GapState.OPEN,
        venue=trade.venue,
        instrument_id=trade.instrument_id,
        coin_id=trade.coin_id,
        start_us=min(last_us, trade.ts_event_us),
        end_us=trade.ts_event_us,
        first_id=first_id,
        last_id=end_id,
        reason=REASON,
        as_of_us=now_us(),
    )


async def fetch_named(conn: AsyncConnection) -> list[GapV1]:
    """The holes that were named here and are open: a process may have died before the topic had them."""
    rows = await conn.execute(
        select(market_gaps).where(market_gaps.c.state == GapState.OPEN.value, market_gaps.c.reason == REASON)
    )
    return [
        GapV1(
            gap_id=row.gap_id,
            kind=GapKind.HOLE,
            state=GapState.OPEN,
            venue=row.venue,
            instrument_id=row.instrument_id,
            coin_id=row.coin_id,
            start_us=to_us(row.start_at),
            end_us=None if row.end_at is None else to_us(row.end_at),
            first_id=row.first_id,
            last_id=row.last_id,
            reason=row.reason,
            as_of_us=to_us(row.as_of),
        )
        for row in rows
    ]
