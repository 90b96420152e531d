"""Store candles: minutes merged from new trades, higher intervals folded, level by level, from the interval below.

Writing functions return the whole rows that they changed, as they are to be published. Rows are locked in one order:
by instrument and open time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from shared.clock import from_us, to_us
from shared.events import CandleV1
from shared.events.values import CandleStatus, Interval, Venue
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.domain.candles import Candle
from market_data.recorder.sql import candle_merge as sql

_PLAIN: Final = (
    "instrument_id", "coin_id", "open", "high", "low", "close", "volume", "quote_volume", "usd_volume", "trade_count",
    "taker_buy_volume",
)  # fmt: skip
_INTERVALS: Final = {interval.value: interval for interval in Interval}
_VENUES: Final = {venue.value: venue for venue in Venue}
_STATUSES: Final = {status.value: status for status in CandleStatus}

# A bucket closes this long after its end and after the last trade received for it.
CLOSE_AFTER_US: Final = 2_000_000

# (instrument_id, interval, open time in µs)
Place = tuple[str, Interval, int]


@dataclass(frozen=True, slots=True, order=True)
class Bucket:
    """A candle to be made, and what its span says of its status (`coverage`)."""

    instrument_id: str
    open_us: int
    status: CandleStatus


def place_of(candle: CandleV1) -> Place:
    return candle.instrument_id, candle.interval, candle.open_time_us


async def merge_minutes(conn: AsyncConnection, deltas: Sequence[tuple[Candle, CandleStatus]]) -> list[CandleV1]:
    """Fold what new trades add into the stored minutes, in any order of arrival.

    Not idempotent by itself: `deltas` hold only trades that `insert_trades` has just returned as new, in the same
    transaction. A minute that the venue's own candle fills stays as it is: these trades are counted in it.
    """
    if not deltas:
        return []
    candles = [candle for candle, _ in deltas]
    columns: dict[str, list[Any]] = {name: [getattr(candle, name) for candle in candles] for name in _PLAIN}
    columns["venue"] = [candle.venue.value for candle in candles]
    columns["open_time"] = [from_us(candle.open_time_us) for candle in candles]
    columns["as_of"] = [from_us(candle.as_of_us) for candle in candles]
    columns["last_recv_at"] = [from_us(candle.last_recv_us) for candle in candles]
    for place, name in enumerate(("us", "id", "series")):
        columns[f"open_{name}"] = [candle.open_key[place] for candle in candles]
        columns[f"close_{name}"] = [candle.close_key[place] for candle in candles]
    columns["status"] = [status.value for _, status in deltas]
    return _events(await conn.execute(sql.MERGE, columns))


async def fold_up(conn: AsyncConnection, interval: Interval, buckets: Iterable[Bucket]) -> list[CandleV1]:
    """Make candles of `interval` from those of the interval below; a bucket with none below loses its candle."""
    wanted = _wanted(interval, buckets)
    below = interval.below
    if below is None or not wanted["instruments"]:
        return []
    width = from_us(interval.us) - from_us(0)
    return _events(await conn.execute(sql.FOLD, {**wanted, "below": below.value, "width": width}))


async def fold_composites(conn: AsyncConnection, interval: Interval, buckets: Iterable[Bucket]) -> list[CandleV1]:
    """Make composite candles from the coin's instruments of the same interval; with none to use there is no candle."""
    wanted = _wanted(interval, buckets)
    return _events(await conn.execute(sql.COMPOSE, wanted)) if wanted["instruments"] else []


def _wanted(interval: Interval, buckets: Iterable[Bucket]) -> dict[str, Any]:
    wanted = sorted(buckets)
    return {
        "interval": interval.value,
        "instruments": [bucket.instrument_id for bucket in wanted],
        "opens": [from_us(bucket.open_us) for bucket in wanted],
        "statuses": [bucket.status.value for bucket in wanted],
    }


async def fetch_candles_at(conn: AsyncConnection, places: Iterable[Place]) -> list[CandleV1]:
    wanted = sorted(places)
    if not wanted:
        return []
    parameters = {
        "instruments": [id_ for id_, _, _ in wanted],
        "intervals": [interval.value for _, interval, _ in wanted],
        "opens": [from_us(open_us) for _, _, open_us in wanted],
    }
    return _events(await conn.execute(sql.FETCH, parameters))


async def fetch_opens(
    conn: AsyncConnection, interval: Interval, ids: Iterable[str], start_us: int, end_us: int | None
) -> list[tuple[str, int]]:
    """Which candles of these instruments overlap `start_us` to `end_us` (None: for ever), both included."""
    after = from_us(start_us - interval.us)
    before = datetime.max.replace(tzinfo=UTC) if end_us is None else from_us(end_us + 1)
    wanted = {"instruments": sorted(ids), "interval": interval.value, "after": after, "before": before}
    return [(id_, to_us(open_time)) for id_, open_time in await conn.execute(sql.FETCH_OPENS, wanted)]


async def set_statuses(conn: AsyncConnection, buckets: Iterable[Bucket]) -> list[CandleV1]:
    """Give minutes that were made from trades the status that their span says."""
    wanted = _wanted(Interval.MINUTE, buckets)
    del wanted["interval"]
    return _events(await conn.execute(sql.SET_STATUS, wanted))


async def fetch_due_coins(conn: AsyncConnection, now_us: int) -> set[str]:
    """Coins that have candles to close."""
    return set(await conn.scalars(sql.DUE_COINS, _due(now_us)))


async def close_candles(conn: AsyncConnection, coin_ids: Iterable[str], now_us: int, *, most: int) -> list[CandleV1]:
    """Close up to `most` candles of these coins that are due, and return them as closed."""
    closed = _events(await conn.execute(sql.CLOSE, {**_due(now_us), "coins": sorted(coin_ids), "most": most}))
    return sorted(closed, key=lambda candle: (candle.interval.us, candle.open_time_us))


def _due(now_us: int) -> dict[str, Any]:
    since = from_us(now_us - CLOSE_AFTER_US)
    return {"received_by": since, "ended_by": since}


def _events(rows: Iterable[Any]) -> list[CandleV1]:
    return [
        CandleV1(
            instrument_id=id_,
            interval=_INTERVALS[interval],
            open_time_us=to_us(open_time),
            coin_id=coin_id,
            venue=_VENUES[venue],
            open=open_,
            high=high,
            low=low,
            close=close,
            volume=volume,
            quote_volume=quote_volume,
            usd_volume=usd_volume,
            trade_count=trade_count,
            status=_STATUSES[status],
            source=source,
            is_closed=is_closed,
            revision=revision,
            as_of_us=to_us(as_of),
            taker_buy_volume=taker_buy_volume,
        )
        for (
            id_, interval, open_time, coin_id, venue, open_, high, low, close, volume, quote_volume, usd_volume,
            trade_count, status, source, is_closed, revision, as_of, taker_buy_volume,
        ) in rows
    ]  # fmt: skip
