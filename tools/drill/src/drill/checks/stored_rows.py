"""Compare the rows of PostgreSQL with the truth: trades to the letter, candles as a fold of them."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import asyncpg

from drill.checks.truth import Trade, of_list
from drill.platform import DrillError, Platform

Place = tuple[str, datetime]
"""Instrument id and open time."""

_SHOWN = 5


class Candle(NamedTuple):
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    quote_volume: Decimal
    trade_count: int
    is_closed: bool


def truth_of(platform: Platform) -> dict[tuple[str, str], Trade]:
    """The whole truth list of the simulator."""
    return of_list(platform.control_list("/trades"))


def stored_trades(platform: Platform) -> dict[tuple[str, str], Trade]:
    rows = fetch(platform, "SELECT instrument_id, trade_id, price, volume, side, timestamp FROM prices")
    found = {
        (row["instrument_id"], row["trade_id"]): Trade(
            row["instrument_id"], row["trade_id"], row["price"], row["volume"], row["side"], row["timestamp"]
        )
        for row in rows
    }
    if len(found) != len(rows):
        raise DrillError(f"{len(rows) - len(found)} trades are stored twice")
    return found


def fetch(platform: Platform, sql: str, *values: object) -> list[asyncpg.Record]:
    async def run() -> list[asyncpg.Record]:
        conn = await asyncpg.connect(platform.env["DATABASE_URL"], timeout=10)
        try:
            return list(await conn.fetch(sql, *values))
        finally:
            await conn.close()

    return asyncio.run(run())


def same_trades(truth: Mapping[tuple[str, str], Trade], stored: Mapping[tuple[str, str], Trade]) -> None:
    """Raise unless both hold the same trades with the same values (times to the millisecond that REST may round)."""
    missing, extra = truth.keys() - stored.keys(), stored.keys() - truth.keys()
    wrong = [key for key in truth.keys() & stored.keys() if not _same(truth[key], stored[key])]
    if missing or extra or wrong:
        raise DrillError(
            f"{len(missing)} missing {sorted(missing)[:_SHOWN]}, {len(extra)} not in the truth "
            f"{sorted(extra)[:_SHOWN]}, {len(wrong)} differ {[(truth[k], stored[k]) for k in sorted(wrong)[:_SHOWN]]}"
        )


def _same(one: Trade, other: Trade) -> bool:
    return one == other


def same_minutes(platform: Platform, truth: Mapping[tuple[str, str], Trade], *, closed: bool = True) -> int:
    """Raise unless each instrument's 1m candles equal a fold of the truth; return how many were compared.

    The minute in which following began may be the exchange's own candle instead: it can hold older trades.
    """
    wanted = fold(truth.values(), closed=closed)
    rows = fetch(
        platform,
        "SELECT instrument_id, open_time, source, open, high, low, close, volume, quote_volume, trade_count, is_closed "
        "FROM candles WHERE interval = '1m' AND venue <> 'composite'",
    )
    found = {_place(row): Candle(*(row[name] for name in Candle._fields)) for row in rows if row["source"] == "trades"}
    for imported in _first_minutes(wanted) & {_place(row) for row in rows if row["source"] == "venue"}:
        del wanted[imported]
    wrong = [key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key)]
    if wrong:
        shown = [(key, wanted.get(key), found.get(key)) for key in sorted(wrong)[:_SHOWN]]
        raise DrillError(f"{len(wrong)} of {len(wanted)} candles differ: {shown}")
    return len(wanted)


def _place(row: asyncpg.Record) -> Place:
    return row["instrument_id"], row["open_time"]


def _first_minutes(candles: Mapping[Place, Candle]) -> set[Place]:
    first: dict[str, datetime] = {}
    for instrument_id, open_time in candles:
        first[instrument_id] = min(open_time, first.get(instrument_id, open_time))
    return set(first.items())


def fold(trades: Any, *, closed: bool) -> dict[Place, Candle]:
    buckets: dict[Place, list[Trade]] = defaultdict(list)
    for trade in trades:
        buckets[trade.instrument_id, trade.at.replace(second=0, microsecond=0, tzinfo=UTC)].append(trade)
    return {key: _candle(sorted(found, key=lambda trade: trade.order), closed=closed) for key, found in buckets.items()}


def _candle(trades: list[Trade], *, closed: bool) -> Candle:
    prices = [trade.price for trade in trades]
    return Candle(
        prices[0],
        max(prices),
        min(prices),
        prices[-1],
        sum((trade.size for trade in trades), Decimal(0)),
        sum((trade.size * trade.price for trade in trades), Decimal(0)),
        len(trades),
        closed,
    )
