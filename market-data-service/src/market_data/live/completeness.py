"""Read how complete instruments' time is: for all coins at once, and for one that is asked about."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from shared.clock import from_us, to_us
from shared.events.values import CandleStatus
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.domain.completeness import Completeness, completeness
from market_data.domain.coverage import Coverage
from market_data.recorder.sql.gaps import fetch_ledger

_PARTIAL: Final = text("""
    SELECT instrument_id, open_time, status FROM candles
    WHERE instrument_id = ANY (CAST(:ids AS text[])) AND "interval" = '1m' AND status = 'partial'
        AND open_time >= CAST(:start AS timestamptz) AND open_time < CAST(:end AS timestamptz)
""")
_IN_HOLES: Final = text("""
    SELECT c.instrument_id, c.open_time, c.status
    FROM unnest(CAST(:ids AS text[]), CAST(:starts AS timestamptz[]), CAST(:ends AS timestamptz[]))
        AS hole (instrument_id, start_at, end_at)
    JOIN candles c ON c.instrument_id = hole.instrument_id AND c."interval" = '1m'
        AND c.open_time > hole.start_at - interval '1 minute' AND c.open_time <= hole.end_at
    WHERE c.is_closed AND c.status <> 'partial'
""")

Minutes = Mapping[str, Mapping[int, CandleStatus]]


async def fetch_completeness(
    conn: AsyncConnection, ids: Sequence[str], start_us: int, end_us: int
) -> dict[str, Completeness]:
    """Of each of these instruments (composites too) that is in the table, in the minutes that the span touches."""
    ledger = await fetch_ledger(conn, ids, start_us)
    known = {id_: ledger.coverage[id_] for id_ in ids if id_ in ledger.coverage}
    minutes = await _fetch_minutes(conn, known, start_us, end_us)
    return {id_: completeness(one, minutes.get(id_, {}), start_us, end_us) for id_, one in known.items()}


async def _fetch_minutes(conn: AsyncConnection, known: Mapping[str, Coverage], start_us: int, end_us: int) -> Minutes:
    span = {"start": from_us(start_us), "end": from_us(end_us)}
    rows = list(await conn.execute(_PARTIAL, {"ids": list(known), **span}))
    holes = [hole for id_, one in known.items() for hole in _holes(id_, one, start_us, end_us)]
    if holes:
        ids, starts, ends = zip(*holes, strict=True)
        columns = {"ids": list(ids), "starts": list(map(from_us, starts)), "ends": list(map(from_us, ends))}
        rows += await conn.execute(_IN_HOLES, columns)
    minutes: dict[str, dict[int, CandleStatus]] = defaultdict(dict)
    for id_, open_time, status in rows:
        minutes[id_][to_us(open_time)] = CandleStatus(status)
    return minutes


def _holes(id_: str, coverage: Coverage, start_us: int, end_us: int) -> Iterator[tuple[str, int, int]]:
    """The parts of the span in which trades are missing, by the ledger."""
    for gap in coverage.gaps:
        if not gap.is_closed and gap.overlaps(start_us, end_us):
            last_us = end_us if gap.end_us is None else min(gap.end_us, end_us)
            yield id_, max(gap.start_us, start_us), last_us
