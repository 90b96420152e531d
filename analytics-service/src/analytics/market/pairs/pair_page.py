"""A page of a figure of two coins over time, from their stored candles."""

import asyncio
from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np
from shared.events.values import Interval
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.indicator_page import MOST_CANDLES, OpenTimeRange
from analytics.engine.sql.candles import fetch_series
from analytics.engine.sql.instruments import ChosenInstrument
from analytics.indicators.returns import log_returns, return_ranks
from analytics.indicators.series import CandleSeries
from analytics.market.pairs.rolling import CommonReturns, RollingFigure, rolling_beta, rolling_correlation

_SPARE: Final = 64
Roll = Callable[[CommonReturns, int], RollingFigure]
ROLLS: Final[dict[str, Roll]] = {"correlation": rolling_correlation, "beta": rolling_beta}


class PairPoint(msgspec.Struct, frozen=True, gc=False):
    open_time_us: int
    value: float | None
    low: float | None
    high: float | None
    n: int
    rank: int


class PairPoints(msgspec.Struct, frozen=True):
    """Newest first. `next_us`: the oldest open time here, if there are older ones."""

    items: tuple[PairPoint, ...]
    as_of_us: tuple[int | None, int | None]
    next_us: int | None


class PairQuery(msgspec.Struct, frozen=True):
    """`figure` is a name in `ROLLS`."""

    figure: str
    interval: Interval
    period: int
    range: OpenTimeRange


Instruments = tuple[ChosenInstrument, ChosenInstrument]


async def read_pair_points(conn: AsyncConnection, instruments: Instruments, query: PairQuery) -> PairPoints:
    """The newest ones of the range; their returns are looked for among the newest `MOST_CANDLES` candles."""
    wanted = query.range.limit + 1 + query.period
    count = wanted + _SPARE
    while True:
        one, two = [
            await fetch_series(
                conn, instrument.instrument_id, query.interval, before_us=query.range.end_us, count=count
            )
            for instrument in instruments
        ]
        common = common_returns(one, two)
        if len(common) >= wanted or count >= MOST_CANDLES or (len(one) < count and len(two) < count):
            break
        count = min(2 * count, MOST_CANDLES)
    common = common.last(wanted)
    figure = await asyncio.to_thread(ROLLS[query.figure], common, query.period)
    return _points(common, figure, query.range, (_as_of(one), _as_of(two)))


def common_returns(first: CandleSeries, second: CandleSeries) -> CommonReturns:
    """At the open times at which both have a return."""
    (returns_1,), later_1 = log_returns(first, first.close)
    (returns_2,), later_2 = log_returns(second, second.close)
    times, at_1, at_2 = np.intersect1d(
        first.open_times_us[later_1], second.open_times_us[later_2], assume_unique=True, return_indices=True
    )
    ranks = np.maximum(return_ranks(first.ranks, later_1)[at_1], return_ranks(second.ranks, later_2)[at_2])
    return CommonReturns(times, returns_1[at_1], returns_2[at_2], ranks)


def _points(
    common: CommonReturns, figure: RollingFigure, wanted: OpenTimeRange, as_of_us: tuple[int | None, int | None]
) -> PairPoints:
    start = 0 if wanted.start_us is None else int(np.searchsorted(common.open_times_us, wanted.start_us))
    first = max(start, len(common) - wanted.limit)
    columns = (common.open_times_us, figure.value, figure.low, figure.high, figure.n, figure.ranks)
    rows = zip(*(column[first:].tolist() for column in columns), strict=True)
    items = [PairPoint(at, _known(value), _known(low), _known(high), n, rank) for at, value, low, high, n, rank in rows]
    return PairPoints(tuple(reversed(items)), as_of_us, items[0].open_time_us if first > start and items else None)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _as_of(series: CandleSeries) -> int | None:
    return int(series.as_of_us.max()) if len(series) else None
