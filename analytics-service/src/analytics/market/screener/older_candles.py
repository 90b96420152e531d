"""How many closed candles a series has before those in memory: the stored EMA counts them since the series' start."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from shared.events.values import Interval
from sqlalchemy import ARRAY, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.indicators.registry import Indicator
from analytics.market.candles.columns import CandleColumns

_NEWEST: Final = text("""
SELECT chosen.instrument_id, (extract(epoch FROM newest.open_time) * 1000000)::bigint, newest.n
FROM unnest(:instrument_ids) AS chosen (instrument_id)
CROSS JOIN LATERAL (
    SELECT open_time, n FROM indicators
    WHERE instrument_id = chosen.instrument_id AND name = :name AND params = :params AND "interval" = :interval
    ORDER BY open_time DESC LIMIT 1
) AS newest
""").bindparams(bindparam("instrument_ids", type_=ARRAY(Text)))


async def count_skipped(
    conn: AsyncConnection, columns: Mapping[str, CandleColumns], interval: Interval, counting: Indicator
) -> dict[str, CandleColumns]:
    """By instrument the same candles, `skipped` as `counting`, a stored indicator, counts them.

    Counting rows would take minutes for long series. What nothing is stored for keeps its `skipped`: at least so many.
    """
    wanted = [one for one, candles in columns.items() if candles.skipped]
    if not wanted:
        return dict(columns)
    of = {"name": counting.name, "params": counting.params, "interval": interval.value}
    rows = await conn.execute(_NEWEST, {"instrument_ids": wanted, **of})
    counted = {one: with_count(columns[one], open_time_us, n) for one, open_time_us, n in rows}
    return {**columns, **counted}


def with_count(candles: CandleColumns, open_time_us: int, n: int) -> CandleColumns:
    """The candle that opens then is the `n`th of its series."""
    at = int(np.searchsorted(candles.open_times_us, open_time_us))
    if at == len(candles) or candles.open_times_us[at] != open_time_us:
        return candles
    return replace(candles, skipped=max(n - at - 1, candles.skipped))
