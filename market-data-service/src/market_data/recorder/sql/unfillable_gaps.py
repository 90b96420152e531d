"""Close gaps that cannot be filled by id, once the venue's own candles cover them."""

from collections.abc import Sequence
from typing import Final

from shared.clock import from_us, to_us
from shared.events import CandleV1
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.domain.candles import HistoryCandle
from market_data.recorder.sql.gap_statuses import Span, rederive

# A gap is covered when the venue lists minutes in it (a trade is missing there, so that a list without any is wrong)
# and each of them is stored and closed: then our candle equals the venue's, or has been replaced by it.
_CLOSE: Final = text("""
    UPDATE market_gaps AS gap SET state = 'closed', reason = 'the venue''s own candles', closed_by = 'candles'
    WHERE instrument_id = CAST(:id AS text) AND state = 'unfillable'
        AND start_at >= CAST(:first AS timestamptz) AND end_at < CAST(:end AS timestamptz)
        AND (
            SELECT coalesce(bool_and(c.open_time IS NOT NULL), false)
            FROM unnest(CAST(:opens AS timestamptz[])) AS given (open_time)
            LEFT JOIN candles c ON c.instrument_id = gap.instrument_id AND c."interval" = '1m'
                AND c.open_time = given.open_time AND c.is_closed
            WHERE given.open_time > gap.start_at - interval '1 minute' AND given.open_time <= gap.end_at
        )
    RETURNING start_at, end_at
""")


async def close_covered_gaps(
    conn: AsyncConnection, instrument_id: str, span: tuple[int, int], given: Sequence[HistoryCandle]
) -> list[CandleV1]:
    """Close the gaps in `span` (µs, whole minutes), after the import of all that the venue lists of it (`given`).

    Returns the candles whose status changed. The partition is locked already.
    """
    rows = await conn.execute(
        _CLOSE,
        {
            "id": instrument_id,
            "first": from_us(span[0]),
            "end": from_us(span[1]),
            "opens": [from_us(candle.open_time_us) for candle in given if candle.volume > 0],
        },
    )
    changed: list[CandleV1] = []
    for start, end in rows.all():
        changed += await rederive(conn, Span(instrument_id, to_us(start), to_us(end)))
    return changed
