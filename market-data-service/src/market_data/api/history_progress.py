"""How far the import of history is, counted in candles from the table `history_imports`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.events.values import Interval
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# Open times that are wanted, and those that are there; nothing more is wanted where the exchange lists no more.
_COUNTED: Final = """
    SELECT i.coin_id, i.venue, h.*, c.total,
        CASE WHEN h.is_exhausted OR h.reached_at <= h.target_at THEN c.total
            ELSE least(c.total, floor(extract(epoch FROM h.end_at - h.reached_at) / w.seconds)::bigint) END AS done
    FROM history_imports h JOIN instruments i USING (instrument_id)
    CROSS JOIN LATERAL (
        SELECT CASE h."interval" WHEN '1m' THEN 60 WHEN '1h' THEN 3600 ELSE 86400 END AS seconds
    ) AS w
    CROSS JOIN LATERAL (
        SELECT greatest(floor(extract(epoch FROM h.end_at - h.target_at) / w.seconds)::bigint, 0) AS total
    ) AS c
    WHERE i.disabled_reason IS NULL AND i.position IS NOT NULL
"""
_SUMS: Final = text(f"""
    SELECT "interval", sum(done)::bigint AS done, sum(total)::bigint AS total, min(target_at) AS target
    FROM ({_COUNTED}) AS counted GROUP BY "interval"
    ORDER BY CASE "interval" WHEN '1h' THEN 1 WHEN '1d' THEN 2 ELSE 3 END
""")  # noqa: S608 - assembled from the constant above
PAGE: Final = text(f"""
    SELECT * FROM ({_COUNTED}) AS counted
    WHERE (CAST(:coin AS text) IS NULL OR coin_id = CAST(:coin AS text))
        AND (CAST(:interval AS text) IS NULL OR "interval" = CAST(:interval AS text))
        AND (CAST(:after_id AS text) IS NULL
            OR (instrument_id, "interval") > (CAST(:after_id AS text), CAST(:after_interval AS text)))
    ORDER BY instrument_id, "interval" LIMIT :most
""")  # noqa: S608 - likewise


@dataclass(frozen=True, slots=True)
class IntervalProgress:
    """Candles of one interval, over all instruments that are followed."""

    interval: Interval
    done: int
    total: int
    target: datetime


async def fetch_progress(conn: AsyncConnection) -> Sequence[IntervalProgress]:
    """In the order in which the newest are imported: hours, days, minutes."""
    return [
        IntervalProgress(Interval(row.interval), row.done, row.total, row.target) for row in await conn.execute(_SUMS)
    ]
