"""Fill the pairs of a matrix that lack common returns from candles before its own, as a pair's own route does."""

import asyncio
from collections.abc import Iterable, Sequence

import numpy as np
from shared.events.values import Interval
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.indicator_page import MOST_CANDLES
from analytics.engine.sql.candles import fetch_series
from analytics.indicators.series import CandleSeries
from analytics.market.candles.sql import CandleSpan, fetch_older
from analytics.market.correlation import correlation
from analytics.market.pairs.matrix import CorrelationMatrix

Pair = tuple[int, int]
SeriesByCoin = dict[int, CandleSeries]


async def fill_from_older(
    conn: AsyncConnection, instrument_ids: Sequence[str], span: CandleSpan, matrix: CorrelationMatrix, period: int
) -> SeriesByCoin:
    """Change the pairs whose `n` is below the period, among the newest `MOST_CANDLES` candles of both.

    Returns what was read, by position: of coins with a candle before the span, twice as much while a pair still lacks.
    """
    older = await fetch_older(conn, instrument_ids, span)
    positions = [at for at, instrument in enumerate(instrument_ids) if instrument in older]
    series: SeriesByCoin = {}
    read, count = 0, min(2 * (span.end_us - span.start_us) // span.interval.us, MOST_CANDLES)
    while lacking := _lacking(matrix, positions, period):
        wanted = {at for pair in lacking for at in pair if _may_have_more(series.get(at), read)}
        for at in wanted:
            series[at] = await _fetch(conn, instrument_ids[at], span.interval, count)
        pairs = [pair for pair in lacking if not wanted.isdisjoint(pair)]
        await asyncio.to_thread(_fill, matrix, pairs, series, period)
        if not wanted or count >= MOST_CANDLES:
            break
        read, count = count, min(2 * count, MOST_CANDLES)
    return series


async def _fetch(conn: AsyncConnection, instrument_id: str, interval: Interval, count: int) -> CandleSeries:
    return await fetch_series(conn, instrument_id, interval, before_us=None, count=count)


def _lacking(matrix: CorrelationMatrix, positions: Iterable[int], period: int) -> list[Pair]:
    """The pairs of these coins that have too few common returns, each once."""
    inside = np.zeros(len(matrix.n), dtype=np.bool_)
    inside[list(positions)] = True
    rows, columns = np.nonzero(np.triu(matrix.n < period) & inside[:, None] & inside[None, :])
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def _may_have_more(series: CandleSeries | None, count: int) -> bool:
    """Whether there may be more candles than were read when the newest `count` were asked for."""
    return series is None or len(series) >= count


def _fill(matrix: CorrelationMatrix, pairs: Iterable[Pair], series: SeriesByCoin, period: int) -> None:
    for first, second in pairs:
        found = correlation(series[first], series[second], period)
        for at in ((first, second), (second, first)):
            matrix.correlations[at] = np.nan if found.value is None else found.value
            matrix.n[at], matrix.ranks[at] = found.n, found.status.rank
