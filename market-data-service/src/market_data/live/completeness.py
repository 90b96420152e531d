"""Read how complete instruments' time is: for all coins at once, and for one that is asked about."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from shared.clock import from_us, to_us
from shared.events.values import CandleStatus, Interval
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.domain.completeness import MINUTE, Completeness, completeness
from market_data.domain.coverage import Coverage, GapSpan
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

# Where no candle opened: from the end of one to the beginning of the next. Read from the primary key alone.
_EMPTY: Final = text("""
    WITH opens AS (
        SELECT open_time FROM candles
        WHERE instrument_id = CAST(:id AS text) AND "interval" = CAST(:interval AS text)
            AND open_time >= CAST(:start AS timestamptz) AND open_time < CAST(:end AS timestamptz)
    ), between AS (
        SELECT open_time + CAST(:width AS interval) AS start_at,
            lead(open_time, 1, CAST(:end AS timestamptz)) OVER (ORDER BY open_time) AS end_at
        FROM opens
        UNION ALL
        SELECT CAST(:start AS timestamptz), coalesce(min(open_time), CAST(:end AS timestamptz)) FROM opens
    )
    SELECT start_at, end_at FROM between WHERE end_at > start_at ORDER BY start_at DESC LIMIT :most
""")
_MINUTES_SINCE: Final = text("SELECT minutes_since FROM deployment")
_MOST_EMPTY: Final = 5_000

Minutes = Mapping[str, Mapping[int, CandleStatus]]


async def fetch_completeness(
    conn: AsyncConnection, unheard: Mapping[str, Sequence[GapSpan]], start_us: int, end_us: int
) -> dict[str, Completeness]:
    """Of each of these instruments (composites too) that is in the table, in the minutes that the span touches.

    `unheard` has gaps that the ledger does not have yet, by instrument.
    """
    coverage = (await fetch_ledger(conn, list(unheard), start_us)).coverage
    known = {id_: coverage[id_].with_gaps(gaps) for id_, gaps in unheard.items() if id_ in coverage}
    minutes = await _fetch_minutes(conn, known, start_us, end_us)
    return {id_: completeness(one, minutes.get(id_, {}), start_us, end_us) for id_, one in known.items()}


async def fetch_detailed_completeness(
    conn: AsyncConnection, instrument_id: str, start_us: int, end_us: int, unheard: Sequence[GapSpan] = ()
) -> Completeness:
    """The same of one instrument, where `quiet` and `missing` are told apart from the rest.

    By minutes as far back as there are candles of them, before that by hours.
    """
    coverage = (await fetch_ledger(conn, [instrument_id], start_us)).coverage.get(instrument_id)
    if coverage is None:
        return Completeness((), None)
    coverage = coverage.with_gaps(unheard)
    minutes = await _fetch_minutes(conn, {instrument_id: coverage}, start_us, end_us)
    empty = await _fetch_empty(conn, instrument_id, coverage, start_us, end_us)
    return completeness(coverage, minutes.get(instrument_id, {}), start_us, end_us, empty)


async def _fetch_empty(
    conn: AsyncConnection, id_: str, coverage: Coverage, start_us: int, end_us: int
) -> list[tuple[int, int]]:
    """Spans without a candle, oldest first; of very many the newest."""
    deleted = await conn.scalar(_MINUTES_SINCE)
    starts = [end_us if coverage.minutes_from_us is None else -(-coverage.minutes_from_us // MINUTE.us) * MINUTE.us]
    starts += [to_us(deleted)] if deleted is not None else []
    minutes_us = min(max(start_us, *starts), end_us)
    hours_us = Interval.HOUR.floor(minutes_us)
    found = await _fetch_empty_at(conn, id_, Interval.MINUTE, minutes_us, end_us)
    hours = await _fetch_empty_at(conn, id_, Interval.HOUR, Interval.HOUR.floor(start_us), hours_us)
    since_us = coverage.since_us or end_us
    return [(max(first, since_us), last) for first, last in hours if last > since_us] + found


async def _fetch_empty_at(
    conn: AsyncConnection, id_: str, interval: Interval, start_us: int, end_us: int
) -> list[tuple[int, int]]:
    if start_us >= end_us:
        return []
    given = {"id": id_, "interval": interval.value, "start": from_us(start_us), "end": from_us(end_us)}
    rows = await conn.execute(_EMPTY, {**given, "width": timedelta(microseconds=interval.us), "most": _MOST_EMPTY})
    return [(to_us(first), to_us(last)) for first, last in rows][::-1]


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
