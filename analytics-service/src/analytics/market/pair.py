"""The correlation of two coins on request: they may live on different replicas, so it always comes from the table."""

import msgspec
from shared.events.values import Interval
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.indicator_page import MOST_CANDLES, why_nothing
from analytics.engine.reasons import FigureReason
from analytics.engine.sql.candles import fetch_series
from analytics.engine.sql.instruments import ChosenInstrument
from analytics.indicators.series import CandleSeries
from analytics.market.correlation import Correlation, correlation

_SPARE = 64
"""A few missing candles shall not need a second look."""


def reach(period: int) -> int:
    """How many of the newest candles are looked at, unless many of them are missing."""
    return period + 1 + _SPARE


class Pair(msgspec.Struct, frozen=True):
    """`as_of_us` of each coin: when its newest candle was received."""

    found: Correlation
    as_of_us: tuple[int | None, int | None]
    reason: FigureReason | None


async def read_pair(
    conn: AsyncConnection, first: ChosenInstrument, second: ChosenInstrument, interval: Interval, period: int
) -> Pair:
    """Pearson on the last `period` common returns, among the newest `MOST_CANDLES` candles."""
    count = reach(period)
    while True:
        one = await fetch_series(conn, first.instrument_id, interval, before_us=None, count=count)
        two = await fetch_series(conn, second.instrument_id, interval, before_us=None, count=count)
        found = correlation(one, two, period)
        if found.n == period or count >= MOST_CANDLES or (len(one) < count and len(two) < count):
            break
        count = min(2 * count, MOST_CANDLES)
    return Pair(found, (_as_of(one), _as_of(two)), await _why(conn, (first, one), (second, two), found))


async def _why(
    conn: AsyncConnection,
    first: tuple[ChosenInstrument, CandleSeries],
    second: tuple[ChosenInstrument, CandleSeries],
    found: Correlation,
) -> FigureReason | None:
    """Why there is no value."""
    if found.value is not None:
        return None
    for instrument, series in (first, second):
        if not len(series):
            return await why_nothing(conn, instrument)
    return FigureReason.NO_VARIANCE if found.warm else FigureReason.WARMING_UP


def _as_of(series: CandleSeries) -> int | None:
    return int(series.as_of_us.max()) if len(series) else None
