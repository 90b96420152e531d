"""Figures of one coin from its stored candles: what is read for which."""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec
from shared.clock import from_us
from shared.events.values import Interval
from sqlalchemy import DateTime, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.reasons import FigureReason
from analytics.engine.sql.candles import fetch_series, fetch_since
from analytics.indicators.series import STATUSES
from analytics.market.candles.columns import empty
from analytics.market.candles.sql import CandleSpan, fetch_columns
from analytics.market.coin.regime import VolatilityRegime, volatility_regime
from analytics.market.coin.seasonality import INTERVALS, Seasons, seasons
from analytics.market.coin.volume_profile import Profile, volume_profile

MOST_PROFILE_CANDLES: Final = 10_080
"""A week of minutes; a longer span is read from longer candles."""
_MOST_SEASONS: Final = 20_000
"""Two years of hours, and some."""
_FIRST = text("""
SELECT "interval", (extract(epoch FROM first.open_time) * 1000000)::bigint
FROM unnest(CAST(:intervals AS text[])) AS chosen ("interval")
CROSS JOIN LATERAL (
    SELECT open_time FROM market_api.closed_candles
    WHERE instrument_id = :instrument_id AND closed_candles."interval" = chosen."interval"
        AND open_time >= :start_time AND open_time < :end_time
    ORDER BY open_time LIMIT 1
) AS first
""").bindparams(
    bindparam("start_time", type_=DateTime(timezone=True)), bindparam("end_time", type_=DateTime(timezone=True))
)


class StoredRegime(msgspec.Struct, frozen=True):
    found: VolatilityRegime
    as_of_us: int | None


class StoredSeasons(msgspec.Struct, frozen=True):
    found: Seasons
    as_of_us: int | None


class StoredProfile(msgspec.Struct, frozen=True):
    """`found` is None without volume. `interval`: of the candles that it was made from."""

    interval: Interval
    start_us: int
    end_us: int
    found: Profile | None
    n: int
    rank: int | None
    as_of_us: int | None

    @property
    def reason(self) -> FigureReason | None:
        if self.found is not None:
            return None
        return FigureReason.NO_VOLUME if self.n else FigureReason.NO_DATA


async def read_regime(
    conn: AsyncConnection, instrument_id: str, interval: Interval, period: int, history: int
) -> StoredRegime:
    """The newest `history` candles, and those that the oldest of their values is made of."""
    series = await fetch_series(conn, instrument_id, interval, before_us=None, count=history + period)
    found = await asyncio.to_thread(volatility_regime, series, period)
    return StoredRegime(found, int(series.as_of_us.max()) if len(series) else None)


async def read_seasons(conn: AsyncConnection, instrument_id: str, by: str, since_us: int) -> StoredSeasons:
    series = await fetch_since(conn, instrument_id, INTERVALS[by], since_us=since_us, older=1, most=_MOST_SEASONS)
    found = await asyncio.to_thread(seasons, series, by)
    return StoredSeasons(found, int(series.as_of_us.max()) if len(series) else None)


async def read_profile(
    conn: AsyncConnection, instrument_id: str, start_us: int, end_us: int, bins: int
) -> StoredProfile:
    interval = await profile_interval(conn, instrument_id, start_us, end_us)
    columns = await fetch_columns(conn, [instrument_id], CandleSpan(interval, start_us, end_us))
    candles = columns.get(instrument_id) or empty()
    found = await asyncio.to_thread(volume_profile, candles, bins)
    rank = None if candles.status is None else STATUSES.index(candles.status)
    return StoredProfile(interval, start_us, end_us, found, len(candles), rank, candles.as_of_us)


async def profile_interval(conn: AsyncConnection, instrument_id: str, start_us: int, end_us: int) -> Interval:
    """The shortest candles that reach back as far as longer ones do and are not too many."""
    few = [one for one in Interval if (end_us - start_us) // one.us <= MOST_PROFILE_CANDLES] or [Interval.DAY]
    span = {"start_time": from_us(start_us), "end_time": from_us(end_us)}
    names = [one.value for one in few]
    rows = await conn.execute(_FIRST, {"instrument_id": instrument_id, "intervals": names, **span})
    first = {Interval(name): first_us for name, first_us in rows}
    return _shortest(few, first)


def _shortest(few: Sequence[Interval], first: dict[Interval, int]) -> Interval:
    """A longer candle may open earlier by its own length without reaching further back."""
    for shorter in few:
        if shorter in first and all(
            first[shorter] < first[longer] + longer.us for longer in few if longer in first and longer.us > shorter.us
        ):
            return shorter
    return few[-1]
