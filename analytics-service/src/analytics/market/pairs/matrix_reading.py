"""The correlation matrix of coins from their stored composite candles."""

import asyncio
from collections.abc import Sequence
from math import isnan
from typing import Final

import msgspec
import numpy as np
from shared.events.values import Interval
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.indicators.series import Floats
from analytics.market.candles.catalogue import ListedCoin
from analytics.market.candles.columns import CandleColumns, empty
from analytics.market.candles.grid import close_grid, return_grid
from analytics.market.candles.sql import CandleSpan, fetch_columns
from analytics.market.pairs.clustering import clustered_order
from analytics.market.pairs.confidence import fisher_interval
from analytics.market.pairs.matrix import CorrelationMatrix, correlation_matrix
from analytics.market.pairs.older_returns import fill_from_older

_SPARE: Final = 64
"""A few missing candles shall not need a second look."""
_FURTHEST: Final = 3
"""Common returns of all pairs are looked for at once among this many times as many open times as the period has."""

Cells = tuple[tuple[float | None, ...], ...]


class StoredMatrix(msgspec.Struct, frozen=True):
    """By pair, in the order of `coin_ids`; `order` holds positions. `as_of_us` by coin, None without a candle."""

    coin_ids: tuple[str, ...]
    values: Cells
    n: tuple[tuple[int, ...], ...]
    ranks: tuple[tuple[int, ...], ...]
    low: Cells
    high: Cells
    order: tuple[int, ...]
    as_of_us: tuple[int | None, ...]


def matrix_span(newest_us: int, interval: Interval, period: int, times: int = 1) -> CandleSpan:
    """The candles to look at: those of the period and some more, up to the newest one."""
    count = times * period + 1 + _SPARE
    return CandleSpan(interval, newest_us - (count - 1) * interval.us, newest_us + interval.us)


async def read_matrix(
    conn: AsyncConnection, coins: Sequence[ListedCoin], interval: Interval, period: int, newest_us: int
) -> StoredMatrix:
    """Among the candles up to `newest_us`; further back only if pairs lack common returns: as far as for one pair."""
    instruments = [coin.composite for coin in coins]
    for times in (1, _FURTHEST):
        span = matrix_span(newest_us, interval, period, times)
        found = await fetch_columns(conn, instruments, span)
        columns = [found.get(instrument) or empty() for instrument in instruments]
        as_of = [one.as_of_us for one in columns]
        matrix = await asyncio.to_thread(_matrix, columns, span, period)
        if (matrix.n >= period).all():
            return _stored(coins, as_of, matrix)
    older = await fill_from_older(conn, instruments, span, matrix, period)
    for at, series in older.items():
        as_of[at] = as_of[at] or int(series.as_of_us.max())
    return _stored(coins, as_of, matrix)


def _matrix(columns: Sequence[CandleColumns], span: CandleSpan, period: int) -> CorrelationMatrix:
    return correlation_matrix(return_grid(close_grid(columns, span.interval, span.start_us, span.end_us)), period)


def _stored(coins: Sequence[ListedCoin], as_of_us: Sequence[int | None], matrix: CorrelationMatrix) -> StoredMatrix:
    low, high = fisher_interval(matrix.correlations, matrix.n.astype(np.float64))
    return StoredMatrix(
        coin_ids=tuple(coin.coin_id for coin in coins),
        values=_cells(matrix.correlations),
        n=tuple(tuple(row) for row in matrix.n.tolist()),
        ranks=tuple(tuple(row) for row in matrix.ranks.tolist()),
        low=_cells(low),
        high=_cells(high),
        order=tuple(clustered_order(matrix.correlations)),
        as_of_us=tuple(as_of_us),
    )


def _cells(values: Floats) -> Cells:
    return tuple(tuple(None if isnan(value) else value for value in row) for row in values.tolist())
