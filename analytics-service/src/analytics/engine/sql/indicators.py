"""The stored indicators: SQL of the table `indicators`."""

from collections.abc import Iterable, Sequence

from shared.clock import from_us
from shared.events.values import Interval
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    DateTime,
    Double,
    Text,
    all_,
    bindparam,
    delete,
    not_,
    or_,
    text,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.rings import SeriesKey
from analytics.engine.stored_indicators import StoredValue
from analytics.indicators.registry import Indicator
from analytics.tables import indicators

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('analytics:' || :coin_id, 0))")

# The outer query sees the table as it was before: there are the revisions of the rows that did not change.
# Where a computation began shows in the last digits: a value that is the same to 1e-12 (of the greatest one beside it)
# is no change. Several outputs come as the text of an array: arrays of arrays would be flattened.
_UPSERT = text("""
WITH given AS (
    SELECT * FROM unnest(:instrument_ids, :names, :params, :intervals, :open_times, :values, :outputs, :ns, :warms,
        :statuses)
    WITH ORDINALITY AS t (instrument_id, name, params, "interval", open_time, value, outputs, n, warm, status, position)
), written AS (
    INSERT INTO indicators AS old (instrument_id, name, params, "interval", open_time, value, outputs, n, warm, status)
    SELECT instrument_id, name, params, "interval", open_time, value, CAST(outputs AS double precision[]), n, warm,
        CAST(status AS candle_status)
    FROM given
    ON CONFLICT (instrument_id, name, params, "interval", open_time) DO UPDATE SET
        value = excluded.value, outputs = excluded.outputs, n = excluded.n, warm = excluded.warm,
        status = excluded.status, revision = old.revision + 1
    WHERE (old.n, old.warm, old.status) IS DISTINCT FROM (excluded.n, excluded.warm, excluded.status)
        OR (old.value IS NULL, old.outputs IS NULL) <> (excluded.value IS NULL, excluded.outputs IS NULL)
        OR abs(old.value - excluded.value) > 1e-12 * abs(old.value)
        OR EXISTS (
            SELECT FROM unnest(old.outputs, excluded.outputs) AS pair (before, after)
            HAVING bool_or((before IS NULL) <> (after IS NULL))
                OR max(abs(before - after)) > 1e-12 * max(abs(before))
        )
    RETURNING instrument_id, name, params, "interval", open_time, revision
)
SELECT coalesce(written.revision, old.revision) FROM given
LEFT JOIN written USING (instrument_id, name, params, "interval", open_time)
LEFT JOIN indicators AS old USING (instrument_id, name, params, "interval", open_time)
ORDER BY given.position
""").bindparams(
    *(
        bindparam(name, type_=ARRAY(Text))
        for name in ("instrument_ids", "names", "params", "intervals", "outputs", "statuses")
    ),
    bindparam("open_times", type_=ARRAY(DateTime(timezone=True))),
    bindparam("values", type_=ARRAY(Double)),
    bindparam("ns", type_=ARRAY(BigInteger)),
    bindparam("warms", type_=ARRAY(Boolean)),
)

_SERIES = text("""
SELECT DISTINCT coin_id, instrument_id, "interval" FROM market_api.closed_candles
WHERE (CAST(:coin_id AS text) IS NULL OR coin_id = :coin_id)
    AND (CAST(:interval AS text) IS NULL OR "interval" = :interval)
ORDER BY 1, 2, 3
""")


async def lock_coins(conn: AsyncConnection, coin_ids: Iterable[str]) -> None:
    """Let no other replica write these coins' indicators until the transaction ends.

    The caller then reads candles that no other replica has newer knowledge of until the transaction ends.
    """
    for coin_id in sorted(set(coin_ids)):
        await conn.execute(_LOCK, {"coin_id": coin_id})


async def upsert_values(conn: AsyncConnection, values: Sequence[StoredValue]) -> list[int]:
    """Store the values, each open time of an indicator once; returns their revisions, which grow only by a change."""
    columns = {
        "instrument_ids": [value.key.instrument_id for value in values],
        "names": [value.indicator.name for value in values],
        "params": [value.indicator.params for value in values],
        "intervals": [value.key.interval.value for value in values],
        "open_times": [from_us(value.open_time_us) for value in values],
        "values": [value.value for value in values],
        "outputs": [_array(value.outputs) for value in values],
        "ns": [value.n for value in values],
        "warms": [value.warm for value in values],
        "statuses": [value.status.value for value in values],
    }
    return list(await conn.scalars(_UPSERT, columns))


def _array(outputs: Iterable[float | None] | None) -> str | None:
    """As PostgreSQL reads an array; `repr` of a float is read back as the same one."""
    if outputs is None:
        return None
    return "{" + ",".join("NULL" if value is None else repr(value) for value in outputs) + "}"


async def delete_values(conn: AsyncConnection, key: SeriesKey, open_times_us: Iterable[int]) -> None:
    """Delete the values at candles that are open again or deleted."""
    times = [from_us(at) for at in open_times_us]
    if times:
        mine = (indicators.c.instrument_id == key.instrument_id, indicators.c.interval == key.interval.value)
        await conn.execute(delete(indicators).where(*mine, indicators.c.open_time.in_(times)))


async def delete_others(
    conn: AsyncConnection,
    key: SeriesKey,
    indicators_: Sequence[Indicator],
    since_us: int,
    before_us: int | None,
    open_times_us: Iterable[int],
) -> None:
    """Delete what is stored in [since_us, before_us) at other times, or of other indicators, than these."""
    columns = indicators.c
    mine = [columns.instrument_id == key.instrument_id, columns.interval == key.interval.value]
    mine.append(columns.open_time >= from_us(since_us))
    if before_us is not None:
        mine.append(columns.open_time < from_us(before_us))
    times = bindparam("times", [from_us(at) for at in open_times_us], ARRAY(DateTime(timezone=True)))
    named = tuple_(columns.name, columns.params).in_([(one.name, one.params) for one in indicators_])
    await conn.execute(delete(indicators).where(*mine, or_(columns.open_time != all_(times), not_(named))))


async def fetch_keys(conn: AsyncConnection, coin_id: str | None, interval: Interval | None) -> list[SeriesKey]:
    """Every series that has a closed candle."""
    found = await conn.execute(_SERIES, {"coin_id": coin_id, "interval": interval and interval.value})
    return [SeriesKey(row[0], row[1], Interval(row[2])) for row in found]
