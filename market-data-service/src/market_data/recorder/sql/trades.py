"""Store trades: through a staging table into `prices`, each one once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any, Final

from shared.clock import EPOCH
from shared.events import TradeV1
from shared.kafka import partition_of
from shared.kafka.topics import TRADES
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_DAY_US: Final = 86_400_000_000
# REST and socket of one venue round times differently: about midnight the same trade may come with either day.
_AROUND_MIDNIGHT_US: Final = 1_000_000
_FIRST_DAY: Final = EPOCH.date()

_NULL: Final = r"\N"

TradeKey = tuple[str, str, int]

_MAKE_STAGING: Final = text("""
    CREATE TEMPORARY TABLE IF NOT EXISTS staging (
        n integer, instrument_id text, trade_id text, day integer, venue text, coin_id text, price numeric,
        volume numeric, side text, ts_event bigint, ts_recv bigint, quote_usd numeric, backfilled boolean
    ) ON COMMIT DELETE ROWS
""")
# Multiplying a microsecond is exact, where seconds as a float are not. Only the repeats come back: usually none.
_INSERT: Final = text("""
    WITH fresh AS (
        INSERT INTO prices (instrument_id, trade_id, day, venue, coin_id, price, volume, side, "timestamp",
                            received_at, quote_usd, backfilled)
        SELECT instrument_id, trade_id, date '1970-01-01' + day, venue, coin_id, price, volume, side,
               timestamptz 'epoch' + ts_event * interval '1 microsecond',
               timestamptz 'epoch' + ts_recv * interval '1 microsecond', quote_usd, backfilled
        FROM staging
        ON CONFLICT DO NOTHING
        RETURNING instrument_id, trade_id, day
    )
    SELECT staging.n FROM staging LEFT JOIN fresh
        ON fresh.instrument_id = staging.instrument_id AND fresh.trade_id = staging.trade_id
        AND fresh.day = date '1970-01-01' + staging.day
    WHERE fresh.trade_id IS NULL
""")
_COUNT: Final = text("""
    INSERT INTO trade_counts AS stored (day, partition, trades)
    SELECT date '1970-01-01' + day, partition, trades
    FROM unnest(CAST(:days AS integer[]), CAST(:partitions AS integer[]), CAST(:trades AS bigint[]))
        AS more (day, partition, trades)
    ON CONFLICT (day, partition) DO UPDATE SET trades = stored.trades + excluded.trades
""")
_FETCH_PRESENT: Final = text("""
    SELECT wanted.n FROM unnest(CAST(:ns AS integer[]), CAST(:instruments AS text[]), CAST(:ids AS text[]),
                                CAST(:days AS date[])) AS wanted (n, instrument_id, trade_id, day)
    JOIN prices USING (instrument_id, trade_id, day)
""")


async def ensure_partitions(conn: AsyncConnection, days: Iterable[date]) -> None:
    """Make the partitions of `prices` for these days, where they are missing."""
    await conn.execute(text("SELECT ensure_price_partitions(CAST(:days AS date[]))"), {"days": sorted(set(days))})


async def insert_trades(conn: AsyncConnection, trades: Sequence[TradeV1]) -> list[TradeV1]:
    """Store and count trades and return those that were new, each once.

    Their coins are there already. Repeats may be in `trades`, in the table, or on the day beside theirs.
    """
    if not trades:
        return []
    await ensure_partitions(conn, {_date(day_of(trade)) for trade in trades})
    fresh = await _not_beside_midnight(conn, distinct(trades))
    await conn.execute(_MAKE_STAGING)
    driver = await _driver(conn)
    await driver.copy_to_table("staging", source=BytesIO(_copy_text(fresh)))
    repeats = set(await conn.scalars(_INSERT))
    new = [trade for n, trade in enumerate(fresh) if n not in repeats] if repeats else fresh
    await _count(conn, new)
    return new


async def _count(conn: AsyncConnection, new: Iterable[TradeV1]) -> None:
    more = Counter((day_of(trade), partition_of(trade.coin_id, TRADES.partitions)) for trade in new)
    places = sorted(more)
    if places:
        columns = {"days": [day for day, _ in places], "partitions": [partition for _, partition in places]}
        await conn.execute(_COUNT, {**columns, "trades": [more[place] for place in places]})


async def _driver(conn: AsyncConnection) -> Any:
    """The connection of asyncpg, within the same transaction: only it speaks COPY."""
    return (await conn.get_raw_connection()).driver_connection


def day_of(trade: TradeV1) -> int:
    """The UTC day of the event time, counted from 1970."""
    return trade.ts_event_us // _DAY_US


def day_beside(trade: TradeV1) -> int | None:
    """The day on which the venue's other feed may have put the same trade, None if that cannot be."""
    day, since_midnight = divmod(trade.ts_event_us, _DAY_US)
    if since_midnight < _AROUND_MIDNIGHT_US:
        return day - 1
    return day + 1 if since_midnight >= _DAY_US - _AROUND_MIDNIGHT_US else None


def distinct(trades: Iterable[TradeV1]) -> list[TradeV1]:
    """The first of each trade; on either side of midnight it is the same one."""
    found: dict[TradeKey, TradeV1] = {}
    for trade in trades:
        beside = day_beside(trade)
        if beside is None or (trade.instrument_id, trade.trade_id, beside) not in found:
            found.setdefault((trade.instrument_id, trade.trade_id, day_of(trade)), trade)
    return list(found.values())


async def _not_beside_midnight(conn: AsyncConnection, trades: list[TradeV1]) -> list[TradeV1]:
    beside = {n: day for n, trade in enumerate(trades) if (day := day_beside(trade)) is not None}
    if not beside:
        return trades
    present = set(await conn.scalars(_FETCH_PRESENT, _wanted(trades, beside)))
    return [trade for n, trade in enumerate(trades) if n not in present]


def _wanted(trades: Sequence[TradeV1], days: Mapping[int, int]) -> dict[str, object]:
    return {
        "ns": list(days),
        "instruments": [trades[n].instrument_id for n in days],
        "ids": [trades[n].trade_id for n in days],
        "days": [_date(day) for day in days.values()],
    }


def _date(day: int) -> date:
    return _FIRST_DAY + timedelta(days=day)


def _copy_text(trades: Sequence[TradeV1]) -> bytes:
    """COPY's text format, half the cost of the binary one. `limits.refusal` lets nothing pass that needs quoting."""
    return "".join(
        [
            f"{n}\t{it.instrument_id}\t{it.trade_id}\t{it.ts_event_us // _DAY_US}\t{it.venue.value}\t{it.coin_id}\t"
            f"{it.price}\t{it.size}\t{it.side.value}\t{it.ts_event_us}\t{it.ts_recv_us}\t"
            f"{_NULL if it.quote_usd is None else it.quote_usd}\t{it.backfilled}\n"
            for n, it in enumerate(trades)
        ]
    ).encode()
