"""How PostgreSQL would find the rows of what is asked all the time, among 100 million trades. `make bench ONLY=plans`.

Of the trades and candles a part is there; the planner is told the full numbers by PostgreSQL's own
`pg_restore_relation_stats`. Pages are counted as they are, so that reading a table from end to end looks cheaper than
it would be: a plan that avoids it here avoids it at full size.
"""

import asyncio
import itertools
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from stack.test_servers import worker_database

from bench.figures import Figure, at_most
from bench.sections.plan_queries import QUERIES, Query

_DAYS: Final = 90
_A_DAY: Final = 20_000
_TRADES: Final = 100_000_000
_CANDLES: Final = 16_500_000
_WIDEST: Final = 200
_PARTITION: Final = re.compile(r"prices_\d{4}_\d\d_\d\d")
_ALIAS: Final = re.compile(r"\bprices_\d+\b")
_READ_WHOLE: Final = re.compile(r"Seq Scan on (prices|candles|market_gaps)")
_READS: Final = ("SELECT", "WITH", "INSERT", "UPDATE")

ABOUT: Final = f"""\
There are {_DAYS} days with {_A_DAY:,} trades each, three days of minutes, 60 of hours, 252 000 gaps; the
planner is told that there are {_TRADES:,} trades and {_CANDLES:,} candles, by `pg_restore_relation_stats` of
PostgreSQL after ANALYZE. Pages are counted as they are, so that reading a table from end to end looks cheaper than it
would be: a plan that avoids it here avoids it at full size. Inside a `Function Scan` are index lookups like those of
candles."""

# Every interval is there, as in a table that has grown: the planner goes by how frequent each is.
_CANDLE_REACH: Final = (
    ("1m", "1 minute", "3 days"),
    ("5m", "5 minutes", "6 days"),
    ("15m", "15 minutes", "9 days"),
    ("1h", "1 hour", "60 days"),
    ("4h", "4 hours", "90 days"),
    ("1d", "1 day", "90 days"),
)
_COINS: Final = """
    INSERT INTO coins (id, symbol, name) SELECT 'coin' || n, 'C' || n, 'C' || n FROM generate_series(1, 28) AS n;
    INSERT INTO instruments (instrument_id, coin_id, venue, base, quote, native, position, followed_since)
    SELECT 'C' || n || '-USD.' || upper(venue), 'coin' || n, venue, 'C' || n, 'USD', 'C' || n,
           CASE WHEN venue <> 'composite' THEN 1 END, now() - interval '90 days'
    FROM generate_series(1, 28) AS n, unnest(ARRAY['binance', 'coinbase', 'kraken', 'composite']) AS venue;
    SELECT ensure_price_partitions(ARRAY(SELECT current_date - n FROM generate_series(0, {days} - 1) AS n))
"""
_DAY: Final = """
    INSERT INTO prices (instrument_id, trade_id, day, venue, coin_id, price, volume, side, "timestamp", received_at,
        quote_usd, backfilled)
    SELECT 'C' || coin || '-USD.' || upper(venue), (({days} - {ago}) * {rows} + n)::text, current_date - {ago}, venue,
        'coin' || coin, 5, 1, 'buy', at, at, 1, false
    FROM (
        SELECT n, 1 + n % 28 AS coin, (ARRAY['binance', 'coinbase', 'kraken'])[1 + n / 28 % 3] AS venue,
            (current_date - {ago})::timestamp AT TIME ZONE 'UTC' + n * interval '1 day' / {rows} AS at
        FROM generate_series(1, {rows} - 1) AS n
    ) AS made
"""
_CANDLE_ROWS: Final = """
    INSERT INTO candles (instrument_id, "interval", open_time, coin_id, venue, open, high, low, close, volume,
        quote_volume, usd_volume, trade_count, open_key, close_key, status, source, is_closed, as_of, last_recv_at)
    SELECT instrument_id, '{name}', at, coin_id, venue, 5, 6, 4, 5, 1, 5, 5, 1, ARRAY[0], ARRAY[0], 'complete',
        'trades', at < now() - interval '{step}', at, at
    FROM instruments, generate_series(date_trunc('hour', now()) - interval '{reach}', now(), interval '{step}') AS at
"""
_GAPS: Final = """
    INSERT INTO market_gaps (gap_id, instrument_id, coin_id, venue, start_at, end_at, state, as_of)
    SELECT instrument_id || n, instrument_id, coin_id, venue, now() - n * interval '40 minutes',
        now() - n * interval '40 minutes' + interval '1 second',
        CASE WHEN n % 500 = 0 THEN 'unfillable' ELSE 'closed' END, now()
    FROM instruments, generate_series(1, 3000) AS n WHERE venue <> 'composite'
"""
# Partitions and indexes get their share of the full number.
_TELL_NUMBERS: Final = """
    SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', relname::text, 'reltuples',
        (CASE WHEN relname ~ '^candles' THEN {candles} ELSE {trades} / {days} END)::real)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')
        AND relname ~ '^(prices_2|candles(_pkey)?$)'
"""


