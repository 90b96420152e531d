"""What a trader looks at first: price, changes, extremes, averages and volatilities of one coin, in one snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import msgspec
from shared.events.values import Interval
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.indicator_page import compute_points, read_enough, why_nothing
from analytics.engine.reasons import FigureReason
from analytics.engine.sql.candles import count_older, fetch_series
from analytics.engine.sql.instruments import ChosenInstrument
from analytics.indicators.points import IndicatorPoint
from analytics.indicators.registry import Indicator, indicator
from analytics.indicators.series import CandleSeries
from analytics.market.sql import LastPrice, WindowRow, fetch_windows

AVERAGES: Final = (
    indicator("sma", 20),
    indicator("sma", 50),
    indicator("sma", 200),
    indicator("ema", 20),
    indicator("ema", 50),
)
VOLATILITIES: Final = {
    "24h": indicator("realized_volatility", 24),
    "7d": indicator("realized_volatility", 168),
    "30d": indicator("realized_volatility", 720),
}
"""By window, of hourly returns."""
REACH: Final = max(one.look_back(Interval.HOUR) for one in (*AVERAGES, *VOLATILITIES.values()))


class NewestValue(msgspec.Struct, frozen=True):
    """An indicator's newest value; `point` is None without any closed candle."""

    indicator: Indicator
    interval: Interval
    as_of_us: int | None
    point: IndicatorPoint | None


class Outlook(msgspec.Struct, frozen=True):
    """What only closed candles say: that is cached, while the price and the windows move with the clock."""

    averages: tuple[NewestValue, ...]
    volatilities: dict[str, NewestValue]


@dataclass(frozen=True, slots=True)
class Summary:
    instrument: ChosenInstrument
    reason: FigureReason | None
    price: LastPrice | None
    windows: dict[str, WindowRow]
    outlook: Outlook


async def read_summary(conn: AsyncConnection, instrument: ChosenInstrument, outlook: Outlook) -> Summary:
    price, windows = await fetch_windows(conn, instrument.instrument_id)
    return Summary(
        instrument=instrument,
        reason=None if price is not None else await why_nothing(conn, instrument),
        price=price,
        windows=windows,
        outlook=outlook,
    )


async def read_outlook(conn: AsyncConnection, instrument: ChosenInstrument, interval: Interval) -> Outlook:
    """`interval` is that of the averages; volatilities are of hourly returns."""
    hours = await _series(conn, instrument, Interval.HOUR, [*AVERAGES, *VOLATILITIES.values()])
    chosen = hours if interval is Interval.HOUR else await _series(conn, instrument, interval, AVERAGES)
    volatilities = await _newest(hours, tuple(VOLATILITIES.values()))
    return Outlook(
        averages=await _newest(chosen, AVERAGES), volatilities=dict(zip(VOLATILITIES, volatilities, strict=True))
    )


async def _series(
    conn: AsyncConnection, instrument: ChosenInstrument, interval: Interval, indicators: Sequence[Indicator]
) -> CandleSeries:
    """As much as the newest values of all these depend on."""
    count = 1 + max(one.look_back(interval) for one in indicators)
    series = await read_enough(
        partial(fetch_series, conn, instrument.instrument_id, interval, before_us=None),
        count,
        lambda found: all(one.is_exact(found, len(found) - 1) for one in indicators),
    )
    if len(series) < count:
        return series
    first = int(series.open_times_us[0])
    return replace(series, skipped=await count_older(conn, instrument.instrument_id, interval, first))


async def _newest(series: CandleSeries, indicators: Sequence[Indicator]) -> tuple[NewestValue, ...]:
    if not len(series):
        return tuple(NewestValue(one, series.interval, None, None) for one in indicators)
    found, as_of_us = await compute_points(series, indicators, len(series) - 1), int(series.as_of_us.max())
    return tuple(
        NewestValue(one, series.interval, as_of_us, point) for one, (point,) in zip(indicators, found, strict=True)
    )
