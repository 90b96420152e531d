"""Series whose indicators are to be computed again, from where to where: SQL of the table `indicator_backlog`."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from shared.clock import from_us, to_us
from shared.events.values import Interval
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.rings import SeriesKey
from analytics.indicators.registry import Indicator


class Backlog(NamedTuple):
    """What is left of one series: candles that open from `since_us` to `until_us`; it began at `first_us`."""

    key: SeriesKey
    first_us: int
    since_us: int
    until_us: int

    @property
    def total(self) -> int:
        """How many candles at most, where none is missing."""
        return (self.until_us - self.first_us) // self.key.interval.us + 1

    @property
    def done(self) -> int:
        return (self.since_us - self.first_us) // self.key.interval.us


_QUEUE = text("""
INSERT INTO indicator_backlog AS old (instrument_id, "interval", coin_id, first, since, until, queued_at)
VALUES (:instrument_id, :interval, :coin_id, :since, :since, :until, now())
ON CONFLICT (instrument_id, "interval") DO UPDATE SET
    first = least(old.first, excluded.first), since = least(old.since, excluded.since),
    until = greatest(old.until, excluded.until), queued_at = now()
""")
# The long intervals first: a day's figures of all coins are there before the minutes of the first one.
_SELECT = """
SELECT coin_id, instrument_id, "interval", first, since, until FROM indicator_backlog
WHERE {which}
ORDER BY array_position(ARRAY['1d', '4h', '1h', '15m', '5m', '1m'], "interval"), queued_at, instrument_id
"""
_NEXT = text(_SELECT.format(which="queued_at <= now() - CAST(:delay AS interval)") + "LIMIT 1")
_OF_SERIES = text(_SELECT.format(which='instrument_id = :instrument_id AND "interval" = :interval'))
_ALL = text(_SELECT.format(which="true"))
_ADVANCE = text("""
UPDATE indicator_backlog SET since = :since WHERE instrument_id = :instrument_id AND "interval" = :interval
""")
_REMOVE = text('DELETE FROM indicator_backlog WHERE instrument_id = :instrument_id AND "interval" = :interval')
_OLDEST_STORED = text("""
SELECT min(oldest.open_time)
FROM unnest(CAST(:names AS text[]), CAST(:params AS text[])) AS wanted (name, params)
CROSS JOIN LATERAL (
    SELECT open_time FROM indicators AS stored
    WHERE stored.instrument_id = :instrument_id AND stored.name = wanted.name AND stored.params = wanted.params
        AND stored."interval" = :interval
    ORDER BY open_time LIMIT 1
) AS oldest
""")
# A series that has candles but not a single value of an indicator: the indicator is stored only since now.
_NOT_STORED = text("""
SELECT DISTINCT series.coin_id, series.instrument_id, each."interval", oldest.open_time, newest.open_time
FROM market_api.instruments AS series
CROSS JOIN unnest(CAST(:intervals AS text[])) AS each ("interval")
CROSS JOIN LATERAL (
    SELECT open_time FROM market_api.closed_candles AS candle
    WHERE candle.instrument_id = series.instrument_id AND candle."interval" = each."interval"
    ORDER BY open_time LIMIT 1
) AS oldest
CROSS JOIN LATERAL (
    SELECT open_time FROM market_api.closed_candles AS candle
    WHERE candle.instrument_id = series.instrument_id AND candle."interval" = each."interval"
    ORDER BY open_time DESC LIMIT 1
) AS newest
CROSS JOIN unnest(CAST(:names AS text[]), CAST(:params AS text[])) AS wanted (name, params)
WHERE NOT EXISTS (
    SELECT FROM indicators WHERE indicators.instrument_id = series.instrument_id AND indicators.name = wanted.name
        AND indicators.params = wanted.params AND indicators."interval" = each."interval"
)
""")


async def queue(conn: AsyncConnection, key: SeriesKey, *, since_us: int, until_us: int) -> None:
    """Compute the series again from `since_us` on; the caller holds the coin's lock."""
    wanted = {"coin_id": key.coin_id, "since": from_us(since_us), "until": from_us(max(since_us, until_us))}
    await conn.execute(_QUEUE, _place(key) | wanted)


async def fetch_next(conn: AsyncConnection, delay: timedelta) -> Backlog | None:
    """What is to be done next: nothing that was queued within `delay`, since more of the same may still come."""
    row = (await conn.execute(_NEXT, {"delay": delay})).one_or_none()
    return None if row is None else _backlog(row)


async def fetch_of(conn: AsyncConnection, key: SeriesKey) -> Backlog | None:
    row = (await conn.execute(_OF_SERIES, _place(key))).one_or_none()
    return None if row is None else _backlog(row)


async def fetch_all(conn: AsyncConnection) -> list[Backlog]:
    return [_backlog(row) for row in await conn.execute(_ALL)]


async def advance(conn: AsyncConnection, key: SeriesKey, since_us: int) -> None:
    await conn.execute(_ADVANCE, _place(key) | {"since": from_us(since_us)})


async def remove(conn: AsyncConnection, key: SeriesKey) -> None:
    await conn.execute(_REMOVE, _place(key))


async def fetch_oldest_stored(conn: AsyncConnection, key: SeriesKey, indicators: Sequence[Indicator]) -> int | None:
    """Open time of the oldest candle at which one of these indicators is stored."""
    found = await conn.scalar(_OLDEST_STORED, _place(key) | _columns(indicators))
    return None if found is None else to_us(found)


async def fetch_not_stored(conn: AsyncConnection, indicators: Sequence[Indicator]) -> list[Backlog]:
    """Every series without a value of one of these indicators, from its first candle to its last."""
    rows = await conn.execute(_NOT_STORED, _columns(indicators) | {"intervals": list(Interval)})
    return [_backlog((coin, id_, interval, first, first, until)) for coin, id_, interval, first, until in rows]


def _columns(indicators: Sequence[Indicator]) -> dict[str, object]:
    return {"names": [one.name for one in indicators], "params": [one.params for one in indicators]}


def _place(key: SeriesKey) -> dict[str, object]:
    return {"instrument_id": key.instrument_id, "interval": key.interval.value}


def _backlog(row: Iterable[Any]) -> Backlog:
    coin_id, instrument_id, interval, first, since, until = row
    return Backlog(SeriesKey(coin_id, instrument_id, Interval(interval)), to_us(first), to_us(since), to_us(until))
