"""Closed candles as columns, oldest first. Reads the market's table."""

from typing import Any

import numpy as np
from shared.clock import from_us
from shared.values import Interval
from sqlalchemy import BigInteger, Double, Select, SmallInteger, Text, case, cast, extract, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from analytics.series import STATUSES, Series
from analytics.tables import candles, instruments

_COLUMNS = candles.c


def us(time: ColumnElement[Any]) -> ColumnElement[int]:
    """A time as integer microseconds; `extract` gives an exact numeric."""
    return cast(extract("epoch", time) * 1_000_000, BigInteger)


_BY_STATUS = {status.value: rank for rank, status in enumerate(STATUSES)}
_RANK = cast(case(_BY_STATUS, value=cast(_COLUMNS.status, Text)), SmallInteger)


async def fetch_series(
    conn: AsyncConnection, instrument_id: str, interval: Interval, *, before_us: int | None, count: int
) -> Series:
    """The newest `count` closed candles that open before `before_us` (None: the newest of all).

    `skipped` is 0 even if there are older ones: see `count_older`.
    """
    wanted = _closed(instrument_id, interval).order_by(_COLUMNS.open_time.desc()).limit(count)
    if before_us is not None:
        wanted = wanted.where(_COLUMNS.open_time < from_us(before_us))
    return await _as_series(conn, wanted, interval)


async def count_older(conn: AsyncConnection, instrument_id: str, interval: Interval, open_time_us: int) -> int:
    """How many closed candles of the stored series open before that time."""
    closed = _closed(instrument_id, interval).where(_COLUMNS.open_time < from_us(open_time_us)).subquery()
    return await conn.scalar(select(func.count()).select_from(closed)) or 0


async def has_candles(conn: AsyncConnection, instrument_id: str) -> bool:
    """Whether the instrument has any candle, open ones included."""
    wanted = select(_COLUMNS.revision).where(_COLUMNS.instrument_id == instrument_id).limit(1)
    return await conn.scalar(wanted) is not None


async def is_traded(conn: AsyncConnection, coin_id: str) -> bool:
    """Whether any instrument of the coin has a candle, in whatever quote."""
    of_coin = select(instruments.c.instrument_id).where(instruments.c.coin_id == coin_id)
    wanted = select(_COLUMNS.revision).where(_COLUMNS.instrument_id.in_(of_coin)).limit(1)
    return await conn.scalar(wanted) is not None


def _closed(instrument_id: str, interval: Interval) -> Select[Any]:
    return select(
        us(_COLUMNS.open_time).label("at"),
        cast(_COLUMNS.close, Double).label("close"),
        _RANK.label("rank"),
        us(_COLUMNS.as_of).label("as_of"),
        _COLUMNS.revision,
    ).where(
        _COLUMNS.instrument_id == instrument_id,
        _COLUMNS.interval == interval.value,
        _COLUMNS.is_closed,
    )


async def _as_series(conn: AsyncConnection, wanted: Select[Any], interval: Interval) -> Series:
    """One row of arrays: a tenth of the time that a row per candle takes."""
    rows = wanted.subquery()
    arrays = select(*(func.array_agg(aggregate_order_by(column, rows.c.at)) for column in rows.c))
    at, closes, ranks, as_of, revisions = tuple((await conn.execute(arrays)).one())
    return Series(
        interval,
        np.array(at or (), dtype=np.int64),
        np.array(closes or (), dtype=np.float64),
        np.array(ranks or (), dtype=np.int8),
        np.array(as_of or (), dtype=np.int64),
        np.array(revisions or (), dtype=np.int64),
    )
