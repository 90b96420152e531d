"""What one transaction of the recorder does: trades and all candles above them, or a change of the gap ledger."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec
from shared.events import CandleV1, TradeV1
from shared.events.values import Interval
from shared.kafka import partition_of
from shared.kafka.topics import TRADES
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.domain.candles import minutes
from market_data.recorder.sql.candles import (
    Bucket,
    Place,
    fetch_candles_at,
    fold_composites,
    fold_up,
    merge_minutes,
    place_of,
)
from market_data.recorder.sql.gaps import Ledger, fetch_ledger
from market_data.recorder.sql.instruments import fetch_coins_of, register
from market_data.recorder.sql.trades import insert_trades

# Any number that nobody else uses; the second one is the partition.
_LOCK_SPACE: Final = 0x7469_6465
_LOCK: Final = text("""
    SELECT pg_advisory_xact_lock(:space, partition)
    FROM (SELECT unnest(CAST(:partitions AS integer[])) AS partition ORDER BY 1) AS ascending
""")

# The instrument and open time (µs) of a minute.
Minute = tuple[str, int]


@dataclass(frozen=True, slots=True)
class RecordResult:
    """`candles`: the whole rows of every bucket that the batch touched, those of its repeats included."""

    stored: int = 0
    repeated: int = 0
    candles: Sequence[CandleV1] = field(default_factory=tuple)


async def lock_partitions(conn: AsyncConnection, coin_ids: Iterable[str]) -> None:
    """Until the transaction ends nobody else writes trades or candles of these coins' partitions."""
    partitions = sorted({partition_of(coin_id, TRADES.partitions) for coin_id in coin_ids})
    await conn.execute(_LOCK, {"space": _LOCK_SPACE, "partitions": partitions})


async def lock_all_partitions(conn: AsyncConnection) -> None:
    """Until the transaction ends nobody else writes trades or candles."""
    await conn.execute(_LOCK, {"space": _LOCK_SPACE, "partitions": list(range(TRADES.partitions))})


async def lock_coins(conn: AsyncConnection, seen: Collection[tuple[str, str]]) -> dict[str, str]:
    """Lock the partitions of some instruments, given with the coins that their events name, and register new ones.

    Returns the coin of each, as `register` does.
    """
    known = await fetch_coins_of(conn, {id_ for id_, _ in seen})
    await lock_partitions(conn, {coin_id for _, coin_id in seen} | set(known.values()))
    return await register(conn, dict(seen))


async def record(conn: AsyncConnection, trades: Sequence[TradeV1]) -> RecordResult:
    """Store trades and what they change, each once, however often and in whatever order they come."""
    if not trades:
        return RecordResult()
    coins = await lock_coins(conn, {(trade.instrument_id, trade.coin_id) for trade in trades})
    trades = [_of_coin(trade, coins[trade.instrument_id]) for trade in trades]
    fresh = await insert_trades(conn, trades)
    touched = {(trade.instrument_id, Interval.MINUTE.floor(trade.ts_event_us)) for trade in trades}
    since_us = min(Interval.DAY.floor(open_us) for _, open_us in touched)
    ledger = await fetch_ledger(conn, coins, since_us)
    changed = await _fold(conn, ledger, fresh)
    repeats = set() if len(fresh) == len(trades) else _above(ledger, touched)
    unchanged = await fetch_candles_at(conn, repeats - {place_of(candle) for candle in changed})
    return RecordResult(len(fresh), len(trades) - len(fresh), [*changed, *unchanged])


def _of_coin(trade: TradeV1, coin_id: str) -> TradeV1:
    return trade if trade.coin_id == coin_id else msgspec.structs.replace(trade, coin_id=coin_id)


async def _fold(conn: AsyncConnection, ledger: Ledger, fresh: Sequence[TradeV1]) -> list[CandleV1]:
    deltas = [
        (delta, ledger.coverage[delta.instrument_id].status(Interval.MINUTE, delta.open_time_us))
        for delta in minutes(fresh)
    ]
    changed = await merge_minutes(conn, deltas)
    mine = {(candle.instrument_id, candle.open_time_us) for candle in changed}
    theirs = {(composite, open_us) for id_, open_us in mine for composite in ledger.composite_of(id_)}
    changed += await fold_composites(conn, Interval.MINUTE, buckets(ledger, Interval.MINUTE, theirs))
    return changed + await fold_minutes_up(conn, ledger, mine | theirs)


async def fold_minutes_up(conn: AsyncConnection, ledger: Ledger, touched: Collection[Minute]) -> list[CandleV1]:
    """Make every candle above these minutes anew, level by level."""
    changed: list[CandleV1] = []
    for interval in list(Interval)[1:]:
        above = {(id_, interval.floor(open_us)) for id_, open_us in touched}
        changed += await fold_up(conn, interval, buckets(ledger, interval, above))
    return changed


def buckets(ledger: Ledger, interval: Interval, opens: Iterable[Minute]) -> list[Bucket]:
    return [Bucket(id_, open_us, ledger.coverage[id_].status(interval, open_us)) for id_, open_us in opens]


def _above(ledger: Ledger, touched: Iterable[Minute]) -> set[Place]:
    """Every bucket that holds one of these minutes, of the instrument and of its composite."""
    return {
        (one, interval, interval.floor(open_us))
        for id_, open_us in touched
        for one in (id_, *ledger.composite_of(id_))
        for interval in Interval
    }
