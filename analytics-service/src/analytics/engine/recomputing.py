"""Compute a part of a series' stored indicators again: as far as it goes, by the same functions as everything else."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.rings import SeriesKey, reaches
from analytics.engine.sql.candles import count_older, fetch_since
from analytics.engine.sql.indicators import delete_others, upsert_values
from analytics.engine.stored_indicators import chunks, values
from analytics.indicators.registry import Indicator, inputs_of
from analytics.indicators.series import CandleSeries

PART: Final = 2_000
"""Candles of one transaction: events of the same coin wait for it."""
_ROWS_A_STATEMENT: Final = 2_000
"""Between statements requests are answered: what is computed for one takes a few hundredths of a second."""

VALUES: Final = Counter("analytics_recomputed_values_total", "Stored values of indicators computed again")


async def recompute_part(
    conn: AsyncConnection, key: SeriesKey, indicators: Sequence[Indicator], since_us: int
) -> tuple[int, int | None]:
    """Store the indicators of the next `PART` candles from `since_us` on; the caller holds the coin's lock.

    What is stored there beside them (of candles that are gone, of indicators that are stored no longer) is deleted.
    Returns how many values were stored, and where the next part begins (None: this was the last one).
    """
    series, following = await _load(conn, key, indicators, since_us)
    part = series.since(since_us)
    await delete_others(conn, key, indicators, since_us, following, series.open_times_us[part].tolist())
    found = (value for one in indicators for value in values(key, series, one, since_us))
    count = 0
    for chunk in chunks(found, _ROWS_A_STATEMENT):
        await upsert_values(conn, chunk)
        count += len(chunk)
    VALUES.inc(count)
    return count, following


async def _load(
    conn: AsyncConnection, key: SeriesKey, indicators: Sequence[Indicator], since_us: int
) -> tuple[CandleSeries, int | None]:
    """The candles of the part, with as many before as its values depend on; and the open time of the next one."""
    older = max(one.look_back(key.interval) for one in indicators)
    while True:
        series = await fetch_since(
            conn,
            key.instrument_id,
            key.interval,
            since_us=since_us,
            older=older,
            most=PART + 1,
            inputs=inputs_of(indicators),
        )
        if not len(series):
            return series, None
        skipped = await count_older(conn, key.instrument_id, key.interval, int(series.open_times_us[0]))
        series = replace(series, skipped=skipped)
        first = series.since(since_us).start
        if first == len(series) or not skipped or reaches(series, since_us, indicators):
            break
        older *= 2  # holes: the last returns reach further back
    end = first + PART
    if len(series) <= end:
        return series, None
    return series.at(slice(0, end)), int(series.open_times_us[end])
