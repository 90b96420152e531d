"""What a trader looks at first: price, changes, extremes, averages and volatilities of one coin, in one snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec
from shared.clock import now_us
from shared.events.values import Interval, Mode
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.indicator_page import why_nothing
from analytics.engine.pages import Point, points
from analytics.engine.sql.candles import count_older, fetch_series
from analytics.engine.sql.instruments import Market
from analytics.indicators.registry import Figure, Indicator
from analytics.indicators.series import Series
from analytics.market.sql import LastPrice, WindowRow, fetch_last_price, fetch_newest_end, fetch_windows

AVERAGES: Final = (
    Indicator(Figure.SMA, 20),
    Indicator(Figure.SMA, 50),
    Indicator(Figure.SMA, 200),
    Indicator(Figure.EMA, 20),
    Indicator(Figure.EMA, 50),
)
VOLATILITIES: Final = {
    "24h": Indicator(Figure.VOLATILITY, 24),
    "7d": Indicator(Figure.VOLATILITY, 168),
    "30d": Indicator(Figure.VOLATILITY, 720),
}
"""By window, of hourly returns."""
REACH: Final = max(indicator.reach for indicator in (*AVERAGES, *VOLATILITIES.values()))


class Newest(msgspec.Struct, frozen=True):
    """An indicator's newest value; `point` is None without any closed candle."""

    indicator: Indicator
    interval: Interval
    as_of_us: int | None
    point: Point | None


class Outlook(msgspec.Struct, frozen=True):
    """What only closed candles say: that is cached, while the price and the windows move with the clock."""

    averages: tuple[Newest, ...]
    volatilities: dict[str, Newest]


@dataclass(frozen=True, slots=True)
class Summary:
    market: Market
    end_us: int
    reason: str | None
    price: LastPrice | None
    windows: dict[str, WindowRow]
    outlook: Outlook


async def read_summary(conn: AsyncConnection, market: Market, outlook: Outlook, mode: Mode) -> Summary:
    """In a replay the windows end with the newest minute."""
    end_us = now_us()
    if mode is Mode.REPLAY:
        end_us = await fetch_newest_end(conn, market.instrument_id) or end_us
    price = await fetch_last_price(conn, market.instrument_id)
    return Summary(
        market=market,
        end_us=end_us,
        reason=None if price is not None else await why_nothing(conn, market),
        price=price,
        windows=await fetch_windows(conn, market.instrument_id, end_us),
        outlook=outlook,
    )


async def read_outlook(conn: AsyncConnection, market: Market, interval: Interval) -> Outlook:
    """`interval` is that of the averages; volatilities are of hourly returns."""
    hours = await _series(conn, market, Interval.HOUR, [*AVERAGES, *VOLATILITIES.values()])
    chosen = hours if interval is Interval.HOUR else await _series(conn, market, interval, AVERAGES)
    return Outlook(
        averages=tuple(_newest(chosen, indicator) for indicator in AVERAGES),
        volatilities={window: _newest(hours, indicator) for window, indicator in VOLATILITIES.items()},
    )


async def _series(conn: AsyncConnection, market: Market, interval: Interval, indicators: Sequence[Indicator]) -> Series:
    """As much as the newest values of all these depend on."""
    count = 1 + max(indicator.reach for indicator in indicators)
    while True:
        series = await fetch_series(conn, market.instrument_id, interval, before_us=None, count=count)
        if len(series) < count:
            return series
        if all(indicator.is_known(series, len(series) - 1) for indicator in indicators):
            break
        count *= 2
    first = int(series.open_times_us[0])
    return replace(series, skipped=await count_older(conn, market.instrument_id, interval, first))


def _newest(series: Series, indicator: Indicator) -> Newest:
    if not len(series):
        return Newest(indicator, series.interval, None, None)
    (point,) = points(series, indicator.of(series), slice(len(series) - 1, len(series)))
    return Newest(indicator, series.interval, int(series.as_of_us.max()), point)
