"""The breadth of the market from the stored composite candles of its coins."""

import asyncio
from collections.abc import Sequence

import msgspec
import numpy as np
from shared.events.values import Interval
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.indicators.series import Floats
from analytics.market.candles.catalogue import ListedCoin
from analytics.market.candles.columns import CandleColumns, empty
from analytics.market.candles.grid import close_grid
from analytics.market.candles.sql import CandleSpan, fetch_columns
from analytics.market.wide.breadth import MarketBreadth, breadth, rows_needed


class StoredBreadth(msgspec.Struct, frozen=True):
    """Positions in `found` are those in `coin_ids`."""

    coin_ids: tuple[str, ...]
    found: MarketBreadth
    as_of_us: tuple[int | None, ...]


def breadth_span(newest_us: int, interval: Interval, period: int) -> CandleSpan:
    rows = rows_needed(interval, period)
    return CandleSpan(interval, newest_us - (rows - 1) * interval.us, newest_us + interval.us)


async def read_breadth(
    conn: AsyncConnection, coins: Sequence[ListedCoin], span: CandleSpan, period: int
) -> StoredBreadth:
    found = await fetch_columns(conn, [coin.composite for coin in coins], span)
    columns = [found.get(coin.composite) or empty() for coin in coins]
    return StoredBreadth(
        coin_ids=tuple(coin.coin_id for coin in coins),
        found=await asyncio.to_thread(_breadth, columns, span, period),
        as_of_us=tuple(one.as_of_us for one in columns),
    )


def _breadth(columns: Sequence[CandleColumns], span: CandleSpan, period: int) -> MarketBreadth:
    grid = close_grid(columns, span.interval, span.start_us, span.end_us)
    highs, lows = np.full(grid.closes.shape, np.nan), np.full(grid.closes.shape, np.nan)
    for at, coin in enumerate(columns):
        _put(highs, at, coin, coin.highs, span)
        _put(lows, at, coin, coin.lows, span)
    return breadth(grid, highs, lows, period)


def _put(onto: Floats, column: int, candles: CandleColumns, values: Floats, span: CandleSpan) -> None:
    onto[(candles.open_times_us - span.start_us) // span.interval.us, column] = values
