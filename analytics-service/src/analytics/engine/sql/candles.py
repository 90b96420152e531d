"""Closed candles as columns, oldest first. Reads the views of `market_api`."""

from collections.abc import Callable, Collection
from typing import Any, Final, NamedTuple

import numpy as np
from shared.clock import from_us
from shared.events.values import Interval
from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Double,
    Select,
    SmallInteger,
    TableClause,
    Text,
    and_,
    case,
    cast,
    exists,
    extract,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from analytics.engine.rings import Fingerprint
from analytics.engine.sql.market_views import closed_candles, instruments, open_candles
from analytics.indicators.series import PRICES, STATUSES, Benchmark, CandleSeries, Integers

_C = closed_candles.c


def us(time: ColumnElement[Any]) -> ColumnElement[int]:
    """A time as integer microseconds; `extract` gives an exact numeric."""
    return cast(extract("epoch", time) * 1_000_000, BigInteger)


_BY_STATUS = {status.value: rank for rank, status in enumerate(STATUSES)}


CLOSES: Final = ("close",)
_STATE = (
    us(_C.open_time).label("at"),
    cast(case(_BY_STATUS, value=cast(_C.status, Text)), SmallInteger).label("rank"),
    us(_C.as_of).label("as_of"),
    _C.revision.label("revision"),
)


def _closed(inputs: Collection[str]) -> list[ColumnElement[Any]]:
    """What is read of each candle: its state and these inputs; each costs, so that no others are read."""
    return [*_STATE, *(cast(_C[name], Double).label(name) for name in PRICES if name in inputs)]


def _of_series(view: TableClause, instrument_id: str, interval: Interval) -> ColumnElement[bool]:
    return and_(view.c.instrument_id == instrument_id, view.c.interval == interval.value)


async def fetch_series(
    conn: AsyncConnection,
    instrument_id: str,
    interval: Interval,
    *,
    before_us: int | None,
    count: int,
    inputs: Collection[str] = CLOSES,
) -> CandleSeries:
    """The newest `count` closed candles that open before `before_us` (None: the newest of all).

    Of `PRICES` only `inputs` are read, the others are NaN. `skipped` is 0 even if there are older candles: see
    `count_older`.
    """
    of_series = _of_series(closed_candles, instrument_id, interval)
    newest = select(*_closed(inputs)).where(of_series).order_by(_C.open_time.desc()).limit(count)
    if before_us is not None:
        newest = newest.where(_C.open_time < from_us(before_us))
    return await _as_series(conn, newest, interval)


async def fetch_since(
    conn: AsyncConnection,
    instrument_id: str,
    interval: Interval,
    *,
    since_us: int,
    older: int,
    most: int,
    inputs: Collection[str] = CLOSES,
) -> CandleSeries:
    """The first `most` closed candles that open at `since_us` or later, and as many `older` ones before them.

    The rest as of `fetch_series`.
    """
    of_series, since = _of_series(closed_candles, instrument_id, interval), from_us(since_us)
    read = select(*_closed(inputs)).where(of_series)
    before = read.where(_C.open_time < since).order_by(_C.open_time.desc()).limit(older).subquery()
    after = read.where(_C.open_time >= since).order_by(_C.open_time).limit(most).subquery()
    return await _as_series(conn, union_all(select(before), select(after)), interval)


async def fetch_fingerprint(
    conn: AsyncConnection, instrument_id: str, interval: Interval, *, first_us: int
) -> Fingerprint | None:
    """Of the closed candles from `first_us` on; None without any."""
    of_series = _of_series(closed_candles, instrument_id, interval)
    oldest = select(us(_C.open_time)).where(of_series).order_by(_C.open_time).limit(1).scalar_subquery()
    found = select(func.count(), func.sum(_C.revision), oldest).where(of_series, _C.open_time >= from_us(first_us))
    count, revisions, oldest_us = tuple((await conn.execute(found)).one())
    return Fingerprint(count, int(revisions or 0), oldest_us) if oldest_us is not None else None


class SeriesState(NamedTuple):
    """Equal while the newest closed candles are the same ones in the same state: revisions only grow."""

    oldest_us: int
    newest_us: int
    revisions: int


