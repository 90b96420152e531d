"""Closed candles of many instruments in one statement. Reads the views of `market_api`."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from shared.clock import from_us
from shared.events.values import Interval
from sqlalchemy import ARRAY, DateTime, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.indicators.series import STATUSES, Floats
from analytics.market.candles.columns import CandleColumns, newest

_IDS = bindparam("instrument_ids", type_=ARRAY(Text))
_START = bindparam("start_time", type_=DateTime(timezone=True))
_END = bindparam("end_time", type_=DateTime(timezone=True))
_CHOSEN = """
FROM market_api.closed_candles
WHERE instrument_id = ANY(:instrument_ids) AND "interval" = :interval
    AND open_time >= :start_time AND open_time < :end_time
"""
# Columns as big-endian bytes: NumPy takes them as they are, where arrays would become a Python object a value.
_AS_COLUMNS = """
string_agg(int8send((extract(epoch FROM open_time) * 1000000)::bigint), ''::bytea ORDER BY open_time) AS times,
string_agg(float8send(open::float8), ''::bytea ORDER BY open_time) AS opens,
string_agg(float8send(high::float8), ''::bytea ORDER BY open_time) AS highs,
string_agg(float8send(low::float8), ''::bytea ORDER BY open_time) AS lows,
string_agg(float8send(close::float8), ''::bytea ORDER BY open_time) AS closes,
string_agg(float8send(volume::float8), ''::bytea ORDER BY open_time) AS volumes,
string_agg(float8send(coalesce(taker_buy_volume::float8, 'NaN')), ''::bytea ORDER BY open_time) AS taker_buys,
string_agg(float8send(coalesce(quote_volume::float8, 'NaN')), ''::bytea ORDER BY open_time) AS quote_volumes,
string_agg(float8send(coalesce(usd_volume::float8, 'NaN')), ''::bytea ORDER BY open_time) AS usd_volumes,
string_agg(status::text, ',' ORDER BY open_time) AS statuses,
(extract(epoch FROM max(as_of)) * 1000000)::bigint AS as_of_us
"""
_COLUMNS = text(f"""
SELECT instrument_id, {_AS_COLUMNS} {_CHOSEN} GROUP BY instrument_id
""").bindparams(_IDS, _START, _END)
_NEWEST_COLUMNS = text(f"""
SELECT chosen.instrument_id, newest.* FROM unnest(:instrument_ids) AS chosen (instrument_id)
CROSS JOIN LATERAL (
    SELECT {_AS_COLUMNS} FROM (
        SELECT * FROM market_api.closed_candles
        WHERE instrument_id = chosen.instrument_id AND "interval" = :interval ORDER BY open_time DESC LIMIT :count
    ) AS candles
) AS newest
WHERE newest.times IS NOT NULL
""").bindparams(_IDS)  # noqa: S608 - from the constants above
_STATE = text(f"""
SELECT count(*), coalesce(sum(revision), 0)::bigint, (extract(epoch FROM max(open_time)) * 1000000)::bigint {_CHOSEN}
""").bindparams(_IDS, _START, _END)  # noqa: S608 - likewise
_NEWEST = text("""
SELECT (extract(epoch FROM max(newest.open_time)) * 1000000)::bigint
FROM unnest(:instrument_ids) AS chosen (instrument_id)
CROSS JOIN LATERAL (
    SELECT open_time FROM market_api.closed_candles
    WHERE instrument_id = chosen.instrument_id AND "interval" = :interval ORDER BY open_time DESC LIMIT 1
) AS newest
""").bindparams(_IDS)
_OLDER = text("""
SELECT chosen.instrument_id FROM unnest(:instrument_ids) AS chosen (instrument_id)
CROSS JOIN LATERAL (
    SELECT FROM market_api.closed_candles
    WHERE instrument_id = chosen.instrument_id AND "interval" = :interval AND open_time < :start_time
    ORDER BY open_time DESC LIMIT 1
) AS older
""").bindparams(_IDS, _START)
_RANKS = {status.value: rank for rank, status in enumerate(STATUSES)}


class CandlesState(NamedTuple):
    """Equal while the candles are the same ones in the same state: revisions only grow."""

    candles: int
    revisions: int
    newest_us: int | None


class CandleSpan(NamedTuple):
    """Candles of an interval that open in [start_us, end_us)."""

    interval: Interval
    start_us: int
    end_us: int

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "interval": self.interval.value,
            "start_time": from_us(self.start_us),
            "end_time": from_us(self.end_us),
        }


async def fetch_newest(conn: AsyncConnection, instrument_ids: Sequence[str], interval: Interval) -> int | None:
    """Open time (µs) of the newest closed candle that any of them has."""
    found: int | None = await conn.scalar(_NEWEST, {"instrument_ids": list(instrument_ids), "interval": interval.value})
    return found


async def fetch_older(conn: AsyncConnection, instrument_ids: Sequence[str], span: CandleSpan) -> set[str]:
    """The instruments that have a closed candle before the span."""
    of = {"interval": span.interval.value, "start_time": from_us(span.start_us)}
    return set(await conn.scalars(_OLDER, {"instrument_ids": list(instrument_ids), **of}))


async def fetch_state(conn: AsyncConnection, instrument_ids: Sequence[str], span: CandleSpan) -> CandlesState:
    row = (await conn.execute(_STATE, {"instrument_ids": list(instrument_ids), **span.parameters})).one()
    return CandlesState(*row)


async def fetch_columns(
    conn: AsyncConnection, instrument_ids: Sequence[str], span: CandleSpan
) -> dict[str, CandleColumns]:
    """The columns of each instrument that has a candle there."""
    rows = await conn.execute(_COLUMNS, {"instrument_ids": list(instrument_ids), **span.parameters})
    return {row.instrument_id: _columns(row) for row in rows}


async def fetch_newest_columns(
    conn: AsyncConnection, instrument_ids: Sequence[str], interval: Interval, count: int
) -> dict[str, CandleColumns]:
    """The newest `count` candles of each instrument, however far back they lie, and whether there are older ones.

    `skipped` is 1 if there are, however many.
    """
    wanted = {"instrument_ids": list(instrument_ids), "interval": interval.value, "count": count + 1}
    rows = await conn.execute(_NEWEST_COLUMNS, wanted)
    return {row.instrument_id: newest(_columns(row), count) for row in rows}


def _columns(row: Any) -> CandleColumns:
    return CandleColumns(
        open_times_us=np.frombuffer(row.times, dtype=">i8").astype(np.int64),
        opens=_floats(row.opens),
        highs=_floats(row.highs),
        lows=_floats(row.lows),
        closes=_floats(row.closes),
        volumes=_floats(row.volumes),
        taker_buy_volumes=_floats(row.taker_buys),
        quote_volumes=_floats(row.quote_volumes),
        usd_volumes=_floats(row.usd_volumes),
        ranks=np.array([_RANKS[word] for word in row.statuses.split(",")], dtype=np.int8),
        as_of_us=row.as_of_us,
    )


def _floats(raw: bytes) -> Floats:
    return np.frombuffer(raw, dtype=">f8").astype(np.float64)