def measure(server_url: str) -> tuple[list[Figure], str]:
    """How often a large table would be read whole, and all plans as Markdown. Needs about 1 GB for some minutes."""
    with worker_database.fresh(server_url) as url:
        worker_database.migrate(url)
        return asyncio.run(_measure(url))


async def _measure(url: str) -> tuple[list[Figure], str]:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    try:
        await _fill(engine.begin)
        async with engine.connect() as conn:
            text_of_all = "\n\n".join([await _plans(conn, query) for query in QUERIES])
    finally:
        await engine.dispose()
    whole = len(_READ_WHOLE.findall(text_of_all))
    return [at_most("plans", "tables of trades, candles or gaps read from end to end", whole, "", 0)], text_of_all


async def _fill(begin: Callable[[], Any]) -> None:
    started = time.monotonic()
    candles = [dict(zip(("name", "step", "reach"), one, strict=True)) for one in _CANDLE_REACH]
    statements = [
        *_COINS.format(days=_DAYS).split(";"),
        *(_DAY.format(days=_DAYS, ago=ago, rows=_A_DAY) for ago in range(_DAYS)),
        *(_CANDLE_ROWS.format(**one) for one in candles),
        _GAPS,
        "ANALYZE coins, instruments, prices, candles, market_gaps",
        _TELL_NUMBERS.format(candles=_CANDLES, trades=_TRADES, days=_DAYS),
    ]
    for statement in statements:
        async with begin() as conn:
            await conn.execute(text(statement))
    print(f"   filled in {time.monotonic() - started:.0f} s", flush=True)


async def _plans(conn: AsyncConnection, query: Query) -> str:
    """The plans of what the query executes, as PostgreSQL makes them for the same parameters. It changes nothing."""
    executed: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if query.only in statement and statement.split(maxsplit=1)[0].upper() in _READS:
            executed.append((statement, parameters))

    await conn.execute(text("SET ROLE market_data"))
    event.listen(conn.sync_connection, "before_cursor_execute", note)
    await query.call(conn)
    event.remove(conn.sync_connection, "before_cursor_execute", note)
    driver: Any = (await conn.get_raw_connection()).driver_connection
    texts = []
    for statement, parameters in executed[:1] if query.only else executed:
        rows = await driver.fetch(f"EXPLAIN (COSTS OFF) {statement}", *parameters)
        texts.append(shortened([row[0] for row in rows]))
    await conn.rollback()
    blocks = "\n\n".join(f"```\n{one}\n```" for one in dict.fromkeys(texts))
    return f"### {query.title}\n\n{blocks}"


@dataclass
class _Step:
    """A step of a plan: its own lines, and the steps below it."""

    indent: int
    lines: list[str]
    below: list["_Step"] = field(default_factory=list)


def shortened(lines: Sequence[str]) -> str:
    """A plan in which neighbouring steps that differ only in the day of their partition are one, with their number."""
    root = _Step(-1, [])
    path = [root]
    for line in lines:
        named = _PARTITION.sub("prices_<day>", line)
        named = _ALIAS.sub("prices_<day>", named)
        indent = len(line) - len(line.lstrip())
        while path[-1].indent >= indent:
            path.pop()
        step = _Step(indent, [named if len(named) <= _WIDEST else f"{named[: _WIDEST - 2]} …"])
        path[-1].below.append(step)
        path.append(step)
    return "\n".join(_rendered(root))


def _rendered(step: _Step) -> list[str]:
    lines = list(step.lines)
    for one, same in itertools.groupby(map(_rendered, step.below)):
        count = len(list(same))
        lines += [f"{one[0]}   [{count} days]", *one[1:]] if count > 1 else one
    return lines