async def fetch_state(conn: AsyncConnection, instrument_id: str, interval: Interval, count: int) -> SeriesState | None:
    """The state of the newest `count` closed candles; None if there is none."""
    newest = select(_C.open_time, _C.revision).where(_of_series(closed_candles, instrument_id, interval))
    rows = newest.order_by(_C.open_time.desc()).limit(count).subquery()
    first, last = func.min(rows.c.open_time), func.max(rows.c.open_time)
    oldest_us, newest_us, revisions = tuple(
        (await conn.execute(select(us(first), us(last), func.sum(rows.c.revision)))).one()
    )
    return None if oldest_us is None else SeriesState(oldest_us, newest_us, int(revisions))


async def count_older(conn: AsyncConnection, instrument_id: str, interval: Interval, open_time_us: int) -> int:
    """How many closed candles of the stored series open before that time."""
    of_series = _of_series(closed_candles, instrument_id, interval)
    return await conn.scalar(select(func.count()).where(of_series, _C.open_time < from_us(open_time_us))) or 0


async def count_since(
    conn: AsyncConnection, instrument_id: str, interval: Interval, *, since_us: int, before_us: int | None, most: int
) -> int:
    """How many closed candles open in [since_us, before_us); at most `most` are counted."""
    of_series = _of_series(closed_candles, instrument_id, interval)
    inside = select(_C.open_time).where(of_series, _C.open_time >= from_us(since_us))
    if before_us is not None:
        inside = inside.where(_C.open_time < from_us(before_us))
    return await conn.scalar(select(func.count()).select_from(inside.limit(most).subquery())) or 0


async def has_candles(conn: AsyncConnection, instrument_id: str) -> bool:
    """Whether the instrument has any candle, open ones included."""
    return await _has_any(conn, lambda view: view.c.instrument_id == instrument_id)


async def is_traded(conn: AsyncConnection, coin_id: str) -> bool:
    """Whether any instrument of the coin has a candle, in whatever quote."""
    of_coin = select(instruments.c.instrument_id).where(instruments.c.coin_id == coin_id)
    return await _has_any(conn, lambda view: view.c.instrument_id.in_(of_coin))


async def _has_any(conn: AsyncConnection, which: Callable[[TableClause], ColumnElement[bool]]) -> bool:
    either = [exists(select(view.c.open_time).where(which(view))) for view in (closed_candles, open_candles)]
    return bool(await conn.scalar(select(or_(*either))))


async def fetch_benchmark(
    conn: AsyncConnection, instrument_id: str, interval: Interval, times_us: Integers
) -> Benchmark:
    """The closed candles at these open times (ascending)."""
    benchmark = Benchmark.missing(len(times_us))
    if not len(times_us):
        return benchmark
    first, last = from_us(int(times_us[0])), from_us(int(times_us[-1]))
    of_series = _of_series(closed_candles, instrument_id, interval)
    candles = select(*_closed(CLOSES)).where(of_series, _C.open_time >= first, _C.open_time <= last)
    found = await _as_series(conn, candles, interval)
    _, here, there = np.intersect1d(times_us, found.open_times_us, assume_unique=True, return_indices=True)
    benchmark.closes[here] = found.close[there]
    benchmark.ranks[here] = found.ranks[there]
    benchmark.as_of_us[here] = found.as_of_us[there]
    return benchmark


async def _as_series(
    conn: AsyncConnection, candles: Select[Any] | CompoundSelect[Any], interval: Interval
) -> CandleSeries:
    """One row of arrays: a tenth of the time that a row per candle takes."""
    rows = candles.subquery()
    arrays = select(*(func.array_agg(aggregate_order_by(column, rows.c.at)).label(column.name) for column in rows.c))
    found = (await conn.execute(arrays)).mappings().one()
    times = np.array(found["at"] or (), dtype=np.int64)
    prices: dict[str, Any] = {
        name: np.array(found[name] or (), np.float64) if name in found else np.full(len(times), np.nan)
        for name in PRICES
    }
    return CandleSeries(
        interval=interval,
        open_times_us=times,
        **prices,
        ranks=np.array(found["rank"] or (), dtype=np.int8),
        as_of_us=np.array(found["as_of"] or (), dtype=np.int64),
        revisions=np.array(found["revision"] or (), dtype=np.int64),
    )
