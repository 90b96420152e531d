"""Closed candles as columns, oldest first. Reads the market's table."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from shared.clock import from_us
from shared.events.values import Interval
from sqlalchemy import BigInteger, Double, Select, SmallInteger, Text, and_, case, cast, extract, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from analytics.engine.rings import Fingerprint
from analytics.indicators.series import STATUSES, Series
from analytics.tables import candles, instruments

_C = candles.c


def us(time: ColumnElement[Any]) -> ColumnElement[int]:
    """A time as integer microseconds; `extract` gives an exact numeric."""
    return cast(extract("epoch", time) * 1_000_000, BigInteger)


# Closing makes a new revision: a candle that the topic has closed and the table not yet is about to have it.
_REVISION = _C.revision + case((_C.is_closed, 0), else_=1)
_BY_STATUS = {status.value: rank for rank, status in enumerate(STATUSES)}
_COLUMNS = (
    us(_C.open_time).label("at"),
    cast(_C.close, Double).label("close"),
    cast(case(_BY_STATUS, value=cast(_C.status, Text)), SmallInteger).label("rank"),
    us(_C.as_of).label("as_of"),
    _REVISION.label("revision"),
)


def _closed(instrument_id: str, interval: Interval, told: Iterable[int] = ()) -> ColumnElement[bool]:
    """The sample: closed candles, and those that the topic has closed before the table (`told`)."""
    times = [from_us(at) for at in told]
    return and_(
        _C.instrument_id == instrument_id,
        _C.interval == interval.value,
        or_(_C.is_closed, _C.open_time.in_(times)) if times else _C.is_closed,
    )


async def fetch_series(
    conn: AsyncConnection, instrument_id: str, interval: Interval, *, before_us: int | None, count: int
) -> Series:
    """The newest `count` closed candles that open before `before_us` (None: the newest of all).

    `skipped` is 0 even if there are older ones: see `count_older`.
    """
    wanted = select(*_COLUMNS).where(_closed(instrument_id, interval)).order_by(_C.open_time.desc()).limit(count)
    if before_us is not None:
        wanted = wanted.where(_C.open_time < from_us(before_us))
    return await _as_series(conn, wanted, interval)


async def fetch_since(
    conn: AsyncConnection,
    instrument_id: str,
    interval: Interval,
    *,
    since_us: int,
    older: int,
    told: Iterable[int] = (),
) -> Series:
    """The closed candles that open at `since_us` or later, and as many `older` ones; `skipped` is 0 here, too."""
    closed, since = _closed(instrument_id, interval, told), from_us(since_us)
    before = select(_C.open_time).where(closed, _C.open_time < since).order_by(_C.open_time.desc()).limit(older)
    first = select(func.min(before.subquery().c.open_time)).scalar_subquery()
    wanted = select(*_COLUMNS).where(closed, _C.open_time >= func.coalesce(first, since))
    return await _as_series(conn, wanted, interval)


async def fetch_fingerprint(
    conn: AsyncConnection, instrument_id: str, interval: Interval, *, first_us: int, told: Iterable[int] = ()
) -> Fingerprint | None:
    """What `Ring.fingerprint` is if the ring begins at `first_us` and missed nothing; None without any candle."""
    closed = _closed(instrument_id, interval, told)
    oldest = select(us(_C.open_time)).where(closed).order_by(_C.open_time).limit(1).scalar_subquery()
    wanted = select(func.count(), func.sum(_REVISION), oldest).where(closed, _C.open_time >= from_us(first_us))
    count, revisions, oldest_us = tuple((await conn.execute(wanted)).one())
    return Fingerprint(count, int(revisions or 0), oldest_us) if oldest_us is not None else None


class State(NamedTuple):
    """Equal while the newest closed candles are the same ones in the same state: revisions only grow."""

    oldest_us: int
    newest_us: int
    revisions: int


async def fetch_state(conn: AsyncConnection, instrument_id: str, interval: Interval, count: int) -> State | None:
    """The state of the newest `count` closed candles; None if there is none."""
    newest = select(_C.open_time, _C.revision).where(_closed(instrument_id, interval))
    rows = newest.order_by(_C.open_time.desc()).limit(count).subquery()
    first, last = func.min(rows.c.open_time), func.max(rows.c.open_time)
    oldest_us, newest_us, revisions = tuple(
        (await conn.execute(select(us(first), us(last), func.sum(rows.c.revision)))).one()
    )
    return None if oldest_us is None else State(oldest_us, newest_us, int(revisions))


async def count_older(
    conn: AsyncConnection, instrument_id: str, interval: Interval, open_time_us: int, told: Iterable[int] = ()
) -> int:
    """How many closed candles of the stored series open before that time."""
    older = select(func.count()).where(_closed(instrument_id, interval, told), _C.open_time < from_us(open_time_us))
    return await conn.scalar(older) or 0


async def has_candles(conn: AsyncConnection, instrument_id: str) -> bool:
    """Whether the instrument has any candle, open ones included."""
    wanted = select(_C.revision).where(_C.instrument_id == instrument_id).limit(1)
    return await conn.scalar(wanted) is not None


async def is_traded(conn: AsyncConnection, coin_id: str) -> bool:
    """Whether any instrument of the coin has a candle, in whatever quote."""
    of_coin = select(instruments.c.instrument_id).where(instruments.c.coin_id == coin_id)
    wanted = select(_C.revision).where(_C.instrument_id.in_(of_coin)).limit(1)
    return await conn.scalar(wanted) is not None


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
